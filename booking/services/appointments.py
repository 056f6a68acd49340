"""The door for what was offered: a held time becomes an appointment, whoever books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from askproai.core.events import publish
from booking.enums import (
    AppointmentSource,
    OfferState,
)
from booking.errors import SlotTaken, SlotUnknown
from booking.events import AppointmentBooked
from booking.models import (
    Appointment,
    Customer,
    IdempotencyKey,
    Offer,
    Series,
    Visit,
)
from booking.rules.questions import Answers
from booking.services.acts import booking_act, lock_parts
from booking.services.customers import asker_for, find_or_create_customer, person_for
from booking.services.idempotency import Request, answered, claim, content_of
from booking.services.slot_ids import offer_of, parts_of
from booking.services.verification import verify_offer
from booking.services.writing_down import add_appointment, take, use_up, write_down
from booking.values import CustomerDetails, Slot


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
    :raises CustomerUnknown: their entry has become part of another one since it was read.
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
        add_appointment(
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
    write_down(booked, key, now=now)
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
    first = person_for(customer, now=now)
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
