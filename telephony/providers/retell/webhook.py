"""Call events: proven and reduced at the door, taken over afterwards in whatever order they came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from askproai.core.errors import Malformed
from askproai.core.foreign_json import read_json
from telephony.models import Call
from telephony.providers.retell.signature import HEADER, verify
from telephony.providers.retell.wire import CallEvent, CallObject, company_of, facts_of, read
from telephony.services.calls import apply_facts
from tenants.connections.models import Connection
from tenants.context import current_company
from tenants.inbox.ports import Delivery, Envelope

PROVIDER = "retell"


def signing_keys(connection: Connection) -> Iterator[str]:
    """Keys that may have signed a request to this company: its own (and the one before it), else the platform's."""
    own = connection.credentials
    if own.get("api_key"):
        yield own["api_key"]
        yield own.get("previous_api_key", "")
    else:
        yield settings.RETELL["api_key"]


class RetellReceiver:
    """Opens deliveries of call events."""

    def open(self, *, delivery: Delivery, connection: Connection, now: datetime) -> list[Envelope]:
        """The event of a delivery; chat events and events nobody knows are nothing to us.

        :raises SignatureInvalid: not provably from Retell, or too old.
        :raises Malformed: from Retell, but unreadable.
        """
        verify(
            body=delivery.body,
            header=delivery.headers.get(HEADER),
            keys=signing_keys(connection),
            now=now,
        )
        body = read_json(delivery.body)
        if not isinstance(body, dict):
            raise Malformed(what="event")
        if "call" not in body:
            return []
        event = read(CallEvent, body)
        if company_of(event.call) not in (None, str(current_company().pk)):
            return []
        return [_envelope(event, delivery.body)]


def process(*, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime) -> None:
    """Take over what an event says about its call; same end for any order and number of deliveries."""
    call = read(CallObject, payload)
    apply_facts(provider=PROVIDER, facts=facts_of(call, event=kind), now=received_at)


def _envelope(event: CallEvent, body: bytes) -> Envelope:
    call = event.call
    payload = call.model_dump(mode="json", exclude_none=True)
    if not _may_store_words(call.call_id):
        # Nothing that was said reaches a table before the caller agreed, not even this one.
        payload.pop("transcript_object", None)
        payload.pop("call_analysis", None)
        if call.call_analysis and call.call_analysis.user_sentiment:
            payload["call_analysis"] = {"user_sentiment": call.call_analysis.user_sentiment}
    return Envelope(external_id=_external_id(event, body), kind=event.event, subject=call.call_id, payload=payload)


def _may_store_words(provider_call_id: str) -> bool:
    call = Call.objects.filter(provider_call_id=provider_call_id).only("consent").first()
    return call is not None and call.may_store_words


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
