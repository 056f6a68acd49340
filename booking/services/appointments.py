"""The one door to new appointments: whoever books (phone, web, team, import) comes through here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

from askproai.core.events import publish
from askproai.core.rows import insert
from booking.enums import (
    AppointmentSource,
    AppointmentStatus,
    ChangeKind,
    OccupancyKind,
    OfferState,
    RefusalCode,
)
from booking.errors import BookingRefused, HoldExpired, ServiceNotOffered, SlotTaken, SlotUnknown
from booking.events import AppointmentBooked
from booking.models import (
    Appointment,
    AppointmentChange,
    Customer,
    IdempotencyKey,
    Occupancy,
    Offer,
    Series,
    StaffMember,
    Visit,
)
from booking.models.periods import period
from booking.rules.questions import Answers
from booking.services.acts import booking_act, lock_parts, lock_visit
from booking.services.customers import asker_for, find_or_create_customer
from booking.services.idempotency import Request, answered, claim, content_of, remember_answer
from booking.services.places import count_places
from booking.services.references import insert_under_free_reference
from booking.services.slot_ids import offer_of, parts_of
from booking.services.terms import agree_terms, wake_for
from booking.services.verification import verify_offer, verify_visit
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
def book_appointment(
    *,
    slot_id: str,
    customer: Customer | CustomerDetails,
    source: AppointmentSource,
    idempotency_key: str,
    now: datetime,
    note: str = "",
    answers: Answers | None = None,
    offer: Offer | None = None,
    series: Series | None = None,
    companions: Sequence[CustomerDetails] = (),
    part_notes: Sequence[str] = (),
) -> Appointment:
    """Turn an offered, held time into the customer's appointment, or into a request if the team has to agree.

    A visit of several parts becomes as many appointments, all or none; returns the first of them.
    The same key with the same content gives the same appointment again, also while the first still runs.

    :param answers: to the questions of the service (``questions_for``), by their keys.
    :param offer: what ``offer_of(slot_id)`` has just given, where somebody has looked already.
    :param series: of which it becomes a part; ``book_series`` tells the customer of all of them at once.
    :param companions: who else comes, the second person first; whoever is missing comes under the customer's
        name.
    :param part_notes: what is noted besides on each part of a visit, in the order of the wish.
    :raises SlotUnknown: not an id that we issued for this company.
    :raises HoldExpired: the hold ran out; ``renew_hold`` takes the time again if it is still free.
    :raises SlotTaken: booked before, or taken by somebody else.
    :raises ServiceChanged: price or duration is no longer what was offered.
    :raises AnswerMissing: a question that has to be answered was not.
    :raises AnswerExcludes: after an answer the service cannot be booked like this.
    :raises BookingRefused: whichever rule forbids the time by now.
    :raises IdempotencyKeyReused: the key came with other content before.
    :raises Busy: contended for longer than we wait; nothing was booked.
    """
    offer = offer or offer_of(slot_id)
    if offer.moving_id is not None:
        raise SlotUnknown  # found for moving an appointment, whose own time may be part of it
    content = _content(offer, customer, companions, note=note, answers=answers, part_notes=part_notes)
    key = _claimed(offer, Request(key=idempotency_key, content=content), now=now)
    if key.appointment is not None:
        return key.appointment
    parts = parts_of(offer)
    slots = _verified(offer, parts, customer=customer, now=now)
    people = _people(customer, companions, parts, now=now)
    visit = Visit.objects.create(terms=offer.visit_terms, created_at=now) if len(parts) > 1 else None
    booked = [
        _add(
            slot,
            customer=people[part.person],
            source=source,
            note=", ".join(filter(None, (*part_notes[part.part : part.part + 1], note))),
            answers=answers,
            offer=part,
            now=now,
            series=series,
            visit=visit,
        )
        for part, slot in zip(parts, slots, strict=True)
    ]
    for part, slot, appointment in zip(parts, slots, booked, strict=True):
        _take_over_hold(part, appointment, slot)
    _write_down(booked, key, now=now)
    _tell(booked, with_series=series is not None)
    return booked[0]


def _content(
    offer: Offer,
    customer: Customer | CustomerDetails,
    companions: Sequence[CustomerDetails],
    *,
    note: str,
    answers: Answers | None,
    part_notes: Sequence[str],
) -> dict[str, object]:
    """What was asked for; what only some ask for is left out where it is not."""
    content: dict[str, object] = {
        "act": "book",
        "offer": offer.public_id,
        "note": note,
        "answers": answers,
        **content_of(customer),
    }
    if any(part_notes):
        content["part_notes"] = list(part_notes)
    if companions:
        content["companions"] = [content_of(each) for each in companions]
    return content


def _claimed(offer: Offer, request: Request, *, now: datetime) -> IdempotencyKey:
    """The request's key; whoever comes too late need not queue for the lock.

    :raises SlotTaken: another request has booked it.
    """
    if offer.state != OfferState.BOOKED:
        return claim(request, now=now)
    if earlier := answered(request):
        return earlier
    raise SlotTaken


def _verified(
    offer: Offer, parts: Sequence[Offer], *, customer: Customer | CustomerDetails, now: datetime
) -> list[Slot]:
    """Lock everything that the offer takes, use it up, and look again whether it may be booked."""
    asker = asker_for(customer, now=now)
    lock_parts(parts, asker=asker)
    use_up(offer)
    # All are asked about before any is there: parts of one visit are no obstacle to each other.
    return [verify_offer(part, now=now, asker=asker) for part in parts]


def _people(
    customer: Customer | CustomerDetails,
    companions: Sequence[CustomerDetails],
    parts: Sequence[Offer],
    *,
    now: datetime,
) -> list[Customer]:
    """Who comes, by their number in the visit."""
    first = customer if isinstance(customer, Customer) else find_or_create_customer(details=customer, now=now)
    besides = max(part.person for part in parts)
    people = [find_or_create_customer(details=each, now=now) for each in companions[:besides]]
    return [first, *people, *[first] * (besides - len(people))]


def _tell(booked: Sequence[Appointment], *, with_series: bool) -> None:
    for appointment in booked:
        publish(
            AppointmentBooked(
                appointment_id=appointment.pk,
                with_series=with_series,
                with_visit=appointment is not booked[0],
            )
        )


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
    appointment = _add(slot, customer=customer, source=source, note=note, answers=answers, now=now)
    take(slot, appointment)
    _write_down([appointment], key, now=now, by=by)
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


def use_up(offer: Offer) -> None:
    """Mark the offer with all its parts as booked, if it is held by the database's clock. It must be locked.

    :raises SlotTaken: it was booked before.
    :raises HoldExpired: it ran out or was given back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_offer SET state = 'booked'"
            " WHERE (id = %s OR lead_id = %s) AND state = 'held' AND expires_at > statement_timestamp()",
            [offer.pk, offer.pk],
        )
        if cursor.rowcount:
            return
    offer.refresh_from_db(fields=["state"])
    raise SlotTaken if offer.state == OfferState.BOOKED else HoldExpired


def take(slot: Slot, appointment: Appointment) -> None:
    """Occupy the slot for the appointment; the constraints have the last word."""
    if slot.session_id is not None:
        count_places(slot.session_id, slot.party_size)
    insert([
        Occupancy(
            resource_id=resource_id,
            blocked=period(taken_from, taken_until),
            kind=OccupancyKind.APPOINTMENT,
            appointment=appointment,
        )
        for resource_id, taken_from, taken_until in slot.takes
    ])  # fmt: skip


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


def _take_over_hold(offer: Offer, appointment: Appointment, slot: Slot) -> None:
    """The hold's occupancies become the appointment's, in one step: nobody can come between."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_occupancy SET kind = 'appointment', offer_id = NULL, appointment_id = %s,"
            " expires_at = NULL WHERE offer_id = %s",
            [appointment.pk, offer.pk],
        )
        if not cursor.rowcount:
            take(slot, appointment)


def _add(
    slot: Slot,
    *,
    customer: Customer | CustomerDetails,
    source: AppointmentSource,
    note: str,
    answers: Answers | None,
    now: datetime,
    offer: Offer | None = None,
    series: Series | None = None,
    visit: Visit | None = None,
) -> Appointment:
    person = (
        customer if isinstance(customer, Customer) else find_or_create_customer(details=customer, now=now)
    )
    appointment = Appointment(
        customer=person,
        branch_id=slot.branch_id,
        service_id=slot.service_id,
        staff_id=slot.staff_id,
        **options_kept(slot),
        period=period(slot.starts_at, slot.ends_at),
        party_size=slot.party_size,
        session_id=slot.session_id,
        series=series,
        visit=visit,
        part=slot.part,
        person=slot.person,
        status=AppointmentStatus.CONFIRMED,
        price_cents=slot.price_cents,
        price_kind=slot.price_kind,
        currency=slot.currency,
        source=source,
        note=note,
        created_at=now,
    )
    if offer:
        appointment.service, appointment.staff, appointment.branch = offer.service, offer.staff, offer.branch
    agree_terms(appointment, answers=answers or {}, now=now)
    insert_under_free_reference(appointment)
    wake_for(appointment, now=now)
    return appointment


def options_kept(slot: Slot) -> dict[str, Any]:
    """What an appointment keeps of variant and add-ons, in the words and at the prices of now."""
    return {
        "variant_id": slot.variant_id,
        "variant_name": slot.variant,
        "add_ons": [add_on._asdict() for add_on in slot.add_ons],
    }


def _write_down(booked: Sequence[Appointment], key: IdempotencyKey, *, now: datetime, by: str = "") -> None:
    """How they came about, and that the first of them is what a repetition gets."""
    first, *others = [_booked(each, now=now, by=by) for each in booked]
    remember_answer(key, booked[0], change=first)
    insert(others)


def _booked(appointment: Appointment, *, now: datetime, by: str) -> AppointmentChange:
    return AppointmentChange(
        appointment=appointment,
        kind=ChangeKind.BOOKED,
        changed_at=now,
        by=by or appointment.source,
        new_period=appointment.period,
        new_staff_id=appointment.staff_id,
        new_status=appointment.status,
    )
