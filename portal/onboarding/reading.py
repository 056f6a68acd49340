"""What people write into the wizard's small fields: hours, prices, lists of names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from booking.enums import PriceKind
from booking.models import Service

_CLOCK: Final = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr|o'clock)?\s*(am|pm|a\.m\.|p\.m\.)?"
_SPAN: Final = re.compile(rf"{_CLOCK}\s*(?:-|–|—|bis|to|until|till)\s*{_CLOCK}", re.IGNORECASE)
_PRICE: Final = re.compile(
    r"((?:ab|from)\s+)?(?:€\s*)?(\d{1,6})(?:[.,](\d{1,2}|-|–))?\s*(?:€|eur|euro|chf|fr\.?)?", re.IGNORECASE
)
_ON_REQUEST: Final = frozenset(
    {"", "auf anfrage", "anfrage", "nach absprache", "on request", "by arrangement", "–", "-"}
)
_CLOSED: Final = frozenset({"", "geschlossen", "zu", "closed", "–", "-", "ruhetag"})

Span = tuple[time, time]


class Unreadable(ValueError):
    """Not written as we can read it; the text is the sentence for whoever wrote it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenPrice:
    """A price as it is stored."""

    kind: PriceKind
    cents: int | None


def read_spans(text: str) -> tuple[Span, ...]:
    """``9-12:30, 14-18`` or ``9 am to 6 pm`` → spans of a day in order; closed is no span.

    :raises Unreadable: not hours, or they overlap.
    """
    if text.strip().lower() in _CLOSED:
        return ()
    spans = tuple(_span(part) for part in re.split(r"[,;]| und | and ", text) if part.strip())
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise Unreadable(_("Die Zeiten überschneiden sich."))
    return spans


def spans_text(spans: tuple[Span, ...] | list[Span]) -> str:
    """The reverse, as a sign on a door has it."""
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)


def read_price(text: str) -> WrittenPrice:
    """``ab 48``, ``from 48``, ``48,50 €`` or nothing, which means on request.

    :raises Unreadable: not a price.
    """
    if text.strip().lower() in _ON_REQUEST:
        return WrittenPrice(kind=PriceKind.ON_REQUEST, cents=None)
    match = _PRICE.fullmatch(text.strip())
    if not match:
        raise Unreadable(_("Bitte schreiben Sie den Preis wie 48, 48,50 oder ab 48."))
    cents = int(match[2]) * 100 + int(match[3].ljust(2, "0") if match[3] and match[3].isdecimal() else 0)
    return WrittenPrice(kind=PriceKind.FROM if match[1] else PriceKind.FIXED, cents=cents)


def price_text(service: Service) -> str:
    """The reverse of :func:`read_price`."""
    if service.price_cents is None:
        return ""
    whole, part = divmod(service.price_cents, 100)
    amount = f"{whole},{part:02d}" if part else formats.number_format(whole, use_l10n=False)
    return _("ab %(amount)s") % {"amount": amount} if service.price_kind == PriceKind.FROM else amount


def read_names(text: str, *, longest: int = 80) -> tuple[str, ...]:
    """``Anna, Mehmet und Lea`` → the names, each once."""
    parts = (" ".join(part.split())[:longest] for part in re.split(r"[,;\n]|\s+(?:und|and)\s+", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise Unreadable(_("Bitte schreiben Sie die Zeiten wie 9–18 oder 9:00–12:30, 14–18."))
    opens, closes = _clock(*match.group(1, 2, 3)), _clock(*match.group(4, 5, 6))
    if closes <= opens and closes != time(0):
        raise Unreadable(_("Das Ende liegt vor dem Anfang."))
    return opens, closes


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour) % 24 if hour == "24" else int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise Unreadable(_("Diese Uhrzeit gibt es nicht."))
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    if hours > 23 or minutes > 59:
        raise Unreadable(_("Diese Uhrzeit gibt es nicht."))
    return time(hours, minutes)
