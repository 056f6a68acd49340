"""Days as they are spoken: weekdays, dates, "morgen", and spans of weekdays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from telephony.dialogue.claims.tokens import Token, key_at, number
from telephony.dialogue.numbers import ordinal

_WEEKDAYS = {
    name: index
    for index, names in enumerate(
        (
            "montag mo monday", "dienstag di tuesday", "mittwoch mi wednesday", "donnerstag do thursday",
            "freitag fr friday", "samstag sonnabend sa saturday", "sonntag so sunday",
        )
    )
    for name in names.split()
    if len(name) > 2
}  # fmt: skip
_MONTHS = {
    name: index
    for index, names in enumerate(
        (
            "januar jaenner january", "februar february", "maerz march", "april", "mai may", "juni june",
            "juli july", "august", "september", "oktober october", "november", "dezember december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NEAR = {
    "heute": 0, "morgen": 1, "uebermorgen": 2, "gestern": -1, "today": 0, "tonight": 0, "tomorrow": 1,
    "yesterday": -1,
}  # fmt: skip
_PARTS_OF_DAY = r"(?:frueh|morgens?|vormittags?|mittags?|nachmittags?|abends?)?"
_WEEKDAY = re.compile(rf"({'|'.join(_WEEKDAYS)})(?:s|e|en)?{_PARTS_OF_DAY}")
# "Guten Morgen", "einen schönen Freitag", "am Morgen" name no day.
_NO_DAY_AFTER = frozenset(
    "guten gut schoenen schoenes schoener schoene wunderschoenen jeden jedem am diesen fruehen naechsten "
    "folgenden selben spaeten pro good nice lovely great".split()
)
_PART_NOUNS = frozenset({"vormittag", "nachmittag", "abend", "morgen", "mittag", "wochenende"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as it was named: each part that was said narrows it down. ``until`` closes a span of weekdays."""

    weekday: int | None = None
    of_month: int | None = None
    month: int | None = None
    year: int | None = None
    near: int | None = None
    until: int | None = None

    def on(self, today: date | None) -> date | None:
        """The date, where what was said leaves only one."""
        if self.near is not None:
            return today + timedelta(days=self.near) if today else None
        if self.of_month is None or self.month is None:
            return None
        year = self.year or (_year_of(self.month, self.of_month, today) if today else None)
        try:
            return date(year, self.month, self.of_month) if year else None
        except ValueError:
            return None

    def may_be(self, day: date, today: date | None) -> bool:
        """Whether nothing that was said speaks against this date."""
        named = self.on(today)
        return (
            (named is None or named == day)
            and (self.near is None or today is not None)
            and self.has_weekday(day.weekday())
            and self.of_month in (None, day.day)
            and self.month in (None, day.month)
        )

    def has_weekday(self, weekday: int) -> bool:
        """Whether the weekday is the one, or one of those, that were named; none named fits any."""
        if self.weekday is None:
            return True
        if self.until is None:
            return self.weekday == weekday
        return (weekday - self.weekday) % 7 <= (self.until - self.weekday) % 7


def read_day(tokens: Sequence[Token], at: int) -> tuple[Day, int] | None:
    """The day that is named from here on, and where its words end.

    Pieces that stand together name one day: ``morgen, Mittwoch, den 25. November``.
    """
    day, last = _piece(tokens, at)
    if day is None:
        return None
    while True:
        more = last
        while key_at(tokens, more) in {",", "den", "dem", "der", "the", "of", "on"}:
            more += 1
        piece, end = _piece(tokens, more)
        if piece is None or not _goes_with(day, piece):
            break
        day, last = _merged(day, piece), end
    if (
        day.weekday is not None
        and day.of_month is None
        and key_at(tokens, last) in {"bis", "to", "until", "-", "–", "through"}
    ):
        end_of_span, end = _piece(tokens, last + 1)
        if end_of_span is not None and end_of_span.weekday is not None and end_of_span.of_month is None:
            day, last = Day(weekday=day.weekday, until=end_of_span.weekday), end
    return day, last


def _goes_with(day: Day, more: Day) -> bool:
    """Two pieces name one day where neither says what the other says, the nearer first."""
    if more.near is not None or (more.weekday is not None and day.weekday is not None):
        return False
    return more.of_month is None or day.of_month is None


def _merged(day: Day, more: Day) -> Day:
    return Day(
        near=day.near,
        weekday=more.weekday if day.weekday is None else day.weekday,
        of_month=more.of_month or day.of_month,
        month=more.month or day.month,
        year=more.year or day.year,
    )


def _piece(tokens: Sequence[Token], at: int) -> tuple[Day | None, int]:
    key = key_at(tokens, at)
    if not key or (key_at(tokens, at - 1) in _NO_DAY_AFTER and key in {"morgen", "tag", "abend"}):
        return None, at
    if key in _NEAR:
        return Day(near=_NEAR[key]), at + 1 + (key_at(tokens, at + 1) in _PART_NOUNS | {"frueh"})
    if (match := _WEEKDAY.fullmatch(key)) and key_at(tokens, at - 1) not in _FAREWELL:
        return Day(weekday=_WEEKDAYS[match[1]]), at + 1
    return _dated(tokens, at)


_FAREWELL = frozenset({"schoenen", "schoener", "nice", "lovely", "great"})


def _dated(tokens: Sequence[Token], at: int) -> tuple[Day | None, int]:
    key = key_at(tokens, at)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", key):
        year, month, of_month = map(int, key.split("-"))
        return Day(year=year, month=month, of_month=of_month), at + 1
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{2,4})?", key):
        said = int(match[3]) if match[3] else None
        full_year = said + 2000 if said is not None and said < 100 else said
        return _sane(Day(of_month=int(match[1]), month=int(match[2]), year=full_year)), at + 1
    if key in _MONTHS and (read := number(tokens, at + 1)) and read[0] <= 31 and key != "mai":
        suffixed = key_at(tokens, at + 2) in {"th", "st", "nd", "rd"}
        return _sane(Day(of_month=int(read[0]), month=_MONTHS[key])), at + 2 + suffixed
    return _ordinal_day(tokens, at)


def _ordinal_day(tokens: Sequence[Token], at: int) -> tuple[Day | None, int]:
    """``8. Dezember``, ``achten Dezember``, ``den 8.``, ``the 8th``."""
    key, last = key_at(tokens, at), at + 1
    of_month = int(key) if key.isdigit() and len(key) <= 2 else ordinal(key)
    if of_month is None or not 1 <= of_month <= 31:
        return None, at
    is_dotted = key.isdigit() and key_at(tokens, last) == "."
    is_suffixed = key.isdigit() and key_at(tokens, last) in {"th", "st", "nd", "rd"}
    last += is_dotted or is_suffixed
    behind = last + (key_at(tokens, last) == "of")
    if key_at(tokens, behind) in _MONTHS:
        year = number(tokens, behind + 1)
        has_year = bool(year and 2000 <= year[0] <= 2100)
        found = Day(
            of_month=of_month,
            month=_MONTHS[key_at(tokens, behind)],
            year=int(year[0]) if has_year and year else None,
        )
        return found, behind + 1 + has_year
    if (is_dotted and key_at(tokens, at - 1) in {"den", "dem", "am", "vom", "zum"}) or is_suffixed:
        return Day(of_month=of_month), last
    return None, at


def _sane(day: Day) -> Day | None:
    return day if 1 <= (day.of_month or 0) <= 31 and 1 <= (day.month or 0) <= 12 else None


def _year_of(month: int, of_month: int, today: date) -> int:
    """The coming one, or the one that has just been."""
    try:
        this_year = date(today.year, month, of_month)
    except ValueError:
        return today.year
    return today.year if this_year >= today - timedelta(days=60) else today.year + 1


def names_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether a day or a part of one is named here: ``9 am Dienstag`` is no English morning."""
    key = key_at(tokens, at)
    return bool(_WEEKDAY.fullmatch(key)) or key[:1].isdigit() or key in _PART_NOUNS
