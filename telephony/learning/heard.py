"""What is stored of the calls of the last weeks, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from telephony.enums import CallDirection, CallSource, Outcome
from telephony.models import CallAct

LOOKS_BACK: Final = timedelta(days=30)
# Of a busy company the newest are enough to see a pattern.
MOST_ACTS: Final = 4000
ACTS: Final = ("find_times", "quote_price", "transfer", "answer_question")


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardAct:
    """One act: what it was asked with and what it answered, by the branch's clock."""

    name: str
    code: str
    is_ok: bool
    args: dict[str, Any]
    result: dict[str, Any]
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardCall:
    """One call. ``caller`` is the same for the same number; a hidden number counts as somebody of its own."""

    call_id: int
    branch_id: int
    caller: str
    acts: tuple[HeardAct, ...] = field(default=())


def heard_calls(*, now: datetime) -> list[HeardCall]:
    """The calls of the last 30 days in which something was looked for, asked or passed on; one query."""
    newest = (
        CallAct.objects.filter(
            name__in=ACTS,
            at__range=(now - LOOKS_BACK, now),
            call__source=CallSource.PHONE,
            call__direction=CallDirection.INBOUND,
        )
        .exclude(call__outcome=Outcome.SPAM)
        .order_by("-at")
        .select_related("call__branch")[:MOST_ACTS]
    )
    rows = sorted(newest, key=lambda act: (act.call_id, act.position))
    return [_call(list(acts)) for _, acts in groupby(rows, key=lambda act: act.call_id)]


def _call(acts: Iterable[CallAct]) -> HeardCall:
    rows = list(acts)
    call = rows[0].call
    index = call.phone_index
    return HeardCall(
        call_id=call.pk,
        branch_id=call.branch_id,
        caller=bytes(index).hex() if index else f"call:{call.pk}",
        acts=tuple(
            HeardAct(
                name=row.name,
                code=row.code,
                is_ok=row.ok,
                args=row.args,
                result=row.result,
                at=row.at.astimezone(call.branch.zone),
            )
            for row in rows
        ),
    )
