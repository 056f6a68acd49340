"""A week of days and the free times of one of them, as buttons: for booking and for moving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from booking.models import Branch
from booking.queries.free_times import FreeDay, FreeTimes, free_times
from booking.values import SlotSearch
from portal.publicbooking.words import clock_words, day_words

DAYS_SHOWN: Final = 7
_NOON: Final = 12
_EVENING: Final = 17
_FARTHEST: Final = timedelta(days=800)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayCell:
    """One day of the strip; ``url`` is empty where nothing is free."""

    day: date
    weekday: str
    label: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeButton:
    """One free start."""

    value: str
    clock: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PartOfDay:
    """The free starts of a morning, afternoon or evening."""

    label: str
    times: tuple[TimeButton, ...]


def week_context(
    *, search: SlotSearch, branch: Branch, asked: QueryDict, url: Callable[..., str], now: datetime
) -> dict[str, Any]:
    """What ``parts/week.html`` shows; ``url`` writes the page's address with another ``tag`` and ``ab``."""
    today = now.astimezone(branch.zone).date()
    free = _free(search, branch, asked, today=today, now=now)
    chosen = _chosen_day(asked, free)
    first = free.days[0].day
    return {
        "week": [_cell(day, chosen, url(tag=day.day, ab=first)) for day in free.days],
        "month": formats.date_format(chosen.day if chosen else first, "F Y"),
        "earlier_url": url(ab=max(first - timedelta(days=DAYS_SHOWN), today)) if first > today else "",
        "later_url": url(ab=free.days[-1].day + timedelta(days=1)),
        "next_url": url(tag=free.next_day, ab=free.next_day) if free.next_day else "",
        "next_words": day_words(free.next_day, today=today) if free.next_day else "",
        "first_url": url() if first > today and not chosen else "",
        "chosen": chosen,
        "free_count": len(chosen.starts) if chosen else 0,
        "chosen_words": day_words(chosen.day, today=today) if chosen else "",
        "parts": _parts(chosen) if chosen else [],
    }


def date_in(text: str | None) -> date | None:
    """A date out of an address, or nothing."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def instant_in(text: str | None) -> datetime | None:
    """An aware instant out of a form, or nothing."""
    try:
        instant = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    # Far ones cannot be counted in UTC any more.
    return instant if instant.tzinfo and 1970 < instant.year < 9000 else None


def today_at(branch: Branch) -> date:
    """The date on the branch's wall."""
    return timezone.now().astimezone(branch.zone).date()


def _free(search: SlotSearch, branch: Branch, asked: QueryDict, *, today: date, now: datetime) -> FreeTimes:
    """The week that was asked for; without a wish the first one in which something is free."""
    wanted = date_in(asked.get("ab")) or date_in(asked.get("tag"))
    first = min(max(wanted or today, today), today + _FARTHEST)
    found = free_times(search=search, branch=branch, first_day=first, days=DAYS_SHOWN, now=now)
    if wanted is None and found.next_day:
        return free_times(search=search, branch=branch, first_day=found.next_day, days=DAYS_SHOWN, now=now)
    return found


def _chosen_day(asked: QueryDict, free: FreeTimes) -> FreeDay | None:
    """The day that was asked for, if something is free on it; else the first such one of the week."""
    wanted = date_in(asked.get("tag"))
    days = [each for each in free.days if each.starts]
    return next((each for each in days if each.day == wanted), days[0] if days else None)


def _cell(day: FreeDay, chosen: FreeDay | None, url: str) -> DayCell:
    english = translation.get_language() == "en"
    return DayCell(
        day=day.day,
        weekday=formats.date_format(day.day, "D").rstrip("."),
        label=formats.date_format(day.day, "l, j F" if english else "l, j. F"),
        url=url if day.starts else "",
        count=len(day.starts),
        is_chosen=chosen is not None and chosen.day == day.day,
    )


def _parts(day: FreeDay) -> list[PartOfDay]:
    parts: list[tuple[str, list[TimeButton]]] = [
        (_("Vormittag"), []),
        (_("Nachmittag"), []),
        (_("Abend"), []),
    ]
    for start in day.starts:
        place = (start.hour >= _NOON) + (start.hour >= _EVENING)
        parts[place][1].append(TimeButton(value=start.isoformat(), clock=clock_words(start)))
    return [PartOfDay(label=label, times=tuple(times)) for label, times in parts if times]
