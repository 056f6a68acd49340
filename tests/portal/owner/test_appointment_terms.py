from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentSource, AppointmentStatus, DepositKind, DepositState, FeeState
from booking.models import Appointment, Service, StaffMember
from tests.factories.booking import AppointmentFactory


@pytest.fixture
def wanted(visit: Appointment, anna: StaffMember) -> Appointment:
    """A request that came in online, with a deposit and an answer."""
    Service.objects.filter(pk=visit.service_id).update(
        needs_approval=True,
        deposit_kind=DepositKind.DEPOSIT,
        deposit_cents=2000,
        questions=[{"key": "wish", "text": "Haben Sie einen Wunsch?", "kind": "text", "is_required": False}],
    )
    return AppointmentFactory(
        staff=anna,
        service=Service.objects.get(pk=visit.service_id),
        starts_at=visit.starts_at + timedelta(hours=2),
        now=timezone.now(),
        source=AppointmentSource.WEB,
        answers={"wish": "Bitte leise"},
    )


def test_a_request_is_on_the_dashboard_and_can_be_answered(owner: Client, wanted: Appointment) -> None:
    assert "Warten auf Ihre Zusage" in owner.get("/").content.decode()
    page = owner.get(f"/termine/{wanted.pk}/").content.decode()
    assert "Wartet auf Ihre Zusage" in page
    assert "Bitte leise" in page

    answered = owner.post(f"/termine/{wanted.pk}/stand/zusagen/", follow=True).content.decode()

    wanted.refresh_from_db()
    assert wanted.status == AppointmentStatus.CONFIRMED
    assert "Zugesagt." in answered
    assert "Wartet auf Ihre Zusage" not in answered


def test_a_request_can_be_declined(owner: Client, wanted: Appointment) -> None:
    page = owner.post(f"/termine/{wanted.pk}/stand/ablehnen/", follow=True).content.decode()

    wanted.refresh_from_db()
    assert wanted.status == AppointmentStatus.CANCELLED
    assert "Abgelehnt" in page
    again = owner.post(f"/termine/{wanted.pk}/stand/zusagen/", follow=True).content.decode()
    assert "Der Termin hat schon begonnen oder ist vorbei." in again


def test_a_deposit_is_noted_as_received_and_kept(owner: Client, wanted: Appointment) -> None:
    owner.post(f"/termine/{wanted.pk}/stand/zusagen/")
    assert "Anzahlung: 20,00" in owner.get(f"/termine/{wanted.pk}/").content.decode()

    states = []
    for way in ("anzahlung-erhalten", "anzahlung-behalten", "anzahlung-erlassen"):
        owner.post(f"/termine/{wanted.pk}/stand/{way}/")
        wanted.refresh_from_db()
        states.append(wanted.deposit_state)

    assert states == [DepositState.PAID, DepositState.KEPT, DepositState.RELEASED]
    assert "im Team: einbehalten" in owner.get(f"/termine/{wanted.pk}/").content.decode()


def test_a_fee_can_be_waived(owner: Client, visit: Appointment) -> None:
    Appointment.objects.update(fee_state=FeeState.OWED, fee_cents=1950)
    assert "Ausfallgebühr: 19,50" in owner.get(f"/termine/{visit.pk}/").content.decode()

    owner.post(f"/termine/{visit.pk}/stand/gebuehr-erlassen/")

    visit.refresh_from_db()
    assert visit.fee_state == FeeState.WAIVED


def test_what_nobody_can_do_does_not_exist(owner: Client, visit: Appointment) -> None:
    assert owner.post(f"/termine/{visit.pk}/stand/verschenken/").status_code == 404
    assert owner.get(f"/termine/{visit.pk}/stand/zusagen/").status_code == 405


def test_an_appointment_that_simply_stands_shows_no_terms(owner: Client, visit: Appointment) -> None:
    assert "Offen und vereinbart" not in owner.get(f"/termine/{visit.pk}/").content.decode()
