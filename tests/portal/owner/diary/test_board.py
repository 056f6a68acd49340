from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portal.owner.diary.board import MOST_LANES, Board, Day, Entry, build_board

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 30)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)


def board(*entries: Entry, work: tuple[str, str] | None = ("09:00", "18:00"), now: str = "08:00") -> Board:
    at_work = [(at(work[0]), at(work[1]))] if work else []
    anna = Day(
        staff_id=1,
        name="Anna Köhler",
        hue=1,
        day=MONDAY,
        zone=BERLIN,
        at_work=at_work,
        entries=entries,
        away_text="nicht im Dienst",
    )
    return build_board(days=[anna], now=at(now))


def visit(start: str, end: str) -> Entry:
    return Entry(kind="appointment", start=at(start), end=at(end), title="Clara Weber")


def test_board_is_as_tall_as_the_working_day() -> None:
    shown = board()

    assert [hour.label for hour in shown.hours] == [f"{hour:02d}:00" for hour in range(9, 18)]
    assert shown.rows == 9 * 12


def test_board_grows_for_a_visit_outside_the_hours() -> None:
    assert board(visit("19:30", "20:15")).hours[-1].label == "20:00"


def test_board_shows_ordinary_hours_where_nobody_works() -> None:
    shown = board(work=None)

    assert (shown.hours[0].label, shown.hours[-1].label) == ("08:00", "17:00")
    assert shown.columns[0].hours_text == "nicht im Dienst"


def test_visit_stands_at_its_five_minutes() -> None:
    items = board(visit("10:15", "11:00")).columns[0].items

    assert [(item.row, item.rows, item.time_text) for item in items] == [(16, 9, "10:15 – 11:00")]


def test_hours_off_are_marked_before_and_after_work() -> None:
    early = Day(
        staff_id=1,
        name="Anna",
        hue=1,
        day=MONDAY,
        zone=BERLIN,
        at_work=[(at("09:00"), at("12:00")), (at("13:00"), at("15:00"))],
        entries=(),
        away_text="",
    )
    late = replace(early, staff_id=2, name="Ben", hue=2, at_work=[(at("12:00"), at("18:00"))])
    shown = build_board(days=[early, late], now=at("08:00"))

    off = [[(item.row, item.rows) for item in column.items if item.kind == "off"] for column in shown.columns]
    assert off == [[(37, 12), (73, 36)], [(1, 36)]]


def test_overlapping_visits_stand_side_by_side() -> None:
    column = board(visit("10:00", "11:00"), visit("10:30", "11:30"), visit("11:00", "11:30")).columns[0]

    assert column.lanes == 2
    assert [item.lane for item in column.items] == [1, 2, 1]


def test_now_has_a_row_only_on_its_own_day_and_within_the_hours() -> None:
    assert board(now="09:12").now_row == 3
    assert board(now="08:59").now_row is None


def test_day_on_which_the_clock_goes_forward_follows_the_wall_clock() -> None:
    sunday = date(2026, 3, 29)
    anna = Day(
        staff_id=1,
        name="Anna",
        hue=1,
        day=sunday,
        zone=BERLIN,
        at_work=[(at("01:00", sunday), at("05:00", sunday))],
        entries=[Entry(kind="appointment", start=at("03:00", sunday), end=at("04:00", sunday))],
        away_text="",
    )
    shown = build_board(days=[anna], now=at("00:00", sunday))

    assert [(item.row, item.rows) for item in shown.columns[0].items] == [(25, 12)]


def test_visit_during_a_waiting_time_is_nested_and_keeps_its_lane() -> None:
    waiting = Entry(kind="waiting", start=at("10:30"), end=at("11:00"))
    column = board(
        visit("10:00", "10:30"), waiting, visit("10:30", "10:50"), visit("11:00", "11:30")
    ).columns[0]

    shown = [(item.kind, item.row, item.lane, item.is_nested) for item in column.items]
    assert shown == [
        ("appointment", 13, 1, False),
        ("waiting", 19, 1, True),
        ("appointment", 19, 1, True),
        ("appointment", 25, 1, False),
    ]


def test_waiting_time_that_nobody_uses_is_not_nested() -> None:
    waiting = Entry(kind="waiting", start=at("10:30"), end=at("11:00"))
    items = board(visit("10:00", "10:30"), waiting, visit("11:00", "11:30")).columns[0].items

    assert not any(item.is_nested for item in items)


@given(st.lists(st.tuples(st.integers(-300, 1800), st.integers(1, 600)), max_size=12))
def test_everything_stays_on_the_board(spans: list[tuple[int, int]]) -> None:
    entries = [
        Entry(
            kind="appointment",
            start=at("00:00") + timedelta(minutes=start),
            end=at("00:00") + timedelta(minutes=start + length),
        )
        for start, length in spans
    ]
    shown = board(*entries)

    for item in shown.columns[0].items:
        assert item.row >= 1
        assert item.rows >= 1
        assert item.row + item.rows - 1 <= shown.rows
        assert 1 <= item.lane <= MOST_LANES
