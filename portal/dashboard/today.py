"""Today in figures and appointments, and what comes next once today is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from booking.models import Appointment
from booking.queries.phone_bookings import DayOfBookings
from portal.dashboard.trends import Counted
from portal.owner.appointments import wall_time
from portal.templatetags.portal import cents

NEXT_DAY_LINES: Final = 6
# More than a house of fifty chairs has in a day.
_MOST_LINES: Final = 500
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One counter."""

    label: str
    value: int
    icon: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TodaysAppointment:
    """One line of a list; ``starts`` is what the clock in the branch shows."""

    appointment: Appointment
    starts: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDay:
    """What comes next once today is done; ``more`` are not shown."""

    on: date
    shown: tuple[TodaysAppointment, ...]
    more: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Agenda:
    """Today's appointments, and the next day that has any."""

    ahead: tuple[TodaysAppointment, ...]
    over: tuple[TodaysAppointment, ...]
    next_day: NextDay | None


def line_of(appointment: Appointment) -> TodaysAppointment:
    """An appointment as a line."""
    return TodaysAppointment(appointment=appointment, starts=wall_time(appointment, appointment.starts_at))


def agenda_of(*, branch_ids: frozenset[int] | None, now: datetime) -> Agenda:
    """One query: from midnight on, as far as a page can show."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    coming = Appointment.objects.not_cancelled().filter(period__startswith__gte=start)
    if branch_ids is not None:
        coming = coming.filter(branch_id__in=branch_ids)
    lines = list(coming.with_names().order_by("period", "pk")[:_MOST_LINES])
    by_day = {on: list(group) for on, group in groupby(lines, key=_day)}
    today = by_day.pop(start.date(), [])
    ahead = tuple(line_of(each) for each in today if each.ends_at > now)
    over = tuple(line_of(each) for each in today if each.ends_at <= now)
    return Agenda(ahead=ahead, over=over, next_day=None if ahead else _next_day(by_day))


def figures_of(counted: Counted, agenda: Agenda, *, now: datetime) -> Iterator[Figure]:
    """Today against the same weekday of last week, up to the same time of day."""
    today, week_ago = counted.on(counted.today), counted.on(counted.today - _WEEK)
    calls = sum(hour.calls for hour in today)
    before = sum(hour.by_now for hour in week_ago)
    yield Figure(
        label=_("Anrufe heute"),
        value=calls,
        icon="phone",
        note=_compared(calls, before, now),
        url=reverse("calls"),
    )
    booked = counted.bookings.get(counted.today, DayOfBookings())
    worth = _("im Wert von %(amount)s") % {"amount": cents(booked.cents)} if booked.cents else ""
    yield Figure(label=_("Heute gebucht"), value=booked.booked, icon="calendar-check", note=worth)
    lost = sum(hour.missed_cents for hour in today)
    yield Figure(
        label=_("Ohne Termin gegangen"),
        value=sum(hour.missed for hour in today),
        icon="phone-missed",
        note=_("geschätzt %(amount)s") % {"amount": cents(lost)} if lost else "",
        url=f"{reverse('calls')}?ergebnis=verloren",
    )
    left, all_of_them = len(agenda.ahead), len(agenda.ahead) + len(agenda.over)
    note = (
        _("noch %(count)d vor Ihnen") % {"count": left}
        if left
        else _("alle geschafft")
        if all_of_them
        else ""
    )
    yield Figure(
        label=_("Termine heute"), value=all_of_them, icon="calendar-days", note=note, url=reverse("calendar")
    )


def _day(appointment: Appointment) -> date:
    return timezone.localtime(appointment.starts_at).date()


def _next_day(by_day: dict[date, list[Appointment]]) -> NextDay | None:
    """The first day after today that has appointments; nothing when the books are empty."""
    if not by_day:
        return None
    on = min(by_day)
    lines = [line_of(each) for each in by_day[on]]
    return NextDay(on=on, shown=tuple(lines[:NEXT_DAY_LINES]), more=max(0, len(lines) - NEXT_DAY_LINES))


def _compared(today: int, before: int, now: datetime) -> str:
    if not before:
        return ""
    day = formats.date_format(timezone.localtime(now), "l")
    if today == before:
        return _("so viele wie letzten %(day)s") % {"day": day}
    words = (
        _("%(count)d mehr als letzten %(day)s")
        if today > before
        else _("%(count)d weniger als letzten %(day)s")
    )
    return words % {"count": abs(today - before), "day": day}
