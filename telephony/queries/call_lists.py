"""Calls as the team looks for them: narrowed down, counted, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Count, Q, QuerySet

from booking.models import Customer
from telephony.enums import Outcome
from telephony.models import Call, CallTurn
from telephony.queries.spoken_words import fingerprints_of_search
from tenants.fields import phone_index

BOOKED: Final = (Outcome.BOOKED, Outcome.RESCHEDULED)
# A search that means half of all customers means nobody.
MOST_CUSTOMERS: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class CallFilter:
    """What is looked for; an empty part narrows nothing down.

    ``branch_ids``: ``None`` for all. ``asked``: words of :func:`~.spoken_words.asked_for`; ``name`` is the
    same search as part of a customer's name, ``number`` as a whole E.164 number: one of them has to fit.
    ``of_user``: calls given to this user, or shown and not looked at yet.
    """

    outcomes: Sequence[str] = ()
    intent: str = ""
    branch_ids: frozenset[int] | None = None
    customer_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_booked: bool | None = None
    sentiment: str = ""
    language: str = ""
    shortest_ms: int | None = None
    longest_ms: int | None = None
    is_unread: bool = False
    is_important: bool = False
    has_unproven: bool = False
    missed_reason: str = ""
    of_user: int | None = None
    asked: Sequence[str] = field(default=())
    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list: after (or from) this call."""

    ringing_at: datetime
    call_id: int

    @classmethod
    def of(cls, call: Call) -> Cursor:
        """The place of a call."""
        return cls(call.ringing_at, call.pk)


def calls_matching(wanted: CallFilter) -> QuerySet[Call]:
    """The calls that fit, latest first."""
    return Call.objects.filter(_condition(wanted)).order_by("-ringing_at", "-pk")


def after(calls: QuerySet[Call], cursor: Cursor) -> QuerySet[Call]:
    """Those that stand below a place in the list."""
    # The first comparison is what the index by time can begin with.
    below = Q(ringing_at__lt=cursor.ringing_at) | Q(pk__lt=cursor.call_id)
    return calls.filter(Q(ringing_at__lte=cursor.ringing_at) & below)


def down_to(calls: QuerySet[Call], cursor: Cursor) -> QuerySet[Call]:
    """Those that stand above a place or on it: what was shown first, and what came in since."""
    above = Q(ringing_at__gt=cursor.ringing_at) | Q(pk__gte=cursor.call_id)
    return calls.filter(Q(ringing_at__gte=cursor.ringing_at) & above)


def counts_of(wanted: CallFilter, groups: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """How many calls fit, by group of outcomes (an empty group counts all), and which languages they speak.

    Besides the groups: ``unread`` and ``languages``. One query.
    """
    counted = {
        f"group_{place}": Count("pk", filter=Q(outcome__in=outcomes) if outcomes else None)
        for place, outcomes in enumerate(groups.values())
    }
    found = (
        calls_matching(wanted)
        .order_by()
        .aggregate(
            **counted,
            unread=Count("pk", filter=unread()),
            languages=ArrayAgg("language", distinct=True, filter=~Q(language=""), default=[]),
        )
    )
    return {
        **{name: found[f"group_{place}"] for place, name in enumerate(groups)},
        "unread": found["unread"],
        "languages": found["languages"],
    }


def unread() -> Q:
    """Over, meant for the company, and nobody has looked at it."""
    return Q(seen_at__isnull=True) & ~Q(state__in=("ringing", "ongoing")) & ~Q(outcome=Outcome.SPAM)


def turns_with_hits(call_ids: Sequence[int], asked: Sequence[str]) -> list[CallTurn]:
    """Utterances of these calls that may hold a word that is looked for; their text decides."""
    marks = fingerprints_of_search(asked)
    return list(
        CallTurn.objects.filter(call_id__in=call_ids, words__overlap=marks).order_by("call_id", "position")
    )


def _condition(wanted: CallFilter) -> Q:
    pairs: dict[str, Any] = {
        "outcome__in": wanted.outcomes,
        "intents__contains": [wanted.intent] if wanted.intent else None,
        "customer_id": wanted.customer_id,
        "ringing_at__gte": wanted.since,
        "ringing_at__lt": wanted.until,
        "sentiment": wanted.sentiment,
        "language": wanted.language,
        "duration_ms__gte": wanted.shortest_ms,
        "duration_ms__lt": wanted.longest_ms,
        "missed_reason": wanted.missed_reason,
        "is_important": wanted.is_important,
        "unproven__gte": 1 if wanted.has_unproven else None,
    }
    condition = Q(**{name: value for name, value in pairs.items() if value not in (None, "", (), False)})
    if wanted.branch_ids is not None:
        condition &= Q(branch_id__in=wanted.branch_ids)
    if wanted.is_booked is not None:
        booked = Q(outcome__in=BOOKED)
        condition &= booked if wanted.is_booked else ~booked
    if wanted.is_unread:
        condition &= unread()
    if wanted.of_user is not None:
        condition &= Q(assigned_to_user_id=wanted.of_user) | Q(shared_with__contains=[wanted.of_user])
    return condition & _search(wanted)


def _search(wanted: CallFilter) -> Q:
    ways = Q()
    if wanted.asked:
        ways |= Q(pk__in=_calls_saying(wanted.asked))
    if wanted.name:
        people = Customer.objects.filter(name_key__contains=wanted.name).order_by("-pk")
        ways |= Q(customer_id__in=people.values("pk")[:MOST_CUSTOMERS])
    if wanted.number:
        ways |= Q(phone_index=phone_index(wanted.number))
    return ways


def _calls_saying(asked: Sequence[str]) -> QuerySet[CallTurn, int]:
    """Calls in which every word fell, be it in different utterances."""
    marks = fingerprints_of_search(asked)
    turns = CallTurn.objects.filter(words__overlap=marks).order_by().values("call_id")
    for place, mark in enumerate(marks):
        turns = turns.annotate(**{f"has_{place}": BoolOr(Q(words__contains=[mark]))}).filter(
            **{f"has_{place}": True}
        )
    return turns.values_list("call_id", flat=True)
