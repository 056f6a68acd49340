from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from portal.dashboard.insights import Comparison, insight
from telephony.queries.call_trends import HourOfCalls

LESS = "weniger gebucht als in den 30 Tagen davor"
TUESDAY = date(2026, 11, 17)


def in_vain(hour: int, times: int) -> HourOfCalls:
    return HourOfCalls(
        on=TUESDAY,
        hour=hour,
        calls=times,
        booked=0,
        missed=times,
        nothing_free=times,
        missed_cents=0,
        by_now=times,
    )


@pytest.mark.parametrize(
    ("before", "now", "hours", "said"),
    [
        (
            {"booked": 50, "calls": 100, "nothing_free": 1},
            {"booked": 44, "calls": 100, "nothing_free": 7},
            [in_vain(18, 6), in_vain(9, 1)],
            f"12 % {LESS}: wer dienstags ab 17 Uhr anrief, fand 6-mal nichts frei.",
        ),
        (
            {"booked": 50, "calls": 100},
            {"booked": 40, "calls": 80},
            [],
            "20 % weniger gebucht als in den 30 Tagen davor: es kamen 20 % weniger Anrufe.",
        ),
        (
            {"booked": 50, "calls": 100, "missed": 5},
            {"booked": 45, "calls": 101, "missed": 9},
            [],
            "10 % weniger gebucht als in den 30 Tagen davor: 4 Anrufer mehr gingen ohne Termin.",
        ),
        (
            {"booked": 40, "calls": 80},
            {"booked": 50, "calls": 100},
            [],
            "25 % mehr gebucht als in den 30 Tagen davor: es kamen 25 % mehr Anrufe.",
        ),
        (
            {"booked": 50},
            {"booked": 51},
            [in_vain(10, 3)],
            "Wer dienstags vormittags anrief, fand 3-mal nichts frei.",
        ),
        ({"booked": 3}, {"booked": 1}, [], ""),
        ({}, {}, [], ""),
    ],
)
def test_insight_names_the_cause(
    before: dict[str, int], now: dict[str, int], hours: list[HourOfCalls], said: str
) -> None:
    compared = Comparison(now=Counter(now), before=Counter(before), days=30)

    assert insight(compared, hours) == said
