"""``make bench-ranking``: the order in which times are offered, against earliest-first, in simulated weeks.

The same callers ring the same salon again and again: our search chooses what they are offered, or it is
always the earliest times that fit what they said (an exact wish is met as nearly as can be either way). A
caller has a time in mind, says it exactly, roughly or not at all, and takes the first offer that is good
enough. Most are regulars; what is known of them is the times of their last visits. Nothing here is measured
on real customers.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import django_ready  # noqa: F401 - settings before models
from salon import say, table

from booking.enums import PhaseKind
from booking.queries.calendar_state import CalendarState
from booking.queries.slots import slots_in
from booking.rules.calendar import BranchRules, Calendar, StaffRules, WeeklySpan
from booking.rules.offerings import Phase, ServiceRules
from booking.rules.ranking import NO_HABITS, Habits, habits_of
from booking.rules.taken import Taken, TakenTimes
from booking.values import Slot, SlotSearch, Window
from booking.wall_clock import day_span, instant_of, seconds_of

BERLIN = ZoneInfo("Europe/Berlin")
FIRST_DAY = date(2027, 1, 4)  # a Monday; six weeks without a holiday in Berlin
CALLING_DAYS, LOOKED_AT = 28, 21
BRANCH = 1
STAFF = 4
MINUTE = 60
# Service id: minutes, how many of a hundred callers want it.
SERVICES = {1: (30, 27), 2: (45, 30), 3: (60, 15), 4: (90, 13), 5: (20, 15)}
COLOUR = 4
OFFERS, ROUNDS = 2, 3
SHARE_OF_REGULARS = 0.6
LEAST_GOOD, MOST_GOOD = 0.15, 0.75


def calendar() -> Calendar:
    """Four people, Tuesday to Saturday; while colour takes effect, they are free for others."""
    opening = tuple(WeeklySpan(weekday, time(9), time(18), None, None) for weekday in range(1, 6))
    phases = (
        Phase(PhaseKind.WORK, 35 * MINUTE),
        Phase(PhaseKind.PROCESSING, 30 * MINUTE),
        Phase(PhaseKind.WORK, 25 * MINUTE),
    )
    return Calendar(
        stamp=None,
        branches={
            BRANCH: BranchRules(
                branch_id=BRANCH,
                name="Haarmonie",
                zone=BERLIN,
                country="DE",
                subdivision="BE",
                min_notice=3600,
                horizon_days=60,
                grid=15 * MINUTE,
                closes_on_public_holidays=True,
                is_active=True,
                weekly=opening,
                special_days={},
                closures=(),
            )
        },
        staff={
            each: StaffRules(
                staff_id=each,
                name=f"{each}",
                resource_id=each,
                gender="",
                position=each,
                is_active=True,
                branch_ids=frozenset({BRANCH}),
                weekly={},
            )
            for each in range(1, STAFF + 1)
        },
        services={
            service: ServiceRules(
                service_id=service,
                name=f"{service}",
                version=1,
                duration=minutes * MINUTE,
                buffer_before=0,
                buffer_after=0,
                min_notice=None,
                horizon_days=None,
                price_cents=minutes * 100,
                price_kind="fixed",
                currency="EUR",
                is_active=True,
                skills=dict.fromkeys(range(1, STAFF + 1)),
                phases=phases if service == COLOUR else (),
            )
            for service, (minutes, _) in SERVICES.items()
        },
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Somebody with a time in mind; ``windows`` and ``near`` are what they say of it."""

    now: datetime
    service_id: int
    ideal: datetime
    staff_id: int | None
    windows: tuple[Window, ...] | None
    near: datetime | None
    habits: Habits
    demands: float

    def is_good_enough(self, slot: Slot) -> bool:
        """Whether they take it: the nearer to what they had in mind, the likelier."""
        starts = slot.starts_at.astimezone(BERLIN)
        hours = abs(_minute(starts) - _minute(self.ideal)) / 60
        good = math.exp(-hours / 4)
        if starts.date() != self.ideal.date():
            good *= 0.85 if starts.weekday() == self.ideal.weekday() else 0.6
        if self.staff_id is not None and slot.staff_id != self.staff_id:
            good *= 0.75
        return good >= self.demands


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def callers(chance: random.Random, count: int) -> list[Caller]:
    """As many as ring in four weeks, in the order of their calls."""
    moments = sorted(
        datetime.combine(FIRST_DAY, time(8), BERLIN)
        + timedelta(days=chance.randrange(CALLING_DAYS), minutes=chance.randrange(11 * 60))
        for _ in range(count)
    )
    return [_caller(chance, moment) for moment in moments]


def _caller(chance: random.Random, now: datetime) -> Caller:
    weekday, minute = chance.randrange(1, 6), chance.randrange(36, 69) * 15
    staff_id = chance.randrange(1, STAFF + 1)
    is_regular = chance.random() < SHARE_OF_REGULARS
    keeps = 0.8 if is_regular else 0.0
    history = [_visit(chance, now, weekday, minute, staff_id, keeps) for _ in range(6)]
    days_ahead = 1 + min(int(chance.expovariate(1 / 6)), 17)
    day = now.date() + timedelta(days=days_ahead)
    if is_regular and chance.random() < keeps:
        day += timedelta(days=(weekday - day.weekday()) % 7)
    while day.weekday() in {0, 6}:
        day += timedelta(days=1)
    if not is_regular:
        minute = chance.randrange(36, 69) * 15
    ideal = datetime.combine(day, time(minute // 60, minute % 60), BERLIN)
    windows, near = _said(chance, ideal, now)
    services = list(SERVICES)
    return Caller(
        now=now,
        service_id=chance.choices(services, [SERVICES[each][1] for each in services])[0],
        ideal=ideal,
        staff_id=staff_id if is_regular else None,
        windows=windows,
        near=near,
        habits=habits_of(history) if is_regular else NO_HABITS,
        demands=chance.uniform(LEAST_GOOD, MOST_GOOD),
    )


def _visit(
    chance: random.Random, now: datetime, weekday: int, minute: int, staff_id: int, keeps: float
) -> tuple[datetime, int]:
    day = now.date() - timedelta(days=chance.randrange(20, 300))
    usual = chance.random() < keeps
    day += timedelta(days=((weekday if usual else chance.randrange(1, 6)) - day.weekday()) % 7)
    at = minute if usual else chance.randrange(36, 69) * 15
    return datetime.combine(day, time(at // 60, at % 60), BERLIN), staff_id


def _said(
    chance: random.Random, ideal: datetime, now: datetime
) -> tuple[tuple[Window, ...] | None, datetime | None]:
    """Exactly, a part of a day, a part of several days, or nothing at all."""
    way = chance.random()
    midnight = ideal.replace(hour=0, minute=0)
    if way < 0.3:
        return ((midnight, midnight + timedelta(days=1)),), ideal
    first, last = (8, 12) if ideal.hour < 12 else (12, 18)
    if way < 0.55:
        return ((midnight.replace(hour=first), midnight.replace(hour=last)),), None
    if way < 0.75:
        days = [midnight + timedelta(days=each) for each in range(-2, 3)]
        return tuple((day.replace(hour=first), day.replace(hour=last)) for day in days if day > now), None
    return None, None


Offering = Callable[[CalendarState, Caller, frozenset[datetime]], list[Slot]]


def ours(state: CalendarState, caller: Caller, heard: frozenset[datetime]) -> list[Slot]:
    """What the product offers."""
    search = SlotSearch(
        service_ids=(caller.service_id,),
        windows=caller.windows,
        near=caller.near,
        limit=OFFERS,
        exclude_starts=heard,
        habits=caller.habits,
    )
    return list(slots_in(state, search=search, now=caller.now).slots)


def ours_without_habits(state: CalendarState, caller: Caller, heard: frozenset[datetime]) -> list[Slot]:
    """The same, for somebody who has never been there."""
    return ours(state, replace(caller, habits=NO_HABITS), heard)


def earliest_first(state: CalendarState, caller: Caller, heard: frozenset[datetime]) -> list[Slot]:
    """The first times that fit what was said, by whoever is first in the list."""
    if caller.near:
        return ours_without_habits(state, caller, heard)
    windows = caller.windows or ((caller.now, caller.now + timedelta(days=LOOKED_AT)),)
    found: list[Slot] = []
    for starts, ends in sorted(windows):
        day = starts
        while day < ends and len(found) < OFFERS:
            until = min(ends, day.replace(hour=0, minute=0) + timedelta(days=1))
            search = SlotSearch(
                service_ids=(caller.service_id,),
                windows=((day, until),),
                near=day,
                limit=OFFERS - len(found),
                exclude_starts=heard,
                alternatives=False,
            )
            found += slots_in(state, search=search, now=caller.now).slots
            day = until
    return found


@dataclass(slots=True)
class Weeks:
    """What became of the calls."""

    calls: int = 0
    booked: int = 0
    first_offer: int = 0
    by_day: dict[tuple[int, date], list[tuple[int, int]]] = field(default_factory=dict)

    def taken_minutes(self) -> int:
        """Work on the days that callers could book."""
        days = set(bookable_days())
        return sum(
            (end - start) // MINUTE
            for (_, day), spans in self.by_day.items()
            if day in days
            for start, end in spans
        )

    def unsellable_minutes(self) -> int:
        """Gaps in the opening hours of the days that callers could book, too short for any service."""
        shortest = min(minutes for minutes, _ in SERVICES.values())
        return sum(
            gap
            for day in bookable_days()
            for person in range(1, STAFF + 1)
            for gap in gaps(self.by_day.get((person, day), ()), day)
            if gap < shortest
        )


def bookable_days() -> list[date]:
    """The opening days that could be filled by calls from the first day on."""
    days = (FIRST_DAY + timedelta(days=each) for each in range(2, CALLING_DAYS))
    return [day for day in days if day.weekday() in range(1, 6)]


def gaps(taken: Iterable[tuple[int, int]], day: date) -> list[int]:
    """Free minutes between visits, and before the first and after the last, of one opening day."""
    start = day_span(day, BERLIN)[0]
    edge, closes, free = start + 9 * 3600, start + 18 * 3600, []
    for first, last in sorted(taken):
        free.append((first - edge) // MINUTE)
        edge = max(edge, last)
    return [gap for gap in (*free, (closes - edge) // MINUTE) if gap > 0]


def play(everybody: list[Caller], offering: Offering) -> Weeks:
    """All calls, one after another, in a calendar that is empty before the first."""
    rules, weeks = calendar(), Weeks()
    spans: dict[int, list[tuple[int, int]]] = {each: [] for each in rules.staff}
    for caller in everybody:
        taken = TakenTimes(
            {
                each: Taken(tuple(start for start, _ in rows), tuple(end for _, end in rows))
                for each, rows in spans.items()
            }
        )
        state = CalendarState(read_at=caller.now, calendar=rules, taken=taken, extras={})
        weeks.calls += 1
        slot, position = _talk(state, caller, offering)
        if slot is None:
            continue
        weeks.booked += 1
        weeks.first_offer += position == 0
        for resource_id, starts, ends in slot.takes:
            span = (seconds_of(starts), seconds_of(ends))
            spans[resource_id] = sorted([*spans[resource_id], span])
            day = instant_of(span[0]).astimezone(BERLIN).date()
            weeks.by_day.setdefault((resource_id, day), []).append(span)
    return weeks


def _talk(state: CalendarState, caller: Caller, offering: Offering) -> tuple[Slot | None, int]:
    heard: list[Slot] = []
    for _ in range(ROUNDS):
        offered = offering(state, caller, frozenset(slot.starts_at for slot in heard))
        for slot in offered:
            if caller.is_good_enough(slot):
                return slot, len(heard)
            heard.append(slot)
        if not offered:
            break
    return None, len(heard)


def figures(weeks: list[Weeks]) -> dict[str, float]:
    """Means over all runs; ``utilisation``: work as a share of the opening time."""
    open_minutes = len(bookable_days()) * STAFF * 9 * 60
    return {
        "booked_percent": round(100 * mean(each.booked / each.calls for each in weeks), 1),
        "first_offer_percent": round(100 * mean(each.first_offer / each.booked for each in weeks), 1),
        "utilisation_percent": round(100 * mean(each.taken_minutes() / open_minutes for each in weeks), 1),
        "unsellable_minutes_per_100_hours": round(
            mean(6000 * each.unsellable_minutes() / each.taken_minutes() for each in weeks), 1
        ),
    }


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="different sets of callers for each number")
    parser.add_argument(
        "--calls", type=int, nargs="+", default=[600, 1_000, 1_400], help="calls in four weeks"
    )
    options = parser.parse_args()
    found: dict[str, dict[str, dict[str, float]]] = {}
    ways: dict[str, Offering] = {
        "ours": ours,
        "ours_without_habits": ours_without_habits,
        "earliest_first": earliest_first,
    }
    for calls in options.calls:
        played: dict[str, list[Weeks]] = {name: [] for name in ways}
        for seed in range(options.runs):
            say(f"{calls} Anrufe, Durchgang {seed + 1} von {options.runs} …")
            everybody = callers(random.Random(f"{calls}-{seed}"), calls)
            for name, way in ways.items():
                played[name].append(play(everybody, way))
        found[str(calls)] = {name: figures(weeks) for name, weeks in played.items()}
    table(
        {
            f"{calls} Anrufe, {name}": "   ".join(f"{each} {value:>7}" for each, value in values.items())
            for calls, by_name in found.items()
            for name, values in by_name.items()
        }
    )
    say(json.dumps(found))


if __name__ == "__main__":
    main()
