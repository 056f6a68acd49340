"""Days and hours in the languages that callers in Germany speak most, besides German and English."""

from telephony.dialogue.abroad.reading import LANGUAGES, understand_abroad

__all__ = ["LANGUAGES", "understand_abroad"]
