"""Several services in one visit: one confirmation that lists them, and one reminder."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from booking.enums import AppointmentSource
from booking.models import Appointment
from booking.queries.visits import parts_of_visit, search_for_moving
from booking.services import (
    HOLD_ON_THE_PHONE,
    book_appointment,
    cancel_appointment,
    offer_times,
    reschedule_appointment,
)
from booking.values import CustomerDetails, PartWish, SlotSearch
from notifications.enums import Purpose
from notifications.models import Notification
from notifications.queries.together import facts_told
from notifications.wording.calendar_file import calendar_file
from notifications.wording.mail import mail_of
from notifications.wording.sms import sms_text
from tests.factories.booking import MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory, berlin

TEN = berlin("2026-04-02", "10:00")


def at(starts_at: datetime) -> dict[str, object]:
    return {"near": starts_at, "windows": ((starts_at, starts_at + timedelta(minutes=1)),), "limit": 1}


@pytest.fixture
def visit(company: object) -> Appointment:
    branch = BranchFactory()
    colour = ServiceFactory(name="Farbe", minutes=60, price_cents=8900)
    cut = ServiceFactory(name="Haarschnitt", minutes=30)
    StaffMemberFactory(name="Anna", branches=(branch,), services=(colour,))
    StaffMemberFactory(name="Ben", branches=(branch,), services=(cut,))
    parts = tuple(PartWish(service_id=each.pk) for each in (colour, cut))
    search = SlotSearch(parts=parts, in_order=True, **at(TEN))  # type: ignore[arg-type]
    slot = offer_times(search=search, holder="call", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8).offers[0]
    return book_appointment(
        slot_id=slot.slot_id,
        customer=CustomerDetails(name="Clara Weber", phone="+4915112345678", email="clara@example.com"),
        source=AppointmentSource.PHONE,
        idempotency_key="visit",
        now=MONDAY_8,
    )


def planned() -> Counter[tuple[str, str]]:
    queued = Notification.objects.filter(state="queued")
    return Counter(queued.values_list("purpose", "channel"))


def text_of(purpose: Purpose) -> str:
    notification = Notification.objects.filter(purpose=purpose, channel="sms").latest("pk")
    loaded = Appointment.objects.with_names().get(pk=notification.appointment_id or 0)
    return sms_text(purpose, facts_told(notification, loaded))


def test_a_visit_is_confirmed_and_reminded_of_once(visit: Appointment) -> None:
    assert planned() == {
        ("confirmation", "sms"): 1,
        ("confirmation", "email"): 1,
        ("reminder", "sms"): 1,
    }
    parts = "10:00 Farbe bei Anna, 11:00 Haarschnitt bei Ben"
    told = f"am Do, 02.04. um 10:00 Uhr bei Anna und Ben ({parts}) ist gebucht"
    assert told in text_of(Purpose.CONFIRMATION)
    assert "10:00 Farbe bei Anna, 11:00 Haarschnitt bei Ben" in text_of(Purpose.REMINDER)


def test_the_mail_has_the_whole_visit_and_a_date_for_each_part(visit: Appointment) -> None:
    notification = Notification.objects.get(purpose=Purpose.CONFIRMATION, channel="email")
    facts = facts_told(notification, Appointment.objects.with_names().get(pk=visit.pk))

    mail = mail_of(
        Purpose.CONFIRMATION, facts, to="clara@example.com", organizer="a@b.de", reference="1", now=MONDAY_8
    )
    dates = calendar_file(Purpose.CONFIRMATION, facts, organizer="a@b.de", attendee="c@d.de", now=MONDAY_8)

    assert "10:00 Farbe bei Anna, 11:00 Haarschnitt bei Ben" in mail.text
    assert "90 Minuten" in mail.text
    assert "128,00 €" in mail.text
    assert dates.content.count(b"BEGIN:VEVENT") == 2


def test_moving_the_visit_is_told_once_with_the_new_times(visit: Appointment) -> None:
    search = search_for_moving(parts_of_visit(visit), **at(TEN + timedelta(hours=4)))
    slot = offer_times(search=search, holder="web", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8).offers[0]
    reschedule_appointment(
        appointment_id=visit.pk, slot_id=slot.slot_id, idempotency_key="move", now=MONDAY_8
    )

    assert planned() == {("change", "sms"): 1, ("change", "email"): 1, ("reminder", "sms"): 1}
    assert "14:00 Farbe bei Anna, 15:00 Haarschnitt bei Ben" in text_of(Purpose.CHANGE)


def test_cancelling_the_visit_is_told_once(visit: Appointment) -> None:
    cancel_appointment(appointment_id=visit.pk, reason="", by="phone", now=MONDAY_8, whole_visit=True)

    assert planned() == {("cancellation", "sms"): 1, ("cancellation", "email"): 1}
    assert "bei Anna und Ben ist abgesagt" in text_of(Purpose.CANCELLATION)


def test_what_is_left_of_a_visit_is_still_reminded_of(visit: Appointment) -> None:
    cancel_appointment(appointment_id=visit.pk, reason="", by="phone", now=MONDAY_8)

    assert planned() == {("cancellation", "sms"): 1, ("cancellation", "email"): 1, ("reminder", "sms"): 1}
    assert "um 10:00 Uhr bei Anna ist abgesagt" in text_of(Purpose.CANCELLATION)
    assert "um 11:00 Uhr bei Ben (Haarschnitt)" in text_of(Purpose.REMINDER)
