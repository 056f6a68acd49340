from datetime import date

import pytest

from tests.telephony.dialogue.times.conftest import Hear


@pytest.mark.parametrize(
    "phrase",
    ["erst wenn die Kinder wieder in der Schule sind", "wenn die Ferien vorbei sind", "ab Schulbeginn"],
)
def test_when_school_is_on_again_is_after_the_holidays(phrase: str, hear: Hear) -> None:
    assert [(box.start, box.end) for box in hear(phrase).boxes] == [(date(2027, 1, 3), None)]


def test_a_week_of_the_holidays_is_that_of_the_land(hear: Hear) -> None:
    first = hear("in der ersten Ferienwoche").boxes[0]

    assert (first.start, first.end) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(("land", "day"), [("BE", date(2027, 5, 7)), ("SN", date(2027, 5, 7))])
def test_a_bridge_day_lies_between_a_holiday_and_the_weekend(land: str, day: date, hear: Hear) -> None:
    assert hear("am Brückentag", subdivision=land).boxes[0].single_day == day


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("am ersten Weihnachtsfeiertag", date(2026, 12, 25)),
        ("am zweiten Weihnachtsfeiertag", date(2026, 12, 26)),
        ("am zweiten Osterfeiertag", date(2027, 3, 29)),
    ],
)
def test_holidays_that_are_counted(phrase: str, day: date, hear: Hear) -> None:
    assert [box.single_day for box in hear(phrase).boxes] == [day]


def test_the_week_of_a_feast_is_its_whole_week(hear: Hear) -> None:
    box = hear("in der Weihnachtswoche").boxes[0]

    assert (box.start, box.end) == (date(2026, 12, 21), date(2026, 12, 28))
