"""Bundesländer and Kantone by name, and the school holidays of a Land."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from booking.rules.seasons import is_school_holiday, known_until, name_of_school_holidays
from tenants.signup.places import REGIONS

COUNTRIES: Final = (("DE", "Deutschland"), ("AT", "Österreich"), ("CH", "Schweiz"))


def region_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All Länder and Kantone under their countries, as ``DE-BE``."""
    return [
        (label, [(f"{country}-{code}", name) for code, name in REGIONS[country].items()])
        for country, label in COUNTRIES
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class SchoolHolidays:
    """First and last day, and what they are called; no name: single free days."""

    name: str
    first: date
    last: date


def school_holidays(country: str, subdivision: str, *, first: date, days: int) -> Iterator[SchoolHolidays]:
    """Those of the region that are on or begin within so many days; nothing where not known."""
    for begun in (first + timedelta(days=step) for step in range(days)):
        day = begun
        if begun > first and is_school_holiday(begun - timedelta(days=1), country, subdivision):
            continue
        while is_school_holiday(day, country, subdivision):
            day += timedelta(days=1)
        if day > begun:
            last = day - timedelta(days=1)
            name = name_of_school_holidays(begun, last, country, subdivision)
            yield SchoolHolidays(name=name, first=begun, last=last)


def school_words(country: str, subdivision: str) -> str:
    """What an owner should know of the school holidays of the region; empty where all of them are known."""
    if country != "CH" or not subdivision:
        return ""
    until = known_until(country, subdivision)
    if until is None:
        return _(
            "Für Ihren Kanton kennen wir keine Schulferien, die überall gelten. Tragen Sie Ihre unter "
            "„Besondere Tage“ ein."
        )
    return _(
        "Bekannt bis %(day)s. Ferien, die Ihre Gemeinde selbst festlegt (oft die Sportferien), tragen Sie "
        "unter „Besondere Tage“ ein."
    ) % {"day": formats.date_format(until, "j. F Y")}
