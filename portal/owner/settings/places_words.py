"""Bundesländer, Kantone and time zones by name, and the school holidays of a Land."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from booking.rules.seasons import is_school_holiday

COUNTRIES: Final = (("DE", "Deutschland"), ("AT", "Österreich"), ("CH", "Schweiz"))
ZONES: Final = {"DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich"}
SUBDIVISIONS: Final[dict[str, dict[str, str]]] = {
    "DE": {
        "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen",
        "HH": "Hamburg", "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen",
        "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen",
        "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein", "TH": "Thüringen",
    },
    "AT": {
        "1": "Burgenland", "2": "Kärnten", "3": "Niederösterreich", "4": "Oberösterreich", "5": "Salzburg",
        "6": "Steiermark", "7": "Tirol", "8": "Vorarlberg", "9": "Wien",
    },
    "CH": {
        "AG": "Aargau", "AI": "Appenzell Innerrhoden", "AR": "Appenzell Ausserrhoden", "BE": "Bern",
        "BL": "Basel-Landschaft", "BS": "Basel-Stadt", "FR": "Freiburg", "GE": "Genf", "GL": "Glarus",
        "GR": "Graubünden", "JU": "Jura", "LU": "Luzern", "NE": "Neuenburg", "NW": "Nidwalden",
        "OW": "Obwalden", "SG": "St. Gallen", "SH": "Schaffhausen", "SO": "Solothurn", "SZ": "Schwyz",
        "TG": "Thurgau", "TI": "Tessin", "UR": "Uri", "VD": "Waadt", "VS": "Wallis", "ZG": "Zug",
        "ZH": "Zürich",
    },
}  # fmt: skip


def region_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All Länder and Kantone under their countries, as ``DE-BE``."""
    return [
        (label, [(f"{country}-{code}", name) for code, name in SUBDIVISIONS[country].items()])
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
