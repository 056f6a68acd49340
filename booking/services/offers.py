"""Offering times: whatever is offered is held from that moment on, for one call or session."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from askproai.core.rows import insert
from booking.enums import OccupancyKind, OfferState
from booking.errors import HoldExpired, SlotTaken, TooManyHolds
from booking.models import Occupancy, Offer
from booking.models.appointments import OfferQuerySet
from booking.models.periods import period
from booking.queries.calendar_state import Asker
from booking.queries.obstacles import with_processing
from booking.queries.slots import asker_of, completed, search_slots, slots_in, state_of_search
from booking.queries.visits import visit_of_appointment
from booking.rules.spans import Spans, difference, union
from booking.services.acts import act_that_looks_first, booking_act, lock_parts, lock_resources
from booking.services.slot_ids import offer_of, parts_of, slot_id_of
from booking.services.verification import verify_offer
from booking.values import OfferedSlot, OfferedTimes, Slot, SlotSearch
from booking.wall_clock import instant_of, seconds_of
from tenants.fields import phone_index

HOLD_ON_THE_PHONE = timedelta(seconds=90)
HOLD_ON_THE_WEB = timedelta(minutes=5)
# However often a hold is renewed, the time is free again for others after this.
LONGEST_HOLD = timedelta(minutes=15)
MAX_HOLDS_PER_HOLDER = 6
# One number may call several times at once (a family on the same line), but cannot empty a calendar.
MAX_HOLDS_PER_CALLER = 12
# Held by all callers together, for each person who can be booked: two or three days of work.
MAX_HOLDS_PER_STAFF_MEMBER = 30
ATTEMPTS = 3


def offer_times(
    *, search: SlotSearch, holder: str, hold_for: timedelta, now: datetime, caller: str | None = None
) -> OfferedTimes:
    """Find the best ``search.limit`` times and hold them for ``holder`` (a call, a session).

    A visit of several parts is one offer: its ``slot_id`` stands for all of them.
    Asking again gives the holder's older holds back first, and those of its parts: ``call:7:1`` is a part of
    ``call:7`` that asks and holds on its own account, for somebody who comes along.
    An answer without offers that match the wish says why.

    :param caller: E.164, limits what one number holds.
    :raises TooManyHolds: this number, or all callers of this company together, hold too much already.
    """
    limit = min(search.limit, MAX_HOLDS_PER_HOLDER)
    wish = replace(completed(search), holder=holder, apart=True, limit=limit, caller=caller)
    offered = _offer(wish=wish, holder=holder, hold_for=hold_for, now=now, caller=caller)
    for _ in range(ATTEMPTS - 1):
        if offered.offers or offered.reasons:
            break
        offered = _offer(wish=wish, holder=holder, hold_for=hold_for, now=now, caller=caller)
    if offered.why_not and wish.near is not None and not wish.parts:
        return replace(offered, why_not=with_processing(offered.why_not, at=wish.near))
    return offered


@act_that_looks_first
def _offer(
    *, wish: SlotSearch, holder: str, hold_for: timedelta, now: datetime, caller: str | None
) -> OfferedTimes:
    """One attempt; neither offers nor reasons if a rush took everything between looking and locking."""
    found = search_slots(search=wish, now=now)
    held = _holdings(holder, caller)
    # Older holds are given back here, so their resources are locked together with the new ones, in one order.
    resources = held.own_resources.union(*(part.contended for slot in found.slots for part in slot.parts))
    allowance = 0
    if found.slots:
        # Whoever would be refused anyway need not queue for the lock.
        allowance = held.allowance and _lock_for_holds(
            resources,
            holder,
            caller,
            service_ids=wish.wanted_ids,
            branch_ids={slot.branch_id for slot in found.slots},
            asker=asker_of(wish, now=now),
        )
        if allowance <= 0:
            raise TooManyHolds
    else:
        lock_resources(resources)
    if held.own_resources:
        release_offers(Offer.objects.of_holder(holder))
    if not found.slots:
        return OfferedTimes(offers=(), reasons=found.reasons, why_not=found.why_not)
    # Looked at once more under the lock, only at those who are locked.
    each_holds = len(wish.parts) or 1
    sure = _only_those(replace(wish, limit=min(wish.limit, max(allowance // each_holds, 1))), found.slots)
    state = state_of_search(sure, now=now, for_change=True)
    slots = slots_in(state, search=sure, now=now).slots
    offers = _hold(
        slots, wish=wish, holder=holder, caller=caller, clock=state.read_at, hold_for=hold_for, now=now
    )
    return OfferedTimes(offers=offers, reasons=found.reasons, why_not=found.why_not)


def _only_those(wish: SlotSearch, slots: Sequence[Slot]) -> SlotSearch:
    """The same search among those who were found."""
    found = [part for slot in slots for part in slot.parts]
    return replace(
        wish,
        staff_ids=frozenset(part.staff_id for part in found),
        branch_ids=frozenset(slot.branch_id for slot in slots),
        parts=tuple(
            replace(each, staff_ids=frozenset(part.staff_id for part in found if part.part == place))
            for place, each in enumerate(wish.parts)
        ),
    )


@act_that_looks_first
def renew_hold(*, slot_id: str, hold_for: timedelta, now: datetime, offer: Offer | None = None) -> datetime:
    """Hold an offered time for longer, or again if it ran out and nobody took it; returns the new end.

    :param offer: what ``offer_of(slot_id)`` has just given, where somebody has looked already.
    :raises SlotUnknown: not one of our ids.
    :raises SlotTaken: booked, or held by somebody else meanwhile.
    :raises HoldExpired: given back, or held as long as can be: times have to be asked for again.
    :raises ServiceChanged: price or duration is no longer what was offered.
    """
    offer = offer or offer_of(slot_id)
    _refuse_unless_held(offer)
    index = None if offer.caller_index is None else bytes(offer.caller_index)
    asker = Asker(customer_id=offer.customer_id, phone_index=index, at=now)
    parts = parts_of(offer)
    lock_parts(parts, asker=asker)
    visit_id = visit_of_appointment(offer.moving_id) if offer.visit_terms else None
    slots = [
        verify_offer(
            part, now=now, asker=asker, moving_appointment_id=offer.moving_id, moving_visit_id=visit_id
        )
        for part in parts
    ]
    kept = _renew(offer, hold_for)
    own = _own_spans(offer.moving_id, visit_id)
    for part in parts:
        part.expires_at = offer.expires_at
    pairs = zip(parts, slots, strict=True)
    wanted = [occupancy for part, slot in pairs for occupancy in _occupancies(part, slot, own=own)]
    if kept != len(wanted):
        # It ran out, and somebody has cleared away all of it, or as much as they came across.
        Occupancy.objects.filter(offer__in=parts).delete()
        insert(wanted)
    return offer.expires_at


def _refuse_unless_held(offer: Offer) -> None:
    if offer.state == OfferState.BOOKED:
        raise SlotTaken
    if offer.state == OfferState.RELEASED:
        raise HoldExpired


_RENEW_SQL = """
WITH renewed AS (
    UPDATE booking_offer
    SET expires_at = least(
        statement_timestamp() + make_interval(secs => %(hold_for_s)s),
        created_at + make_interval(secs => %(longest_s)s)
    )
    WHERE (id = %(id)s OR lead_id = %(id)s) AND state = 'held'
        AND created_at + make_interval(secs => %(longest_s)s) > statement_timestamp()
    RETURNING id, expires_at
),
kept AS (
    UPDATE booking_occupancy SET expires_at = renewed.expires_at
    FROM renewed WHERE offer_id = renewed.id RETURNING offer_id
)
SELECT expires_at, (SELECT count(*) FROM kept) FROM renewed LIMIT 1
"""


def _renew(offer: Offer, hold_for: timedelta) -> int:
    """Move the end of the hold, by the database's clock; returns how many occupancies it still has."""
    with connection.cursor() as cursor:
        lengths = {"hold_for_s": hold_for.total_seconds(), "longest_s": LONGEST_HOLD.total_seconds()}
        cursor.execute(_RENEW_SQL, {"id": offer.pk, **lengths})
        renewed = cursor.fetchone()
    if renewed is None:
        offer.refresh_from_db(fields=["state"])
        _refuse_unless_held(offer)
        raise HoldExpired
    kept: int
    offer.expires_at, kept = renewed
    return kept


@booking_act
def release_holds(*, holder: str) -> int:
    """Give back all that a call or session holds, when it ends; returns how many times that were."""
    lock_resources(_holdings(holder, caller=None).own_resources)
    return release_offers(Offer.objects.of_holder(holder))


def hold_on(*, holder: str, hold_for: timedelta) -> int:
    """Hold what the house holds for somebody so much longer from now, if it still runs; returns how many.

    For ``house:`` holders only: what callers hold is bounded by ``renew_hold``.
    """
    offers = Offer.objects.running().of_holder(holder)
    Occupancy.objects.filter(offer__in=offers).update(expires_at=Now() + hold_for)
    return offers.update(expires_at=Now() + hold_for)


@booking_act
def release_hold(*, slot_id: str) -> None:
    """Give back one offered time; giving it back twice, or after booking it, changes nothing.

    :raises SlotUnknown: not one of our ids.
    """
    parts = parts_of(offer_of(slot_id))
    lock_resources(Occupancy.objects.filter(offer__in=parts).values_list("resource_id", flat=True))
    release_offers(Offer.objects.filter(pk__in=[part.pk for part in parts]))


def clear_old_offers(*, older_than: timedelta, limit: int = 5_000) -> int:
    """Forget offers that ended this long ago; their ids become unknown. Returns how many went."""
    old = Offer.objects.filter(expires_at__lt=Now() - older_than).order_by("expires_at")
    _, per_model = Offer.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()
    return per_model.get("booking.Offer", 0)


def release_offers(offers: OfferQuerySet) -> int:
    """Free what these offers hold. Their resources must be locked."""
    held = list(offers.filter(state=OfferState.HELD).values_list("pk", flat=True))
    Occupancy.objects.filter(offer__in=held).delete()
    return Offer.objects.filter(pk__in=held, state=OfferState.HELD).update(state=OfferState.RELEASED)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Holdings:
    """Whose time the holder holds (also what ran out), and how many times more may be held (0: none)."""

    own_resources: frozenset[int]
    allowance: int


_HOLDINGS_SQL = """
SELECT array_agg(DISTINCT coalesce(taken.resource_id, staff.resource_id)),
    booking_hold_allowance(%(holder)s, %(caller)s, %(by_caller)s, %(per_staff_member)s)
FROM booking_offer offer JOIN booking_staffmember staff ON staff.id = offer.staff_id
    LEFT JOIN booking_occupancy taken ON taken.offer_id = offer.id
WHERE offer.state = 'held'
    AND (offer.holder = %(holder)s OR starts_with(offer.holder, %(holder)s || ':'))
"""


def _holdings(holder: str, caller: str | None) -> _Holdings:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDINGS_SQL, _limits(holder, caller))
        own, allowance = cursor.fetchone()
    return _Holdings(own_resources=frozenset(own or ()), allowance=max(allowance, 0))


# The row of the first function is there before the second is called.
_LOCK_SQL = """
SELECT booking_lock_for_holds(
    %(resources)s, %(holder)s, %(caller)s, %(by_caller)s, %(per_staff_member)s
)
FROM booking_lock_caps(%(service_ids)s::int8[], %(branch_ids)s::int8[], %(customer_id)s, %(asker_index)s)
"""


def _lock_for_holds(
    resource_ids: Collection[int],
    holder: str,
    caller: str | None,
    *,
    service_ids: Collection[int],
    branch_ids: Collection[int],
    asker: Asker,
) -> int:
    """Lock what is counted for caps, then these, and tell how many times may be held by now."""
    counted = {
        "service_ids": list(service_ids),
        "branch_ids": list(branch_ids),
        "customer_id": asker.customer_id,
        "asker_index": asker.phone_index,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SQL, {"resources": list(resource_ids), **counted, **_limits(holder, caller)})
        allowance: int = cursor.fetchone()[0]
    return allowance


def _limits(holder: str, caller: str | None) -> dict[str, Any]:
    return {
        "holder": holder,
        "caller": phone_index(caller) if caller else None,
        "by_caller": MAX_HOLDS_PER_CALLER,
        "per_staff_member": MAX_HOLDS_PER_STAFF_MEMBER,
    }


def _hold(
    slots: Sequence[Slot],
    *,
    wish: SlotSearch,
    holder: str,
    caller: str | None,
    clock: datetime,
    hold_for: timedelta,
    now: datetime,
) -> tuple[OfferedSlot, ...]:
    def offer_for(slot: Slot, lead: Offer | None = None) -> Offer:
        return Offer(
            service_id=slot.service_id,
            service_version=slot.service_version,
            staff_id=slot.staff_id,
            branch_id=slot.branch_id,
            variant_id=slot.variant_id,
            add_on_ids=[add_on.id for add_on in slot.add_ons],
            customer_id=wish.customer_id,
            period=period(slot.starts_at, slot.ends_at),
            party_size=slot.party_size,
            session_id=slot.session_id,
            ignores_horizon=wish.ignores_horizon,
            price_cents=slot.price_cents,
            price_kind=slot.price_kind,
            currency=slot.currency,
            lead=lead,
            part=slot.part,
            person=slot.person,
            visit_terms=terms_kept(wish) if slot.others else None,
            holder=holder,
            caller_index=phone_index(caller) if caller else None,
            moving_id=wish.moving_appointment_id,
            offered_at=now,
            created_at=clock,
            expires_at=clock + hold_for,
        )

    leads = [(offer_for(slot), slot) for slot in slots]
    insert([lead for lead, _ in leads])
    followers = [(offer_for(part, lead), part) for lead, slot in leads for part in slot.others]
    insert([follower for follower, _ in followers])
    own = _own_spans(wish.moving_appointment_id, wish.moving_visit_id)
    held = (*leads, *followers)
    insert([occupancy for offer, slot in held for occupancy in _occupancies(offer, slot, own=own)])
    return tuple(_offered(lead, slot) for lead, slot in leads)


def terms_kept(wish: SlotSearch) -> dict[str, object]:
    """How the parts of the visit have to fit together, for when it is moved."""
    return {
        "in_order": wish.in_order,
        "at_once": wish.at_once,
        "max_wait_s": int(wish.max_wait.total_seconds()),
    }


def _occupancies(offer: Offer, slot: Slot, *, own: dict[int, Spans]) -> Iterable[Occupancy]:
    """What the hold takes: the whole visit, but for what the appointment to be moved has there already."""
    for resource_id, taken_from, taken_until in slot.takes:
        span = (seconds_of(taken_from), seconds_of(taken_until))
        for start, end in difference((span,), own.get(resource_id, ())):
            yield Occupancy(
                resource_id=resource_id,
                blocked=period(instant_of(start), instant_of(end)),
                kind=OccupancyKind.HOLD,
                offer=offer,
                expires_at=offer.expires_at,
            )


def _own_spans(appointment_id: int | None, visit_id: int | None = None) -> dict[int, Spans]:
    if appointment_id is None:
        return {}
    own = Q(appointment_id=appointment_id)
    if visit_id is not None:
        own |= Q(appointment__visit_id=visit_id)
    spans: dict[int, Spans] = {}
    for row in Occupancy.objects.filter(own):
        span = (seconds_of(row.blocked.lower), seconds_of(row.blocked.upper))
        spans[row.resource_id] = union((*spans.get(row.resource_id, ()), span))
    return spans


def _offered(offer: Offer, slot: Slot) -> OfferedSlot:
    values = {field.name: getattr(slot, field.name) for field in fields(Slot)}
    return OfferedSlot(**values, slot_id=slot_id_of(offer), expires_at=offer.expires_at)
