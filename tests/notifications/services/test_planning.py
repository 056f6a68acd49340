from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from askproai.core.events import publish
from askproai.standins.testing import RunningStandins
from booking.enums import AppointmentSource, RefusalCode
from booking.events import AppointmentBooked
from booking.models import Appointment
from booking.services.changes import cancel_appointment
from booking.services.moving import move_appointment
from notifications.enums import REMINDERS, Channel, NotificationState, Purpose, Reason
from notifications.models import Notification
from notifications.services.addresses import appointment_url
from notifications.services.own_texts import save_reminder_times
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8, CustomerFactory, berlin
from tests.factories.notifications import Outbox, Salon

IN_TWO_DAYS = timedelta(days=2, hours=2)
IN_THREE_DAYS = timedelta(days=3, hours=2)  # the day after is a public holiday


def planned() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("pk").values_list("purpose", "channel"))


def reminders() -> list[tuple[str, datetime]]:
    return list(
        Notification.objects.filter(purpose=Purpose.REMINDER).order_by("pk").values_list("state", "due_at")
    )


def test_plan_booking_messages_uses_every_way_to_the_customer(salon: Salon) -> None:
    salon.book()

    assert planned() == [(Purpose.CONFIRMATION, Channel.SMS), (Purpose.CONFIRMATION, Channel.EMAIL)]


@pytest.mark.parametrize("phone", [None, "+49301234567", "+12025550123"])
def test_plan_booking_messages_writes_no_sms_where_none_may_go(salon: Salon, phone: str | None) -> None:
    salon.book(customer=CustomerFactory(phone=phone, email="clara@example.com"))

    assert planned() == [(Purpose.CONFIRMATION, Channel.EMAIL)]


def test_plan_booking_messages_leaves_a_customer_without_addresses_alone(salon: Salon) -> None:
    salon.book(customer=CustomerFactory(phone=None))

    assert planned() == []


def test_plan_booking_messages_reminds_a_day_before(salon: Salon) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)

    assert reminders() == [(NotificationState.QUEUED, appointment.starts_at - timedelta(hours=24))]


@pytest.mark.parametrize(
    ("before", "hours", "expected"),
    [
        (24, 2, [("reminder", 24), ("remind_soon", 2)]),
        (None, 2, [("remind_soon", 2)]),
        (4, 3, [("reminder", 4)]),  # an hour later would be a nuisance
    ],
)
def test_plan_booking_messages_reminds_once_more_shortly_before(
    salon: Salon, before: int | None, hours: int, expected: list[tuple[str, int]]
) -> None:
    first = None if before is None else timedelta(hours=before)
    save_reminder_times(before=first, again=timedelta(hours=hours))
    appointment = salon.book(after=IN_THREE_DAYS + timedelta(hours=6))

    owed = Notification.objects.filter(purpose__in=REMINDERS).order_by("due_at")
    assert [(each.purpose, (appointment.starts_at - each.due_at) // timedelta(hours=1)) for each in owed] == (
        expected
    )


def test_plan_booking_messages_lets_a_second_reminder_be_that_would_come_at_night(salon: Salon) -> None:
    save_reminder_times(before=timedelta(hours=24), again=timedelta(hours=2))
    salon.book(after=timedelta(days=3, hours=1))  # at nine

    assert [purpose for purpose, _ in planned() if purpose in REMINDERS] == [Purpose.REMINDER]


def test_plan_booking_messages_reminds_by_mail_where_no_sms_goes(salon: Salon) -> None:
    salon.book(after=IN_THREE_DAYS, customer=CustomerFactory(phone=None, email="clara@example.com"))

    assert planned()[-1] == (Purpose.REMINDER, Channel.EMAIL)


def test_plan_booking_messages_does_not_remind_of_what_was_just_booked(salon: Salon) -> None:
    salon.book(after=timedelta(hours=25))

    assert reminders() == []


def test_plan_booking_messages_does_not_confirm_an_import(salon: Salon) -> None:
    salon.book(
        after=IN_THREE_DAYS, source=AppointmentSource.IMPORT, waived=frozenset({RefusalCode.BEYOND_HORIZON})
    )

    assert planned() == [(Purpose.REMINDER, Channel.SMS)]


def test_plan_booking_messages_twice_changes_nothing(salon: Salon) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)
    before = planned()

    publish(AppointmentBooked(appointment_id=appointment.pk))

    assert planned() == before


def test_plan_change_messages_moves_the_reminder(salon: Salon) -> None:
    appointment = salon.book(after=IN_TWO_DAYS)

    moved = move_appointment(
        appointment_id=appointment.pk,
        starts_at=appointment.starts_at + timedelta(days=1),
        now=MONDAY_8,
        by="user:1",
    )

    assert reminders() == [
        (NotificationState.CANCELLED, appointment.starts_at - timedelta(hours=24)),
        (NotificationState.QUEUED, moved.starts_at - timedelta(hours=24)),
    ]


def test_plan_cancellation_messages_drops_the_reminder(salon: Salon) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)

    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)

    reminder = Notification.objects.get(purpose=Purpose.REMINDER)
    assert (reminder.state, reminder.reason) == (NotificationState.CANCELLED, Reason.APPOINTMENT_CANCELLED)


def test_reminder_is_sent_once_when_it_is_due(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)
    outbox.work()
    due_at = appointment.starts_at - timedelta(hours=24)

    outbox.work(now=due_at - timedelta(minutes=1))
    assert len(standins.sms) == 1
    outbox.work(now=due_at)
    outbox.work(now=due_at)

    [reminder] = standins.sms[1:]
    assert reminder.body == (
        "Salon Haarmonie Mitte: Wir freuen uns auf Sie am Do, 02.04. um 10:00 Uhr bei Anna (Haarschnitt)."
        f" Ändern: {appointment_url(appointment, now=MONDAY_8)}"
    )


def test_reminder_of_a_moved_appointment_is_sent_once_for_the_new_time(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book(after=IN_TWO_DAYS)
    moved = move_appointment(
        appointment_id=appointment.pk,
        starts_at=appointment.starts_at + timedelta(days=1),
        now=MONDAY_8,
        by="user:1",
    )
    outbox.work()
    told = len(standins.sms)

    outbox.work(now=appointment.starts_at - timedelta(hours=24))
    assert len(standins.sms) == told
    outbox.work(now=moved.starts_at - timedelta(hours=24))

    assert [sms.body.split(" um ")[0][-10:] for sms in standins.sms[told:]] == ["Do, 02.04."]


def test_reminder_of_a_cancelled_appointment_is_not_sent(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)
    outbox.work()

    outbox.work(now=appointment.starts_at - timedelta(hours=24))

    assert ["abgesagt" in sms.body for sms in standins.sms] == [True]


def test_reminder_that_got_late_waits_for_the_morning(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)
    outbox.work()

    outbox.work(now=berlin("2026-04-01", "22:15"))
    assert len(standins.sms) == 1
    outbox.work(now=berlin("2026-04-02", "08:00"))

    assert len(standins.sms) == 2
    assert appointment.starts_at > berlin("2026-04-02", "08:00")


def test_reminder_tells_the_name_the_service_has_now(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book(after=IN_THREE_DAYS)
    salon.service.name = "Kinderschnitt"
    salon.service.save(update_fields=["name"])

    outbox.work(now=appointment.starts_at - timedelta(hours=24))

    assert any("(Kinderschnitt)" in sms.body for sms in standins.sms)


def test_plan_booking_messages_of_the_past_says_nothing(salon: Salon) -> None:
    appointment = salon.book()
    Notification.objects.all().delete()
    Appointment.objects.update(created_at=appointment.starts_at + timedelta(minutes=5))

    publish(AppointmentBooked(appointment_id=appointment.pk))

    assert planned() == []


def test_plan_booking_messages_is_undone_with_the_booking(salon: Salon) -> None:
    class ChangedItsMind(Exception):
        pass

    def book_and_fail() -> None:
        with transaction.atomic():
            salon.book()
            raise ChangedItsMind

    with pytest.raises(ChangedItsMind):
        book_and_fail()

    assert planned() == []
    assert not OutboxEntry.objects.exists()
