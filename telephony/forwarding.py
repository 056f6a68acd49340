"""How calls are forwarded to another number: the codes of mobile networks and of fixed lines, by carrier.

On mobiles the codes are those of GSM (3GPP TS 22.030) and the same everywhere. Fixed lines use the codes of
ETSI ETS 300 738 with one star; where a router or customer centre has to do it, the carrier's entry says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Line(StrEnum):
    """What the old number is."""

    MOBILE = "mobile"
    FIXED = "fixed"


class When(StrEnum):
    """Which calls are forwarded."""

    ALWAYS = "always"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """A telephone company. ``by_hand``: where it is done when a fixed line refuses the code."""

    key: str
    name: str
    country: str
    lines: tuple[Line, ...] = (Line.MOBILE, Line.FIXED)
    by_hand: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """What is dialled on the old phone."""

    when: When
    on: str
    off: str

    @property
    def link(self) -> str:
        """The code as a link that opens a phone's keypad; ``#`` would end the address."""
        return f"tel:{self.on.replace('#', '%23')}"


_BOTH: Final = (Line.MOBILE, Line.FIXED)
CARRIERS: Final = (
    Carrier(key="telekom", name="Telekom", country="DE", by_hand="Telefoniecenter der Telekom"),
    Carrier(key="vodafone", name="Vodafone", country="DE", by_hand="MeinVodafone oder Router"),
    Carrier(key="o2", name="O₂", country="DE", by_hand="Mein O₂ oder Router"),
    Carrier(key="einsundeins", name="1&1", country="DE", by_hand="1&1 Control-Center oder FRITZ!Box"),
    Carrier(key="congstar", name="congstar", country="DE", by_hand="mein congstar oder Router"),
    Carrier(key="andere-de", name="Anderer Anbieter", country="DE", by_hand="Kundenbereich oder Router"),
    Carrier(key="a1", name="A1", country="AT", by_hand="Mein A1 oder Modem"),
    Carrier(key="magenta", name="Magenta", country="AT", by_hand="Mein Magenta oder Modem"),
    Carrier(key="drei", name="Drei", country="AT", by_hand="Kundenzone von Drei"),
    Carrier(key="andere-at", name="Anderer Anbieter", country="AT", by_hand="Kundenbereich oder Modem"),
    Carrier(key="swisscom", name="Swisscom", country="CH", by_hand="Swisscom Kundencenter"),
    Carrier(key="sunrise", name="Sunrise", country="CH", by_hand="My Sunrise"),
    Carrier(key="salt", name="Salt", country="CH", by_hand="My Account von Salt"),
    Carrier(key="andere-ch", name="Anderer Anbieter", country="CH", by_hand="Kundenbereich oder Router"),
)
_NUMBERS: Final = {When.ALWAYS: "21", When.NO_ANSWER: "61", When.UNREACHABLE: "62", When.BUSY: "67"}
# Half a minute of ringing is what most networks take at most.
_RINGS_S: Final = 20


def carriers_of(country: str) -> tuple[Carrier, ...]:
    """The telephone companies of a country, those that most people have first."""
    return tuple(carrier for carrier in CARRIERS if carrier.country == country)


def codes_for(*, line: Line, number: str, whens: Sequence[When]) -> tuple[Code, ...]:
    """What to dial so that these calls go to ``number`` (E.164)."""
    return tuple(
        _mobile(when, number) if line is Line.MOBILE else _fixed(when, number)
        for when in whens
        if line is Line.MOBILE or when is not When.UNREACHABLE
    )


def _mobile(when: When, number: str) -> Code:
    # Without a service class the ringing time stands behind two stars.
    rings = f"**{_RINGS_S}" if when is When.NO_ANSWER else ""
    return Code(when=when, on=f"**{_NUMBERS[when]}*{number}{rings}#", off=f"##{_NUMBERS[when]}#")


def _fixed(when: When, number: str) -> Code:
    return Code(when=when, on=f"*{_NUMBERS[when]}*00{number[1:]}#", off=f"#{_NUMBERS[when]}#")
