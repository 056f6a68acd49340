"""Holding one chosen time for somebody on the booking page: a wish, and the very start."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from booking.errors import ServiceChanged, SlotTaken, SlotUnknown, refusal_for
from booking.models import Offer
from booking.queries.visits import visit_of_appointment
from booking.services.holds import HOLD_ON_THE_WEB
from booking.services.offers import offer_times
from booking.services.slot_ids import offer_of, parts_of
from booking.values import OfferedSlot, PartWish, SlotSearch

_JUST_THEN = timedelta(seconds=1)


def hold_time(
    *, search: SlotSearch, starts_at: datetime, holder: str, now: datetime, address: str | None = None
) -> OfferedSlot:
    """Hold this very time for five minutes; what the holder held before is given back.

    :param search: what, where and with whom; with nobody named it is whoever is free and loses least by it.
    :param address: the IP address, which limits how many times one machine holds.
    :raises BookingRefused: by the rule that forbids the time, ``SlotTaken`` above all.
    :raises TooManyHolds: this address, or all visitors together, hold too much.
    """
    just_then = replace(
        search,
        windows=((starts_at, starts_at + _JUST_THEN),),
        near=starts_at,
        limit=1,
        alternatives=False,
    )
    offered = offer_times(
        search=just_then,
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
    parts = parts_of(offer)
    held = hold_time(search=_search_of(offer, parts), starts_at=offer.period.lower, holder=holder, now=now)
    before = {(part.part, part.staff_id, part.period.upper, part.price_cents) for part in parts}
    if {(part.part, part.staff_id, part.ends_at, part.price_cents) for part in held.parts} != before:
        raise ServiceChanged
    return offer_of(held.slot_id)


def _search_of(offer: Offer, parts: list[Offer]) -> SlotSearch:
    """The search that finds the offer again, and nobody else for it."""
    common = SlotSearch(branch_ids=frozenset({offer.branch_id}), moving_appointment_id=offer.moving_id)
    if offer.visit_terms is None:
        return replace(
            common,
            service_ids=(offer.service_id,),
            staff_ids=frozenset({offer.staff_id}),
            variant_id=offer.variant_id,
            add_on_ids=tuple(offer.add_on_ids),
            party_size=offer.party_size,
        )
    terms = offer.visit_terms
    return replace(
        common,
        parts=tuple(
            PartWish(
                service_id=part.service_id,
                variant_id=part.variant_id,
                add_on_ids=tuple(part.add_on_ids),
                staff_ids=frozenset({part.staff_id}),
                person=part.person,
            )
            for part in sorted(parts, key=lambda each: each.part)
        ),
        in_order=terms["in_order"],
        at_once=terms["at_once"],
        max_wait=timedelta(seconds=terms["max_wait_s"]),
        moving_visit_id=visit_of_appointment(offer.moving_id),
    )
