"""Bundesländer and Kantone by name, and the school holidays of a Land."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from booking.rules.seasons import is_school_holiday, known_until
from tenants.signup.places import REGIONS

COUNTRIES: Final = (("DE", "Deutschland"), ("AT", "Österreich"), ("CH", "Schweiz"))


def region_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All Länder and Kantone under their countries, as ``DE-BE``."""
    return [
        (label, [(f"{country}-{code}", name) for code, name in REGIONS[country].items()])
        for country, label in COUNTRIES
    ]


def school_holidays(country: str, subdivision: str, *, first: date, days: int) -> Iterator[tuple[date, date]]:
    """The school holidays of the Land from ``first`` on, each with its last day; nothing where not known."""
    begun: date | None = None
    day = first
    for day in (first + timedelta(days=step) for step in range(days)):
        is_free = is_school_holiday(day, country, subdivision)
        if is_free and begun is None:
            begun = day
        elif not is_free and begun is not None:
            yield begun, day - timedelta(days=1)
            begun = None
    if begun is not None:
        yield begun, day


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
