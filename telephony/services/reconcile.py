"""Calls whose end nobody reported: the provider is asked, and what it does not know is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from telephony.models import Call
from telephony.ports import KnowsCalls
from telephony.services.calls import apply_facts, end_call
from telephony.values import FactsRank
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome, Retry

ASK_AGAIN_AFTER = timedelta(minutes=10)


_providers: dict[str, Callable[[], KnowsCalls]] = {}


def register_call_source(provider: str, connect: Callable[[], KnowsCalls]) -> None:
    """Say how to ask a provider about its calls, for the current company."""
    _providers[provider] = connect


def fetch_lost_calls(*, provider: str, since: datetime, until: datetime, now: datetime) -> int:
    """Take in calls of which no event ever reached us, and ends that we missed; returns how many.

    :raises ProviderUnavailable: the provider is away; what was taken in stays.
    """
    source = _providers[provider]()
    found = 0
    for provider_call_id in source.list_call_ids(since=since, until=until):
        known = Call.objects.filter(provider_call_id=provider_call_id).first()
        if known is not None and known.is_over:
            continue
        facts = source.get_call(provider_call_id)
        if facts is not None:
            apply_facts(provider=provider, facts=facts, now=now)
            found += 1
    return found


def check_call(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry of kind ``call_check``: a call that should have ended by now."""
    call = Call.objects.filter(pk=entry.subject_id).first()
    if call is None or call.is_over:
        return Cancelled("over")
    if call.is_typed or call.provider_call_id is None or call.provider not in _providers:
        end_call(call_id=call.pk, reason="abandoned", now=now)
        return Done()
    facts = _providers[call.provider]().get_call(call.provider_call_id)
    if facts is None:
        end_call(call_id=call.pk, reason="unknown_to_provider", now=now)
        return Done()
    apply_facts(provider=call.provider, facts=facts, now=now)
    if facts.rank < FactsRank.ENDED:
        return Retry(after=ASK_AGAIN_AFTER, reason="still running")
    return Done()
