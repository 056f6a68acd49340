"""English number words, made digits before anything else is read."""

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
CARDINALS = {**{word: value for value, word in enumerate(_ONES)}, **_TENS}
_TENTH = "|".join(_TENS)
_ONE = "|".join(_ONES[1:10])
_FIRST = "|".join(word for word, value in _ORDINALS.items() if value < 10)
_COMPOUND = re.compile(rf"\b(?P<ten>{_TENTH})[ -](?:(?P<one>{_ONE})|(?P<nth>{_FIRST}))\b")
_SINGLE = re.compile(
    rf"\b(?:(?P<card>{'|'.join(sorted(CARDINALS, key=len, reverse=True))})|(?P<nth>{'|'.join(_ORDINALS)}))\b"
)
# "half a second", "a second appointment": only a day of the month is meant by "second".
_NO_DATE = re.compile(
    r"\b(?:a|one|any|half a) second\b|\bsecond (?:one|time|appointment|thought)"
    r"|\bfirst (?=name|time|appointment|one|of all|visit)"
)
_PHRASES = (
    (re.compile(r"\bfirst thing(?: in the morning)?\b"), "early in the morning"),
    (re.compile(r"\b(?:first|1st) (?=free|available|possible)"), "next "),
    (re.compile(r"\btonight\b"), "today in the evening"),
    (re.compile(r"\bthis (?=(?:early |late )?(?:morning|afternoon|evening)\b)"), "today "),
)


def with_digits(text: str) -> str:
    """Return the folded text with ``twenty-first`` as ``21st`` and ``half past nine`` as ``half past 9``."""
    for phrase, plain in _PHRASES:
        text = phrase.sub(plain, text)
    text = _NO_DATE.sub(" ", text)
    text = _COMPOUND.sub(_joined, text)
    return _SINGLE.sub(_alone, text)


def _joined(match: re.Match[str]) -> str:
    ten = _TENS[match["ten"]]
    return str(ten + CARDINALS[match["one"]]) if match["one"] else f"{ten + _ORDINALS[match['nth']]}th"


def _alone(match: re.Match[str]) -> str:
    return str(CARDINALS[match["card"]]) if match["card"] else f"{_ORDINALS[match['nth']]}th"
