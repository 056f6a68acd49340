"""After a call: each time, price, rule and deed that was spoken is matched with what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from telephony.dialogue.claims import Act, Checked, Spoken, check
from telephony.enums import BrainKind, Speaker
from telephony.models import Call, CallAct, Statement
from telephony.services.afterwards import note_what_remains
from telephony.services.calls import lock_call
from telephony.services.suggestions import owe_learning
from telephony.services.trace import TracedTurn, read_claims, read_wish, traced_turns
from telephony.services.vocabulary import company_vocabulary
from telephony.services.waterfall import Happened, waterfall_of
from telephony.speech import speech_ms
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Done, Outcome
from tenants.outbox.services import enqueue

REVIEW_KIND = "call_review"
# A provider's transcript comes with its analysis, after the end: that call is looked at once more.
SECOND_REVIEW_KIND = "call_review_again"
# What a provider's model says while it is calling a function, it may say with the answer in hand.
ANSWER_WITHIN_MS = 1_500


def owe_review(*, call: Call, kind: str = REVIEW_KIND) -> None:
    """Have the call looked at in background work, as part of the caller's transaction."""
    at = call.ended_at or call.ringing_at
    enqueue(kind=kind, subject_id=call.pk, due_at=at, now=at)


def settle_review(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry of kind ``call_review``; from what was asked in vain, suggestions are made later."""
    review_call(call_id=entry.subject_id)
    note_what_remains(call_id=entry.subject_id)
    owe_learning(now=now)
    return Done()


@transaction.atomic
def review_call(*, call_id: int) -> None:
    """Prove what was said, and keep how the time went. Again is the same as once.

    :raises CallUnknown: no such call in this company.
    """
    call = lock_call(call_id)
    if not call.is_over or (call.trace is None and call.brain != BrainKind.PROVIDER):
        return
    acts = list(call.acts.order_by("at", "position"))
    turns = traced_turns(call) if call.trace is not None else _turns_of_transcript(call)
    _keep_statements(call, turns, acts)
    _keep_waterfall(call, turns, acts)
    call.trace = None
    call.save(update_fields=["statements_made", "unproven", "waterfall", "spoken_to_booked_ms", "trace"])


def _checked(call: Call, turns: Sequence[TracedTurn], acts: Sequence[CallAct]) -> list[Checked]:
    spoken = [
        Spoken(is_caller=turn.is_caller, at=turn.at_ms, claims=turn.claims, wish=turn.wish) for turn in turns
    ]
    done = [Act(name=act.name, args=act.args, result=act.result, at=act.offset_ms) for act in acts]
    local = call.ringing_at.astimezone(call.branch.zone)
    return list(check(spoken, done, now=local, vocabulary=company_vocabulary()))


def _turns_of_transcript(call: Call) -> tuple[TracedTurn, ...]:
    """What a provider heard, on our clock: it counts from when the call was answered, we from the ring."""
    began = (call.started_at or call.ringing_at) - call.ringing_at
    local = call.ringing_at.astimezone(call.branch.zone)
    return tuple(
        TracedTurn(
            position=turn.position,
            is_caller=turn.speaker == Speaker.CALLER,
            at_ms=turn.offset_ms
            + began // timedelta(milliseconds=1)
            + (0 if turn.speaker == Speaker.CALLER else speech_ms(turn.text) + ANSWER_WITHIN_MS),
            spoken_ms=speech_ms(turn.text),
            claims=tuple(read_claims(turn.text, Speaker(turn.speaker))),
            wish=read_wish(turn.text, local, call.branch.region) if turn.speaker == Speaker.CALLER else None,
        )
        for turn in call.transcript.order_by("position")
    )


def _keep_statements(call: Call, turns: Sequence[TracedTurn], acts: Sequence[CallAct]) -> None:
    checked = _checked(call, turns, acts)
    call.statements.all().delete()
    Statement.objects.bulk_create(
        _statement(call, turns[each.turn].position, place, each, acts) for place, each in enumerate(checked)
    )
    call.statements_made = len(checked)
    call.unproven = sum(each.proof is None for each in checked)


def _statement(call: Call, turn: int, place: int, each: Checked, acts: Sequence[CallAct]) -> Statement:
    proof = each.proof
    return Statement(
        call=call,
        turn=turn,
        position=place,
        starts_at_letter=each.claim.start,
        ends_at_letter=each.claim.end,
        kind=each.claim.kind.value,
        value=each.claim.value[:80],
        proof=proof.source.value if proof else "",
        act=acts[proof.act] if proof and proof.act is not None else None,
    )


def _keep_waterfall(call: Call, turns: Sequence[TracedTurn], acts: Sequence[CallAct]) -> None:
    happened = [Happened(name=act.name, ok=act.ok, at_ms=act.offset_ms) for act in acts]
    found = waterfall_of(turns, happened)
    call.waterfall = found.to_json() if found else None
    call.spoken_to_booked_ms = found.booked_ms if found else None
