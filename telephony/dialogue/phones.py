"""Telephone numbers as people say them: digits, pairs, triples, "zwo", "doppel drei", and second thoughts."""

from collections.abc import Callable
from dataclasses import dataclass, field

import phonenumbers

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.text import words

_BRIDGES = frozenset(
    "und dann aeh aehm - / . also ja jetzt weiter mal die der das noch danach wieder kommt ist hinten vorne "
    "am "
    "ende schluss zum durchwahl hintendran moment mit es ein".split()
)
_AGAIN = frozenset("vorne vorn anfang neu".split())
_SECOND_THOUGHTS = frozenset(
    "nein nee quatsch falsch sorry korrektur halt stopp ach pardon verzeihung entschuldigung "
    "entschuldigen sondern".split()
)
_TIMES = {
    "doppel": 2, "doppelt": 2, "doppelte": 2, "zweimal": 2, "zwomal": 2, "dreimal": 3, "dreifach": 3,
    "viermal": 4,
}  # fmt: skip
_SHORTEST = 7
_AREA_CODE = 3


@dataclass(slots=True)
class _Run:
    """Digits as they were said: one entry per spoken number, and the breath it was said in."""

    said: list[tuple[str, int]] = field(default_factory=list)
    times: int = 1
    breath: int = 0
    corrects: bool = False
    leaves_out: bool = False

    def take(self, digits: str, *, breath_holds: int) -> None:
        """Add what was said; behind "nein" it replaces what it corrects."""
        digits *= self.times
        self.times = 1
        if self.leaves_out:
            self.leaves_out = False
            if self.said and self.said[-1][0] == digits:
                self.said.pop()
            return
        if self.corrects:
            self._forget(digits, breath_holds)
            self.corrects = False
        self.said.append((digits, self.breath))

    def _forget(self, digits: str, breath_holds: int) -> None:
        """A breath that is said again as a whole replaces the last one, a number said again only itself."""
        if not self.said:
            return
        last = self.said[-1][1]
        size = sum(breath == last for _, breath in self.said)
        if (
            size != breath_holds
            and digits[0] == "0"
            and self.said[0][0][0] in "0+"
            and breath_holds >= _AREA_CODE
        ):
            self.said.clear()  # whoever begins with the area code begins again
        elif 1 < breath_holds < size and self.said[-breath_holds][0] == digits:
            del self.said[-breath_holds:]  # "null acht, nein, null sieben": as many as are said again
        elif 1 < size <= breath_holds:
            del self.said[-size:]
        else:
            self.said.pop()

    @property
    def digits(self) -> str:
        """Return everything that was meant, in one row."""
        return "".join(digits for digits, _ in self.said)


def read_digits(text: str) -> str:
    """Return the digits spoken in one run, the longest one if there are several; ``+`` may lead."""
    runs, run = [], _Run()
    keys = _joined([word.key for word in words(text.replace("+", " plus "))])
    for place, key in enumerate(keys):
        following = keys[place + 1] if place + 1 < len(keys) else ""
        if key == "plus" and not run.said:
            run.said.append(("+", run.breath))
        elif key in _TIMES or (following == "mal" and cardinal(key) in {2, 3, 4}):
            run.times = _TIMES.get(key) or cardinal(key) or 1
        elif (digits := _digits_of(key)) is not None:
            run.take(digits, breath_holds=_held(keys, place))
        elif key in _AGAIN and run.corrects:
            run = _Run()
        elif key in {",", ";"}:
            run.breath += 1
        elif key in _SECOND_THOUGHTS and run.said:
            run.corrects, run.breath = True, run.breath + 1
        elif key in {"nicht", "statt"} and run.said:
            run.leaves_out = True
        elif key not in _BRIDGES and not (run.corrects and key == "von"):
            runs.append(run.digits)
            run = _Run()
    return max([*runs, run.digits], key=len)


def _joined(keys: list[str]) -> list[str]:
    """``drei und zwanzig`` is heard as three words but is one."""
    joined: list[str] = []
    for key in keys:
        whole = "".join([*joined[-2:], key])
        if len(joined) > 1 and joined[-1] == "und" and key.endswith("ig") and (cardinal(whole) or 0) > 20:
            joined[-2:] = [whole]
        else:
            joined.append(key)
    return joined


def _held(keys: list[str], place: int) -> int:
    """Return how many numbers are said in the breath that begins here."""
    count = 0
    for key in keys[place:]:
        if _digits_of(key) is not None:
            count += 1
        elif key in {",", ";"} or key not in _BRIDGES:
            break
    return count


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


def without_number(
    text: str, number: str | None, *, region: str = "DE", read: Callable[[str], str] = read_digits
) -> str:
    """Return the utterance without the words of this number: what is left may tell a time."""
    if number is None:
        return text
    parts = text.split()
    ends = range(1, len(parts) + 1)
    start = max(
        (at for at in ends if number_of_digits(read(" ".join(parts[at:])), region=region) == number),
        default=0,
    )
    while start and read(parts[start - 1]) in {"0", "00", "+49", "0049"}:
        start -= 1
    end = next(
        (at for at in ends if number_of_digits(read(" ".join(parts[start:at])), region=region) == number),
        None,
    )
    return text if end is None else " ".join([*parts[:start], *parts[end:]])


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
    """Return a number to read out in groups: ``0 1 5 1, 2 3 4, 5 6, 7 8``."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return " ".join(number)
    home = parsed.country_code == phonenumbers.country_code_for_region(region)
    digits = str(parsed.national_number)
    is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    area = 3 if is_mobile else phonenumbers.length_of_national_destination_code(parsed) or 3
    lead = "0" + digits[:area] if home else f"00{parsed.country_code}"
    rest = digits[area:] if home else digits
    groups = [lead, *_in_pairs(rest)]
    return ", ".join(" ".join(group) for group in groups)


def _in_pairs(rest: str) -> list[str]:
    """People say the rest of a number in pairs, an odd one begins with three."""
    odd = len(rest) % 2
    first = [rest[:3]] if odd and len(rest) > 2 else []
    pairs = rest[3:] if first else rest
    return [*first, *(pairs[at : at + 2] for at in range(0, len(pairs), 2))]
