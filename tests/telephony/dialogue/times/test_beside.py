from datetime import date

import pytest

from tests.telephony.dialogue.times.conftest import Hear


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("nächste Woche Dienstag oder die Woche drauf", date(2026, 12, 7), date(2026, 12, 14)),
        ("nächste Woche oder die danach", date(2026, 12, 7), date(2026, 12, 14)),
        ("diese Woche oder nächste", date(2026, 11, 30), date(2026, 12, 7)),
        ("KW 49 oder 50", date(2026, 12, 7), date(2026, 12, 14)),
        ("am Freitag oder den Tag danach", date(2026, 11, 28), date(2026, 11, 29)),
        ("am Pfingstmontag oder am Dienstag danach", date(2027, 5, 18), date(2027, 5, 19)),
        ("nächste Woche ab Mittwoch", date(2026, 12, 2), date(2026, 12, 7)),
        ("am Freitag oder eine Woche später", date(2026, 12, 4), date(2026, 12, 5)),
    ],
)
def test_days_beside_those_named_are_counted_from_them(
    phrase: str, start: date, end: date, hear: Hear
) -> None:
    last = hear(phrase).boxes[-1]

    assert (last.start, last.end) == (start, end)


def test_those_after_an_offer_are_the_next_in_the_book(hear: Hear) -> None:
    wish = hear("die danach", offers=("2026-11-26T10:00", "2026-11-26T14:00"))

    assert [(box.start, box.opens) for box in wish.boxes] == [
        (date(2026, 11, 26), 14 * 60 + 1),
        (date(2026, 11, 27), None),
    ]


def test_half_an_hour_from_now_is_today(hear: Hear) -> None:
    assert [box.single_day for box in hear("in einer halben Stunde").boxes] == [date(2026, 11, 24)]
