"""What is held for a call or session: how long, and giving it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from askproai.core.rows import insert
from booking.enums import OccupancyKind, OfferState
from booking.errors import HoldExpired, SlotTaken
from booking.models import Occupancy, Offer
from booking.models.appointments import OfferQuerySet
from booking.models.periods import period
from booking.queries.calendar_state import Asker
from booking.queries.visits import visit_of_appointment
from booking.rules.spans import Spans, difference, union
from booking.services.acts import act_that_looks_first, booking_act, lock_parts, lock_resources
from booking.services.hold_limits import holdings_of
from booking.services.slot_ids import offer_of, parts_of
from booking.services.verification import verify_offer
from booking.values import Slot
from booking.wall_clock import instant_of, seconds_of

HOLD_ON_THE_PHONE = timedelta(seconds=90)


HOLD_ON_THE_WEB = timedelta(minutes=5)


# However often a hold is renewed, the time is free again for others after this.
LONGEST_HOLD = timedelta(minutes=15)


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
    own = own_spans(offer.moving_id, visit_id)
    for part in parts:
        part.expires_at = offer.expires_at
    pairs = zip(parts, slots, strict=True)
    wanted = [occupancy for part, slot in pairs for occupancy in occupancies_of(part, slot, own=own)]
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
    lock_resources(holdings_of(holder, caller=None).own_resources)
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


def occupancies_of(offer: Offer, slot: Slot, *, own: dict[int, Spans]) -> Iterable[Occupancy]:
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


def own_spans(appointment_id: int | None, visit_id: int | None = None) -> dict[int, Spans]:
    """What an appointment that is to move has already, or all of its visit, by resource."""
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
