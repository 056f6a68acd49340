from __future__ import annotations

import pytest

from telephony.dialogue.times.repetition import Repetition, repetition_in


@pytest.mark.parametrize(
    ("text", "every", "unit", "count", "until"),
    [
        ("jeden zweiten Donnerstag um 10, zehnmal", 2, "week", 10, ""),
        ("jede zweite Woche um die gleiche Zeit, fünfmal", 2, "week", 5, ""),
        ("alle 14 Tage, 5 mal", 2, "week", 5, ""),
        ("vierzehntägig, sechs Termine", 2, "week", 6, ""),
        ("jede Woche bis Ostern", 1, "week", None, "ostern"),
        ("wöchentlich bis zum 30. April", 1, "week", None, "30. april"),
        ("jeden Dienstag, 8x", 1, "week", 8, ""),
        ("alle drei Wochen, zehn Sitzungen bitte", 3, "week", 10, ""),
        ("jeden Monat, zwölfmal", 1, "month", 12, ""),
        ("alle zwei Monate", 2, "month", None, ""),
        ("jeden ersten Dienstag im Monat, viermal", 1, "month_weekday", 4, ""),
        ("alle drei Tage, viermal", 3, "day", 4, ""),
        ("täglich bis Freitag", 1, "day", None, "freitag"),
    ],
)
def test_rhythm_number_and_end_are_understood(
    text: str, every: int, unit: str, count: int | None, until: str
) -> None:
    assert repetition_in(text) == Repetition(every=every, unit=unit, count=count, until=until)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["am Donnerstag um 10", "fünfmal", "bis Ostern", "nächste Woche", ""])
def test_single_wish_repeats_nothing(text: str) -> None:
    assert repetition_in(text) is None
