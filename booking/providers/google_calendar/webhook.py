"""Google's channels: a message says that something changed, by headers alone and without a signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from askproai.core.crypto import constant_time_equal
from askproai.core.errors import Malformed, NotFound, SignatureInvalid
from booking.ports import WatchedCalendar
from tenants.connections.models import Connection
from tenants.inbox.ports import Delivery, Envelope

Watches = Callable[[Connection], list[WatchedCalendar]]


class GoogleReceiver:
    """Fulfils :class:`~tenants.inbox.ports.Receiver`: the channel's token is the proof."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        if connection is None:
            raise NotFound(provider="google_calendar")
        headers = delivery.headers
        if headers.get("X-Goog-Resource-State") == "sync":
            return []  # the channel is open, says the first message; it may come before we know its id
        channel_id, number = headers.get("X-Goog-Channel-ID", ""), headers.get("X-Goog-Message-Number", "")
        watched = next((each for each in self._watches(connection) if each.watch_id == channel_id), None)
        if watched is None:
            raise NotFound(provider="google_calendar")
        if not constant_time_equal(headers.get("X-Goog-Channel-Token", ""), watched.secret):
            raise SignatureInvalid(provider="google_calendar")
        if not number.isascii() or not number.isdigit() or len(number) > 20:
            raise Malformed(what="message number")
        return [
            Envelope(
                external_id=f"{channel_id}:{number}",
                kind="calendar.changed",
                subject=f"calendar:{watched.calendar_id}",
                payload={"calendar_id": watched.calendar_id},
            )
        ]
