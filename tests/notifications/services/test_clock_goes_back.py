"""The clock goes back an hour: no reminder is sent twice, and each comes a whole day before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from askproai.standins.testing import RunningStandins
from notifications.enums import Channel, NotificationState, Purpose
from notifications.models import Notification
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import berlin
from tests.factories.notifications import Outbox, Salon

HOUR = timedelta(hours=1)


def reminder() -> Notification:
    return Notification.objects.get(purpose=Purpose.REMINDER, channel=Channel.SMS)


def test_reminder_is_sent_once_though_the_hour_comes_again(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    booked_at = berlin("2026-10-19", "09:00")
    salon.book(now=booked_at, after=berlin("2026-10-26", "10:00") - booked_at)
    outbox.work(now=booked_at)
    due_at = reminder().due_at
    before = len(standins.sms)

    # The machine's clock says ten, nine, and ten again.
    for now in (due_at, due_at - HOUR, due_at, due_at + HOUR):
        OutboxEntry.objects.filter(subject_id=reminder().pk, kind=Channel.SMS).update(due_at=now)
        outbox.work(now=now)

    assert len(standins.sms) - before == 1
    assert reminder().state == NotificationState.SENT


def test_reminder_of_a_visit_after_the_change_comes_24_real_hours_before(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    booked_at = berlin("2026-10-19", "09:00")
    appointment = salon.book(now=booked_at, after=berlin("2026-10-26", "00:30") - booked_at + 10 * HOUR)

    assert appointment.starts_at - reminder().due_at == timedelta(hours=24)
    assert reminder().due_at == datetime(2026, 10, 25, 9, 30, tzinfo=UTC)
