"""Which language is spoken: plain Python, a few microseconds per word, no library."""

from telephony.dialogue.language.detecting import LanguageGuess, detect, languages

__all__ = ["LanguageGuess", "detect", "languages"]
