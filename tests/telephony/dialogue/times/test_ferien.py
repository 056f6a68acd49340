from datetime import date, datetime

import pytest

from telephony.dialogue import understand_time
from telephony.dialogue.times.grammar import unknown_days
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


@pytest.mark.parametrize(
    ("phrase", "land", "first", "after"),
    [
        ("in den Sportferien", "CH-ZG", date(2027, 2, 6), date(2027, 2, 22)),
        ("bis zu den Sportferien", "CH-ZG", date(2026, 11, 24), date(2027, 2, 6)),
        ("in de Frühlingsferie", "CH-ZH", date(2027, 4, 26), date(2027, 5, 9)),
        ("nach de Summerferie", "CH-ZH", date(2027, 8, 22), None),
        ("vor den Fasnachtsferien", "CH-LU", date(2026, 11, 24), date(2027, 1, 30)),
        ("in den Winterferien", "CH-BE", date(2026, 12, 25), date(2027, 1, 11)),
        ("in den Semesterferien", "AT-9", date(2027, 1, 30), date(2027, 2, 7)),
        ("in den Energieferien", "AT-6", date(2027, 2, 15), date(2027, 2, 21)),
        ("in den Herbstferien", "AT-9", date(2027, 10, 27), date(2027, 11, 1)),
        ("in den Herbstferien", "CH-BE", date(2027, 9, 25), date(2027, 10, 18)),
        ("in den Herbstferien", "DE-BE", date(2027, 10, 11), date(2027, 10, 24)),
        ("in den Frühjahrsferien", "DE-HH", date(2027, 3, 1), date(2027, 3, 13)),
        ("in der letzten Woche der Sommerferien", "CH-ZH", date(2027, 8, 16), date(2027, 8, 22)),
        ("in der zweiten Sommerferienwoche", "AT-9", date(2027, 7, 12), date(2027, 7, 19)),
    ],
)
def test_school_holidays_as_people_call_them_there(
    phrase: str, land: str, first: date, after: date | None, hear: Hear
) -> None:
    box = hear(phrase, subdivision=land).boxes[0]

    assert (box.start, box.end) == (first, after)


@pytest.mark.parametrize(
    ("phrase", "land"),
    [
        ("in den Sportferien", "CH-ZH"),  # each commune its own
        ("in den Herbstferien", "CH-SO"),
        ("in den Semesterferien", "DE-BE"),  # of the universities
        ("an der Auffahrt", "CH-ZH"),
        ("an Auffahrt", "DE-BY"),
    ],
)
def test_what_nobody_can_know_is_not_guessed(phrase: str, land: str, now: datetime) -> None:
    assert understand_time(phrase, now=now, subdivision=land) is None


@pytest.mark.parametrize(
    ("phrase", "land", "named"),
    [
        ("am Dienstag in den Sportferien", "CH-ZH", "Sportferien"),
        ("nach de Früeligsferie", "CH-SO", "Frühlingsferien"),
        ("wenn die Kinder wieder in der Schule sind", "CH-SO", "Ferien"),
        ("am Dienstag, nicht in den Sportferien", "CH-ZH", ""),
        ("ich habe Semesterferien, am Dienstag ginge es", "DE-BE", ""),
        ("am Dienstag in den Sportferien", "CH-ZG", ""),
    ],
)
def test_which_holidays_have_to_be_asked_for(phrase: str, land: str, named: str, now: datetime) -> None:
    assert unknown_days(phrase, now=now, subdivision=land) == named


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("ich bin bis Freitag in den Ferien", date(2026, 11, 27)),
        ("mir sind bis Sunntig i de Ferie", date(2026, 11, 29)),
        ("nächste Woche bin ich in den Ferien", date(2026, 12, 2)),
    ],
)
def test_whoever_is_away_comes_afterwards(phrase: str, day: date, hear: Hear) -> None:
    wish = hear(phrase, subdivision="CH-ZH")

    assert not wish.boxes
    assert [box.start <= day < box.end for box in wish.excluded if box.start and box.end] == [True]


@pytest.mark.parametrize(
    ("phrase", "land", "day"),
    [
        ("am Freitag nach Auffahrt", "CH-ZH", date(2027, 5, 7)),
        ("am Nationalfeiertag", "CH-ZH", date(2027, 8, 1)),
        ("am Nationalfeiertag", "AT-9", date(2027, 10, 26)),
        ("am Tag vor Mariä Empfängnis", "AT-9", date(2026, 12, 7)),
        ("am Berchtoldstag", "CH-BE", date(2027, 1, 2)),
    ],
)
def test_public_holidays_of_a_country(phrase: str, land: str, day: date, hear: Hear) -> None:
    assert hear(phrase, subdivision=land).boxes[0].single_day == day


@pytest.mark.parametrize(
    ("land", "day"),
    [
        ("BE", date(2027, 5, 7)),
        ("SN", date(2027, 5, 7)),
        ("AT-9", date(2026, 12, 7)),  # before Mariä Empfängnis
        ("CH-BE", date(2027, 5, 7)),
    ],
)
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
