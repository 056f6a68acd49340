from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from askproai.standins.testing import RunningStandins
from notifications.enums import Channel, NotificationState
from notifications.models import Notification
from notifications.services.follow_up import FOLLOW_UP
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8
from tests.factories.notifications import Outbox, Salon

LATER = MONDAY_8 + timedelta(minutes=15)


def test_follow_up_finds_state_and_price_when_the_callbacks_got_lost(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    outbox.work()
    standins.wait_for(lambda: standins.sms[0].status == "delivered")

    outbox.work(FOLLOW_UP, now=LATER)

    notification = Notification.objects.get(channel=Channel.SMS)
    assert notification.state == NotificationState.DELIVERED
    assert (notification.price, notification.price_currency) == (Decimal("0.07900"), "USD")
    assert OutboxEntry.objects.get(kind=FOLLOW_UP).state == OutboxEntry.State.DONE


def test_follow_up_of_an_erased_message_ends(salon: Salon, outbox: Outbox, standins: RunningStandins) -> None:
    salon.book()
    outbox.work()
    standins.standins.twilio.messages.clear()

    outbox.work(FOLLOW_UP, now=LATER)

    assert OutboxEntry.objects.get(kind=FOLLOW_UP).state == OutboxEntry.State.CANCELLED
