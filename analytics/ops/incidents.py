"""What is wrong right now, opened when it begins and closed when it is over, without anybody's doing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from analytics.ops.enums import IncidentKind
from analytics.ops.models import CompanyStanding, Incident, IncidentEffect
from askproai.core.signs import Sign

logger = logging.getLogger(__name__)

# How long the oldest that is owed may wait before somebody should know.
LATE: Final = timedelta(minutes=15)
# Within an hour so many calls that ended in a fault of ours, and so large a part of all.
FAILED_CALLS: Final = 3
FAILED_PERCENT: Final = 30
# No sign of life for so long; workers only give one when they get to it.
SILENT: Final = timedelta(seconds=90)
SILENT_WORKER: Final = timedelta(minutes=5)
# What comes back within this time is the same incident.
SAME_WITHIN: Final = timedelta(minutes=10)
KEPT_FOR: Final = timedelta(days=400)
# One change at a time, whichever scheduler makes it: any number that is nobody else's.
_LOCK: Final = 4_711_001


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that is wrong now. ``companies``: whom it touches, and how badly."""

    kind: IncidentKind
    subject: str = ""
    since: datetime | None = None
    companies: Mapping[int, int] = field(default_factory=dict)


def review_incidents(
    *, now: datetime, signs: Mapping[str, Sign] | None, breakers: Mapping[str, datetime] | None
) -> None:
    """Open, keep or close incidents by what is found now. ``None``: nobody can tell, so nothing changes."""
    findings = [*_late(now), *_failing()]
    unknown: set[str] = set()
    if signs is None:
        unknown.add(IncidentKind.PROCESS_SILENT)
    else:
        findings += _silent(signs, now=now)
    if breakers is None:
        unknown.add(IncidentKind.PROVIDER_AWAY)
    else:
        findings += _away(breakers)
    with transaction.atomic():
        _lock()
        open_ones = [_keep_open(finding, now=now) for finding in findings]
        _close_others(open_ones, but=unknown, now=now)


def note_silence(*, name: str, since: datetime, now: datetime) -> None:
    """A process is back that was silent while nobody was there to notice: it is written down when it ends."""
    if now - since < SILENT:
        return
    with transaction.atomic():
        _lock()
        _keep_open(Finding(kind=IncidentKind.PROCESS_SILENT, subject=name, since=since), now=now)


def forget_old(*, now: datetime) -> int:
    """Delete incidents that have been over for long."""
    return Incident.objects.filter(closed_at__lt=now - KEPT_FOR).delete()[0]


def _late(now: datetime) -> Iterable[Finding]:
    before = now - LATE
    standings = CompanyStanding.objects.filter(
        Q(oldest_entry_due_at__lt=before) | Q(late_events__gt=0, oldest_event_at__lt=before)
    )
    owed, came = dict[int, int](), dict[int, int]()
    for each in standings:
        if each.oldest_entry_due_at and each.oldest_entry_due_at < before:
            owed[each.company_id] = _minutes(now - each.oldest_entry_due_at)
        if each.late_events and each.oldest_event_at and each.oldest_event_at < before:
            came[each.company_id] = _minutes(now - each.oldest_event_at)
    if owed:
        yield Finding(kind=IncidentKind.OUTBOX_LATE, companies=owed)
    if came:
        yield Finding(kind=IncidentKind.INBOX_LATE, companies=came)


def _failing() -> Iterable[Finding]:
    failing = CompanyStanding.objects.filter(calls_failed_hour__gte=FAILED_CALLS)
    companies = {
        each.company_id: round(100 * each.calls_failed_hour / each.calls_hour)
        for each in failing
        if each.calls_failed_hour * 100 >= each.calls_hour * FAILED_PERCENT
    }
    if companies:
        yield Finding(kind=IncidentKind.CALLS_FAILING, companies=companies)


def _silent(signs: Mapping[str, Sign], *, now: datetime) -> Iterable[Finding]:
    for name, sign in signs.items():
        patience = SILENT_WORKER if name.startswith("worker") else SILENT
        if now - sign.at > patience:
            yield Finding(kind=IncidentKind.PROCESS_SILENT, subject=name, since=sign.at)


def _away(breakers: Mapping[str, datetime]) -> Iterable[Finding]:
    for provider, since in breakers.items():
        using = CompanyStanding.objects.filter(connections__has_key=provider)
        companies = dict.fromkeys(using.values_list("company_id", flat=True), 0)
        yield Finding(kind=IncidentKind.PROVIDER_AWAY, subject=provider, since=since, companies=companies)


def _keep_open(finding: Finding, *, now: datetime) -> Incident:
    same = Incident.objects.filter(kind=finding.kind, subject=finding.subject)
    incident = same.filter(Q(closed_at=None) | Q(closed_at__gte=now - SAME_WITHIN)).first()
    if incident is None:
        incident = Incident.objects.create(
            kind=finding.kind, subject=finding.subject, opened_at=finding.since or now, seen_at=now
        )
        logger.error("ops.incident_opened", extra={"incident": incident.pk, "kind": finding.kind})
    else:
        Incident.objects.filter(pk=incident.pk).update(seen_at=now, closed_at=None)
    _note_effects(incident, finding.companies, now=now)
    return incident


def _note_effects(incident: Incident, companies: Mapping[int, int], *, now: datetime) -> None:
    mine = IncidentEffect.objects.filter(incident=incident)
    mine.filter(ended_at=None).exclude(company__in=list(companies)).update(ended_at=now)
    known = {each.company_id: each for each in mine}
    effects = [
        IncidentEffect(
            incident=incident,
            company_id=company_id,
            began_at=known[company_id].began_at if company_id in known else now,
            figure=max(figure, known[company_id].figure if company_id in known else 0),
        )
        for company_id, figure in companies.items()
    ]
    IncidentEffect.objects.bulk_create(
        effects,
        update_conflicts=True,
        unique_fields=["incident", "company"],
        update_fields=["ended_at", "figure"],
    )


def _close_others(open_ones: Iterable[Incident], *, but: set[str], now: datetime) -> None:
    over = Incident.objects.filter(closed_at=None).exclude(
        Q(pk__in=[each.pk for each in open_ones]) | Q(kind__in=but)
    )
    ids = list(over.values_list("pk", flat=True))
    IncidentEffect.objects.filter(incident__in=ids, ended_at=None).update(ended_at=now)
    Incident.objects.filter(pk__in=ids).update(closed_at=now)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _minutes(wait: timedelta) -> int:
    return int(wait.total_seconds() // 60)
