"""Kinds of values in the booking room's sections: hours, weeks and prices."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator

from booking.enums import PriceKind
from tenants.company_file.kinds import FileModel

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}:\d{2}) ?- ?(\d{1,2}:\d{2})")
_PRICE = re.compile(r"(from )?(\d+)(?:[.,](\d{2}))?")

TimeSpan = tuple[time, time]


def _clock(text: str) -> time:
    if text == "24:00":
        return time(0)
    try:
        return time.fromisoformat(f"{text:0>5}")
    except ValueError:
        raise ValueError(f"{text} is no time of day") from None


def _spans(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    spans = []
    for part in value.split(","):
        if not (match := _SPAN.fullmatch(part.strip())):
            raise ValueError(f"{part.strip()} is no span of time; write it like 09:00-13:00, 14:00-18:00")
        opens, closes = _clock(match[1]), _clock(match[2])
        if closes <= opens and closes != time(0):
            raise ValueError(f"{part.strip()} ends before it begins")
        spans.append((opens, closes))
    return tuple(spans)


def _week(value: Any) -> Any:
    """``{"mon-fri": ..., "sat": ...}`` → one entry a weekday."""
    if not isinstance(value, dict):
        return value
    week: dict[int, Any] = {}
    for key, spans in value.items():
        for weekday in _weekdays(str(key)):
            if weekday in week:
                raise ValueError(f"{WEEKDAYS[weekday]} is there twice")
            week[weekday] = _spans(spans)
    return week


def _weekdays(key: str) -> range:
    first, _, last = key.partition("-")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS[WEEKDAYS.index(first) :]):
        raise ValueError(f"{key} is no weekday; write mon, tue ... sun, or mon-fri")
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)


class Price(FileModel):
    """``45``, ``from 45``, ``45,50`` or ``on request``."""

    kind: PriceKind
    cents: int | None


def _price(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip() == "on request":
        return Price(kind=PriceKind.ON_REQUEST, cents=None)
    if not (match := _PRICE.fullmatch(value.strip())):
        raise ValueError(f"{value} is no price; write it like 45, 45.50, from 45 or on request")
    cents = int(match[2]) * 100 + int(match[3] or 0)
    return Price(kind=PriceKind.FROM if match[1] else PriceKind.FIXED, cents=cents)


Clock = Annotated[time, BeforeValidator(lambda value: _clock(value) if isinstance(value, str) else value)]
Week = Annotated[dict[int, tuple[TimeSpan, ...]], BeforeValidator(_week)]
Spans = Annotated[tuple[TimeSpan, ...], BeforeValidator(_spans)]
AnyPrice = Annotated[Price, BeforeValidator(_price)]
