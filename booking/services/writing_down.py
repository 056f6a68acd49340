"""An appointment as it gets into the calendar: its row, what it takes, its history. Everything is locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from askproai.core.rows import insert
from booking.enums import (
    AppointmentSource,
    AppointmentStatus,
    ChangeKind,
    OccupancyKind,
    OfferState,
)
from booking.errors import HoldExpired, SlotTaken
from booking.models import (
    Appointment,
    AppointmentChange,
    Customer,
    IdempotencyKey,
    Occupancy,
    Offer,
    Series,
    Visit,
)
from booking.models.periods import period
from booking.rules.questions import Answers
from booking.services.idempotency import remember_answer
from booking.services.places import count_places
from booking.services.references import insert_under_free_reference
from booking.services.terms import agree_terms, wake_for
from booking.values import Slot


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


def add_appointment(
    slot: Slot,
    *,
    customer: Customer,
    source: AppointmentSource,
    note: str,
    answers: Answers | None,
    now: datetime,
    offer: Offer | None = None,
    series: Series | None = None,
    visit: Visit | None = None,
) -> Appointment:
    """The row, on the terms of now.

    :raises AnswerMissing: a question that has to be answered was not.
    :raises AnswerExcludes: after an answer the service cannot be booked like this.
    """
    appointment = Appointment(
        customer=customer,
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


def write_down(booked: Sequence[Appointment], key: IdempotencyKey, *, now: datetime, by: str = "") -> None:
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
