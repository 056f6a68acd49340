"""What makes one free time better than another."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from booking.rules.ranking import NO_HABITS, Habits, gap_value, habits_of

BERLIN = ZoneInfo("Europe/Berlin")
ANNA, BEN = 1, 2
HOUR = 3600


def visit(day: str, clock: str, staff_id: int = ANNA) -> tuple[datetime, int]:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN), staff_id


def test_habits_are_what_most_visits_share() -> None:
    habits = habits_of(
        [
            visit("2026-03-05", "10:00"),
            visit("2026-02-05", "10:30"),
            visit("2026-01-08", "09:45"),
            visit("2025-12-02", "16:00", BEN),
        ]
    )

    assert habits == Habits(weekday=3, minute=600, staff_id=ANNA)


def test_two_visits_are_no_habit() -> None:
    assert habits_of([visit("2026-03-05", "10:00"), visit("2026-02-05", "10:00")]) == NO_HABITS


def test_visits_at_all_times_are_no_habit_of_time() -> None:
    habits = habits_of(
        [visit("2026-03-05", "09:00"), visit("2026-03-13", "12:00"), visit("2026-03-21", "16:30")]
    )

    assert habits == Habits(staff_id=ANNA)


def test_strangeness_counts_broken_habits() -> None:
    habits = Habits(weekday=3, minute=600, staff_id=ANNA)
    usual, other_day = (int(visit(day, "10:30")[0].timestamp()) for day in ("2026-04-02", "2026-04-03"))

    assert [
        habits.strangeness(usual, BERLIN, ANNA),
        habits.strangeness(usual, BERLIN, BEN),
        habits.strangeness(other_day + 5 * HOUR, BERLIN, BEN),
    ] == [0, 1, 3]


def test_a_gap_that_nothing_fits_is_worth_nothing() -> None:
    assert gap_value([1800, 3600]).of(1500) == 0


def test_a_gap_that_only_one_of_many_services_fits_is_worth_less() -> None:
    often, seldom = gap_value([1800, 1800, 1800, 3600]), gap_value([1800, 3600, 3600, 3600])

    assert often.of(1800) > seldom.of(1800) > 0


def test_beside_others_costs_less_than_in_the_middle() -> None:
    value = gap_value([1200, 1800, 2700, 3600])

    beside = value.cost(before=0, after=4 * HOUR, length=1800)
    middle = value.cost(before=2 * HOUR, after=2 * HOUR, length=1800)
    splinter = value.cost(before=900, after=900, length=1800)

    assert beside <= 0 < middle < splinter


@given(
    st.lists(st.integers(900, 4 * HOUR), min_size=1, max_size=6),
    st.integers(0, 10 * HOUR),
    st.integers(0, 10 * HOUR),
)
def test_the_value_of_a_gap_never_exceeds_it_and_grows_with_it(
    lengths: list[int], one: int, other: int
) -> None:
    value = gap_value([length // 300 * 300 for length in lengths])
    shorter, longer = sorted((one, other))

    assert 0 <= value.of(shorter) <= shorter
    assert value.of(longer) - value.of(shorter) >= -1e-6
