"""Holding one chosen time for somebody on the booking page: by service, place, person and start."""

from __future__ import annotations

from datetime import datetime, timedelta

from booking.errors import ServiceChanged, SlotTaken, SlotUnknown, refusal_for
from booking.models import Offer
from booking.services.offers import HOLD_ON_THE_WEB, offer_times
from booking.services.slot_ids import offer_of
from booking.values import OfferedSlot, SlotSearch

_JUST_THEN = timedelta(seconds=1)


def hold_time(
    *,
    service_id: int,
    branch_id: int,
    starts_at: datetime,
    holder: str,
    now: datetime,
    staff_id: int | None = None,
    variant_id: int | None = None,
    add_on_ids: tuple[int, ...] = (),
    party_size: int = 1,
    moving_appointment_id: int | None = None,
    address: str | None = None,
) -> OfferedSlot:
    """Hold this very time for five minutes; what the holder held before is given back.

    :param staff_id: ``None``: whoever is free then and loses least by it.
    :param address: the IP address, which limits how many times one machine holds.
    :raises BookingRefused: by the rule that forbids the time, ``SlotTaken`` above all.
    :raises TooManyHolds: this address, or all visitors together, hold too much.
    """
    search = SlotSearch(
        service_ids=(service_id,),
        variant_id=variant_id,
        add_on_ids=add_on_ids,
        party_size=party_size,
        staff_ids=None if staff_id is None else frozenset({staff_id}),
        branch_ids=frozenset({branch_id}),
        windows=((starts_at, starts_at + _JUST_THEN),),
        near=starts_at,
        limit=1,
        moving_appointment_id=moving_appointment_id,
        alternatives=False,
    )
    offered = offer_times(
        search=search,
        holder=holder,
        hold_for=HOLD_ON_THE_WEB,
        now=now,
        caller=None if address is None else f"ip:{address}",
    )
    if offered.offers:
        return offered.offers[0]
    raise refusal_for(offered.why_not[0].code) if offered.why_not else SlotTaken


def hold_again(*, offer: Offer, holder: str, now: datetime) -> Offer:
    """Take a time anew whose hold ran out or was given back, as it was offered.

    :raises SlotTaken: somebody else has it by now.
    :raises ServiceChanged: price, duration or person would be others.
    """
    if offer.holder != holder:
        raise SlotUnknown
    held = hold_time(
        service_id=offer.service_id,
        branch_id=offer.branch_id,
        starts_at=offer.period.lower,
        staff_id=offer.staff_id,
        variant_id=offer.variant_id,
        add_on_ids=tuple(offer.add_on_ids),
        party_size=offer.party_size,
        holder=holder,
        now=now,
        moving_appointment_id=offer.moving_id,
    )
    if held.ends_at != offer.period.upper or held.price_cents != offer.price_cents:
        raise ServiceChanged
    return offer_of(held.slot_id)
