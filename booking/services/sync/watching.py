"""Keeping a provider telling us about changes: subscriptions end by themselves and are renewed in time."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from askproai.core.errors import ProviderError, ProviderUnauthorized
from booking.models import LinkedCalendar
from booking.ports import Calendar, Watch, WatchedCalendar
from tenants.connections.models import Connection
from tenants.connections.services import hooks_url

logger = logging.getLogger(__name__)

FOR_AT_MOST = timedelta(days=6)
# Providers give less than was asked for, some of them less than three days.
RENEWED_BEFORE = timedelta(days=1)
# What a provider refused to tell us is asked for again after this long.
_TRY_AGAIN = timedelta(hours=6)


def keep_watch(calendar: LinkedCalendar, port: Calendar, *, now: datetime) -> bool:
    """Whether changes are told to us; subscribes, and renews a day before the end."""
    if calendar.watch_until and calendar.watch_until - now > RENEWED_BEFORE:
        return bool(calendar.watch)
    before = _watch_of(calendar)
    secret = secrets.token_urlsafe(24)
    address = f"{hooks_url(calendar.connection.provider, connection=calendar.connection)}/events/"
    try:
        watch = port.watch(address=address, secret=secret, until=now + FOR_AT_MOST)
        if before and watch and watch.id != before.id:
            port.unwatch(watch=before)
    except ProviderUnauthorized:
        raise
    except ProviderError as error:
        logger.warning("booking.calendar_not_watched", extra={"calendar": calendar.pk, "error": error.code})
        return bool(before and calendar.watch_until and calendar.watch_until > now)
    calendar.watch = watch and {"id": watch.id, "resource_id": watch.resource_id, "secret": watch.secret}
    calendar.watch_until = watch.expires_at if watch else now + FOR_AT_MOST + _TRY_AGAIN
    calendar.save(update_fields=["watch", "watch_until"])
    return watch is not None


def watched_calendars(connection: Connection) -> list[WatchedCalendar]:
    """What the subscriptions of a connection prove themselves by."""
    calendars = LinkedCalendar.objects.filter(connection=connection, is_active=True)
    return [
        WatchedCalendar(
            calendar_id=calendar.pk, watch_id=calendar.watch["id"], secret=calendar.watch["secret"]
        )
        for calendar in calendars
        if calendar.watch
    ]


def end_watch(calendar: LinkedCalendar, port: Calendar) -> None:
    """Tell the provider that nobody listens any more; at worst it ends by itself."""
    watch = _watch_of(calendar)
    if watch is None:
        return
    try:
        port.unwatch(watch=watch)
    except ProviderError as error:
        logger.warning("booking.calendar_still_watched", extra={"calendar": calendar.pk, "error": error.code})


def _watch_of(calendar: LinkedCalendar) -> Watch | None:
    if not calendar.watch or calendar.watch_until is None:
        return None
    return Watch(**calendar.watch, expires_at=calendar.watch_until)
