"""Sabine connects Cal.com over the wire, looks at the proposal, and decides what contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.test import Client

from askproai.standins.testing import RunningStandins, running_standins
from askproai.standins.world import CALCOM_KEY
from booking.enums import AppointmentSource
from booking.models import (
    Appointment,
    Branch,
    ExternalEvent,
    LinkedCalendar,
    Occupancy,
    Service,
    StaffMember,
    SyncConflict,
)
from booking.services import cancel_appointment, move_appointment
from booking.services.sync import make_due, sync_due
from booking.services.sync.accounts import outbox_kind
from tenants.connections.models import Connection
from tenants.models import Company
from tenants.outbox.services import drain
from tests.factories.booking import AppointmentFactory, CustomerFactory, ServiceFactory, StaffMemberFactory
from tests.portal.conftest import member, signed_in

NOW = datetime.now(UTC)
# A workday after tomorrow, at 10 in Berlin or an hour beside it.
DAY = next(NOW + timedelta(days=n) for n in range(2, 9) if (NOW + timedelta(days=n)).weekday() < 4)
TEN = DAY.replace(hour=9, minute=0, second=0, microsecond=0)
KIND = outbox_kind("calcom")
EMMA = {"event_type_id": 301, "host_id": 101, "name": "Emma Weber", "phone": "+4915187654321"}


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins, settings: Any) -> RunningStandins:
    _running.reset()
    settings.CALCOM = {**settings.CALCOM, "base_url": _running.calcom_url}
    return _running


@pytest.fixture
def ben(branch: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Ben Richter", branches=[branch], services=[haircut])


@pytest.fixture
def linked(owner: Client, standins: RunningStandins, anna: StaffMember, ben: StaffMember) -> Connection:
    """Anna and Ben are hosts there; the women's cut is linked, the men's cut is made anew."""
    owner.post("/integrationen/calcom/", {"api_key": CALCOM_KEY})
    connection = Connection.objects.get(provider="calcom")
    owner.post(f"/integrationen/{connection.pk}/zuordnung/", _review(anna, ben))
    sync()
    return connection


def _review(anna: StaffMember, ben: StaffMember) -> dict[str, object]:
    cut = Service.objects.get(name="Damenhaarschnitt")
    people = {"person-0": anna.pk, "person-1": ben.pk, "person-2": ""}
    directions = {f"richtung-{number}": "both" for number in range(3)}
    services = {"leistung-0": "", "leistung-1": cut.pk, "leistung-2": "neu", "leistung-3": ""}
    return {**people, **directions, **services}


def sync() -> None:
    now = datetime.now(UTC)
    make_due(LinkedCalendar.objects.values_list("pk", flat=True), now=now)
    sync_due(now)
    drain(kind=KIND, now=now)


def test_unknown_key_is_refused(owner: Client, standins: RunningStandins) -> None:
    answer = owner.post("/integrationen/calcom/", {"api_key": "cal_wrong"})

    assert answer.status_code == 422
    assert "Diesen Schlüssel kennt Cal.com nicht" in answer.content.decode()
    assert not Connection.objects.exists()


def test_staff_may_not_connect(company: Company) -> None:
    staff = signed_in(member(company, "staff", email="lea@haarmonie.example"), company)  # type: ignore[arg-type]

    assert staff.get("/integrationen/").status_code == 403


def test_review_proposes_and_writes_nothing(
    owner: Client, standins: RunningStandins, anna: StaffMember, ben: StaffMember
) -> None:
    ServiceFactory(name="Haarschnitt Damen", minutes=45)
    answer = owner.post("/integrationen/calcom/", {"api_key": CALCOM_KEY})
    page = owner.get(answer.headers["Location"]).content.decode()

    assert f'<option value="{anna.pk}" selected>' in page
    assert f'<option value="{ben.pk}" selected>' in page
    assert "Haarschnitt Damen" in page
    assert not LinkedCalendar.objects.exists()


def test_review_makes_links_services_and_skills(linked: Connection, anna: StaffMember) -> None:
    made = Service.objects.get(name="Herrenhaarschnitt")

    assert made.duration == timedelta(minutes=30)
    assert anna.skills.filter(service=made).exists()
    assert LinkedCalendar.objects.filter(connection=linked, synced_at__isnull=False).count() == 2


def test_appointment_goes_there_moves_and_is_taken_out(
    linked: Connection, standins: RunningStandins, anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    booked = AppointmentFactory(
        staff=anna, service=haircut, starts_at=TEN, now=NOW, customer=CustomerFactory(name="Clara Weber")
    )
    sync()
    first = living(standins)
    move_appointment(
        appointment_id=booked.pk, starts_at=TEN + timedelta(hours=2), staff_id=ben.pk, now=NOW, by="user:1"
    )
    sync()
    second = living(standins)
    cancel_appointment(appointment_id=booked.pk, reason="krank", by="phone", now=NOW)
    sync()

    assert first == [("Clara Weber", "Anna Berger", TEN)]
    assert second == [("Clara Weber", "Ben R.", TEN + timedelta(hours=2))]
    assert living(standins) == []


def test_booking_there_becomes_an_appointment_and_follows(
    linked: Connection, standins: RunningStandins, anna: StaffMember
) -> None:
    uid = done_there(standins, "bookings", start=TEN, **EMMA)
    sync()
    appointment = Appointment.objects.get()
    moved = done_there(standins, "bookings", uid=uid, start=TEN + timedelta(hours=1))
    sync()
    appointment.refresh_from_db()
    times = (appointment.starts_at, appointment.staff, appointment.source, appointment.customer.name)
    done_there(standins, "cancel", uid=moved)
    sync()
    appointment.refresh_from_db()

    assert times == (TEN + timedelta(hours=1), anna, AppointmentSource.CALENDAR, "Emma Weber")
    assert appointment.status == "cancelled"


def test_clash_is_shown_and_resolved_with_one_tap(
    linked: Connection,
    standins: RunningStandins,
    owner: Client,
    anna: StaffMember,
    ben: StaffMember,
    haircut: Service,
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=TEN, now=NOW)
    done_there(standins, "bookings", start=TEN, **EMMA)
    sync()
    page = owner.get("/integrationen/").content.decode()
    conflict = SyncConflict.objects.get(resolution="", kind="booking")
    taken = Occupancy.objects.filter(kind="external").count()
    answer = owner.post(
        f"/integrationen/konflikte/{conflict.pk}/",
        {"weg": "colleague", "person": ben.pk, "filiale": ben.branches.get().pk, "zeit": TEN.isoformat()},
    )
    sync()
    sync()

    assert "Emma Weber bei Anna" in page
    assert "Zu Ben Richter" in page
    assert taken == 1
    assert answer.status_code == 302
    assert Appointment.objects.get(customer__name="Emma Weber").staff == ben
    assert ("Emma Weber", "Ben R.", TEN) in living(standins)
    assert not SyncConflict.objects.filter(resolution="").exists()
    assert not Occupancy.objects.filter(kind="external").exists()


def test_lost_answer_does_not_book_twice(
    linked: Connection, standins: RunningStandins, anna: StaffMember, haircut: Service
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=TEN, now=NOW)
    standins.fail("calcom", "accept_then_drop", match="POST /calcom/v2/bookings")
    drain(kind=KIND, now=NOW)
    lost = ExternalEvent.objects.get().remote_id
    sync()
    again()

    assert lost == ""
    assert len(living(standins)) == 1
    assert ExternalEvent.objects.get().remote_id


def test_revoked_key_asks_to_connect_anew_and_goes_on(
    linked: Connection, standins: RunningStandins, owner: Client, anna: StaffMember, haircut: Service
) -> None:
    keys = standins.standins.world.accounts.calcom_keys
    whose = keys.pop(CALCOM_KEY)
    AppointmentFactory(staff=anna, service=haircut, starts_at=TEN, now=NOW)
    drain(kind=KIND, now=NOW)
    page = owner.get("/integrationen/").content.decode()
    keys[CALCOM_KEY] = whose
    owner.post("/integrationen/calcom/", {"api_key": CALCOM_KEY})
    again()

    assert "lässt uns nicht mehr hinein" in page
    assert len(living(standins)) == 1


def test_webhook_makes_the_calendars_due(linked: Connection, standins: RunningStandins) -> None:
    hooks = standins.standins.calcom.hooks.webhooks.values()

    assert {hook.event_type_id for hook in hooks} == {None, 301, 302, 303}
    assert all(hook.secret == Connection.objects.get().credentials["webhook_secret"] for hook in hooks)


def test_disconnecting_keeps_appointments(
    linked: Connection, standins: RunningStandins, owner: Client, anna: StaffMember, haircut: Service
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=TEN, now=NOW)
    sync()
    owner.post(f"/integrationen/{linked.pk}/trennen/")

    assert Appointment.objects.count() == 1
    assert not LinkedCalendar.objects.exists()
    assert not Connection.objects.exists()
    assert len(living(standins)) == 1


def again() -> None:
    from tenants.outbox.models import OutboxEntry

    OutboxEntry.objects.filter(kind=KIND, state="pending").update(due_at=NOW - timedelta(days=1))
    drain(kind=KIND, now=NOW)


def done_there(standins: RunningStandins, what: str, **order: object) -> str:
    """What somebody does on Cal.com's own pages; returns the uid of the booking."""
    body = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in order.items()}
    answer = httpx.post(f"{standins.url}/_control/calcom/{what}", json=body, trust_env=False)
    return str(answer.raise_for_status().json()["uid"])


def living(standins: RunningStandins) -> list[tuple[str, str, datetime]]:
    bookings = standins.standins.calcom.bookings
    return [(each.attendee["name"], each.host.name, each.starts_at) for each in bookings if each.is_alive]
