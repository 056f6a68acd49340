"""Performing an act: checked here, done once however often it is asked for, and always answered."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from pydantic import ValidationError

from askproai.core.errors import AskProError, Busy
from askproai.core.events import publish
from askproai.core.rows import Prepared, insert_and_update, update
from telephony.acts import Act, ActContext, act_named
from telephony.acts.registry import language_of, words_of
from telephony.acts.results import ActResult, refused
from telephony.dialogue.language import spoken_language
from telephony.dialogue.wording import GERMAN, Wording, words_for
from telephony.enums import OUTCOME_RANK, Outcome, Speaker
from telephony.errors import ActUnknown
from telephony.events import CallActDone
from telephony.models import Call, CallAct
from telephony.services.calls import answer, apply_facts, find_and_lock, lock_call
from telephony.services.clock import since_ring_ms
from telephony.values import CallFacts, JsonObject

logger = logging.getLogger(__name__)

# An answer is due within two seconds in any case; what the database has not done by then is called off.
STATEMENT_MS = 1_700
LOCK_MS = 1_500
# What an act changes of its call.
_COUNTED = ("acts_done", "intents", "outcome", "ring_to_booked_ms", "customer")
_EARLIER: Prepared[CallAct] = Prepared(
    lambda call_id, fingerprint: CallAct.objects.filter(call=call_id, fingerprint=fingerprint).order_by()
)


def perform_act(*, call_id: int, name: str, args: JsonObject, now: datetime) -> JsonObject:
    """Have something done for the caller, and get what to say. Refusals are answers, not errors.

    The same act with the same arguments in the same call is done once: a repetition waits for the first and
    gets its answer.

    :raises CallUnknown: no such call in this company.
    """
    try:
        with transaction.atomic():
            limit_time()
            return _perform(lock_call(call_id), name=name, args=args, now=now)
    except (OperationalError, Busy):
        logger.warning("telephony.act_too_slow", extra={"act": name, "call": call_id})
        return too_slow()
    except AskProError:
        raise
    except Exception:
        # The edge: whatever is wrong with us, the caller hears a sentence and gets a way out.
        logger.exception("telephony.act_failed", extra={"act": name, "call": call_id})
        return too_slow()


def perform_for_provider(
    *, provider: str, facts: CallFacts, name: str, args: JsonObject, now: datetime
) -> JsonObject:
    """The same for a call that the provider names; one that nobody announced yet is taken in first.

    :raises LineUnknown: the number that was called is not this company's.
    """
    try:
        with transaction.atomic():
            limit_time()
            call = find_and_lock(facts.provider_call_id) or apply_facts(
                provider=provider, facts=facts, now=now
            )
            answer(call=call, now=now)
            _listen(call, facts)
            return _perform(call, name=name, args=args, now=now)
    except (OperationalError, Busy):
        logger.warning("telephony.act_too_slow", extra={"act": name})
        return too_slow(words_for(spoken_in(facts)))
    except AskProError:
        raise
    except Exception:
        # The edge, as in perform_act.
        logger.exception("telephony.act_failed", extra={"act": name})
        return too_slow(words_for(spoken_in(facts)))


def act_in(call: Call, *, name: str, args: JsonObject, now: datetime) -> JsonObject:
    """The same for a call that is locked already. Trouble undoes the act alone and names a way out."""
    try:
        with transaction.atomic():
            return _perform(call, name=name, args=args, now=now)
    except (OperationalError, Busy):
        logger.warning("telephony.act_too_slow", extra={"act": name, "call": call.pk})
        return too_slow(words_of(call))
    except AskProError:
        raise
    except Exception:
        # The edge, as in perform_act: the conversation goes on.
        logger.exception("telephony.act_failed", extra={"act": name, "call": call.pk})
        return too_slow(words_of(call))


def limit_time() -> None:
    """Let no statement of this transaction keep the caller waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true)",
            [f"{STATEMENT_MS}ms", f"{LOCK_MS}ms"],
        )


def too_slow(words: Wording = GERMAN) -> JsonObject:
    """What is said when our own systems are too slow; nothing was done, so the same may be asked again."""
    return refused("busy", words.took_too_long()).to_json()


def spoken_in(facts: CallFacts, *, before: str = GERMAN.language) -> str:
    """The language that the caller speaks by now, as the provider heard them."""
    language = before
    for utterance in facts.transcript or ():
        if utterance.speaker == Speaker.CALLER:
            language = spoken_language(utterance.text, current=language)
    return language


def _listen(call: Call, facts: CallFacts) -> None:
    """Notice in which language the caller speaks: acts answer in it."""
    before = language_of(call)
    language = spoken_in(facts, before=before)
    if language != before:
        call.language = language
        update(call, "language")


def _perform(call: Call, *, name: str, args: JsonObject, now: datetime) -> JsonObject:
    started = time.perf_counter()
    try:
        act = act_named(name)
        parsed = act.args.model_validate(_without_nulls(args))
    except ActUnknown as unknown:
        return refused(unknown.code, words_of(call).act_failed()).to_json()
    except ValidationError as error:
        return _unreadable(error, words_of(call))
    stored = parsed.model_dump(mode="json", exclude_none=True)
    fingerprint = _fingerprint(act, stored)
    context = ActContext(call=call, now=now, fingerprint=fingerprint.hex())
    known = _EARLIER.first(call.pk, fingerprint) if call.acts_done else None
    if known is not None and known.ok and act.still_stands(known, context):
        known.repeats += 1
        update(known, "repeats")
        return _kept(known)
    result = _within_limits(call, now) or _run(act, context, parsed)
    _note(known, act, context, fingerprint, stored, result, started)
    return result.to_json()


def _without_nulls(args: JsonObject) -> JsonObject:
    """Models like to send null for what they do not know."""
    return {name: value for name, value in args.items() if value is not None}


def _unreadable(error: ValidationError, words: Wording) -> JsonObject:
    """Names of the arguments that do not fit, for the model; the caller hears that it did not work."""
    fields = sorted({".".join(map(str, each["loc"])) for each in error.errors(include_input=False)})
    return refused("invalid_arguments", words.act_failed(), fields=fields[:10]).to_json()


def _fingerprint(act: Act[Any], args: JsonObject) -> bytes:
    text = json.dumps([act.name, args], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _kept(act: CallAct) -> JsonObject:
    answer: JsonObject = act.result
    return answer


def _within_limits(call: Call, now: datetime) -> ActResult | None:
    """``None`` while the call may go on; else the refusal that leads to a human."""
    if call.is_over:
        return refused("call_over", words_of(call).act_failed())
    is_too_long = now - (call.started_at or call.ringing_at) > timedelta(seconds=call.max_seconds)
    if call.acts_done >= call.max_acts or is_too_long:
        return refused("call_limit", words_of(call).call_too_long())
    return None


def _run(act: Act[Any], context: ActContext, args: Any) -> ActResult:
    try:
        return act.run(context, args)
    except Busy:
        raise
    except AskProError as error:
        logger.info(
            "telephony.act_refused", extra={"act": act.name, "code": error.code, "call": context.call.pk}
        )
        return refused(str(error.code), context.words.refusal(str(error.code)))


def _note(
    known: CallAct | None,
    act: Act[Any],
    context: ActContext,
    fingerprint: bytes,
    args: JsonObject,
    result: ActResult,
    started: float,
) -> None:
    """Keep what was done. The caller's own words are left out unless they may be kept."""
    call = context.call
    kept_args = {
        name: value for name, value in args.items() if call.may_store_words or name not in act.verbatim
    }
    row = known or CallAct(call=call, position=call.acts_done, name=act.name, fingerprint=fingerprint)
    row.args, row.result = kept_args, result.to_json()
    row.ok, row.code, row.appointment_id = result.ok, result.code, result.appointment_id
    row.at, row.offset_ms = context.now, since_ring_ms(call, context.now)
    row.duration_ms = round((time.perf_counter() - started) * 1000)
    row.repeats += 1 if known else 0
    _count(call, act, result, context.now)
    if known:
        row.save(force_update=True)
        update(call, *_COUNTED)
    else:
        insert_and_update(row, call, *_COUNTED)
    publish(CallActDone(call_id=call.pk, act_id=row.pk))


def _count(call: Call, act: Act[Any], result: ActResult, now: datetime) -> None:
    call.acts_done += 1
    if act.intent and act.intent not in call.intents:
        call.intents = [*call.intents, act.intent]
    if result.outcome and OUTCOME_RANK[result.outcome] >= OUTCOME_RANK.get(
        Outcome(call.outcome or Outcome.HUNG_UP), 0
    ):
        call.outcome = result.outcome
    if result.outcome == Outcome.BOOKED and call.ring_to_booked_ms is None:
        call.ring_to_booked_ms = since_ring_ms(call, now)
    call.customer_id = call.customer_id or result.customer_id
