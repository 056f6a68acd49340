"""Numbers that do not get through, and those that the business may want to add to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Max

from askproai.core.phones import parse_phone
from telephony.enums import Outcome, Route
from telephony.errors import BlockedNumberUnknown
from telephony.models import BlockedNumber, Call
from tenants.fields import phone_index

SUSPECT_WITHIN: Final = timedelta(days=14)
SUSPECT_CALLS: Final = 3
# Whoever hangs up sooner wanted nothing from us.
SHORT_MS: Final = 15_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspect:
    """A number that keeps calling without wanting anything. ``call_id``: its latest call."""

    call_id: int
    phone: str
    calls: int
    last_at: datetime


def block_number(*, phone: str, reason: str, now: datetime, region: str = "DE") -> BlockedNumber:
    """Turn a number away from now on. One that is blocked already stays so, with its first reason.

    :raises InvalidPhone: nobody calls from these digits.
    """
    number = parse_phone(phone, region=region)
    blocked, _ = BlockedNumber.objects.get_or_create(
        phone_index=phone_index(number),
        defaults={"phone": number, "reason": reason.strip()[:120], "created_at": now},
    )
    return blocked


def unblock_number(*, blocked_id: int) -> None:
    """Let the number through again.

    :raises BlockedNumberUnknown: it is not in the list.
    """
    deleted, _ = BlockedNumber.objects.filter(pk=blocked_id).delete()
    if not deleted:
        raise BlockedNumberUnknown(blocked_id=blocked_id)


def suspects(*, now: datetime, limit: int = 5) -> list[Suspect]:
    """Numbers with several short calls that led to nothing, not blocked and not a known customer's."""
    short = Call.objects.real().filter(
        ringing_at__gt=now - SUSPECT_WITHIN,
        outcome__in=[Outcome.HUNG_UP, Outcome.SPAM],
        duration_ms__lt=SHORT_MS,
        phone_index__isnull=False,
        customer=None,
    )
    found = (
        short.exclude(route=Route.TURNED_AWAY)
        .exclude(phone_index__in=BlockedNumber.objects.values("phone_index"))
        .values("phone_index")
        .annotate(calls=Count("pk"), last=Max("ringing_at"), latest=Max("pk"))
        .filter(calls__gte=SUSPECT_CALLS)
        .order_by("-calls", "-last")[:limit]
    )
    rows = {call.pk: call for call in Call.objects.filter(pk__in=[each["latest"] for each in found])}
    return [
        Suspect(
            call_id=each["latest"],
            phone=rows[each["latest"]].from_number,
            calls=each["calls"],
            last_at=each["last"],
        )
        for each in found
    ]
