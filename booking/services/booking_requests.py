"""The booking page's way to an appointment: who it is, and booking what is held."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from askproai.core.crypto import blind_index
from booking.enums import AppointmentSource, AppointmentStatus, OfferState
from booking.errors import BookingRefused, HoldExpired, NumberNotProved, RequestUnknown, SlotUnknown
from booking.models import Appointment, BookingRequest, Offer, OnlineBooking, WaitlistEntry
from booking.services.appointments import book_appointment
from booking.services.booking_codes import demand_code, is_proved
from booking.services.slot_ids import offer_of, slot_id_of
from booking.services.waitlist import join_waitlist
from booking.services.web_holds import hold_again
from booking.values import CustomerDetails, WaitlistWish
from tenants.fields import phone_index
from tenants.keys import company_key

KEPT_FOR = timedelta(days=1)
_TOKEN_BYTES = 16
_WISH = TypeAdapter(WaitlistWish)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebDetails:
    """What somebody typed into the booking page. ``phone`` is E.164, ``companion`` who comes along.

    Answers stand under the keys of their questions (see ``booking.queries.questions``).
    """

    name: str
    phone: str
    email: str = ""
    note: str = ""
    companion: str = ""
    language: str = "de"
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class StartedRequest:
    """A request and the token by which its browser comes back to it."""

    request: BookingRequest
    token: str


@transaction.atomic
def begin_request(
    *, slot_id: str, details: WebDetails, holder: str, address: str, now: datetime
) -> StartedRequest:
    """Take down who wants the held time; where the number has to be proved, a code is on its way to it.

    :param holder: whose hold it is; a device that has proved the number lately needs no code.
    :param address: the IP address, for limits; kept as an index only.
    :raises SlotUnknown: not one of our ids, or held for somebody else.
    :raises TooManyCodes: see ``CODE_LIMITS``; nothing was taken down.
    """
    offer = offer_of(slot_id)
    if offer.holder != holder:
        raise SlotUnknown
    return _begin(_told(details), offer=offer, holder=holder, address=address, now=now)


@transaction.atomic
def begin_waiting(
    *, wish: WaitlistWish, details: WebDetails, holder: str, address: str, now: datetime
) -> StartedRequest:
    """The same for somebody for whom nothing fitted, and who wants to hear when something gets free.

    :raises TooManyCodes: see ``CODE_LIMITS``; nothing was taken down.
    """
    told = {**_told(details), "wish": _WISH.dump_python(wish, mode="json")}
    return _begin(told, offer=None, holder=holder, address=address, now=now)


def request_of(*, token: str, now: datetime) -> BookingRequest:
    """The request of this token.

    :raises RequestUnknown: none of this company's, or a day old.
    """
    rows = BookingRequest.objects.select_related("offer__service", "offer__branch", "offer__staff")
    found = rows.filter(digest=_digest(token), created_at__gt=now - KEPT_FOR).first()
    if found is None:
        raise RequestUnknown
    return found


def book_request(*, request: BookingRequest, now: datetime) -> Appointment:
    """Book what the request holds. Twice gives the same appointment.

    A hold that ran out meanwhile is taken anew if the time is still free.

    :raises NumberNotProved: its code was not typed in.
    :raises BookingRefused: as ``book_appointment``; nothing is booked.
    """
    if request.appointment_id is not None:
        return Appointment.objects.with_names().get(pk=request.appointment_id)
    if request.proved_at is None:
        raise NumberNotProved
    if request.offer is None:
        raise HoldExpired
    try:
        appointment = _book_held(request, request.offer, now=now)
    except BookingRefused:
        twin = _sent_before(request)
        if twin is None:
            raise
        appointment = twin
    # Who it is stands with the customer now.
    BookingRequest.objects.filter(pk=request.pk).update(appointment=appointment, details={})
    request.appointment = appointment
    return appointment


def waited_for(request: BookingRequest) -> WaitlistWish:
    """What a request for the waitlist waits for."""
    return _WISH.validate_python(request.details["wish"])


def join_for_request(*, request: BookingRequest, now: datetime) -> WaitlistEntry:
    """Put whoever asked on the waitlist. Twice is one place in the line.

    :raises NumberNotProved: its code was not typed in.
    :raises WaitlistFull: this customer waits for too many things already.
    """
    if request.proved_at is None:
        raise NumberNotProved
    if joined := request.details.get("joined"):
        return WaitlistEntry.objects.get(pk=joined)
    entry = join_waitlist(
        customer=_person(request),
        wish=waited_for(request),
        source=AppointmentSource.WEB,
        now=now,
        note=request.details["note"],
    )
    # Who it is stands with the customer now.
    request.details = {"joined": entry.pk}
    BookingRequest.objects.filter(pk=request.pk).update(details=request.details)
    return entry


def settings_of_online_booking() -> OnlineBooking:
    """The company's settings; the defaults where it has made none."""
    return OnlineBooking.objects.filter(pk=1).first() or OnlineBooking(pk=1)


def clear_old_requests(*, older_than: timedelta = KEPT_FOR, now: datetime) -> int:
    """Forget requests that are this old. Returns how many went."""
    gone, _ = BookingRequest.objects.filter(created_at__lt=now - older_than).delete()
    return gone


def booked_already(*, offer: Offer, holder: str) -> Appointment | None:
    """What its holder has made of this time; nothing while it is only held, or held no more."""
    if offer.state == OfferState.HELD:
        return None
    booked = Appointment.objects.filter(
        pk__in=BookingRequest.objects.filter(holder=holder).values("appointment"),
        service=offer.service_id,
        period__startswith=offer.period.lower,
    )
    return booked.exclude(status=AppointmentStatus.CANCELLED).first()


def _book_held(request: BookingRequest, offer: Offer, *, now: datetime) -> Appointment:
    try:
        return _book(request, offer, now=now)
    except HoldExpired:
        anew = hold_again(offer=offer, holder=request.holder, now=now)
        request.offer = anew
        BookingRequest.objects.filter(pk=request.pk).update(offer=anew)
        return _book(request, anew, now=now)


def _sent_before(request: BookingRequest) -> Appointment | None:
    """What became of the same form when it was sent a moment earlier: the same device, number and time."""
    twins = BookingRequest.objects.filter(
        holder=request.holder,
        phone_index=request.phone_index,
        offer=request.offer,
    )
    return Appointment.objects.with_names().filter(pk__in=twins.values("appointment")).first()


def _book(request: BookingRequest, offer: Offer, *, now: datetime) -> Appointment:
    details = request.details
    return book_appointment(
        slot_id=slot_id_of(offer),
        customer=_person(request),
        source=AppointmentSource.WEB,
        idempotency_key=f"web:{request.pk}",
        now=now,
        note=details["note"],
        answers=details["answers"] or None,
        companions=_companions(request),
    )


def _companions(request: BookingRequest) -> list[CustomerDetails]:
    """Whoever comes along, reached over who booked; nobody where no name was given."""
    details = request.details
    name = details.get("companion", "")
    return [CustomerDetails(name=name, phone=details["phone"], language=details["language"])] if name else []


def _person(request: BookingRequest) -> CustomerDetails:
    details = request.details
    return CustomerDetails(
        name=details["name"],
        phone=details["phone"],
        email=details["email"] or None,
        language=details["language"],
    )


def _told(details: WebDetails) -> dict[str, Any]:
    return {
        "name": details.name,
        "phone": details.phone,
        "email": details.email,
        "note": details.note,
        "companion": details.companion,
        "language": details.language,
        "answers": dict(details.answers),
    }


def _begin(
    told: dict[str, Any], *, offer: Offer | None, holder: str, address: str, now: datetime
) -> StartedRequest:
    token = base64.urlsafe_b64encode(os.urandom(_TOKEN_BYTES)).rstrip(b"=").decode()
    request = BookingRequest(
        digest=_digest(token),
        holder=holder,
        offer=offer,
        details=told,
        phone_index=phone_index(told["phone"]),
        address_index=blind_index(company_key(purpose="addresses"), address),
        nonce=os.urandom(16),
        created_at=now,
    )
    if not settings_of_online_booking().wants_code or is_proved(request, now=now):
        request.proved_at = now
        request.save()
    else:
        demand_code(request, now=now)
    return StartedRequest(request=request, token=token)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
