"""What becomes of an appointment: moved, cancelled, kept or missed. Locks it first, resources after it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from askproai.core.events import publish
from booking.enums import AppointmentSource, AppointmentStatus, ChangeKind, OfferState, RefusalCode
from booking.errors import (
    AppointmentChangedMeanwhile,
    AppointmentNotChangeable,
    AppointmentUnknown,
    SlotTaken,
    SlotUnknown,
    TooLateToChange,
)
from booking.events import (
    AppointmentApproved,
    AppointmentCancelled,
    AppointmentRescheduled,
    AppointmentStatusChanged,
)
from booking.models import Appointment, AppointmentChange, Occupancy
from booking.models.periods import period
from booking.queries.calendar_state import Asker, Ignored
from booking.queries.terms import PROMISED, change_terms
from booking.queries.visits import visit_of_appointment
from booking.services.acts import booking_act, lock_parts, lock_resources, lock_visit
from booking.services.appointments import bookable_staff, options_kept, take, use_up, waivable
from booking.services.idempotency import Request, claim, remember_answer
from booking.services.places import give_places_back
from booking.services.settling import (
    TERMS,
    accepted_fee,
    settle_on_cancelling,
    settle_on_moving,
    settle_on_status,
)
from booking.services.slot_ids import offer_of, parts_of
from booking.services.terms import wake_for
from booking.services.verification import verify_offer, verify_visit
from booking.values import Slot

# From which states the team may set each state; what is there already stays as it is.
_BEFORE: dict[AppointmentStatus, tuple[AppointmentStatus, ...]] = {
    AppointmentStatus.CONFIRMED: (
        AppointmentStatus.PENDING,
        AppointmentStatus.ARRIVED,
        AppointmentStatus.DONE,
        AppointmentStatus.NO_SHOW,
    ),
    AppointmentStatus.ARRIVED: (*PROMISED, AppointmentStatus.DONE, AppointmentStatus.NO_SHOW),
    AppointmentStatus.DONE: (*PROMISED, AppointmentStatus.ARRIVED),
    AppointmentStatus.NO_SHOW: (*PROMISED, AppointmentStatus.ARRIVED),
}


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
        _refuse_unless_ahead(each, now)
        if not is_by_team:
            _refuse_unless_in_time(each, now)
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
    _refuse_unless_ahead(appointment, now)
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


@booking_act
def cancel_appointment(
    *,
    appointment_id: int,
    reason: str,
    by: str,
    now: datetime,
    is_by_team: bool = False,
    accepted_fee_cents: int = 0,
    with_series: bool = False,
    whole_visit: bool = False,
    is_silent: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Give the time back. Cancelling what is cancelled changes nothing and says nothing.

    :param whole_visit: everything that belongs to its visit and is still ahead goes with it.
    :param accepted_fee_cents: what the customer was told that it costs so late, and agreed to; the team
        charges nobody for its own cancellations.
    :param with_series: several are cancelled at once, and told in one message.
    :param is_silent: the customer is not to hear of it; ``told_after``: they hear of it so much later.
    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: over, or already begun.
    :raises TooLateToChange: customers may not cancel it themselves any more; the team may.
    :raises FeeNotAccepted: it costs something else; says what.
    """
    leaving = lock_visit_of(appointment_id) if whole_visit else [lock_appointment(appointment_id)]
    leaving = [each for each in leaving if each.status != AppointmentStatus.CANCELLED]
    if not leaving:
        return Appointment.objects.with_names().get(pk=appointment_id)
    for each in leaving:
        if each.session_id is not None:
            lock_resources({each.staff.resource_id})
        _refuse_unless_ahead(each, now)
        if not is_by_team:
            _refuse_unless_in_time(each, now)
    fees = [0 if is_by_team else change_terms(each, now=now).cancel_fee_cents for each in leaving]
    accepted_fee(sum(fees), accepted_cents=accepted_fee_cents)
    first = min(leaving, key=lambda each: (each.starts_at, each.pk))
    # The first part speaks for all, so it comes when the others are done.
    for each, fee in sorted(zip(leaving, fees, strict=True), key=lambda pair: pair[0] is first):
        call_off(
            each,
            reason=reason,
            by=by,
            now=now,
            fee_cents=fee,
            with_series=with_series,
            with_visit=each is not first,
            is_silent=is_silent,
            told_after=told_after,
        )
    return first


def call_off(
    appointment: Appointment,
    *,
    reason: str,
    by: str,
    now: datetime,
    kind: ChangeKind = ChangeKind.CANCELLED,
    fee_cents: int = 0,
    with_series: bool = False,
    with_visit: bool = False,
    is_silent: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Take an appointment that is ahead out of the calendar. It must be locked."""
    before = appointment.status
    appointment.status = AppointmentStatus.CANCELLED
    appointment.cancelled_at = now
    appointment.cancel_reason = reason[:200]
    appointment.version += 1
    settle_on_cancelling(appointment, fee_cents=fee_cents)
    appointment.save(update_fields=["status", "cancelled_at", "cancel_reason", "version", *TERMS])
    appointment.occupancies.all().delete()
    give_places_back(appointment)
    change = AppointmentChange.objects.create(
        appointment=appointment,
        kind=kind,
        changed_at=now,
        by=by,
        old_period=appointment.period,
        old_staff_id=appointment.staff_id,
        old_status=before,
        new_status=appointment.status,
        reason=reason[:200],
    )
    publish(
        AppointmentCancelled(
            appointment_id=appointment.pk,
            change_id=change.pk,
            with_series=with_series,
            with_visit=with_visit,
            is_silent=is_silent,
            told_after=told_after,
        )
    )
    return appointment


@booking_act
def mark_appointment(
    *,
    appointment_id: int,
    status: AppointmentStatus,
    by: str,
    now: datetime,
    with_visit: bool = False,
    expected_version: int | None = None,
) -> Appointment:
    """Confirmed, arrived, done or no-show. Marking twice is the same as once.

    :param with_visit: it belongs to a visit, of which another part tells.
    :param expected_version: what was seen by who marks it, where that may be a while ago.
    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentChangedMeanwhile: it is neither as it was seen nor as it is wanted.
    :raises AppointmentNotChangeable: this state cannot follow the one it is in, or it is too early for it.
    """
    appointment = lock_appointment(appointment_id)
    before = AppointmentStatus(appointment.status)
    if before == status:
        return appointment
    if expected_version is not None and appointment.version != expected_version:
        raise AppointmentChangedMeanwhile
    too_early = status == AppointmentStatus.NO_SHOW and now < appointment.starts_at
    if before not in _BEFORE.get(status, ()) or too_early:
        raise AppointmentNotChangeable(status=before, wanted=status)
    appointment.status = status
    appointment.version += 1
    settle_on_status(appointment, before=before, now=now)
    appointment.save(update_fields=["status", "version", *TERMS])
    change = AppointmentChange.objects.create(
        appointment=appointment,
        kind=ChangeKind.STATUS,
        changed_at=now,
        by=by,
        old_status=before,
        new_status=status,
    )
    publish(AppointmentStatusChanged(appointment_id=appointment.pk, status=status.value))
    if (before, status) == (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED):
        wake_for(appointment, now=now)
        publish(
            AppointmentApproved(appointment_id=appointment.pk, change_id=change.pk, with_visit=with_visit)
        )
    return appointment


def lock_appointment(appointment_id: int) -> Appointment:
    """The appointment as it is now; nobody else changes it until the transaction ends.

    :raises AppointmentUnknown: no such appointment.
    """
    rows = Appointment.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "staff", "branch", "service"
    )
    appointment = rows.filter(pk=appointment_id).first()
    if appointment is None:
        raise AppointmentUnknown
    return appointment


def lock_visit_of(appointment_id: int) -> list[Appointment]:
    """The same for all that belongs to its visit and was not cancelled, in the order it was wished for.

    :raises AppointmentUnknown: no such appointment.
    """
    visit_id = visit_of_appointment(appointment_id)
    if visit_id is None:
        return [lock_appointment(appointment_id)]
    rows = Appointment.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "staff", "branch", "service"
    )
    parts = list(rows.filter(visit_id=visit_id).not_cancelled().order_by("pk"))
    return sorted(parts, key=lambda each: (each.part, each.pk))


def _taken_by(appointment: Appointment) -> frozenset[int]:
    """Who and what the appointment occupies; the person of a class guards its places."""
    kept = appointment.occupancies.values_list("resource_id", flat=True)
    return frozenset({appointment.staff.resource_id, *kept})


def _refuse_unless_ahead(appointment: Appointment, now: datetime) -> None:
    if appointment.status not in PROMISED or appointment.starts_at <= now:
        raise AppointmentNotChangeable(status=appointment.status)


def _refuse_unless_in_time(appointment: Appointment, now: datetime) -> None:
    notice = appointment.service.change_notice
    if appointment.starts_at - now < (appointment.branch.change_notice if notice is None else notice):
        raise TooLateToChange


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
