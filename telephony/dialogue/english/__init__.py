"""Callers who speak English: times, matters, names and numbers, in the shapes of the German readers."""

from telephony.dialogue.english.matters import read_answer, read_choice, read_matters, read_move
from telephony.dialogue.english.people import (
    read_english_digits,
    read_english_name,
    read_english_phone,
    spelled_letters,
)
from telephony.dialogue.english.services import in_german, match_english_service
from telephony.dialogue.english.times import understand_english

__all__ = [
    "in_german",
    "match_english_service",
    "read_answer",
    "read_choice",
    "read_english_digits",
    "read_english_name",
    "read_english_phone",
    "read_matters",
    "read_move",
    "spelled_letters",
    "understand_english",
]
