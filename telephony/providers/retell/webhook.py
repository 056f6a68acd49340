"""Call events: proven, and reduced to what may be kept, before any of it reaches a table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from askproai.core.errors import Malformed, NotFound
from askproai.core.foreign_json import read_json
from telephony.providers.retell.keys import signing_keys
from telephony.providers.retell.signature import HEADER, verify
from telephony.providers.retell.wire import CallEvent, CallObject, company_of, read
from tenants.connections.models import Connection
from tenants.context import current_company, in_company
from tenants.enums import DirectoryKind
from tenants.errors import CompanyUnavailable
from tenants.inbox.ports import Delivery, Envelope
from tenants.models import DirectoryEntry

MayStoreWords = Callable[[str], bool]


class RetellReceiver:
    """Opens deliveries of call events. ``may_store_words`` tells by call id whether that caller agreed."""

    def __init__(self, *, may_store_words: MayStoreWords) -> None:
        self._may_store_words = may_store_words

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        """The event of a delivery; what is not about a call, or about nobody's, is nothing to us.

        :raises SignatureInvalid: not provably from Retell, or too old.
        :raises Malformed: from Retell, but unreadable.
        :raises NotFound: another company's call came to this company's address.
        """
        keys = signing_keys(connection)
        verify(body=delivery.body, header=delivery.headers.get(HEADER), keys=keys, now=now)
        body = read_json(delivery.body)
        if not isinstance(body, dict):
            raise Malformed(what="event")
        if "call" not in body:
            return []
        event = read(CallEvent, body)
        if connection is None:
            return self._of_account(event, delivery.body)
        if _owner(event.call) not in (None, current_company().pk):
            raise NotFound(provider="retell")
        return [self._envelope(event, delivery.body)]

    def _of_account(self, event: CallEvent, body: bytes) -> list[Envelope]:
        company_id = _owner(event.call)
        if company_id is None:
            return []
        try:
            with in_company(company_id):
                return [self._envelope(event, body)]
        except CompanyUnavailable:
            return []

    def _envelope(self, event: CallEvent, body: bytes) -> Envelope:
        call = event.call
        payload = call.model_dump(mode="json", exclude_none=True)
        if not self._may_store_words(call.call_id):
            payload = _without_words(payload)
        return Envelope(
            external_id=_external_id(event, body),
            kind=event.event,
            subject=call.call_id,
            payload=payload,
            company_id=current_company().pk,
        )


def _without_words(payload: dict[str, Any]) -> dict[str, Any]:
    """Nothing that was said is kept before the caller agreed, nor a model's summary; a mood is no word."""
    analysis = payload.get("call_analysis", {})
    mood = {name: value for name, value in analysis.items() if name == "user_sentiment"}
    kept = {name: value for name, value in payload.items() if name != "transcript_object"}
    return kept | ({"call_analysis": mood} if "call_analysis" in payload else {})


def _owner(call: CallObject) -> int | None:
    """Whose call it is: as we noted on it when it rang, else by the number that was called."""
    noted = company_of(call)
    if noted is not None and noted.isdecimal():
        return int(noted)
    entry = DirectoryEntry.objects.filter(kind=DirectoryKind.PHONE_NUMBER, key=call.to_number or "").first()
    return entry.company_id if entry else None


def _external_id(event: CallEvent, body: bytes) -> str:
    """What makes a redelivery recognisable; Retell gives its events no id."""
    call = event.call
    if event.event == "transcript_updated":
        # Many per call; the same one again has the same bytes.
        return f"{event.event}:{call.call_id}:{hashlib.sha256(body).hexdigest()[:24]}"
    if event.event.startswith("transfer_"):
        destination = (event.transfer_destination or {}).get("number") or call.transfer_destination or ""
        digest = hashlib.sha256(str(destination).encode()).hexdigest()[:16]
        return f"{event.event}:{call.call_id}:{call.start_timestamp or 0}:{digest}"
    return f"{event.event}:{call.call_id}"
