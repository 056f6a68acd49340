"""More than a day at a glance: the week as a table of people and days, the month as a calendar leaf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.enums import AppointmentStatus
from booking.models import Appointment
from booking.rules.calendar import Calendar
from portal.owner.diary.asked import Asked
from portal.owner.diary.board import Booked, Day, Entry, clock_of, minute_of
from portal.owner.words import Look

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """One appointment or class in a cell of the week."""

    time_text: str
    title: str
    subtitle: str
    url: str
    hue: int
    booked: Booked | None
    starts: int
    minutes: int
    state: Look | None
    clash: str
    is_faded: bool

    @property
    def look(self) -> str:
        """The classes that say how it stands."""
        return " ".join(
            (
                f"hue-{self.hue}",
                *((f"is-{self.booked.status}",) if self.booked else ()),
                *(("is-faded",) if self.is_faded else ()),
                *(("is-clash",) if self.clash else ()),
            )
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A person's day in the week."""

    day: date
    staff_id: int
    branch_id: int
    name: str
    hours_text: str
    is_off: bool
    is_today: bool
    away: tuple[str, ...]
    chips: tuple[Chip, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A person's week; ``branch`` is named where several are shown, on the first of its people."""

    name: str
    hue: int
    staff_id: int
    branch: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """A day of the month: how much is promised of the time there is."""

    day: date
    is_other_month: bool
    is_today: bool
    appointments: int
    booked_minutes: int
    working_minutes: int
    text: str
    notice: str
    url: str


def week_rows(days: Sequence[Day], *, asked: Asked) -> tuple[Row, ...]:
    """One row per person, in the order of the columns of a day."""
    by_person: dict[tuple[int, int], list[Day]] = defaultdict(list)
    for one in days:
        by_person[one.branch_id, one.staff_id].append(one)
    names = {branch.pk: branch.name for branch in asked.branches}
    rows, seen = [], set()
    for (branch_id, staff_id), week in by_person.items():
        branch = names[branch_id] if asked.branch is None and branch_id not in seen else ""
        seen.add(branch_id)
        cells = tuple(_cell(one, asked.today) for one in sorted(week, key=lambda each: each.day))
        rows.append(Row(name=week[0].name, hue=week[0].hue, staff_id=staff_id, branch=branch, cells=cells))
    return tuple(rows)


def _cell(one: Day, today: date) -> Cell:
    return Cell(
        day=one.day,
        staff_id=one.staff_id,
        branch_id=one.branch_id,
        name=one.name,
        hours_text=", ".join(f"{clock_of(start, one)}–{clock_of(end, one)}" for start, end in one.at_work),
        is_off=not one.at_work,
        is_today=one.day == today,
        away=tuple(each.title for each in one.entries if each.kind == "absence"),
        chips=tuple(_chip(entry, one) for entry in _once(one.entries)),
    )


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each appointment once, whatever its phases, in the order of time."""
    first: dict[str, Entry] = {}
    for each in sorted(entries, key=lambda entry: entry.start):
        if each.kind in {"appointment", "cancelled"}:
            first.setdefault(each.url, each)
    return list(first.values())


def _chip(entry: Entry, one: Day) -> Chip:
    whole = entry.booked
    start, end = (whole.starts_at, whole.ends_at) if whole else (entry.start, entry.end)
    return Chip(
        time_text=clock_of(start, one),
        title=entry.title,
        subtitle=entry.subtitle,
        url=entry.url,
        hue=entry.hue or one.hue,
        booked=whole,
        starts=minute_of(start, day=one.day, zone=one.zone),
        minutes=int((end - start) / _MINUTE),
        state=entry.state,
        clash=entry.clash,
        is_faded=entry.is_faded,
    )


def month_leaves(asked: Asked, rules: Calendar) -> tuple[tuple[Leaf, ...], ...]:
    """The month in weeks; how full each day is of the people who are shown."""
    promised = _promised(asked)
    leaves = [_leaf(day, asked, rules, promised.get(day, (0, 0))) for day in asked.days]
    return tuple(tuple(leaves[place : place + 7]) for place in range(0, len(leaves), 7))


def _leaf(day: date, asked: Asked, rules: Calendar, promised: tuple[int, int]) -> Leaf:
    number, minutes = promised
    working = sum(
        end - start
        for place in asked.places
        for start, end in rules.working_spans(staff_id=place.staff.pk, branch_id=place.branch.pk, day=day)
    )
    return Leaf(
        day=day,
        is_other_month=day.month != asked.day.month,
        is_today=day == asked.today,
        appointments=number,
        booked_minutes=min(minutes, working // 60),
        working_minutes=working // 60,
        text=ngettext("%(count)d Termin", "%(count)d Termine", number) % {"count": number} if number else "",
        notice=_notice(day, asked, rules, working),
        url=asked.url(ansicht=None, tag=day.isoformat()),
    )


def _notice(day: date, asked: Asked, rules: Calendar, working: int) -> str:
    branches = asked.shown_branches
    if len(branches) == 1 and (holiday := rules.branches[branches[0].pk].holiday_on(day)):
        return holiday
    return "" if working else _("geschlossen")


def _promised(asked: Asked) -> dict[date, tuple[int, int]]:
    """How many appointments on each day, and for how many minutes in all."""
    start, end = asked.span
    found = Appointment.objects.starting_in(start, end).exclude(
        status__in=(AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)
    )
    found = found.filter(staff__in={place.staff.pk for place in asked.places})
    if asked.branch is not None:
        found = found.filter(branch=asked.branch)
    if asked.service is not None:
        found = found.filter(service=asked.service)
    zones = {branch.pk: branch.zone for branch in asked.branches}
    totals: dict[date, tuple[int, int]] = {}
    for period, branch_id in found.values_list("period", "branch_id"):
        day = period.lower.astimezone(zones.get(branch_id, asked.shown_branches[0].zone)).date()
        number, minutes = totals.get(day, (0, 0))
        totals[day] = number + 1, minutes + int((period.upper - period.lower) / _MINUTE)
    return totals
