"""Kinds of values that several sections of a company file share: spans of time, days, phone numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from askproai.core.phones import InvalidPhone, parse_phone

_PARTS = re.compile(r"(\d+) ?(min|h|d)")
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_OFFSET = re.compile(r"[+-]\d{1,4}")


class FileModel(BaseModel):
    """One mapping of a company file: every key is known, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _duration(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    if text.isdecimal():
        return timedelta(minutes=int(text))
    if not re.fullmatch(rf"{_PARTS.pattern}( {_PARTS.pattern})*", text):
        raise ValueError("is no span of time; write it like 45 min, 1 h 30 min or 2 d")
    return sum((int(count) * _UNITS[unit] for count, unit in _PARTS.findall(text)), timedelta())


def _phone(value: str) -> str:
    try:
        return parse_phone(value)
    except InvalidPhone:
        raise ValueError(
            f"{value} is no phone number; write it like 030 23125 100 or +49 171 3920001"
        ) from None


class Day:
    """A date, or a number of days from the day on which the company is made (``+3``, ``-10``, ``today``)."""

    def __init__(self, *, fixed: date | None = None, offset: int = 0) -> None:
        self._fixed, self._offset = fixed, offset

    def on(self, today: date) -> date:
        """The date that is meant when the file is used on ``today``."""
        return self._fixed or today + timedelta(days=self._offset)


def _day(value: Any) -> Any:
    if isinstance(value, Day):
        return value
    text = str(value).strip()
    if text == "today":
        return Day()
    if _OFFSET.fullmatch(text):
        return Day(offset=int(text))
    try:
        return Day(fixed=date.fromisoformat(text))
    except ValueError:
        raise ValueError(f"{text} is no day; write it like 2026-12-24, today, +3 or -10") from None


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError(f"{value} is no e-mail address") from None
    return value.lower()


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
SpokenNames = tuple[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)], ...
]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Phone = Annotated[str, AfterValidator(_phone)]
AnyDay = Annotated[Day, BeforeValidator(_day)]
Email = Annotated[str, AfterValidator(_email)]
