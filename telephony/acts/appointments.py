"""``my_appointments``, ``reschedule``, ``cancel``: what the caller has already, after a second fact."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from booking.enums import AppointmentStatus
from booking.errors import AppointmentUnknown, BookingRefused, FeeNotAccepted, SlotTaken
from booking.models import Appointment
from booking.queries.agenda import upcoming_appointments_of
from booking.services.changes import cancel_appointment
from booking.services.moving import reschedule_appointment
from telephony.acts.booking import alternatives, own_offer
from telephony.acts.identity import booked_here, is_locked, may_change, prove
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SlotId, SpokenName, never
from telephony.acts.results import ActResult, appointment_json, refused, terms_json
from telephony.acts.wishes import time_said
from telephony.enums import Outcome
from telephony.models import CallAct

SHOWN = 5
_FEE = (
    "fee_cents aus der Antwort fee_not_accepted, nur wenn der Anrufer diese Gebühr gehört und ausdrücklich "
    "zugestimmt hat"
)


class MyAppointmentsArgs(ActArgs):
    """The second fact beside the number."""

    name: SpokenName | None = Field(None, description="Nachname, auf den der Termin läuft")
    date: Annotated[str, ShortWords] | None = Field(
        None, description="Tag des Termins, wie der Anrufer ihn gesagt hat"
    )


class RescheduleArgs(ActArgs):
    """Which appointment, and where to."""

    appointment_id: int = Field(description="id aus my_appointments oder book")
    slot_id: Annotated[str, SlotId] = Field(description="slot_id aus find_times")
    accepted_fee_cents: int = Field(0, ge=0, description=_FEE)


class CancelArgs(ActArgs):
    """Which appointment, and perhaps why."""

    appointment_id: int = Field(description="id aus my_appointments oder book")
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = Field(
        None, description="Grund, nur wenn der Anrufer ihn von sich aus nennt"
    )
    accepted_fee_cents: int = Field(0, ge=0, description=_FEE)


def my_appointments(context: ActContext, args: MyAppointmentsArgs) -> ActResult:
    """Tell the caller what is ahead of them, once they have proven who they are."""
    if is_locked(context):
        return refused("not_identified", context.words.identity_locked(), tries_left=0)
    day = _day(context, args.date)
    if not args.name and day is None:
        return refused("not_identified", context.words.not_identified())
    if context.number is None:
        return refused("not_identified", context.words.number_hidden(), tries_left=0)
    if not prove(context, name=args.name or None, day=day):
        locked = is_locked(context)
        return refused(
            "not_identified", context.words.identity_locked() if locked else context.words.no_appointment()
        )
    customers = context.call.proven_customer_ids
    appointments = list(upcoming_appointments_of(customer_ids=customers, now=context.now)[:SHOWN])
    if not appointments:
        return refused("none", context.words.no_appointment(), appointments=[])
    spoken = [appointment_json(appointment, context.words) for appointment in appointments]
    return ActResult(
        ok=True,
        code="found",
        say=context.words.my_appointments(spoken),
        more={"appointments": spoken},
        outcome=Outcome.ANSWERED,
    )


def reschedule(context: ActContext, args: RescheduleArgs) -> ActResult:
    """Move an appointment to an offered time."""
    if not may_change(context, args.appointment_id):
        return _unknown(context)
    offer = None
    try:
        offer = own_offer(context, args.slot_id)
        moved = reschedule_appointment(
            appointment_id=args.appointment_id,
            slot_id=args.slot_id,
            idempotency_key=context.idempotency_key,
            now=context.now,
            accepted_fee_cents=args.accepted_fee_cents,
        )
    except FeeNotAccepted as fee:
        return _costs(fee, context.words.fee_of_moving(fee.fee_cents))
    except (BookingRefused, AppointmentUnknown) as refusal:
        slots = alternatives(context, offer) if offer and isinstance(refusal, SlotTaken) else []
        return refused(str(refusal.code), context.words.refusal(str(refusal.code)), alternatives=slots)
    moved = Appointment.objects.with_names().get(pk=moved.pk)
    spoken = appointment_json(moved, context.words)
    terms = terms_json(moved, context.words, now=context.local_now)
    is_request = terms.get("status") == AppointmentStatus.PENDING
    return ActResult(
        ok=True,
        code="rescheduled",
        say=terms["terms"] if is_request else context.words.rescheduled(spoken),
        more={"appointment": spoken, **(terms if is_request else {})},
        appointment_id=moved.pk,
        customer_id=moved.customer_id,
        outcome=Outcome.RESCHEDULED,
    )


def cancel(context: ActContext, args: CancelArgs) -> ActResult:
    """Give an appointment's time back."""
    if not may_change(context, args.appointment_id):
        return _unknown(context)
    try:
        cancelled = cancel_appointment(
            appointment_id=args.appointment_id,
            reason=args.reason or "",
            by="phone",
            now=context.now,
            accepted_fee_cents=args.accepted_fee_cents,
        )
    except FeeNotAccepted as fee:
        return _costs(fee, context.words.fee_of_cancelling(fee.fee_cents))
    except (BookingRefused, AppointmentUnknown) as refusal:
        return refused(str(refusal.code), context.words.refusal(str(refusal.code)))
    spoken = appointment_json(cancelled, context.words)
    took_back = booked_here(context, args.appointment_id)
    if took_back:
        # What this call booked is gone again: it must not go on counting as a booking.
        context.call.outcome = ""
    return ActResult(
        ok=True,
        code="cancelled",
        say=context.words.cancelled(spoken),
        more={"appointment": spoken},
        appointment_id=cancelled.pk,
        customer_id=cancelled.customer_id,
        outcome=Outcome.CANCELLED,
    )


def is_still_there(act: CallAct, context: ActContext) -> bool:
    """A repeated ``reschedule`` is answered from memory while the appointment lies where it was moved to."""
    moved = act.result.get("appointment", {})
    appointment = Appointment.objects.with_names().filter(pk=act.appointment_id or 0).first()
    return appointment is not None and appointment_json(appointment)["starts_at"] == moved.get("starts_at")


def _costs(fee: FeeNotAccepted, say: str) -> ActResult:
    return refused(str(fee.code), say, fee_cents=fee.fee_cents, price_cents=fee.fee_cents)


def _unknown(context: ActContext) -> ActResult:
    """Not theirs, not proven and not there are the same answer."""
    return refused("appointment_unknown", context.words.refusal("appointment_unknown"))


def _day(context: ActContext, said: str | None) -> date | None:
    """The one day that was said, as a date or in words."""
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        wish = time_said(context, said)
    return wish.boxes[0].single_day if wish and wish.boxes else None


MY_APPOINTMENTS = Act(
    name="my_appointments",
    description=(
        "Nennt die bevorstehenden Termine des Anrufers. Braucht den Nachnamen oder den Tag des Termins als "
        "Nachweis; danach fragen, nie raten."
    ),
    args=MyAppointmentsArgs,
    run=my_appointments,
    intent="lookup",
    still_stands=never,
    verbatim=frozenset({"date"}),
)
RESCHEDULE = Act(
    name="reschedule",
    description="Verlegt einen Termin des Anrufers auf eine Zeit aus find_times.",
    args=RescheduleArgs,
    run=reschedule,
    intent="reschedule",
    still_stands=is_still_there,
)
CANCEL = Act(
    name="cancel",
    description="Sagt einen Termin des Anrufers ab, nachdem er das ausdrücklich bestätigt hat.",
    args=CancelArgs,
    run=cancel,
    intent="cancel",
    verbatim=frozenset({"reason"}),
)
