"""``hold`` and ``book``: an offered time is kept a little longer, or becomes an appointment."""

from __future__ import annotations

from typing import Annotated

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import Field, StringConstraints

from booking.enums import AppointmentSource, AppointmentStatus
from booking.errors import AnswerExcludes, AnswerMissing, BookingRefused, HoldExpired, SlotTaken, SlotUnknown
from booking.models import Customer, Offer
from booking.queries.visits import parts_of_visit
from booking.services.appointments import book_appointment
from booking.services.holds import HOLD_ON_THE_PHONE, renew_hold
from booking.services.slot_ids import offer_of
from booking.values import CustomerDetails
from telephony.acts.find_times import offered_again
from telephony.acts.numbers import given_number
from telephony.acts.registry import Act, ActArgs, ActContext, SlotId, SpokenName, Words, never
from telephony.acts.results import ActResult, appointment_json, refused, slot_json, terms_json
from telephony.enums import Outcome
from telephony.models import CallAct
from tenants.fields import phone_index

MOST_BOOKED = 5


class HoldArgs(ActArgs):
    """An offered time."""

    slot_id: Annotated[str, SlotId] = Field(description="slot_id aus find_times")


class BookArgs(ActArgs):
    """An offered time, and for whom."""

    slot_id: Annotated[str, SlotId] = Field(description="slot_id aus find_times, die der Anrufer gewählt hat")
    name: SpokenName = Field(description="Vor- und Nachname, wie der Anrufer ihn gesagt hat")
    phone: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description="Rufnummer, nur wenn der Anrufer eine andere nennt oder seine unterdrückt ist"
    )
    email: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="nur wenn genannt"
    )
    note: Annotated[str, Words] | None = Field(None, description="Hinweis des Anrufers für den Betrieb")
    part_notes: list[Annotated[str, Words]] = Field(
        default_factory=list, max_length=4, description="je Teil eines gemeinsamen Besuchs ein Hinweis"
    )
    answers: dict[str, Annotated[str, Words]] | None = Field(
        None, description="Antworten auf Fragen aus 'question', je nach deren key; ja und nein als yes und no"
    )


def hold(context: ActContext, args: HoldArgs) -> ActResult:
    """Keep an offered time free for another while."""
    try:
        offer = own_offer(context, args.slot_id)
        expires_at = renew_hold(
            slot_id=args.slot_id, hold_for=HOLD_ON_THE_PHONE, now=context.now, offer=offer
        )
    except BookingRefused as refusal:
        return _refused(context, refusal)
    local = offer.period.lower.astimezone(offer.branch.zone)
    say = context.words.is_held(context.words.spoken_start(local, today=context.local_now.date()))
    return ActResult(ok=True, code="held", say=say, more={"held_until": expires_at.isoformat()})


def book(context: ActContext, args: BookArgs) -> ActResult:
    """Turn an offered time into an appointment of the caller."""
    if len(args.name) < 2:
        return refused("name_missing", context.words.ask_name())
    if _has_booked_enough(context):
        return refused("call_limit", context.words.act_failed())
    offer = None
    try:
        offer = own_offer(context, args.slot_id)
        appointment = book_appointment(
            slot_id=args.slot_id,
            customer=details_of(context, args),
            source=AppointmentSource.PHONE,
            idempotency_key=context.idempotency_key,
            now=context.now,
            note=args.note or "",
            part_notes=args.part_notes,
            answers=args.answers,
            offer=offer,
        )
        if appointment.status == AppointmentStatus.CANCELLED:
            raise SlotTaken
    except AnswerMissing as missing:
        asked = {"key": missing.key, "text": missing.question}
        return refused(str(missing.code), missing.question, question=asked)
    except AnswerExcludes as excluded:
        say = excluded.explanation or context.words.refusal(str(excluded.code))
        return refused(str(excluded.code), f"{say} {context.words.offer_callback()}")
    except BookingRefused as refusal:
        return _gone(context, offer, refusal)
    spoken = appointment_json(appointment, context.words)
    others = [part for part in parts_of_visit(appointment) if part.pk != appointment.pk]
    if others:
        spoken["with"] = [appointment_json(part, context.words) for part in others]
    has_sms = _is_mobile(appointment.customer.phone)
    terms = terms_json(appointment, context.words, now=context.local_now)
    is_request = terms.get("status") == AppointmentStatus.PENDING
    stands = "" if is_request else context.words.booked(spoken, has_sms=has_sms)
    return ActResult(
        ok=True,
        code="booked",
        say=" ".join(filter(None, (stands, terms.get("terms")))),
        more={"appointment": spoken, "confirmation": "sms" if has_sms else "none", **terms},
        appointment_id=appointment.pk,
        customer_id=appointment.customer_id,
        outcome=Outcome.BOOKED,
    )


def own_offer(context: ActContext, slot_id: str) -> Offer:
    """The offer behind a slot id, if it was made in this call.

    :raises SlotUnknown: altered, invented, or carried over from another call.
    """
    offer = offer_of(slot_id)
    own = context.call.holder
    if offer.holder != own and not offer.holder.startswith(f"{own}:"):
        raise SlotUnknown
    return offer


def is_still_booked(act: CallAct, context: ActContext) -> bool:
    """A repeated ``book`` is answered from memory as long as the appointment stands."""
    appointment = act.appointment
    return appointment is not None and appointment.status != AppointmentStatus.CANCELLED


def alternatives(context: ActContext, offer: Offer) -> list[dict[str, object]]:
    """Other times near one that is gone, held like any offer."""
    offered = offered_again(
        context,
        service_id=offer.service_id,
        staff_id=offer.staff_id,
        near=offer.period.lower,
        variant_id=offer.variant_id,
        add_on_ids=tuple(offer.add_on_ids),
    )
    return [slot_json(slot, context.words, today=context.local_now) for slot in offered.offers]


def _gone(context: ActContext, offer: Offer | None, refusal: BookingRefused) -> ActResult:
    """Refused; when the time itself is gone, with others near it."""
    if offer is None or offer.visit_terms or not isinstance(refusal, SlotTaken):
        return _refused(context, refusal)
    slots = alternatives(context, offer)
    say = context.words.slot_gone()
    if slots:
        say = f"{say} {context.words.offer_sentence(slots, now=context.local_now.replace(tzinfo=None))}"
    return refused(refusal.code, say, alternatives=slots)


def _refused(context: ActContext, refusal: BookingRefused) -> ActResult:
    code = str(refusal.code)
    say = context.words.refusal(code)
    if isinstance(refusal, HoldExpired):
        say = f"{say} {context.words.ask_when_instead()}"
    return refused(code, say)


def _has_booked_enough(context: ActContext) -> bool:
    """A family is one call; a calendar is not filled by one voice."""
    if context.call.acts_done < MOST_BOOKED:
        return False
    booked = CallAct.objects.filter(call=context.call, name="book", ok=True)
    return booked.exclude(appointment__status=AppointmentStatus.CANCELLED).count() >= MOST_BOOKED


def details_of(context: ActContext, args: BookArgs) -> CustomerDetails:
    """What the caller said about themselves, as far as it is to be believed."""
    phone = given_number(context, args.phone) or context.number
    email = _email(args.email)
    # An address that a stranger gives for somebody else's number must not get that person's letters.
    if email and phone and phone != context.number and _is_somebodys(phone):
        email = None
    return CustomerDetails(name=args.name, phone=phone, email=email, language=context.language)


def _is_somebodys(phone: str) -> bool:
    return Customer.objects.filter(phone_index=phone_index(phone)).exists()


def _email(said: str | None) -> str | None:
    """An address that can exist, or nothing: a voice gives many that cannot."""
    if not said:
        return None
    address = said.strip()
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address


def _is_mobile(number: str) -> bool:
    """Whether an SMS can reach the number."""
    if not number:
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


HOLD = Act(
    name="hold",
    description="Hält eine angebotene Zeit weitere 90 Sekunden frei, während der Anrufer noch Angaben macht.",
    args=HoldArgs,
    run=hold,
    intent="book",
    still_stands=never,
)
BOOK = Act(
    name="book",
    description=(
        "Bucht eine angebotene Zeit fest. Erst aufrufen, wenn der Anrufer zugestimmt und seinen Namen "
        "genannt hat. Ein Termin gilt nur als gebucht, wenn die Antwort ok ist."
    ),
    args=BookArgs,
    run=book,
    intent="book",
    still_stands=is_still_booked,
    verbatim=frozenset({"note", "answers"}),
)
