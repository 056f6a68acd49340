"""What a caller feels, from words and behaviour, never from the voice (AI Act)."""

from telephony.dialogue.sentiment.frustration import Heard, frustration
from telephony.dialogue.sentiment.mood import Label, Mood, mood_of
from telephony.dialogue.sentiment.signs import shouting

__all__ = ["Heard", "Label", "Mood", "frustration", "mood_of", "shouting"]
