"""Bringing figures of all companies together, a few statements for all of them; safe to run twice at once."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.db.models import Count

from analytics.ops.figures import CHUNK, DAYS, STANDING, companies_with_tables, today_of, union
from analytics.ops.models import CompanyDay, CompanyStanding
from analytics.ops.stuck import STUCK_AFTER_NUDGES
from tenants.models import Company, Wakeup

logger = logging.getLogger(__name__)

# What comes in late (a call that is analysed, a message that bounces) changes days that are over.
_READ_AGAIN: Final = 7
# Of a company that is seen for the first time, or was not seen for long.
_READ_FIRST: Final = 34
WEEK: Final = 7
_FIGURES: Final = (
    "calls", "missed", "transferred", "calls_failed", "spoken_ms", "bookings", "sent", "unsent",
)  # fmt: skip
# What each part of the statement counts, in its order.
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "calls": ("calls", "missed", "transferred", "calls_failed", "spoken_ms"),
    "bookings": ("bookings",),
    "messages": ("sent", "unsent"),
}
_FOUND: Final = (
    "last_call_at", "calls_hour", "calls_failed_hour", "open_entries", "late_entries", "dead_entries",
    "oldest_entry_due_at", "late_events", "quarantined", "oldest_event_at", "connections",
    "broken_connections", "ports_open", "statements", "unproven", "spoken_median_ms",
)  # fmt: skip
_KEPT: Final = [field.name for field in CompanyStanding._meta.fields if field.name != "company"]

Days = dict[date, dict[str, int]]


def gather(*, now: datetime) -> int:
    """Write down each company's days and standing as they are now; returns for how many."""
    companies = companies_with_tables()
    return sum(
        _gather(companies[start : start + CHUNK], now=now) for start in range(0, len(companies), CHUNK)
    )


def _gather(companies: Sequence[Company], *, now: datetime) -> int:
    try:
        with transaction.atomic():
            _write(companies, now=now)
    except DatabaseError as error:
        # One that is removed, moved or too slow right now must not take its neighbours' figures along.
        if len(companies) == 1:
            logger.warning(
                "ops.company_not_read", extra={"company": companies[0].pk, "error": type(error).__name__}
            )
            return 0
        return sum(_gather([company], now=now) for company in companies)
    return len(companies)


def _write(companies: Sequence[Company], *, now: datetime) -> None:
    seen = dict(
        CompanyStanding.objects.filter(company__in=companies).values_list("company_id", "gathered_at")
    )
    since = {each.pk: _first_day(each, seen.get(each.pk), now=now) for each in companies}
    days = _days(companies, since=since, now=now)
    _write_days(companies, days, since=since)
    stuck = _stuck(companies)
    standings = [
        _standing(company, found, days[company.pk], stuck.get(company.pk, 0), now=now)
        for company, found in _found(companies, now=now)
    ]
    CompanyStanding.objects.bulk_create(
        standings, update_conflicts=True, unique_fields=["company"], update_fields=_KEPT
    )


def _first_day(company: Company, seen_at: datetime | None, *, now: datetime) -> date:
    is_known = seen_at is not None and now - seen_at < timedelta(days=1)
    return today_of(company, now) - timedelta(days=_READ_AGAIN if is_known else _READ_FIRST)


def _days(companies: Sequence[Company], *, since: dict[int, date], now: datetime) -> dict[int, Days]:
    days: dict[int, Days] = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(_FIGURES, 0)))
    for company_id, part, day, *figures in union(DAYS, companies, now=now, since=since):
        # Names are fewer than columns: parts that count less fill up with zeros.
        for name, figure in zip(_PARTS[part], figures, strict=False):
            days[company_id][day][name] = figure
    return days


def _write_days(companies: Sequence[Company], days: dict[int, Days], *, since: dict[int, date]) -> None:
    """Only what is new or different: most days of most companies stay as they are."""
    known = {
        (row.company_id, row.day): row
        for row in CompanyDay.objects.filter(company__in=companies, day__gte=min(since.values()))
        if row.day >= since[row.company_id]
    }
    nothing = dict.fromkeys(_FIGURES, 0)
    wanted = {
        (company.pk, day): figures
        for company in companies
        for day, figures in {
            **{day: nothing for company_id, day in known if company_id == company.pk},
            **days[company.pk],
        }.items()
    }
    changed = [
        CompanyDay(company_id=company_id, day=day, **figures)
        for (company_id, day), figures in wanted.items()
        if (row := known.get((company_id, day))) is None
        or any(getattr(row, name) != figure for name, figure in figures.items())
    ]
    CompanyDay.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["company", "day"], update_fields=_FIGURES
    )


def _found(companies: Sequence[Company], *, now: datetime) -> list[tuple[Company, dict[str, Any]]]:
    by_id = {company.pk: company for company in companies}
    rows = [
        (by_id[company_id], dict(zip(_FOUND, found, strict=True)))
        for company_id, *found in union(STANDING, companies, now=now)
    ]
    for _company, found in rows:
        # JSON comes as text: who reads rows without a model reads it themselves.
        found["connections"] = json.loads(found["connections"] or "{}")
    return rows


def _standing(
    company: Company, found: dict[str, Any], days: Days, stuck: int, *, now: datetime
) -> CompanyStanding:
    today = today_of(company, now)
    nothing = dict.fromkeys(_FIGURES, 0)
    week = [days.get(today - timedelta(days=back), nothing) for back in range(WEEK)]
    standing = CompanyStanding(
        company=company,
        gathered_at=now,
        calls_today=week[0]["calls"],
        bookings_today=week[0]["bookings"],
        stuck_wakeups=stuck,
        **{f"{name}_week": sum(day[name] for day in week) for name in _FIGURES if name != "calls_failed"},
        **found,
    )
    standing.level = standing.judge()
    return standing


def _stuck(companies: Sequence[Company]) -> dict[int, int]:
    rows = Wakeup.objects.filter(
        nudges__gte=STUCK_AFTER_NUDGES, company_id__in=[company.pk for company in companies]
    )
    return dict(rows.values_list("company_id").annotate(kinds=Count("kind", distinct=True)))
