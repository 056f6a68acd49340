"""Booking without an offer: team members at the calendar, imports, walk-ins. Same rules, same lock."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from askproai.core.events import publish
from booking.enums import (
    AppointmentSource,
    RefusalCode,
)
from booking.errors import BookingRefused, ServiceNotOffered
from booking.events import AppointmentBooked
from booking.models import (
    Appointment,
    Customer,
    IdempotencyKey,
    StaffMember,
)
from booking.rules.questions import Answers
from booking.services.acts import booking_act, lock_visit
from booking.services.customers import asker_for, person_for
from booking.services.idempotency import Request, answered, claim, content_of
from booking.services.verification import verify_visit
from booking.services.writing_down import add_appointment, take, write_down
from booking.values import CustomerDetails, Slot

# What the team may decide itself when it books by hand; never the double booking.
TEAM_MAY_WAIVE = frozenset(
    {
        RefusalCode.TOO_SHORT_NOTICE,
        RefusalCode.BEYOND_HORIZON,
        RefusalCode.NOT_ON_GRID,
        RefusalCode.PUBLIC_HOLIDAY,
        RefusalCode.BRANCH_CLOSED,
        RefusalCode.OUTSIDE_OPENING_HOURS,
        RefusalCode.STAFF_NOT_WORKING,
        RefusalCode.BRANCH_DAY_FULL,
        RefusalCode.SERVICE_DAY_FULL,
        RefusalCode.STAFF_DAY_FULL,
        RefusalCode.TOO_MANY_APPOINTMENTS,
        RefusalCode.ALREADY_THAT_DAY,
        RefusalCode.ALREADY_THAT_WEEK,
    }
)


_WALKED_IN_SINCE = timedelta(minutes=10)


# What was agreed elsewhere before it was imported: only being in two places at once is impossible.
IMPORT_MAY_WAIVE = TEAM_MAY_WAIVE | {RefusalCode.PAST_TIME, RefusalCode.STAFF_TRAVELLING}


@booking_act
def book_directly(
    *,
    service_id: int,
    staff_id: int,
    branch_id: int,
    starts_at: datetime,
    customer: Customer | CustomerDetails,
    source: AppointmentSource,
    idempotency_key: str,
    now: datetime,
    variant_id: int | None = None,
    add_on_ids: tuple[int, ...] = (),
    by: str = "",
    note: str = "",
    answers: Answers | None = None,
    party_size: int = 1,
    waived: Collection[RefusalCode] = (),
    is_walk_in: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Book without an offer: team members at the calendar, imports, walk-ins. Same rules, same lock.

    Of a class, ``starts_at`` is when the session begins, and ``party_size`` how many places are taken.

    :param answers: to the questions of the service, by their keys; the team may leave them out.
    :param waived: rules that somebody takes responsibility for, within ``TEAM_MAY_WAIVE`` or
        ``IMPORT_MAY_WAIVE``; ignored for phone and web.
    :param is_walk_in: they are there: it may have begun a few minutes ago.
    :param told_after: the customer hears of it so much later, because whoever books may think again.
    :raises ServiceNotOffered: nobody like that does this there.
    :raises BookingRefused: the first rule that forbids the time; :class:`SlotTaken` cannot be waived.
    :raises CustomerUnknown: their entry has become part of another one since it was read.
    :raises IdempotencyKeyReused: the key came with other content before.
    :raises Busy: contended for longer than we wait; nothing was booked.
    """
    content = {
        "act": "book_directly",
        "visit": [service_id, staff_id, branch_id, starts_at],
        **({"options": [variant_id, *add_on_ids]} if variant_id or add_on_ids else {}),
        "note": note,
        "answers": answers,
        **content_of(customer),
    }
    if party_size > 1:
        content["party_size"] = party_size
    request = Request(key=idempotency_key, content=content)
    staff = bookable_staff(staff_id)
    asker = asker_for(customer, now=now)
    verified = partial(
        verify_visit,
        asker=asker,
        service_id=service_id,
        variant_id=variant_id,
        add_on_ids=add_on_ids,
        customer_id=customer.pk if isinstance(customer, Customer) else None,
        staff=staff,
        branch_id=branch_id,
        starts_at=starts_at,
        party_size=party_size,
        now=now,
        waived=waivable(source, waived) | _begun(starts_at, now, is_walk_in=is_walk_in),
    )
    key = _claim_if_free(request, verified, now=now)
    if key.appointment is not None:
        return key.appointment
    lock_visit(service_id=service_id, staff=staff, branch_id=branch_id, asker=asker)
    slot = verified(is_locked=True)
    person = person_for(customer, now=now)
    appointment = add_appointment(slot, customer=person, source=source, note=note, answers=answers, now=now)
    take(slot, appointment)
    write_down([appointment], key, now=now, by=by)
    publish(AppointmentBooked(appointment_id=appointment.pk, told_after=told_after))
    return appointment


def _begun(starts_at: datetime, now: datetime, *, is_walk_in: bool) -> frozenset[RefusalCode]:
    """Whoever walks in has been there since the last full five minutes."""
    is_now = is_walk_in and now - _WALKED_IN_SINCE < starts_at <= now
    return frozenset({RefusalCode.PAST_TIME}) if is_now else frozenset()


def _claim_if_free(request: Request, verified: Callable[..., Slot], *, now: datetime) -> IdempotencyKey:
    """Claim the key, unless the time is gone already: whoever comes too late need not queue for the lock.

    The same request may be why it is gone; then its answer is the answer.
    """
    try:
        verified()
    except BookingRefused:
        if earlier := answered(request):
            return earlier
        raise
    return claim(request, now=now)


def bookable_staff(staff_id: int) -> StaffMember:
    """The person.

    :raises ServiceNotOffered: no such person.
    """
    staff = StaffMember.objects.filter(pk=staff_id).first()
    if staff is None:
        raise ServiceNotOffered(staff_id=staff_id)
    return staff


def waivable(source: AppointmentSource, waived: Collection[RefusalCode]) -> frozenset[RefusalCode]:
    """Of the rules somebody wants to waive, those that this way of booking may."""
    if source == AppointmentSource.PORTAL:
        return TEAM_MAY_WAIVE & set(waived)
    if source == AppointmentSource.IMPORT:
        return IMPORT_MAY_WAIVE & set(waived)
    return frozenset()
