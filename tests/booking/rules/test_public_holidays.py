from __future__ import annotations

from datetime import date

import pytest

from booking.rules.public_holidays import public_holiday


@pytest.mark.parametrize(
    ("day", "country", "subdivision", "name"),
    [
        (date(2026, 1, 6), "DE", "BY", "Heilige Drei Könige"),
        (date(2026, 1, 6), "DE", "BE", None),
        (date(2026, 3, 8), "DE", "BE", "Frauentag"),
        (date(2026, 10, 31), "DE", "BB", "Reformationstag"),
        (date(2026, 10, 31), "DE", "BY", None),
        (date(2026, 11, 1), "DE", "NW", "Allerheiligen"),
        (date(2026, 10, 3), "DE", "", "Tag der Deutschen Einheit"),
        (date(2026, 10, 26), "AT", "9", "Nationalfeiertag"),
        (date(2026, 8, 1), "CH", "ZH", "Nationalfeiertag"),
        (date(2027, 12, 8), "AT", "9", "Mariä Empfängnis"),
        (date(2027, 5, 27), "CH", "LU", "Fronleichnam"),
        (date(2027, 5, 27), "CH", "ZH", None),
        (date(2027, 1, 2), "CH", "BE", "Berchtoldstag"),
        (date(2026, 12, 25), "XX", "", None),
        (date(2026, 12, 25), "DE", "unbekannt", "Erster Weihnachtstag"),
    ],
)
def test_public_holiday_depends_on_the_region(
    day: date, country: str, subdivision: str, name: str | None
) -> None:
    assert public_holiday(day, country=country, subdivision=subdivision) == name
