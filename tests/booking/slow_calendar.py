"""A second opinion on every start: each rule read anew from the rows, five minutes by five minutes.

Slow and simple on purpose, and nothing of it is the engine's: no rules, no spans, no counting function, and
of the occupancies only which room somebody has, and what another calendar blocks. Times are counted in steps
of five minutes since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
from django.db.models.functions import Now

from booking.enums import OccupancyKind, PhaseKind, RefusalCode
from booking.models import Appointment, Branch, Offer, Resource, Service, StaffMember, StaffSkill, TimeOff

STEP = 300
MIDNIGHT = time(0)
EVES = {(12, 24), (12, 31)}
ONE_DAY = timedelta(days=1)
Steps = frozenset[int]
NEVER: Steps = frozenset()


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def instant(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP, UTC)


@lru_cache(maxsize=50_000)
def clock(step: int, zone: ZoneInfo) -> datetime:
    return instant(step).astimezone(zone)


@lru_cache(maxsize=1_000)
def steps_of_day(day: date, zone: ZoneInfo) -> tuple[int, ...]:
    """All at which the clock shows this date."""
    noon = step_of(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return tuple(step for step in range(noon - 360, noon + 360) if clock(step, zone).date() == day)


def between(start: datetime, end: datetime) -> Steps:
    return frozenset(range(step_of(start), step_of(end)))


def shown(day: date, zone: ZoneInfo, first: time, last: time, *, with_last: bool = False) -> Steps:
    """From when the clock first shows ``first`` until it last shows something before ``last``."""
    times = {step: clock(step, zone).time() for step in steps_of_day(day, zone)}
    after = [step for step, shows in times.items() if shows >= first]
    before = [
        step
        for step, shows in times.items()
        if last == MIDNIGHT or shows < last or (with_last and shows == last)
    ]
    return frozenset(range(after[0], before[-1] + 1)) if after and before else NEVER


class Shape(NamedTuple):
    """What a service takes by somebody, relative to its start: of the person, and of a room of each sort."""

    length: int
    person: Steps
    rooms: dict[int, Steps]


def shape_of(service: Service, staff: StaffMember, party: int, *, extra: int = 0) -> Shape:
    """:param extra: minutes by which the team stretched it; not of services with phases."""
    skill = StaffSkill.objects.filter(staff=staff, service=service).first()
    lasts = (skill and skill.duration) or service.duration
    lasts += (party - 1) * service.duration_per_person + timedelta(minutes=extra)
    phases = [(phase.kind, phase.duration) for phase in service.phases.all()] or [(PhaseKind.WORK, lasts)]
    taken: list[tuple[str, int]] = []
    at = 0
    for place, (kind, duration) in enumerate(phases):
        begins = at - (_steps(service.buffer_before) if place == 0 else 0)
        at += _steps(duration)
        ends = at + (_steps(service.buffer_after) if place == len(phases) - 1 else 0)
        taken += [(kind, each) for each in range(begins, ends)]
    rooms = {
        need.group_id: frozenset(each for kind, each in taken if need.during in ("", kind))
        for need in service.needs.all()
    }
    person = frozenset(each for kind, each in taken if kind == PhaseKind.WORK)
    return Shape(at, person, {group: steps for group, steps in rooms.items() if steps})


def _steps(duration: timedelta) -> int:
    return int(duration.total_seconds()) // STEP


class Promise(NamedTuple):
    """An appointment, or a time that is held for somebody."""

    row: Appointment | Offer
    day: date
    person: Steps
    rooms: dict[int, Steps]  # by resource

    @property
    def holder(self) -> object:
        """Whoever holds several times takes one of them."""
        return self.row.holder if isinstance(self.row, Offer) else self.row.pk


def promises() -> list[Promise]:
    booked = Appointment.objects.not_cancelled().with_names()
    held = Offer.objects.filter(state="held", expires_at__gt=Now()).select_related(
        "service", "staff", "branch"
    )
    return [_promise(row) for row in (*booked, *held)]


def _promise(row: Appointment | Offer) -> Promise:
    extra = row.extra_minutes if isinstance(row, Appointment) else 0
    shape = shape_of(row.service, row.staff, row.party_size, extra=extra)
    start = step_of(row.period.lower)
    things = Resource.objects.filter(occupancies__in=row.occupancies.all(), group__isnull=False)
    return Promise(
        row,
        clock(start, row.branch.zone).date(),
        _from(shape.person, start),
        {thing.pk: _from(shape.rooms[thing.group_id], start) for thing in things if thing.group_id},
    )


def _from(steps: Steps, start: int) -> Steps:
    return frozenset(start + each for each in steps)


class SlowReading:
    """One service by one person at one branch, for somebody who holds nothing themselves."""

    def __init__(
        self, service: Service, staff: StaffMember, branch: Branch, *, party: int, now: datetime
    ) -> None:
        self.service, self.staff, self.branch, self.zone = service, staff, branch, branch.zone
        self.party, self.now = party, now
        self.shape = shape_of(service, staff, party)
        self.promises = promises()
        self.closed = _all_of(TimeOff.objects.filter(branch=branch))
        self.away = _all_of(TimeOff.objects.filter(staff=staff))
        for elsewhere in staff.resource.occupancies.filter(kind=OccupancyKind.EXTERNAL):
            self.away |= between(elsewhere.blocked.lower, elsewhere.blocked.upper)
        self.branch_hours = list(branch.working_hours.filter(staff=None))
        self.special_days = list(branch.special_days.all())
        self.own_hours = list(staff.working_hours.all())
        self.things = {group: list(self._things(group)) for group in self.shape.rooms}

    def broken(self, day: date) -> dict[int, set[RefusalCode]]:
        """For each start of the date every rule that speaks against it; none: it can be had."""
        open_then = self._open(day) | self._open(day + ONE_DAY)
        at_work = open_then if not self.own_hours else self._at_work(day) | self._at_work(day + ONE_DAY)
        of_the_day = self._codes_of(day)
        found = {}
        for start in steps_of_day(day, self.zone):
            visit = frozenset(range(start, start + self.shape.length))
            rules = {
                **self._clock(start, day),
                RefusalCode.OUTSIDE_OPENING_HOURS: not visit <= open_then,
                RefusalCode.STAFF_NOT_WORKING: not visit <= at_work,
                **self._taken(start),
            }
            found[start] = of_the_day | {code for code, is_broken in rules.items() if is_broken}
            if visit & self.closed:
                found[start].add(RefusalCode.BRANCH_CLOSED)
        return found

    def _codes_of(self, day: date) -> set[RefusalCode]:
        """What speaks against all of the day."""
        service, special = self.service, self._special(day)
        here = [each for each in self.promises if each.row.branch_id == self.branch.pk]
        caps = (
            (RefusalCode.BRANCH_DAY_FULL, self.branch.max_per_day, here),
            (
                RefusalCode.SERVICE_DAY_FULL,
                service.max_per_day,
                [each for each in here if each.row.service_id == service.pk],
            ),
            (
                RefusalCode.STAFF_DAY_FULL,
                self.staff.max_per_day,
                [each for each in self.promises if each.row.staff_id == self.staff.pk],
            ),
        )
        rules = {
            code: most is not None and len({each.holder for each in rows if each.day == day}) >= most
            for code, most, rows in caps
        }
        fits = service.min_party <= self.party <= service.max_party
        is_shut_eve = (day.month, day.day) in EVES and self.branch.eves_close_at == MIDNIGHT
        rules |= {
            RefusalCode.PARTY_SIZE: not fits or (self.party > 1 and not all(self.things.values())),
            RefusalCode.PUBLIC_HOLIDAY: special is None and self._is_holiday(day),
            RefusalCode.BRANCH_CLOSED: special == [] or (special is None and is_shut_eve),
        }
        return {code for code, is_broken in rules.items() if is_broken}

    def _clock(self, start: int, day: date) -> dict[RefusalCode, bool]:
        service, branch, at = self.service, self.branch, instant(start)
        notice = branch.min_notice if service.min_notice is None else service.min_notice
        ahead = branch.horizon_days if service.horizon_days is None else service.horizon_days
        last = min(filter(None, (service.last_start, branch.last_start)), default=None)
        begins = shown(day, self.zone, service.first_start or MIDNIGHT, last or MIDNIGHT, with_last=True)
        local = clock(start, self.zone)
        return {
            RefusalCode.PAST_TIME: at < self.now,
            RefusalCode.TOO_SHORT_NOTICE: at < self.now + notice,
            RefusalCode.BEYOND_HORIZON: day > self.now.astimezone(self.zone).date() + timedelta(days=ahead),
            RefusalCode.NOT_AT_THIS_TIME: start not in begins,
            RefusalCode.NOT_ON_GRID: (local.hour * 60 + local.minute) % branch.slot_grid_minutes > 0,
        }

    # --- who is there ---

    def _open(self, day: date) -> Steps:
        special, early = self._special(day), self.branch.eves_close_at
        if special is not None:
            return self._shown(day, special)
        if self._is_holiday(day):
            return NEVER
        rows = [row for row in self.branch_hours if row.weekday == day.weekday()]
        usual = self._shown(day, [(row.opens_at, row.closes_at) for row in rows])
        if early is None or (day.month, day.day) not in EVES:
            return usual
        return usual & shown(day, self.zone, MIDNIGHT, early) if early != MIDNIGHT else NEVER

    def _at_work(self, day: date) -> Steps:
        hours = []
        for row in self.own_hours:
            monday = (row.anchor_on or day) - timedelta(days=(row.anchor_on or day).weekday())
            weeks = (day - monday).days // 7
            if (row.branch_id, row.weekday) == (
                self.branch.pk,
                day.weekday(),
            ) and not weeks % row.every_weeks:
                hours.append((row.opens_at, row.closes_at))
        return self._shown(day, hours)

    def _shown(self, day: date, hours: Iterable[tuple[time, time]]) -> Steps:
        return NEVER.union(*(shown(day, self.zone, opens, closes) for opens, closes in hours))

    def _special(self, day: date) -> list[tuple[time, time]] | None:
        rows = [row for row in self.special_days if row.date_on == day]
        hours = [(row.opens_at, row.closes_at) for row in rows if row.opens_at and row.closes_at]
        return hours if rows else None

    def _is_holiday(self, day: date) -> bool:
        of_land = holidays.country_holidays(
            self.branch.country, subdiv=self.branch.subdivision, years=day.year
        )
        return self.branch.closes_on_public_holidays and day in of_land

    # --- what is taken ---

    def _taken(self, start: int) -> dict[RefusalCode, bool]:
        person = _from(self.shape.person, start)
        theirs = [each for each in self.promises if each.row.staff_id == self.staff.pk]
        return {
            RefusalCode.STAFF_ABSENT: bool(person & self.away),
            RefusalCode.SLOT_TAKEN: any(person & each.person for each in theirs),
            RefusalCode.STAFF_TRAVELLING: any(self._is_on_the_way(person, each) for each in theirs),
            RefusalCode.RESOURCE_TAKEN: any(
                all(self._is_used(thing, _from(steps, start)) for thing in self.things[group])
                for group, steps in self.shape.rooms.items()
            ),
        }

    def _things(self, group_id: int) -> Iterable[Resource]:
        for thing in Resource.objects.filter(group=group_id, branch=self.branch, is_active=True):
            if thing.capacity is None or thing.capacity >= self.party:
                yield thing

    def _is_used(self, thing: Resource, steps: Steps) -> bool:
        return any(steps & each.rooms.get(thing.pk, NEVER) for each in self.promises)

    def _is_on_the_way(self, person: Steps, other: Promise) -> bool:
        elsewhere = other.row.branch
        minutes = max(
            self.branch.travel_minutes.get(str(elsewhere.pk), 0),
            elsewhere.travel_minutes.get(str(self.branch.pk), 0),
        )
        if elsewhere == self.branch or not minutes:
            return False
        way = minutes * 60 // STEP
        return any(min(person) - way <= at <= max(person) + way for at in other.person)


def _all_of(rows: Iterable[TimeOff]) -> Steps:
    return NEVER.union(*(between(row.period.lower, row.period.upper) for row in rows))
