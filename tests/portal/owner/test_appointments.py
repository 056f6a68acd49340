from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentStatus, PhaseKind
from booking.models import Appointment, Branch, StaffMember, StaffSkill
from booking.services import add_need, set_phases
from notifications.enums import Channel, NotificationState, Purpose
from notifications.models import Notification
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import AppointmentFactory, ResourceFactory, ServiceFactory
from tests.portal.conftest import member, signed_in


def test_appointment_shows_who_when_and_for_how_much(owner: Client, visit: Appointment) -> None:
    page = owner.get(f"/termine/{visit.pk}/").content.decode()

    assert "Clara Weber" in page
    assert "10:00 – 10:45" in page
    assert "45,00\u00a0€" in page
    assert visit.reference in page


def test_appointment_shows_its_chair_and_when_it_takes_effect(
    owner: Client, visit: Appointment, anna: StaffMember, branch: Branch
) -> None:
    colour = ServiceFactory(name="Farbe")
    minutes = timedelta(minutes=30)
    phases = (PhaseKind.WORK, minutes), (PhaseKind.PROCESSING, minutes), (PhaseKind.WORK, minutes)
    set_phases(service=colour, phases=phases)
    add_need(service=colour, group=ResourceFactory(name="Stuhl 1", group="Stuhl", branch=branch).group)
    StaffSkill.objects.create(staff=anna, service=colour)
    coloured = AppointmentFactory(
        staff=anna, service=colour, starts_at=visit.starts_at + timedelta(hours=2), now=timezone.now()
    )

    page = owner.get(f"/termine/{coloured.pk}/").content.decode()

    assert "Stuhl 1" in page
    assert "12:30 – 13:00" in page
    assert "Einwirkzeit" not in owner.get(f"/termine/{visit.pk}/").content.decode()


def test_cancel_gives_the_time_back_and_says_so(owner: Client, visit: Appointment) -> None:
    response = owner.post(f"/termine/{visit.pk}/absagen/", follow=True)

    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.CANCELLED
    assert not visit.occupancies.exists()
    assert "Der Termin ist abgesagt." in response.content.decode()


def test_cancel_writes_down_who_did_it(company: Company, visit: Appointment) -> None:
    ben = member(company, Role.STAFF, email="ben@haarmonie.example")
    signed_in(ben, company).post(f"/termine/{visit.pk}/absagen/")

    assert visit.changes.get(kind="cancelled").by == f"user:{ben.pk}"


def test_cancel_by_htmx_leaves_a_note_with_the_way_back(owner: Client, visit: Appointment) -> None:
    response = owner.post(f"/termine/{visit.pk}/absagen/", headers={"HX-Request": "true"})

    assert f"/termine/{visit.pk}/zurueck/" in response.content.decode()


def test_cancel_needs_a_post(owner: Client, visit: Appointment) -> None:
    assert owner.get(f"/termine/{visit.pk}/absagen/").status_code == 405
    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.CONFIRMED


def test_appointment_that_is_not_ours_does_not_exist(owner: Client, visit: Appointment) -> None:
    assert owner.get(f"/termine/{visit.pk + 1}/").status_code == 404
    assert owner.post(f"/termine/{visit.pk + 1}/absagen/").status_code == 404


def test_appointment_shows_how_far_its_messages_got(owner: Client, visit: Appointment) -> None:
    Notification.objects.filter(appointment=visit).delete()
    Notification.objects.create(
        appointment=visit,
        purpose=Purpose.CONFIRMATION,
        channel=Channel.SMS,
        state=NotificationState.DELIVERED,
        recipient="+4915112345678",
        due_at=visit.created_at,
        created_at=visit.created_at,
    )

    page = owner.get(f"/termine/{visit.pk}/").content.decode()

    assert "SMS: Bestätigung" in page
    assert "01511 2345678" in page
    assert "Zugestellt" in page
