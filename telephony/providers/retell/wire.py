"""Retell's JSON, read leniently: what is missing or of another type than documented counts as not said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from askproai.core.errors import Malformed
from telephony.enums import CallDirection, Speaker
from telephony.values import CallFacts, FactsRank, Utterance

CALL_ID = r"^[A-Za-z0-9_-]{1,100}$"
MAX_UTTERANCES = 400
MAX_UTTERANCE = 4_000
# Metadata of ours that comes back in every later event of the call.
TOKEN_KEY = "call_token"  # noqa: S105 - the name of a field
COMPANY_KEY = "company_id"

_RANKS = {
    "call_started": FactsRank.STARTED,
    "transcript_updated": FactsRank.TALKING,
    "transfer_started": FactsRank.TALKING,
    "transfer_bridged": FactsRank.TALKING,
    "transfer_cancelled": FactsRank.TALKING,
    "call_ended": FactsRank.ENDED,
    "transfer_ended": FactsRank.ENDED,
    "call_analyzed": FactsRank.ANALYSED,
}
_SPEAKERS = {"agent": Speaker.RECEPTIONIST, "user": Speaker.CALLER}


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


M = TypeVar("M", bound=BaseModel)

Text = Annotated[str | None, WrapValidator(_or_none)]
Whole = Annotated[int | None, Field(ge=0, le=2**53), WrapValidator(_or_none)]
Milliseconds = Annotated[int | None, Field(ge=0, le=2**31 - 1), WrapValidator(_or_none)]
Number = Annotated[float | None, Field(ge=0, le=1e9), WrapValidator(_or_none)]
Object = Annotated[dict[str, Any] | None, WrapValidator(_or_none)]
List = Annotated[list[Any] | None, WrapValidator(_or_none)]


class Lenient(BaseModel):
    """Takes what is documented and leaves the rest."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Analysis(Lenient):
    """What Retell's model made of the call."""

    call_summary: Text = None
    user_sentiment: Text = None


class Cost(Lenient):
    """US cents, with fractions."""

    combined_cost: Number = None


class CallObject(Lenient):
    """A call as every event shows it; only what we keep."""

    call_id: str = Field(pattern=CALL_ID)
    call_status: Text = None
    from_number: Text = None
    to_number: Text = None
    direction: Text = None
    start_timestamp: Whole = None
    end_timestamp: Whole = None
    duration_ms: Milliseconds = None
    disconnection_reason: Text = None
    metadata: Object = None
    latency: Object = None
    transfer_destination: Text = None
    transcript_object: List = None
    call_analysis: Annotated[Analysis | None, WrapValidator(_or_none)] = None
    call_cost: Annotated[Cost | None, WrapValidator(_or_none)] = None


class CallEvent(Lenient):
    """The body of a call webhook."""

    event: str = Field(pattern=r"^[a-z_]{1,40}$")
    call: CallObject
    transfer_destination: Object = None


class InboundCall(Lenient):
    """The body of the inbound webhook; ``call_id`` is missing in older versions of Retell."""

    call_id: Annotated[str | None, Field(pattern=CALL_ID), WrapValidator(_or_none)] = None
    agent_id: Text = None
    from_number: Text = None
    to_number: Text = None


class InboundRequest(Lenient):
    """What arrives while it rings."""

    call_inbound: InboundCall


class FunctionRequest(Lenient):
    """The body of a custom function call."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    call: CallObject
    args: Object = None


# A call that was announced and never arrived: the caller put the phone down before it was put through.
_CALLER_LEFT = frozenset({"registered_call_timeout"})


def read(model: type[M], value: object) -> M:
    """The value as this model.

    :raises Malformed: what cannot do without is missing.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Malformed(what=model.__name__) from error


def facts_of(call: CallObject, *, event: str | None = None) -> CallFacts:
    """What the call object says, in our words. Without ``event`` its status tells how far the call is."""
    analysis, cost = call.call_analysis or Analysis(), call.call_cost or Cost()
    return CallFacts(
        rank=_RANKS.get(event or "", _rank_by_status(call)),
        provider_call_id=call.call_id,
        token=_token(call),
        from_number=call.from_number,
        to_number=call.to_number,
        direction=call.direction if call.direction in CallDirection.values else None,
        failed=call.call_status in ("error", "not_connected")
        and call.disconnection_reason not in _CALLER_LEFT,
        started_at=_instant(call.start_timestamp),
        ended_at=_instant(call.end_timestamp),
        duration_ms=call.duration_ms,
        disconnection_reason=call.disconnection_reason and call.disconnection_reason[:60],
        # US cents with fractions; a cent is ten thousand millionths of a dollar.
        cost_micro_usd=None if cost.combined_cost is None else round(cost.combined_cost * 10_000),
        latency=_latency(call.latency),
        summary=analysis.call_summary and analysis.call_summary[:4000],
        sentiment=analysis.user_sentiment and analysis.user_sentiment.lower()[:10],
        transcript=_transcript(call.transcript_object),
    )


def company_of(call: CallObject) -> str | None:
    """The company id that we gave the call when it rang, if it came back."""
    value = (call.metadata or {}).get(COMPANY_KEY)
    return value if isinstance(value, str) else None


def _rank_by_status(call: CallObject) -> FactsRank:
    if call.call_status in ("ended", "error", "not_connected"):
        return FactsRank.ANALYSED if call.call_analysis else FactsRank.ENDED
    return FactsRank.STARTED if call.call_status == "ongoing" else FactsRank.RINGING


def _token(call: CallObject) -> UUID | None:
    try:
        return UUID(str((call.metadata or {}).get(TOKEN_KEY)))
    except ValueError:
        return None


def _instant(milliseconds: int | None) -> datetime | None:
    try:
        return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _latency(raw: dict[str, Any] | None) -> dict[str, Any] | None:
    """Percentiles per stage without the list of single values."""
    if raw is None:
        return None
    kept = ("p50", "p90", "p95", "p99", "min", "max", "num")
    return {
        stage: {name: number for name in kept if isinstance(number := figures.get(name), int | float)}
        for stage, figures in list(raw.items())[:12]
        if isinstance(figures, dict)
    }


def _transcript(raw: list[Any] | None) -> tuple[Utterance, ...] | None:
    if raw is None:
        return None
    return tuple(
        Utterance(
            speaker=_SPEAKERS[entry["role"]], text=entry["content"][:MAX_UTTERANCE], offset_ms=_offset(entry)
        )
        for entry in raw[:MAX_UTTERANCES]
        if isinstance(entry, dict)
        and entry.get("role") in _SPEAKERS
        and isinstance(entry.get("content"), str)
    )


def _offset(entry: dict[str, Any]) -> int | None:
    words = entry.get("words")
    first = words[0] if isinstance(words, list) and words else None
    seconds = first.get("start") if isinstance(first, dict) else None
    return round(seconds * 1000) if isinstance(seconds, int | float) and 0 <= seconds < 10**6 else None
