"""Graph's notifications: several in one request, each with the secret of its subscription."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from askproai.core.crypto import constant_time_equal
from askproai.core.errors import Malformed, NotFound, SignatureInvalid
from askproai.core.foreign_json import read_json
from booking.ports import WatchedCalendar
from tenants.connections.models import Connection
from tenants.inbox.ports import Delivery, Envelope

Watches = Callable[[Connection], list[WatchedCalendar]]

_LONGEST_TOKEN = 1000
_MOST_ITEMS = 1000
_FATES = {
    "missed": "calendar.missed",
    "subscriptionRemoved": "calendar.watch_lost",
    "reauthorizationRequired": "calendar.watch_renew",
}


class Notice(BaseModel):
    """The part of a notification that we read, and all of it to know it again."""

    model_config = ConfigDict(extra="allow", alias_generator=to_camel)

    subscription_id: str = Field(min_length=1, max_length=100)
    client_state: str = ""
    lifecycle_event: str = ""


class Notices(BaseModel):
    """One delivery."""

    value: list[Notice] = Field(max_length=_MOST_ITEMS)


class OutlookReceiver:
    """Fulfils :class:`~tenants.inbox.ports.Receiver`: the client state of each notice is the proof."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        if connection is None:
            raise NotFound(provider="outlook")
        try:
            notices = Notices.model_validate(read_json(delivery.body)).value
        except ValidationError as error:
            raise Malformed(what="notices") from error
        watched = {each.watch_id: each for each in self._watches(connection)}
        # A notice may come before we know the id of its subscription: nothing is lost, we look right after.
        known = [(notice, watched.get(notice.subscription_id)) for notice in notices]
        return [_envelope(notice, found) for notice, found in known if found is not None]


def handshake(delivery: Delivery) -> str | None:
    """What Graph wants back, word for word, before it tells anything to an address."""
    tokens = parse_qs(urlsplit(delivery.url).query).get("validationToken", [])
    return tokens[0] if tokens and len(tokens[0]) <= _LONGEST_TOKEN else None


def _envelope(notice: Notice, watched: WatchedCalendar) -> Envelope:
    if not constant_time_equal(notice.client_state, watched.secret):
        raise SignatureInvalid(provider="outlook")
    told = json.dumps(notice.model_dump(exclude={"client_state"}), sort_keys=True).encode()
    return Envelope(
        external_id=f"{notice.subscription_id}:{hashlib.sha256(told).hexdigest()}",
        kind=_FATES.get(notice.lifecycle_event, "calendar.changed"),
        subject=f"calendar:{watched.calendar_id}",
        payload={"calendar_id": watched.calendar_id},
    )
