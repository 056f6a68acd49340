"""Which language is spoken: plain Python, a few microseconds per word, no library."""

from telephony.dialogue.language.detecting import LanguageGuess, detect, languages
from telephony.dialogue.language.switching import asked_language, beside_the_request, spoken_language

__all__ = [
    "LanguageGuess",
    "asked_language",
    "beside_the_request",
    "detect",
    "languages",
    "spoken_language",
]
