"""How the calls of the last weeks went, counted by day and hour in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractHour, TruncDate
from django.utils import timezone

from telephony.enums import CallDirection, MissedReason
from telephony.models import Call
from telephony.queries.call_lists import BOOKED

# Somebody of the team has them now: nothing is lost yet.
_LOST = Q(missed_reason__gt="") & ~Q(missed_reason=MissedReason.HANDED_OVER)


@dataclass(frozen=True, kw_only=True, slots=True)
class HourOfCalls:
    """One hour of one day on the company's clock. ``missed``: wanted an appointment and got none.

    ``missed_cents`` is an estimate by the price list; ``by_now`` are those that came no later in the day than
    it is now.
    """

    on: date
    hour: int
    calls: int
    booked: int
    missed: int
    nothing_free: int
    missed_cents: int
    by_now: int


def calls_by_hour(
    *, since: datetime, now: datetime, branch_ids: Iterable[int] | None = None
) -> list[HourOfCalls]:
    """Incoming calls over the phone since then; hours without calls are left out."""
    calls = Call.objects.real().filter(
        direction=CallDirection.INBOUND, ringing_at__gte=since, ringing_at__lte=now
    )
    if branch_ids is not None:
        calls = calls.filter(branch_id__in=branch_ids)
    counted = (
        calls.order_by()
        .annotate(on=TruncDate("ringing_at"), hour=ExtractHour("ringing_at"))
        .values("on", "hour")
        .annotate(
            calls=Count("pk"),
            booked=Count("pk", filter=Q(outcome__in=BOOKED)),
            missed=Count("pk", filter=_LOST),
            nothing_free=Count("pk", filter=Q(missed_reason=MissedReason.NOTHING_FREE)),
            missed_cents=Sum("missed_cents", filter=_LOST, default=0),
            by_now=Count("pk", filter=Q(ringing_at__time__lte=timezone.localtime(now).time())),
        )
    )
    return [HourOfCalls(**each) for each in counted]
