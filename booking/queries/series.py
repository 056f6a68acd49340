"""Looking at a whole series before anything is booked: each date, what is in its way, and what is near it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from booking.enums import RefusalCode, RepeatUnit
from booking.errors import NonexistentWallTime, SeriesConflicts
from booking.models import Branch
from booking.queries.slots import search_slots
from booking.rules.recurrence import Recurrence
from booking.values import Slot, SlotSearch
from booking.wall_clock import instant_at

OnConflict = Literal["nothing", "skip", "alternative"]
# How far from a date that cannot be had its alternative may lie.
FARTHEST_ALTERNATIVE = timedelta(days=3)
_NO_TIME, _WITHIN_THE_DAY = timedelta(0), timedelta(hours=6)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesWish:
    """Who wants what, from which first date on; ``at`` is the time on the branch's clock.

    ``staff_id`` of ``None``: whoever is free on the first date comes each time, if they can.
    """

    service_id: int
    branch_id: int
    at: time
    recurrence: Recurrence
    staff_id: int | None = None
    party_size: int = 1
    variant_id: int | None = None
    add_on_ids: tuple[int, ...] = ()
    customer_id: int | None = None
    ignores_horizon: bool = False

    def search(self, start: datetime, reach: timedelta, *, staff_id: int | None) -> SlotSearch:
        """For the start itself, or what is nearest to it."""
        return SlotSearch(
            service_ids=(self.service_id,),
            staff_ids=None if staff_id is None else frozenset({staff_id}),
            branch_ids=frozenset({self.branch_id}),
            windows=((start - reach, start + max(reach, _ONE_SECOND)),),
            near=start,
            limit=1,
            alternatives=False,
            party_size=self.party_size,
            variant_id=self.variant_id,
            add_on_ids=self.add_on_ids,
            customer_id=self.customer_id,
            ignores_horizon=self.ignores_horizon,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesDate:
    """One date: its free time, or why it cannot be had and the nearest time that can."""

    day: date
    slot: Slot | None
    code: RefusalCode | None = None
    alternative: Slot | None = None

    @property
    def is_free(self) -> bool:
        return self.slot is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesPick:
    """A time that is to be booked as one of the series."""

    starts_at: datetime
    staff_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesProposal:
    """Every date of the series up to the last one, as things stand; nothing of it is held."""

    wish: SeriesWish
    dates: tuple[SeriesDate, ...]

    @property
    def conflicts(self) -> tuple[SeriesDate, ...]:
        return tuple(each for each in self.dates if not each.is_free)

    def picks(self, on_conflict: OnConflict = "nothing") -> tuple[SeriesPick, ...]:
        """What is to be booked when dates that cannot be had are left out, or replaced.

        A date without an alternative is left out in both cases.

        :raises SeriesConflicts: there are such dates, and nothing shall be booked then.
        """
        if on_conflict == "nothing" and self.conflicts:
            raise SeriesConflicts(dates=tuple(each.day.isoformat() for each in self.conflicts))
        chosen = (
            each.slot or (each.alternative if on_conflict == "alternative" else None) for each in self.dates
        )
        slots = {slot.starts_at: slot for slot in chosen if slot}
        return tuple(
            SeriesPick(starts_at=start, staff_id=slot.staff_id) for start, slot in sorted(slots.items())
        )


def propose_series(*, wish: SeriesWish, now: datetime) -> SeriesProposal:
    """Look at each date up to the last one. Times already taken as alternatives are not proposed twice."""
    zone = Branch.objects.get(pk=wish.branch_id).zone
    staff_id = wish.staff_id
    dates: list[SeriesDate] = []
    for day in wish.recurrence.dates():
        looked_at = _look_at(wish, day, zone, staff_id=staff_id, now=now)
        if staff_id is None and looked_at.slot:
            staff_id = looked_at.slot.staff_id
        dates.append(looked_at)
    return SeriesProposal(wish=wish, dates=tuple(dates))


def _look_at(
    wish: SeriesWish, day: date, zone: ZoneInfo, *, staff_id: int | None, now: datetime
) -> SeriesDate:
    """The wall time of the date as an instant: of an hour that comes twice in autumn the first one."""
    local = datetime.combine(day, wish.at)
    try:
        start = instant_at(local, zone)
    except NonexistentWallTime:
        code = RefusalCode.NONEXISTENT_WALL_TIME
    else:
        exact = search_slots(search=wish.search(start, _NO_TIME, staff_id=staff_id), now=now)
        if exact.slots:
            return SeriesDate(day=day, slot=exact.slots[0])
        codes = [why.code for why in exact.why_not] or list(exact.reasons)
        code = codes[0] if codes else RefusalCode.SERVICE_NOT_OFFERED
    alternative = _nearest(wish, local, zone, staff_id, now)
    return SeriesDate(day=day, slot=None, code=code, alternative=alternative)


def _nearest(
    wish: SeriesWish, local: datetime, zone: ZoneInfo, staff_id: int | None, now: datetime
) -> Slot | None:
    """The same day with the same person, else the same time on a day near it, else with anybody that day."""

    def found(day: timedelta, reach: timedelta, who: int | None) -> Slot | None:
        start = _on_the_clock(local + day, zone)
        return next(iter(search_slots(search=wish.search(start, reach, staff_id=who), now=now).slots), None)

    days = _days_near(wish.recurrence)
    tried = [(_NO_TIME, _WITHIN_THE_DAY, staff_id)]
    tried += [(sign * day, _NO_TIME, staff_id) for day in days for sign in (1, -1)]
    tried += [(_NO_TIME, _NO_TIME, None), (_NO_TIME, _WITHIN_THE_DAY, None)]
    tried += [(sign * day, _WITHIN_THE_DAY, staff_id) for day in days for sign in (1, -1)]
    return next((slot for each in tried if (slot := found(*each))), None)


def _days_near(recurrence: Recurrence) -> list[timedelta]:
    """Up to half the way to the next date of the series."""
    most = FARTHEST_ALTERNATIVE.days
    if recurrence.unit == RepeatUnit.DAY:
        most = min(most, (recurrence.every - 1) // 2)
    return [timedelta(days=day) for day in range(1, most + 1)]


def _on_the_clock(local: datetime, zone: ZoneInfo) -> datetime:
    """An hour later where spring skips the time."""
    try:
        return instant_at(local, zone)
    except NonexistentWallTime:
        return instant_at(local + timedelta(hours=1), zone)
