"""Callers who speak English: times, matters, names and numbers, in the shapes of the German readers."""

from telephony.dialogue.english.matters import read_answer, read_matters, read_move
from telephony.dialogue.english.people import (
    read_english_digits,
    read_english_name,
    spelled_letters,
)
from telephony.dialogue.english.services import match_english_service
from telephony.dialogue.english.times import understand_english

__all__ = [
    "match_english_service",
    "read_answer",
    "read_english_digits",
    "read_english_name",
    "read_matters",
    "read_move",
    "spelled_letters",
    "understand_english",
]
