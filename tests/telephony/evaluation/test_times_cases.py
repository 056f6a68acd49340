"""When an answer to a foreign case counts as right."""

from datetime import datetime

import pytest

from telephony.evaluation.times_cases import Answer, Case

NOW = datetime.fromisoformat("2026-11-24T10:00")


def case(expected: dict[str, object], *tags: str) -> Case:
    return Case(
        id="corpus-1",
        text="",
        now=NOW,
        language="de",
        expected=Answer.of(expected),
        alternatives=(),
        tags=frozenset(tags),
        convention="next",
    )


def instant(start: str, grain: str) -> dict[str, object]:
    return {"kind": "instant", "start": start, "grain": grain}


def interval(start: str | None, end: str | None) -> dict[str, object]:
    return {"kind": "interval", "start": start, "end": end, "grain": "hour"}


def test_an_answer_finer_than_the_case_is_right() -> None:
    assert case(instant("2026-11-25T14:00", "hour")).is_exact(
        Answer.of(instant("2026-11-25T14:30", "minute"))
    )


def test_an_exact_time_is_not_an_open_span() -> None:
    asked = case(interval("2026-11-25T14:00", None))

    assert not asked.is_exact(Answer.of(instant("2026-11-25T14:00", "minute")))
    assert asked.starts_right(Answer.of(instant("2026-11-25T14:00", "minute")))


@pytest.mark.parametrize(("start", "is_right"), [("2026-11-25T17:00", True), ("2026-11-25T13:00", False)])
def test_the_hours_of_an_evening_may_differ_by_half(start: str, *, is_right: bool) -> None:
    answer = Answer.of(interval(start, start.replace(":00", ":59")))

    assert case(interval("2026-11-25T17:00", "2026-11-25T20:00"), "daypart").is_exact(answer) is is_right


def test_a_slot_is_the_right_day_with_a_common_window() -> None:
    asked = case(interval("2026-11-25T14:00", "2026-11-25T16:00"))

    assert asked.fits_slot(Answer.of(interval("2026-11-25T15:00", "2026-11-25T19:00")))
    assert not asked.fits_slot(Answer.of(interval("2026-11-26T14:00", "2026-11-26T16:00")))


@pytest.mark.parametrize(
    ("expected", "tags", "fits"),
    [
        (instant("2026-11-25T00:00", "day"), (), True),
        (instant("2026-11-20T00:00", "day"), (), False),
        (instant("2026-11-25T00:00", "day"), ("pastish",), False),
        (instant("2029-11-25T00:00", "day"), (), False),
        ({"kind": "duration", "seconds": 60}, (), False),
    ],
)
def test_an_appointment_lies_ahead_and_is_near(
    expected: dict[str, object], tags: tuple[str, ...], fits: bool
) -> None:
    assert case(expected, *tags).is_for_appointments is fits
