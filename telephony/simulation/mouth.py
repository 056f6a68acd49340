"""How a caller says things: everyday words for a fact, numbers in pairs, names by letters."""

from __future__ import annotations

import random
from typing import Final

_SPELLING = (
    "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol Otto"
    " Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias Ärger Ökonom"
    " Übermut"
)
_LETTERS: Final = {word[0]: word for word in _SPELLING.split()}
_DIGITS: Final = "null eins zwei drei vier fünf sechs sieben acht neun".split()
_WEEKDAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_ORDINALS: Final = ("ersten", "zweiten", "dritten")

YES: Final = {
    "plain": ("Ja.", "Ja, bitte.", "Ja, genau.", "Ja, das stimmt."),
    "polite": ("Ja, sehr gern.", "Ja, genau so, vielen Dank.", "Ja, das ist richtig."),
    "brief": ("Ja.", "Jo.", "Passt."),
    "casual": ("Jo, passt.", "Jap, genau.", "Ja klar.", "Ja super."),
    "rambling": ("Ja, ja, genau so machen wir das.", "Ja doch, das ist richtig so."),
    "old": ("Jawohl.", "Ja, ganz recht.", "Ja, so ist es."),
    "lower": ("ja", "ja genau", "jo passt"),
}
NO: Final = {
    "plain": ("Nein.", "Nein, danke."),
    "polite": ("Nein, vielen Dank.",),
    "brief": ("Nee.", "Nein."),
    "casual": ("Nee, danke.", "Nö."),
    "rambling": ("Ach nein, lassen Sie mal.",),
    "old": ("Nein, danke schön.",),
    "lower": ("nein", "nee danke"),
}
NOTHING_MORE: Final = {
    "plain": ("Nein, das war alles. Auf Wiederhören.", "Nein danke, das war's."),
    "polite": ("Nein, vielen herzlichen Dank, auf Wiederhören.",),
    "brief": ("Nein.", "Nee, das war's.", "Nein, tschüss."),
    "casual": ("Nö, das war's. Ciao!", "Nee, alles gut, danke dir."),
    "rambling": ("Nein, ich glaube, das war es, ja doch, das war alles. Danke schön.",),
    "old": ("Nein, das wäre es gewesen. Ich danke recht schön, auf Wiederhören.",),
    "lower": ("nein das wars danke", "nee tschüss"),
}
TAKES: Final = ("Den {ordinal}, bitte.", "Ich nehme den {ordinal}.", "{clock} passt.", "Dann um {clock}.")
TAKES_ONE: Final = ("Ja, das passt.", "Ja, gern.", "Passt gut.", "Ja, den nehme ich.")
TAKES_DAY: Final = ("{weekday}, bitte.", "{weekday} um {clock}.")
CANNOT: Final = ("Nein, da kann ich nicht. {when}?", "Das geht bei mir leider nicht, eher {when}.")


def spelled(name: str) -> str:
    """``M wie Martha, E wie Emil``."""
    parts = [f"{letter} wie {_LETTERS[letter]}" for letter in name.upper() if letter in _LETTERS]
    return ", ".join(parts) + "."


def in_pairs(phone: str, dice: random.Random) -> str:
    """The number as people say it: digits in pairs, as words or as the recogniser writes them."""
    digits = [digit for digit in phone if digit.isdigit()]
    if dice.random() < 0.5:
        prefix, rest = phone.split(maxsplit=1) if " " in phone else (phone[:4], phone[4:])
        return f"{prefix} {rest}."
    words = [_DIGITS[int(digit)] for digit in digits]
    return ", ".join(" ".join(words[at : at + 2]) for at in range(0, len(words), 2)) + "."


def weekday_name(weekday: int) -> str:
    """``Dienstag``."""
    return _WEEKDAYS[weekday]


def ordinal(place: int) -> str:
    """``ersten``, ``zweiten``."""
    return _ORDINALS[min(place, len(_ORDINALS) - 1)]
