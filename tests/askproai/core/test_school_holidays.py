from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from askproai.core.school_holidays import days_of_school_holidays, region_of, school_holidays
from booking.rules.public_holidays import holidays_in_year
from tenants.signup.places import REGIONS

EVERYWHERE = [(country, code) for country, codes in REGIONS.items() for code in codes]


@pytest.mark.parametrize(
    ("region", "kind", "first", "last"),
    [
        ("DE-BE", "winter", date(2027, 2, 1), date(2027, 2, 6)),
        ("DE-HH", "fruehling", date(2027, 3, 1), date(2027, 3, 12)),
        ("AT-9", "semester", date(2027, 1, 30), date(2027, 2, 6)),
        ("AT-4", "semester", date(2027, 2, 15), date(2027, 2, 20)),
        ("AT-5", "semester", date(2027, 2, 15), date(2027, 2, 20)),  # moved by decree
        ("AT-7", "herbst", date(2026, 10, 27), date(2026, 10, 31)),
        ("CH-ZH", "fruehling", date(2027, 4, 26), date(2027, 5, 8)),
        ("CH-ZG", "sport", date(2027, 2, 6), date(2027, 2, 21)),
        ("CH-BE", "winter", date(2026, 12, 25), date(2027, 1, 10)),  # at Christmas in Bern,
        ("CH-JU", "winter", date(2027, 2, 15), date(2027, 2, 19)),  # in February in the Jura
        ("CH-BL", "oster", date(2027, 3, 20), date(2027, 4, 4)),
        ("CH-VS", "herbst", date(2026, 10, 15), date(2026, 10, 25)),
    ],
)
def test_the_first_of_a_kind(region: str, kind: str, first: date, last: date) -> None:
    assert school_holidays(region, kind)[0] == (first, last)


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        ("CH-ZH", "sport"),
        ("CH-ZH", "oster"),
        ("CH-SO", ""),
        ("CH-FR", ""),
        ("CH-ZH", "semester"),
        ("XX-1", ""),
    ],
)
def test_what_is_not_set_for_the_whole_region_is_not_there(region: str, kind: str) -> None:
    assert school_holidays(region, kind) == ()


def test_a_code_alone_is_a_german_one() -> None:
    assert [region_of("BE"), region_of("CH-BE")] == ["DE-BE", "CH-BE"]


@pytest.mark.parametrize(("country", "code"), EVERYWHERE)
def test_no_two_holidays_of_a_region_overlap(country: str, code: str) -> None:
    spans = school_holidays(f"{country}-{code}")

    assert all(first <= last for first, last in spans)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))


@pytest.mark.parametrize(("country", "code"), [each for each in EVERYWHERE if each[0] != "CH"])
def test_hours_and_callers_mean_the_same_days(country: str, code: str) -> None:
    """Hours by season read a library where it knows the Land: on each day of a school week the two agree."""
    days = [day for day in days_of_school_holidays(f"{country}-{code}") if day.weekday() < 5]

    assert [day for day in days if day not in holidays_in_year(country, code, day.year, ("school",))] == []
