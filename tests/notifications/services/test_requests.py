"""What a customer is told of a request, of the answer, and of a deposit that did not come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from booking.enums import AppointmentSource, DepositKind
from booking.models import Appointment, Service
from booking.services import approve_request, decline_request
from booking.services.approvals import let_lapse
from notifications.enums import Channel, NotificationState, Purpose
from notifications.models import Notification
from notifications.services.subjects import subject_of
from notifications.services.validity import why_pointless
from notifications.wording.calendar_file import calendar_file
from notifications.wording.facts import facts_of
from notifications.wording.mail import mail_of
from notifications.wording.sms import sms_text
from tests.factories.booking import MONDAY_8
from tests.factories.notifications import Salon

IN_THREE_DAYS = timedelta(days=3, hours=2)
HOUR = timedelta(hours=1)
BOTH = (Channel.SMS, Channel.EMAIL)


def standing() -> list[tuple[str, str]]:
    kept = Notification.objects.exclude(state=NotificationState.CANCELLED).order_by("pk")
    return list(kept.values_list("purpose", "channel"))


@pytest.fixture
def request_of_clara(salon: Salon) -> Appointment:
    Service.objects.update(needs_approval=True)
    return salon.book(after=IN_THREE_DAYS, source=AppointmentSource.WEB)


def test_a_request_is_said_to_be_one(request_of_clara: Appointment) -> None:
    assert standing() == [(Purpose.REQUEST, channel) for channel in BOTH]
    text = sms_text(Purpose.REQUEST, facts_of(Appointment.objects.with_names().get()))
    assert "vorgemerkt, Antwort bis Di, 31.03. um 8:00 Uhr." in text


def test_a_yes_is_confirmed_and_reminded_of(request_of_clara: Appointment) -> None:
    approve_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8 + HOUR)

    assert standing() == [
        *((Purpose.CONFIRMATION, channel) for channel in BOTH),
        (Purpose.REMINDER, Channel.SMS),
    ]


def test_what_was_answered_is_not_announced_any_more(request_of_clara: Appointment) -> None:
    announced = Notification.objects.filter(purpose=Purpose.REQUEST).earliest("pk")
    assert why_pointless(announced, subject_of(announced), now=MONDAY_8) is None

    approve_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8)

    assert why_pointless(announced, subject_of(announced), now=MONDAY_8)


@pytest.mark.parametrize("how", ["declined", "unanswered"])
def test_a_no_is_told_kindly(request_of_clara: Appointment, how: str) -> None:
    if how == "declined":
        decline_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8 + HOUR)
    else:
        let_lapse(now=MONDAY_8 + 25 * HOUR)

    assert standing() == [(Purpose.DECLINED, channel) for channel in BOTH]
    told = Notification.objects.filter(purpose=Purpose.DECLINED).earliest("pk")
    assert why_pointless(told, subject_of(told), now=MONDAY_8) is None


def test_an_appointment_without_its_deposit_is_told_to_be_off(salon: Salon) -> None:
    Service.objects.update(deposit_kind=DepositKind.DEPOSIT, deposit_cents=2000)
    salon.book(after=IN_THREE_DAYS, source=AppointmentSource.WEB)
    facts = facts_of(Appointment.objects.with_names().get())
    assert "Anzahlung: 20,00 € bis Di, 31.03. um 8:00 Uhr." in sms_text(Purpose.CONFIRMATION, facts)

    let_lapse(now=MONDAY_8 + 25 * HOUR)

    assert standing() == [(Purpose.LAPSED, channel) for channel in BOTH]


def test_the_mail_says_what_cancelling_costs(salon: Salon) -> None:
    Service.objects.update(fee_percent=50, free_until=timedelta(hours=24))
    salon.book(after=IN_THREE_DAYS)
    facts = facts_of(Appointment.objects.with_names().get())

    mail = mail_of(
        Purpose.CONFIRMATION,
        facts,
        to="clara@example.com",
        organizer="salon@example.com",
        reference="1",
        now=MONDAY_8,
    )

    assert "kostenfrei bis Mi, 01.04. um 10:00 Uhr, danach 19,50 €" in mail.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("purpose", "status"),
    [
        (Purpose.REQUEST, b"STATUS:TENTATIVE"),
        (Purpose.CONFIRMATION, b"STATUS:CONFIRMED"),
        (Purpose.DECLINED, b"STATUS:CANCELLED"),
        (Purpose.LAPSED, b"STATUS:CANCELLED"),
    ],
)
def test_the_calendar_file_says_how_certain_it_is(salon: Salon, purpose: str, status: bytes) -> None:
    facts: Any = facts_of(salon.book(after=IN_THREE_DAYS))

    made = calendar_file(purpose, facts, organizer="a@example.com", attendee="b@example.com", now=MONDAY_8)

    assert status in made.content
