"""Public holidays by country and Bundesland or Kanton."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

# What holds in parts of a Land only, by the library's names. The eves of Christmas and New Year, which
# Austria's banks keep, are a setting of their own.
LOCAL = {"DE": ("catholic",), "AT": ("bank",), "CH": ("half_day", "optional")}
_EVES = frozenset({(12, 24), (12, 31)})


def public_holiday(day: date, *, country: str, subdivision: str, with_local: bool = False) -> str | None:
    """The German name of the public holiday on this date, or nothing."""
    name = holidays_in_year(country, subdivision, day.year).get(day)
    if name is None and with_local and (day.month, day.day) not in _EVES:
        name = holidays_in_year(country, subdivision, day.year, LOCAL.get(country, ())).get(day)
    return name


@lru_cache(maxsize=2_000)
def holidays_in_year(
    country: str, subdivision: str, year: int, categories: tuple[str, ...] = ("public",)
) -> dict[date, str]:
    """The holidays of one year; nothing for countries and categories that the library does not know."""
    # 43 MB of countries: loaded when the first calendar asks.
    import holidays

    known = holidays.list_supported_countries()
    if country not in known or not categories:
        return {}
    region = subdivision if subdivision in known[country] else None
    language = "de" if "de" in holidays.list_localized_countries().get(country, []) else None
    return dict(
        holidays.country_holidays(
            country, subdiv=region, years=year, language=language, categories=categories
        )
    )
