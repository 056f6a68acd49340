"""Recurring appointments: one message for all of them, a reminder for each."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest

from booking.enums import AppointmentSource, RepeatUnit, SeriesScope
from booking.models import Series
from booking.queries import SeriesWish, propose_series
from booking.rules.recurrence import Recurrence
from booking.services import book_series, cancel_series, change_series
from booking.values import CustomerDetails
from notifications.enums import Purpose
from notifications.models import Notification
from notifications.queries.together import facts_told
from notifications.wording.mail import mail_of
from notifications.wording.sms import sms_text
from tests.factories.booking import MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory

CLARA = CustomerDetails(name="Clara Weber", phone="+4915112345678", email="clara@example.com")


@pytest.fixture
def series(company: object) -> Series:
    branch = BranchFactory()
    massage = ServiceFactory(name="Massage")
    anna = StaffMemberFactory(name="Anna", branches=(branch,), services=(massage,))
    rule = Recurrence(every=2, unit=RepeatUnit.WEEK, first=date(2026, 4, 1), count=3)
    wish = SeriesWish(
        service_id=massage.pk, branch_id=branch.pk, staff_id=anna.pk, at=time(10), recurrence=rule
    )
    return book_series(
        wish=wish,
        picks=propose_series(wish=wish, now=MONDAY_8).picks(),
        customer=CLARA,
        source=AppointmentSource.PHONE,
        idempotency_key="series",
        now=MONDAY_8,
    )


def planned() -> Counter[tuple[str, str]]:
    queued = Notification.objects.filter(state="queued")
    return Counter(queued.values_list("purpose", "channel"))


def text_of(purpose: Purpose) -> str:
    notification = Notification.objects.filter(purpose=purpose, channel="sms").latest("pk")
    appointment = notification.appointment
    assert appointment is not None
    loaded = type(appointment).objects.with_names().get(pk=appointment.pk)
    return sms_text(purpose, facts_told(notification, loaded))


def test_series_is_confirmed_once_and_each_appointment_reminded_of(series: Series) -> None:
    assert planned() == {
        ("confirmation", "sms"): 1,
        ("confirmation", "email"): 1,
        ("reminder", "sms"): 3,
    }
    text = text_of(Purpose.CONFIRMATION)
    assert "Ihre 3 Termine bei Anna (Massage) sind gebucht: Mi, 01.04., Mi, 15.04. und Mi, 29.04." in text
    assert ", je 10:00 Uhr." in text


def test_mail_has_all_days_and_all_in_one_calendar_file(series: Series) -> None:
    notification = Notification.objects.get(purpose=Purpose.CONFIRMATION, channel="email")
    first = series.appointments.with_names().earliest("period")

    mail = mail_of(
        Purpose.CONFIRMATION,
        facts_told(notification, first),
        to="clara@example.com",
        organizer="termine@example.com",
        reference="1",
        now=MONDAY_8,
    )

    assert mail.subject.startswith("Ihre 3 Termine bei Anna (Massage) sind gebucht – ")
    assert "Mi, 15.04." in mail.text
    [file] = mail.attachments
    assert file.content.count(b"BEGIN:VEVENT") == 3


def test_series_that_moves_is_told_once(series: Series) -> None:
    change_series(
        appointment_id=series.appointments.earliest("period").pk,
        scope=SeriesScope.ALL,
        days=1,
        now=MONDAY_8,
        by="user:1",
    )

    assert planned()["change", "sms"] == 1
    assert "haben eine neue Zeit: Do, 02.04., Do, 16.04. und Do, 30.04., je 10:00 Uhr" in text_of(
        Purpose.CHANGE
    )


def test_series_that_is_cancelled_is_told_once_and_nobody_reminded(series: Series) -> None:
    second = series.appointments.order_by("period")[1]
    cancel_series(appointment_id=second.pk, scope=SeriesScope.FOLLOWING, reason="", by="phone", now=MONDAY_8)

    assert planned()["cancellation", "sms"] == 1
    assert planned()["reminder", "sms"] == 1
    assert "Ihre 2 Termine bei Anna sind abgesagt: Mi, 15.04. und Mi, 29.04." in text_of(Purpose.CANCELLATION)


def test_one_of_a_series_is_told_as_any_other(series: Series) -> None:
    cancel_series(
        appointment_id=series.appointments.earliest("period").pk,
        scope=SeriesScope.ONE,
        reason="",
        by="phone",
        now=MONDAY_8,
    )

    assert "Ihr Termin am Mi, 01.04. um 10:00 Uhr bei Anna ist abgesagt" in text_of(Purpose.CANCELLATION)
