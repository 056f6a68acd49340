"""Telephone numbers as people say them: digits, pairs, "zwo", "doppel drei"."""

import phonenumbers

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.text import words

_BRIDGES = frozenset(
    {",", "und", "dann", "aeh", "aehm", "-", "/", ".", "also", "ja", "jetzt", "weiter", "mal", "die", "der"}
)
_SHORTEST = 7


def read_digits(text: str) -> str:
    """Return the digits spoken in one run, the longest one if there are several; ``+`` may lead."""
    runs, run, times = [], "", 1
    keys = [word.key for word in words(text.replace("+", " plus "))]
    for place, key in enumerate(keys):
        following = keys[place + 1] if place + 1 < len(keys) else ""
        if key == "plus" and not run:
            run = "+"
        elif key in {"doppel", "doppelt", "zweimal"} or (following == "mal" and cardinal(key) in {2, 3, 4}):
            times = {"doppel": 2, "doppelt": 2, "zweimal": 2}.get(key) or cardinal(key) or 1
        elif key in {"dreimal", "viermal"}:
            times = 3 if key == "dreimal" else 4
        elif (digits := _digits_of(key)) is not None:
            run += digits * times
            times = 1
        elif key not in _BRIDGES:
            runs.append(run)
            run, times = "", 1
    return max([*runs, run], key=len)


def _digits_of(key: str) -> str | None:
    written = "".join(char for char in key if char.isascii() and char.isdigit())
    if written and not any(char.isalpha() for char in key):
        return written
    if key in {"ein", "eine", "einen", "einer", "einem"}:
        return None
    value = cardinal(key)
    return None if value is None else str(value)


def read_phone(text: str, *, region: str = "DE") -> str | None:
    """Return the telephone number in the utterance as E.164, or ``None`` if there is no whole one."""
    return number_of_digits(read_digits(text), region=region)


def number_of_digits(digits: str, *, region: str = "DE") -> str | None:
    """Return dialled digits as E.164, or ``None`` if they cannot be a whole number."""
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if not digits.startswith(("+", "0", "15", "16", "17")) or len(digits) < _SHORTEST:
        return None
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    mobile_too_short = (
        number.country_code == 49
        and str(number.national_number)[:2] in {"15", "16", "17"}
        and (len(str(number.national_number)) < 10)
    )
    if not whole or mobile_too_short:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken_phone(number: str, *, region: str = "DE") -> str:
    """Return a number to read out in groups: ``0 1 5 1, 2 3 4, 5 6 7 8``."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return " ".join(number)
    home = parsed.country_code == phonenumbers.country_code_for_region(region)
    digits = str(parsed.national_number)
    lead = "0" + digits[:3] if home else f"00{parsed.country_code}"
    rest = digits[3:] if home else digits
    groups = [lead]
    while rest:
        size = len(rest) if len(rest) <= 4 else 3
        groups.append(rest[:size])
        rest = rest[size:]
    return ", ".join(" ".join(group) for group in groups)
