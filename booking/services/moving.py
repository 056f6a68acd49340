"""Another time for an appointment, offered or chosen by the team. Locks it first, resources after it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from askproai.core.events import publish
from booking.enums import AppointmentSource, ChangeKind, OfferState, RefusalCode
from booking.errors import (
    AppointmentChangedMeanwhile,
    SlotTaken,
    SlotUnknown,
)
from booking.events import (
    AppointmentRescheduled,
)
from booking.models import Appointment, AppointmentChange, Occupancy
from booking.models.periods import period
from booking.queries.calendar_state import Asker, Ignored
from booking.queries.terms import change_terms
from booking.services.acts import booking_act, lock_parts, lock_visit
from booking.services.changeable import (
    lock_appointment,
    lock_visit_of,
    refuse_unless_ahead,
    refuse_unless_in_time,
)
from booking.services.direct_booking import bookable_staff, waivable
from booking.services.idempotency import Request, claim, remember_answer
from booking.services.places import give_places_back
from booking.services.settling import (
    accepted_fee,
    settle_on_moving,
)
from booking.services.slot_ids import offer_of, parts_of
from booking.services.terms import wake_for
from booking.services.verification import verify_offer, verify_visit
from booking.services.writing_down import options_kept, take, use_up
from booking.values import Slot


@booking_act
def reschedule_appointment(
    *,
    appointment_id: int,
    slot_id: str,
    idempotency_key: str,
    now: datetime,
    by: str = "phone",
    accepted_fee_cents: int = 0,
    is_by_team: bool = False,
) -> Appointment:
    """Move an appointment to an offered, held time: the new one taken and the old one freed, or nothing.

    Search with ``moving_appointment_id`` to be offered times that overlap the old one, and with
    ``search_for_moving`` for those of a whole visit, all parts of which then move together. Where the team
    has to agree to the service, it has to agree to the new time too.

    :param accepted_fee_cents: what the customer was told that it costs so late, and agreed to.
    :param is_by_team: the house proposed it: no matter how near the old time is, it costs nothing.
    :raises FeeNotAccepted: it costs something else; says what.
    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: cancelled, over, or already begun.
    :raises TooLateToChange: customers may not move it themselves any more.
    :raises SlotUnknown: not an id of this company, or offered for another appointment.
    :raises HoldExpired: the hold ran out.
    :raises SlotTaken: booked before, or taken by somebody else.
    :raises BookingRefused: whichever rule forbids the time by now.
    :raises IdempotencyKeyReused: the key came with other content before.
    """
    offer = offer_of(slot_id)
    content: dict[str, object] = {
        "act": "reschedule",
        "offer": offer.public_id,
        "appointment": appointment_id,
    }
    request = Request(key=idempotency_key, content=content)
    key = claim(request, now=now)
    if key.appointment is not None:
        return key.appointment
    if offer.state == OfferState.BOOKED:
        raise SlotTaken
    parts = parts_of(offer)
    moving = lock_visit_of(appointment_id) if len(parts) > 1 else [lock_appointment(appointment_id)]
    if len(moving) != len(parts) or offer.moving_id not in (None, *(each.pk for each in moving)):
        raise SlotUnknown
    for each in moving:
        refuse_unless_ahead(each, now)
        if not is_by_team:
            refuse_unless_in_time(each, now)
    fees = [0 if is_by_team else change_terms(each, now=now).move_fee_cents for each in moving]
    accepted_fee(sum(fees), accepted_cents=accepted_fee_cents)
    asker = Asker(customer_id=moving[0].customer_id, at=now)
    lock_parts(parts, asker=asker, besides=frozenset().union(*map(_taken_by, moving)))
    use_up(offer)
    visit_id = moving[0].visit_id if len(parts) > 1 else None
    slots = {
        part.part: verify_offer(
            part, now=now, asker=asker, moving_appointment_id=appointment_id, moving_visit_id=visit_id
        )
        for part in parts
    }
    Occupancy.objects.filter(offer__in=parts).delete()
    # A part may take what another part of the same visit has now.
    Occupancy.objects.filter(appointment__in=moving).delete()
    first = min(slots, key=lambda place: slots[place].starts_at)
    # The first part speaks for all, so it comes when the others are done.
    moved = [
        move_to(
            moving[place],
            slots[place],
            now=now,
            by=by,
            fee_cents=fees[place],
            is_by_customer=not is_by_team,
            with_visit=place != first,
        )
        for place in (*(each for each in slots if each != first), first)
    ]
    remember_answer(key, moved[-1])
    return moved[-1]


@booking_act
def move_appointment(
    *,
    appointment_id: int,
    starts_at: datetime,
    now: datetime,
    by: str,
    staff_id: int | None = None,
    expected_version: int | None = None,
    waived: Collection[RefusalCode] = (),
    with_series: bool = False,
    reason: str = "",
    is_silent: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Move an appointment without an offer, as the team does in its calendar, perhaps to another person.

    :param expected_version: what the mover saw; if it changed since then, nothing is moved.
    :param waived: rules that the team takes responsibility for, within ``TEAM_MAY_WAIVE``.
    :param reason: why, for the appointment's history.
    :param is_silent: the customer is not to hear of it; ``told_after``: they hear of it so much later.
    :param with_series: several are moved at once, and told in one message.
    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: cancelled, over, or already begun.
    :raises AppointmentChangedMeanwhile: it is not in the version that was shown any more.
    :raises BookingRefused: the first rule that forbids the time.
    """
    appointment = lock_appointment(appointment_id)
    if expected_version not in (None, appointment.version):
        raise AppointmentChangedMeanwhile
    refuse_unless_ahead(appointment, now)
    staff = appointment.staff if staff_id is None else bookable_staff(staff_id)
    if staff == appointment.staff and starts_at == appointment.starts_at:
        return appointment
    takes = _taken_by(appointment)
    asker = Asker(customer_id=appointment.customer_id, at=now)
    lock_visit(
        service_id=appointment.service_id,
        staff=staff,
        branch_id=appointment.branch_id,
        asker=asker,
        besides=takes,
    )
    slot = verify_visit(
        asker=asker,
        service_id=appointment.service_id,
        variant_id=appointment.variant_id,
        add_on_ids=appointment.add_on_ids,
        customer_id=appointment.customer_id,
        staff=staff,
        branch_id=appointment.branch_id,
        starts_at=starts_at,
        party_size=appointment.party_size,
        now=now,
        ignored=Ignored(appointment_id=appointment_id),
        preferred=takes,
        waived=waivable(AppointmentSource.PORTAL, waived),
        is_locked=True,
    )
    return move_to(
        appointment,
        slot,
        now=now,
        by=by,
        with_series=with_series,
        reason=reason,
        is_silent=is_silent,
        told_after=told_after,
    )


def _taken_by(appointment: Appointment) -> frozenset[int]:
    """Who and what the appointment occupies; the person of a class guards its places."""
    kept = appointment.occupancies.values_list("resource_id", flat=True)
    return frozenset({appointment.staff.resource_id, *kept})


def move_to(
    appointment: Appointment,
    slot: Slot,
    *,
    now: datetime,
    by: str,
    fee_cents: int = 0,
    is_by_customer: bool = False,
    with_series: bool = False,
    with_visit: bool = False,
    reason: str = "",
    is_silent: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Take the new time and free the old one. Appointment and all resources must be locked."""
    change = AppointmentChange(
        appointment=appointment,
        kind=ChangeKind.RESCHEDULED,
        changed_at=now,
        by=by,
        old_period=appointment.period,
        new_period=period(slot.starts_at, slot.ends_at),
        old_staff_id=appointment.staff_id,
        new_staff_id=slot.staff_id,
        reason=reason[:200],
    )
    Occupancy.objects.filter(appointment=appointment).delete()
    give_places_back(appointment)
    take(slot, appointment)
    terms = settle_on_moving(appointment, slot, now=now, fee_cents=fee_cents, is_by_customer=is_by_customer)
    Appointment.objects.filter(pk=appointment.pk).update(
        **terms,
        period=period(slot.starts_at, slot.ends_at),
        staff_id=slot.staff_id,
        branch_id=slot.branch_id,
        service_id=slot.service_id,
        **options_kept(slot),
        party_size=slot.party_size,
        session_id=slot.session_id,
        price_cents=slot.price_cents,
        price_kind=slot.price_kind,
        currency=slot.currency,
        version=appointment.version + 1,
    )
    change.save(force_insert=True)
    wake_for(appointment, now=now)
    publish(
        AppointmentRescheduled(
            appointment_id=appointment.pk,
            change_id=change.pk,
            with_series=with_series,
            with_visit=with_visit,
            is_silent=is_silent,
            told_after=told_after,
        )
    )
    return Appointment.objects.with_names().get(pk=appointment.pk)
