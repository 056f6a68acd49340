"""Incidents open and close by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analytics.ops.enums import IncidentKind
from analytics.ops.incidents import forget_old, note_silence, review_incidents
from analytics.ops.models import CompanyStanding, Incident, IncidentEffect
from askproai.core.signs import Sign
from tenants.models import Company

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
ALL_WELL: dict[str, Any] = {"signs": {}, "breakers": {}}


def stand(company: Company, **found: Any) -> None:
    CompanyStanding.objects.update_or_create(company=company, defaults={"gathered_at": NOON, **found})


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def sign(name: str, minutes: float) -> dict[str, Sign]:
    return {name: Sign(name=name, at=at(minutes), alive=1)}


def test_outbox_that_waits_too_long_is_one_incident_of_all_whom_it_touches(
    company: Company, other_company: Company
) -> None:
    stand(company, oldest_entry_due_at=at(-14))
    review_incidents(now=NOON, **ALL_WELL)
    assert not Incident.objects.exists()

    stand(company, oldest_entry_due_at=at(-16))
    review_incidents(now=NOON, **ALL_WELL)
    stand(other_company, oldest_entry_due_at=at(-40))
    review_incidents(now=at(1), **ALL_WELL)

    incident = Incident.objects.get()
    assert (incident.kind, incident.opened_at, incident.closed_at) == (IncidentKind.OUTBOX_LATE, NOON, None)
    touched = {(each.company, each.began_at, each.figure) for each in incident.effects.all()}
    assert touched == {(company, NOON, 17), (other_company, at(1), 41)}


def test_it_ends_for_one_and_then_for_all(company: Company, other_company: Company) -> None:
    for each in (company, other_company):
        stand(each, oldest_entry_due_at=at(-30))
    review_incidents(now=NOON, **ALL_WELL)

    stand(company, oldest_entry_due_at=None)
    review_incidents(now=at(5), **ALL_WELL)
    assert Incident.objects.get().closed_at is None
    assert IncidentEffect.objects.get(company=company).ended_at == at(5)

    stand(other_company, oldest_entry_due_at=None)
    review_incidents(now=at(9), **ALL_WELL)
    assert Incident.objects.get().closed_at == at(9)
    assert IncidentEffect.objects.get(company=other_company).ended_at == at(9)
    assert IncidentEffect.objects.get(company=company).ended_at == at(5)


def test_what_comes_back_soon_is_the_same_incident_and_later_another(company: Company) -> None:
    stand(company, oldest_entry_due_at=at(-30))
    review_incidents(now=NOON, **ALL_WELL)
    stand(company, oldest_entry_due_at=None)
    review_incidents(now=at(1), **ALL_WELL)

    stand(company, oldest_entry_due_at=at(-30))
    review_incidents(now=at(6), **ALL_WELL)
    assert Incident.objects.get().closed_at is None

    stand(company, oldest_entry_due_at=None)
    review_incidents(now=at(7), **ALL_WELL)
    stand(company, oldest_entry_due_at=at(-30))
    review_incidents(now=at(60), **ALL_WELL)
    assert Incident.objects.count() == 2


def test_calls_that_fail_are_an_incident_by_number_and_part(company: Company, other_company: Company) -> None:
    stand(company, calls_hour=4, calls_failed_hour=3)
    stand(other_company, calls_hour=40, calls_failed_hour=3)

    review_incidents(now=NOON, **ALL_WELL)

    incident = Incident.objects.get()
    assert incident.kind == IncidentKind.CALLS_FAILING
    assert [(each.company, each.figure) for each in incident.effects.all()] == [(company, 75)]


def test_provider_whose_breaker_is_open_touches_whoever_is_connected(
    company: Company, other_company: Company
) -> None:
    stand(company, connections={"calcom": "ok"})
    stand(other_company, connections={})

    review_incidents(now=NOON, signs={}, breakers={"calcom": at(-2)})

    incident = Incident.objects.get()
    assert (incident.kind, incident.subject, incident.opened_at) == ("provider_away", "calcom", at(-2))
    assert [each.company for each in incident.effects.all()] == [company]
    review_incidents(now=at(1), **ALL_WELL)
    incident.refresh_from_db()
    assert incident.closed_at == at(1)


@pytest.mark.parametrize(
    ("name", "minutes", "is_silent"),
    [("pulse", -1, False), ("pulse", -2, True), ("worker.calls", -4, False), ("worker.calls", -6, True)],
)
def test_process_without_a_sign_of_life(db: None, name: str, minutes: int, *, is_silent: bool) -> None:
    review_incidents(now=NOON, signs=sign(name, minutes), breakers={})

    found = [(each.subject, each.opened_at) for each in Incident.objects.all()]
    assert found == ([(name, at(minutes))] if is_silent else [])


def test_where_nobody_can_tell_nothing_changes(db: None) -> None:
    review_incidents(now=NOON, signs=sign("live", -5), breakers={"retell": NOON})

    review_incidents(now=at(1), signs=None, breakers=None)

    assert Incident.objects.filter(closed_at=None).count() == 2


def test_silence_that_nobody_could_notice_is_written_down_when_it_ends(db: None) -> None:
    note_silence(name="pulse", since=at(-1), now=NOON)
    assert not Incident.objects.exists()

    note_silence(name="pulse", since=at(-20), now=NOON)
    review_incidents(now=at(0.1), signs=sign("pulse", 0), breakers={})

    incident = Incident.objects.get()
    assert (incident.opened_at, incident.closed_at) == (at(-20), at(0.1))


def test_review_twice_at_once_opens_one(company: Company) -> None:
    stand(company, oldest_entry_due_at=at(-30))

    review_incidents(now=NOON, **ALL_WELL)
    review_incidents(now=NOON, **ALL_WELL)

    assert Incident.objects.count() == IncidentEffect.objects.count() == 1


def test_old_incidents_go(db: None) -> None:
    old = NOON - timedelta(days=500)
    Incident.objects.create(kind="inbox_late", opened_at=old, seen_at=old, closed_at=old)
    Incident.objects.create(kind="outbox_late", opened_at=old, seen_at=NOON)

    assert forget_old(now=NOON) == 1
