"""Public holidays by country and Bundesland or Kanton."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


def public_holiday(day: date, *, country: str, subdivision: str) -> str | None:
    """The German name of the public holiday on this date, or nothing."""
    return holidays_in_year(country, subdivision, day.year).get(day)


@lru_cache(maxsize=2_000)
def holidays_in_year(country: str, subdivision: str, year: int) -> dict[date, str]:
    """All public holidays of one year; nothing for countries and regions that the library does not know."""
    # 43 MB of countries: loaded when the first calendar asks.
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        return {}
    region = subdivision if subdivision in known[country] else None
    language = "de" if "de" in holidays.list_localized_countries().get(country, []) else None
    return dict(holidays.country_holidays(country, subdiv=region, years=year, language=language))
