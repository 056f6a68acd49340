"""Offering times: whatever is offered is held from that moment on, for one call or session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from askproai.core.rows import insert
from booking.errors import TooManyHolds
from booking.models import Offer
from booking.models.periods import period
from booking.queries.obstacles import with_processing
from booking.queries.slots import asker_of, completed, search_slots, slots_in, state_of_search
from booking.services.acts import act_that_looks_first, lock_resources
from booking.services.hold_limits import MAX_HOLDS_PER_HOLDER, holdings_of, lock_for_holds
from booking.services.holds import occupancies_of, own_spans, release_offers
from booking.services.slot_ids import slot_id_of
from booking.values import OfferedSlot, OfferedTimes, Slot, SlotSearch
from tenants.fields import phone_index

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
    held = holdings_of(holder, caller)
    # Older holds are given back here, so their resources are locked together with the new ones, in one order.
    resources = held.own_resources.union(*(part.contended for slot in found.slots for part in slot.parts))
    allowance = 0
    if found.slots:
        # Whoever would be refused anyway need not queue for the lock.
        allowance = held.allowance and lock_for_holds(
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
    own = own_spans(wish.moving_appointment_id, wish.moving_visit_id)
    held = (*leads, *followers)
    insert([occupancy for offer, slot in held for occupancy in occupancies_of(offer, slot, own=own)])
    return tuple(_offered(lead, slot) for lead, slot in leads)


def terms_kept(wish: SlotSearch) -> dict[str, object]:
    """How the parts of the visit have to fit together, for when it is moved."""
    return {
        "in_order": wish.in_order,
        "at_once": wish.at_once,
        "max_wait_s": int(wish.max_wait.total_seconds()),
    }


def _offered(offer: Offer, slot: Slot) -> OfferedSlot:
    values = {field.name: getattr(slot, field.name) for field in fields(Slot)}
    return OfferedSlot(**values, slot_id=slot_id_of(offer), expires_at=offer.expires_at)
