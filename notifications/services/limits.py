"""Caps that hold whatever goes wrong elsewhere: per address and day, per company and hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import connection

from notifications.enums import Channel
from notifications.models import Notification

PER_ADDRESS = 10
_ADDRESS_SPAN = timedelta(days=1)
PER_COMPANY = {Channel.SMS: 500, Channel.EMAIL: 2000}
_COMPANY_SPAN = timedelta(hours=1)


class Cap(Enum):
    """Which cap is reached."""

    ADDRESS = auto()
    COMPANY = auto()


def reached_cap(notification: Notification, *, index: bytes, now: datetime) -> Cap | None:
    """The cap that forbids this message now, counted exactly in the transaction that begins the attempt."""
    _one_at_a_time(notification.channel)
    others = Notification.objects.exclude(pk=notification.pk)
    to_address = others.begun_since(now - _ADDRESS_SPAN, channel=notification.channel)
    if to_address.filter(recipient_index=index).count() >= PER_ADDRESS:
        return Cap.ADDRESS
    of_company = others.begun_since(now - _COMPANY_SPAN, channel=notification.channel)
    return Cap.COMPANY if of_company.count() >= PER_COMPANY[Channel(notification.channel)] else None


def _one_at_a_time(channel: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))",
            [f"/message-caps/{channel}"],
        )
