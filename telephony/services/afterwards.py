"""What is worked out of a call once it is over, off its path: mood, language, words, and what was missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from booking.models import Service
from telephony.dialogue.language import spoken_language
from telephony.dialogue.matching import match_service
from telephony.dialogue.sentiment import mood_of
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import CallSource, MissedReason, Outcome, Speaker
from telephony.models import Call, CallAct, CallTurn
from telephony.queries.spoken_words import fingerprints
from telephony.services.calls import lock_call
from telephony.services.vocabulary import company_vocabulary

_SETTLED: Final = frozenset({Outcome.BOOKED, Outcome.RESCHEDULED, Outcome.CANCELLED, Outcome.SPAM})
_WITH_PEOPLE: Final = frozenset({Outcome.CALLBACK, Outcome.MESSAGE, Outcome.TRANSFERRED})
# Who did not get through at first and books soon after was not lost.
MADE_GOOD_WITHIN: Final = timedelta(days=2)
_MOODS: Final = {"pleased": 1, "annoyed": -1, "angry": -2, "distressed": -1}
_UNCLEAR: Final = frozenset({"when_unclear", "staff_unknown", "branch_unknown"})
_FULL: Final = frozenset({"nothing_free", "outside_horizon"})


@transaction.atomic
def note_what_remains(*, call_id: int) -> None:
    """Write down what lists and figures need of a call that is over. Again is the same as once.

    :raises CallUnknown: no such call in this company.
    """
    call = lock_call(call_id)
    if not call.is_over:
        return
    turns = list(call.transcript.order_by("position"))
    _keep_words(turns)
    heard = [turn.text for turn in turns if turn.speaker == Speaker.CALLER]
    acts = list(call.acts.order_by("at", "position"))
    call.language = call.language or _language_of(heard)
    call.sentiment = call.sentiment or _sentiment_of(heard, call.language)
    call.missed_reason = _missed(call, acts)
    call.missed_cents = _worth(call, acts) if call.missed_reason else None
    call.save(update_fields=["language", "sentiment", "missed_reason", "missed_cents"])
    if call.outcome == Outcome.BOOKED:
        _make_good(call)


def _keep_words(turns: Iterable[CallTurn]) -> None:
    changed = []
    for turn in turns:
        words = fingerprints(turn.text)
        if words != turn.words:
            turn.words = words
            changed.append(turn)
    CallTurn.objects.bulk_update(changed, ["words"])


def _language_of(heard: Sequence[str]) -> str:
    language = "de"
    for text in heard:
        language = spoken_language(text, current=language)
    return language if heard else ""


def _sentiment_of(heard: Sequence[str], language: str) -> str:
    """The caller's mood over the whole call: what was felt last weighs as much as all before."""
    if not heard:
        return ""
    felt = [_MOODS.get(mood_of(text, language=language).label, 0) for text in heard]
    total = sum(felt) + 2 * next((each for each in reversed(felt) if each), 0)
    return "positive" if total > 0 else "negative" if total < 0 else "neutral"


def _missed(call: Call, acts: Sequence[CallAct]) -> str:
    """Why somebody who wanted an appointment left without one; empty where nobody did."""
    wanted = "book" in call.intents or any(act.name in {"find_times", "hold"} for act in acts)
    if call.source != CallSource.PHONE or call.outcome in _SETTLED:
        return ""
    if call.outcome == Outcome.FAILED:
        return MissedReason.OUTAGE
    if not wanted:
        return ""
    return MissedReason.HANDED_OVER if call.outcome in _WITH_PEOPLE else _reason_of(acts)


def _reason_of(acts: Sequence[CallAct]) -> MissedReason:
    codes = Counter(act.code for act in acts if act.name == "find_times")
    if codes["offered"]:
        return MissedReason.REFUSED_TIMES
    if any(codes[each] for each in _FULL):
        return MissedReason.NOTHING_FREE
    if codes["service_unknown"]:
        return MissedReason.NOT_OFFERED
    return MissedReason.NOT_UNDERSTOOD if any(codes[each] for each in _UNCLEAR) else MissedReason.GAVE_UP


def _worth(call: Call, acts: Sequence[CallAct]) -> int | None:
    """What the service asked for costs by the price list of now; unknown where it was never clear."""
    vocabulary = company_vocabulary()
    for act in reversed(acts):
        if act.name in {"find_times", "quote_price"} and (found := _service_of(act, vocabulary)):
            return Service.objects.filter(pk=found).values_list("price_cents", flat=True).first()
    return None


def _service_of(act: CallAct, vocabulary: Vocabulary) -> int | None:
    """The one service that is meant: our engine names it by id, a model in the caller's words."""
    service_id, said = act.args.get("service_id"), act.args.get("service")
    if isinstance(service_id, int):
        return service_id
    ids = match_service(said, vocabulary).ids if isinstance(said, str) and said else ()
    return ids[0] if len(ids) == 1 else None


def _make_good(call: Call) -> None:
    """Earlier calls of this number were not lost after all."""
    if call.phone_index is None:
        return
    Call.objects.filter(
        phone_index=call.phone_index,
        ringing_at__range=(call.ringing_at - MADE_GOOD_WITHIN, call.ringing_at),
    ).exclude(missed_reason="").update(missed_reason="", missed_cents=None)
