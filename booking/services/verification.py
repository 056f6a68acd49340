"""Checking everything again under the lock: nothing is believed because it was offered or asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.functional import SimpleLazyObject

from booking.enums import RefusalCode
from booking.errors import NoClass, ServiceChanged, SlotTaken, refusal_for
from booking.models import Offer, StaffMember
from booking.queries.calendar_state import NOBODY, NOTHING_IGNORED, Asker, Ignored, state_for_search
from booking.queries.classes import class_visits, is_class
from booking.queries.slots import MARGIN, slot_at
from booking.rules.calendar import Calendar
from booking.rules.choices import Choices
from booking.rules.engine import refusal_of
from booking.rules.visits import Visit, visit_of
from booking.values import Slot
from booking.wall_clock import seconds_of


def verify_offer(
    offer: Offer,
    *,
    now: datetime,
    asker: Asker,
    moving_appointment_id: int | None = None,
    moving_visit_id: int | None = None,
) -> Slot:
    """What would be booked for this offer, if every rule still allows it. Its visit must be locked.

    Of a visit it is one part. What the other parts hold is no obstacle, and only the first is on the grid.

    :param asker: whose own appointments count for caps.
    :param moving_appointment_id: the appointment that is to move there; its own time is no obstacle. Nor is
        that of anything that belongs to ``moving_visit_id``.
    :raises ServiceChanged: price or duration is no longer what was offered.
    :raises BookingRefused: whichever rule forbids the time by now, ``SlotTaken`` above all.
    """
    slot = verify_visit(
        service_id=offer.service_id,
        variant_id=offer.variant_id,
        add_on_ids=tuple(offer.add_on_ids),
        customer_id=offer.customer_id,
        staff=offer.staff,
        branch_id=offer.branch_id,
        starts_at=offer.period.lower,
        party_size=offer.party_size,
        now=now,
        asker=asker,
        noticed_at=offer.offered_at,
        ignored=Ignored(
            offer_id=offer.lead_id or offer.pk,
            appointment_id=moving_appointment_id,
            visit_id=moving_visit_id,
        ),
        # Asked for only where several rooms or devices would do.
        preferred=SimpleLazyObject(lambda: set(offer.occupancies.values_list("resource_id", flat=True))),
        waived=_waived_for(offer),
        is_locked=True,
    )
    if slot.service_version != offer.service_version or slot.ends_at != offer.period.upper:
        raise ServiceChanged
    return replace(slot, part=offer.part, person=offer.person)


def _waived_for(offer: Offer) -> set[RefusalCode]:
    waived = set()
    if offer.ignores_horizon:
        waived.add(RefusalCode.BEYOND_HORIZON)
    if offer.lead_id is not None:
        waived.add(RefusalCode.NOT_ON_GRID)
    return waived


def verify_visit(
    *,
    service_id: int,
    staff: StaffMember,
    branch_id: int,
    starts_at: datetime,
    now: datetime,
    variant_id: int | None = None,
    add_on_ids: tuple[int, ...] = (),
    customer_id: int | None = None,
    party_size: int = 1,
    asker: Asker = NOBODY,
    noticed_at: datetime | None = None,
    ignored: Ignored = NOTHING_IGNORED,
    preferred: Collection[int] = (),
    waived: Collection[RefusalCode] = (),
    is_locked: bool = False,
) -> Slot:
    """The visit at this start with everything that belongs to it.

    :param customer_id: with whom the service may take longer.
    :param preferred: rooms and devices that it has already, and keeps if it can.
    :param asker: whose own appointments count for caps.
    :param is_locked: whether ``lock_visit`` has been called; then holds that ran out are
        cleared away.
    :raises BookingRefused: by the first rule that forbids it and is not waived.
    """
    state = state_for_search(
        service_ids=[service_id],
        staff_ids=[staff.pk],
        branch_ids=[branch_id],
        start=starts_at - MARGIN,
        end=starts_at + MARGIN,
        ignored=ignored,
        customer_id=customer_id,
        asker=asker,
        for_change=is_locked,
    )
    visit = _visit(
        state.calendar,
        service_id=service_id,
        staff_id=staff.pk,
        branch_id=branch_id,
        choices=Choices(variant_id, add_on_ids, state.extras, party_size),
        starts_at=starts_at,
        ignored=ignored,
    )
    refusal = refusal_of(
        state.calendar,
        visit,
        start=seconds_of(starts_at),
        now=seconds_of(now),
        noticed_at=None if noticed_at is None else seconds_of(noticed_at),
        taken=state.taken,
        waived=waived,
    )
    if refusal:
        raise refusal_for(refusal)
    takes = visit.takes(seconds_of(starts_at), taken=state.taken, preferred=preferred)
    if takes is None:  # the rules that were waived do not include being in two places at once
        raise SlotTaken
    return slot_at(visit, seconds_of(starts_at), takes=takes)


def _visit(
    calendar: Calendar,
    *,
    service_id: int,
    staff_id: int,
    branch_id: int,
    starts_at: datetime,
    choices: Choices,
    ignored: Ignored,
) -> Visit:
    """A time of one's own with this person, or places in the session that begins then.

    :raises ServiceNotOffered: this person does not do it there.
    :raises NoClass: it is a class, and none begins then.
    """
    if not is_class(calendar, service_id):
        return visit_of(
            calendar, service_id=service_id, staff_id=staff_id, branch_id=branch_id, choices=choices
        )
    found = class_visits(
        calendar,
        service_ids=[service_id],
        staff_ids=[staff_id],
        branch_ids=[branch_id],
        start=starts_at,
        end=starts_at + timedelta(seconds=1),
        ignored=ignored,
        choices=choices,
    )
    if not found:
        raise NoClass
    return found[0]
