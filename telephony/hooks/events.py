"""Call events out of the inbox, taken over in whatever order they came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from askproai.core.rows import Prepared
from telephony.models import Call
from telephony.providers.retell.keys import PROVIDER
from telephony.providers.retell.wire import CallObject, facts_of, read
from telephony.services.calls import apply_facts
from telephony.services.transfers import settle_transfer

# Whether the caller reached the person.
_TRANSFERS = {"transfer_bridged": True, "transfer_cancelled": False}
_CONSENT: Prepared[Call] = Prepared(
    lambda key: Call.objects.filter(provider_call_id=key).only("consent").order_by()
)


def process(
    *, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime
) -> None:
    """Take over what an event says about its call; same end for any order and number of deliveries."""
    facts = facts_of(read(CallObject, payload), event=kind)
    call = apply_facts(provider=PROVIDER, facts=facts, now=received_at)
    if kind in _TRANSFERS:
        settle_transfer(call_id=call.pk, bridged=_TRANSFERS[kind], now=received_at)


def may_store_words(provider_call_id: str) -> bool:
    """Whether this caller agreed by now; a call that nobody announced has not."""
    call = _CONSENT.first(provider_call_id)
    return call is not None and call.may_store_words
