"""Rows of the notifications room."""

from __future__ import annotations

import factory

from notifications.enums import Channel, Purpose
from notifications.models import Notification
from tests.factories.booking import MONDAY_8


class NotificationFactory(factory.django.DjangoModelFactory[Notification]):
    """A confirmation by SMS that nobody has tried to send yet, and that no outbox entry points to."""

    class Meta:
        model = Notification

    purpose = Purpose.CONFIRMATION
    channel = Channel.SMS
    occasion = factory.Sequence(lambda number: 1_000_000 + number)
    due_at = MONDAY_8
    created_at = MONDAY_8
