"""What was said: kept only from the caller's yes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from askproai.core.events import publish
from telephony.enums import BrainKind, ConsentPurpose, Speaker
from telephony.events import CallTurnAdded
from telephony.models import Call, CallTurn
from telephony.services.trace import trace_turn
from telephony.values import Utterance


def add_turn(*, call: Call, speaker: Speaker, text: str, offset_ms: int) -> None:
    """Count one utterance, and keep it if the caller agreed.

    ``call`` must be locked; whoever goes on with it saves ``turns`` and ``trace``, which have changed.
    """
    position, call.turns = call.turns, call.turns + 1
    call.heard_now = text if speaker == Speaker.CALLER else call.heard_now
    trace_turn(call=call, position=position, speaker=speaker, text=text, offset_ms=offset_ms)
    if not call.may_store_words or not text:
        return
    turn = CallTurn.objects.create(
        call=call, position=position, speaker=speaker, text=text, offset_ms=offset_ms
    )
    publish(CallTurnAdded(call_id=call.pk, turn_id=turn.pk))


def store_provider_transcript(*, call: Call, utterances: Sequence[Utterance]) -> None:
    """Keep what the provider heard, replacing what is older; our own brain keeps its own record.

    A transcript only grows, so of two the longer one is the newer one, whichever came first.
    """
    if call.brain != BrainKind.PROVIDER or not call.may_store_words:
        return
    allowed = _since_consent(call, utterances)
    if len(allowed) < call.transcript.count():
        return
    kept = {turn.position: turn for turn in call.transcript.all()}
    for position, utterance in enumerate(allowed):
        _put(call, kept.get(position), position, utterance)
    Call.objects.filter(pk=call.pk).update(turns=len(allowed))


def _put(call: Call, known: CallTurn | None, position: int, utterance: Utterance) -> None:
    fields = {
        "speaker": utterance.speaker,
        "text": utterance.text,
        "offset_ms": utterance.offset_ms or 0,
    }
    if known is None:
        turn = CallTurn.objects.create(call=call, position=position, **fields)
        publish(CallTurnAdded(call_id=call.pk, turn_id=turn.pk))
    elif known.text != utterance.text and len(known.text) <= len(utterance.text):
        CallTurn.objects.filter(pk=known.pk).update(**fields)


def _since_consent(call: Call, utterances: Sequence[Utterance]) -> list[Utterance]:
    """Only what was said after the caller's yes; without times nobody can tell, so nothing."""
    consent = call.consents.filter(granted=True, purpose=ConsentPurpose.TRANSCRIPT).order_by("pk").last()
    if consent is None or call.started_at is None:
        return []
    from_ms = (consent.at - call.started_at) // timedelta(milliseconds=1)
    return [each for each in utterances if each.offset_ms is not None and each.offset_ms >= from_ms]
