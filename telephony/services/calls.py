"""A call from its first ring to its analysis. Everything here may happen twice, late and in any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from askproai.core.events import publish
from askproai.core.phones import InvalidPhone, parse_phone
from askproai.core.rows import Prepared, insert_new, update
from booking.models import Customer
from booking.services.holds import release_holds
from telephony.enums import BrainKind, CallDirection, CallSource, CallState, Outcome, Route
from telephony.errors import CallUnknown
from telephony.events import CallAnalysed, CallAnswered, CallEnded, CallStarted
from telephony.models import Call
from telephony.queries.lines import Line, line_of
from telephony.services.transcripts import store_provider_transcript
from telephony.values import CallFacts, FactsRank
from tenants.fields import phone_index
from tenants.outbox.services import enqueue

# After this time a call that has not ended is asked for; the longest call allowed is shorter.
CHECK_AFTER = timedelta(minutes=30)
CHECK_KIND = "call_check"

_PROGRESS = {
    FactsRank.RINGING: CallState.RINGING,
    FactsRank.STARTED: CallState.ONGOING,
    FactsRank.TALKING: CallState.ONGOING,
    FactsRank.ENDED: CallState.ENDED,
    FactsRank.ANALYSED: CallState.ANALYSED,
}
_ORDER = [CallState.RINGING, CallState.ONGOING, CallState.ENDED, CallState.ANALYSED, CallState.FAILED]
_FACTS = (
    "started_at",
    "ended_at",
    "duration_ms",
    "disconnection_reason",
    "cost_micro_usd",
    "latency",
    "summary",
    "sentiment",
)


@transaction.atomic
def ring(
    *,
    provider: str,
    provider_call_id: str | None,
    line: Line,
    from_number: str | None,
    now: datetime,
    to_number: str = "",
    source: CallSource = CallSource.PHONE,
    brain: BrainKind = BrainKind.PROVIDER,
    direction: str = CallDirection.INBOUND,
    route: Route = Route.ANSWER,
    token: UUID | None = None,
) -> Call:
    """A call comes in. The same provider id or token again finds the same call.

    :param from_number: as the network gave it; ``None``, unreadable or suppressed means hidden.
    """
    number = readable_number(from_number)
    call = Call(
        provider=provider,
        provider_call_id=provider_call_id,
        source=source,
        brain=brain,
        direction=direction,
        branch_id=line.branch_id,
        version_id=line.version_id,
        route=route,
        from_number=number or "",
        phone_index=phone_index(number) if number else None,
        customer_id=_only_customer(number),
        to_number=to_number[:20],
        ringing_at=now,
        max_turns=line.max_turns,
        max_acts=line.max_acts,
        max_seconds=seconds_allowed(line),
    )
    if token is not None:
        call.token = token
    if not insert_new([call], known_by="token"):
        # Locked, like a call that was found at once: another request may be counting on it.
        return Call.objects.select_for_update(of=("self",)).get(
            **({"token": token} if token is not None else {"provider_call_id": provider_call_id})
        )
    enqueue(kind=CHECK_KIND, subject_id=call.pk, due_at=now + CHECK_AFTER, now=now)
    publish(CallStarted(call_id=call.pk))
    return call


@transaction.atomic
def reject(
    *, provider: str, provider_call_id: str | None, line: Line, from_number: str | None, now: datetime
) -> None:
    """A call that is turned away: there is a row of it, and nothing else."""
    call = ring(
        provider=provider,
        provider_call_id=provider_call_id,
        line=line,
        from_number=from_number,
        route=Route.TURNED_AWAY,
        now=now,
    )
    _finish(call, state=CallState.REJECTED, now=now)


def answer(*, call: Call, now: datetime) -> None:
    """The conversation begins; a call that began or ended before stays as it is. ``call`` must be locked."""
    if call.state == CallState.RINGING:
        call.state, call.started_at = CallState.ONGOING, call.started_at or now
        update(call, "state", "started_at")
        publish(CallAnswered(call_id=call.pk))


@transaction.atomic
def apply_facts(*, provider: str, facts: CallFacts, now: datetime) -> Call:
    """Take over what the provider says about a call.

    Later facts replace earlier ones, earlier ones only fill what is empty: any order and any number of
    deliveries end in the same row. A call that nobody announced is made.
    """
    call = _call_of(provider, facts, now)
    if call.state == CallState.REJECTED:
        return call
    was_rank, was_state = call.facts_rank, call.state
    changed = _take_over(call, facts)
    state = _next_state(call, facts)
    if _ORDER.index(state) > _ORDER.index(CallState.ONGOING):
        call.ended_at = call.ended_at or now
        _finish(call, state=state, now=now, changed=changed)
    elif state != was_state or changed:
        call.state = state
        call.save(update_fields=[*changed, "state"])
        if was_state == CallState.RINGING and state == CallState.ONGOING:
            publish(CallAnswered(call_id=call.pk))
    if facts.transcript is not None:
        store_provider_transcript(call=call, utterances=facts.transcript)
    if facts.rank == FactsRank.ANALYSED and was_rank < FactsRank.ANALYSED:
        publish(CallAnalysed(call_id=call.pk))
    return call


@transaction.atomic
def end_call(*, call_id: int, reason: str, now: datetime) -> Call:
    """The conversation is over. Ending a call twice is the same as once."""
    call = lock_call(call_id)
    if not call.is_over:
        call.ended_at = now
        call.duration_ms = _milliseconds(call, now)
        call.disconnection_reason = reason[:60]
        _finish(
            call, state=CallState.ENDED, now=now, changed=["ended_at", "duration_ms", "disconnection_reason"]
        )
    return call


@transaction.atomic
def fail_call(*, call_id: int, reason: str, now: datetime) -> None:
    """No conversation came of it. What is over stays as it is."""
    call = lock_call(call_id)
    if not call.is_over:
        call.disconnection_reason = reason[:60]
        _finish(call, state=CallState.FAILED, now=now, changed=["disconnection_reason"])


def lock_call(call_id: int) -> Call:
    """The call, locked until the transaction ends: its acts and turns go one by one.

    :raises CallUnknown: no such call in this company.
    """
    call = _BY_ID.first(call_id)
    if call is None:
        raise CallUnknown(call_id=call_id)
    return call


def find_and_lock(provider_call_id: str) -> Call | None:
    """The same by the provider's id; ``None``: nobody told us of it yet."""
    return _BY_PROVIDER_ID.first(provider_call_id)


def _locked() -> QuerySet[Call]:
    return Call.objects.select_for_update(no_key=True, of=("self",)).select_related("branch").order_by()


_BY_ID: Prepared[Call] = Prepared(lambda pk: _locked().filter(pk=pk))
_BY_PROVIDER_ID: Prepared[Call] = Prepared(lambda key: _locked().filter(provider_call_id=key))
_CUSTOMERS: Prepared[Customer] = Prepared(
    lambda index: Customer.objects.filter(phone_index=index).only("pk")[:2]
)


def seconds_allowed(line: Line) -> int:
    """How long a call may take: by the clock, and by what it may cost at so many cents a minute."""
    if line.max_cost_cents is None:
        return line.max_seconds
    affordable = int(line.max_cost_cents * 60 / settings.CENTS_PER_MINUTE)
    # Less than that would cut people off in the middle of their name.
    return max(60, min(line.max_seconds, affordable))


def readable_number(text: str | None) -> str | None:
    """E.164, or ``None`` for what networks send instead of a hidden number."""
    try:
        return parse_phone(text) if text else None
    except InvalidPhone:
        return None


def _only_customer(number: str | None) -> int | None:
    """The customer with this number, if it is exactly one; several share a family's line."""
    if number is None:
        return None
    people = _CUSTOMERS.all(phone_index(number))
    return people[0].pk if len(people) == 1 else None


def _call_of(provider: str, facts: CallFacts, now: datetime) -> Call:
    call = find_and_lock(facts.provider_call_id)
    if call is None and facts.token is not None:
        # Rang before the provider told us its own id.
        call = _locked().filter(token=facts.token, provider_call_id=None).first()
        if call is not None:
            call.provider_call_id = facts.provider_call_id
            call.save(update_fields=["provider_call_id"])
    return call or ring(
        provider=provider,
        provider_call_id=facts.provider_call_id,
        line=line_of(to_number=facts.to_number, call_key=facts.provider_call_id),
        from_number=facts.from_number,
        to_number=facts.to_number or "",
        direction=facts.direction or CallDirection.INBOUND,
        now=facts.started_at or now,
    )


def _take_over(call: Call, facts: CallFacts) -> list[str]:
    """Put the facts into the row as far as they may replace what is there; returns what changed."""
    changed = []
    is_later = facts.rank >= call.facts_rank
    for name in _FACTS:
        value: Any = getattr(facts, name)
        known = getattr(call, name)
        if value is not None and value != known and (is_later or known in (None, "")):
            setattr(call, name, value)
            changed.append(name)
    if is_later and facts.rank != call.facts_rank:
        call.facts_rank = facts.rank
        changed.append("facts_rank")
    return changed


def _next_state(call: Call, facts: CallFacts) -> CallState:
    reached = CallState.FAILED if facts.failed else _PROGRESS[facts.rank]
    return max(CallState(call.state), reached, key=_ORDER.index)


def _finish(call: Call, *, state: CallState, now: datetime, changed: list[str] | None = None) -> None:
    """Close the call: holds go back, what the engine had in mind is forgotten, the outcome is settled."""
    was_over = call.is_over
    call.state = state
    call.language = call.language or _language(call)
    call.dialogue_state = None
    call.ended_at = call.ended_at or now
    call.outcome = call.outcome or _outcome_without_acts(call)
    call.save(update_fields=[*(changed or ()), "state", "language", "dialogue_state", "ended_at", "outcome"])
    if not was_over:
        release_holds(holder=call.holder)
        publish(CallEnded(call_id=call.pk))


def _language(call: Call) -> str:
    """In what our engine spoke last; a provider's calls are read once their transcript is there."""
    return str((call.dialogue_state or {}).get("engine", {}).get("language", ""))


def _outcome_without_acts(call: Call) -> Outcome:
    if call.state == CallState.REJECTED:
        return Outcome.SPAM
    return Outcome.FAILED if call.state == CallState.FAILED else Outcome.HUNG_UP


def _milliseconds(call: Call, now: datetime) -> int:
    """How long the call took: by the clock, or by what was spoken where it stands still (test calls)."""
    elapsed = (now - (call.started_at or call.ringing_at)) // timedelta(milliseconds=1)
    return max(int(elapsed), call.spoken_ms if call.source == CallSource.TEST else 0, 0)
