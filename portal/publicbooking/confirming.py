"""The last steps: the code that proves the number, and the appointment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from askproai.core.errors import Busy, NotFound
from askproai.core.phones import format_phone
from booking.enums import AppointmentStatus, CodeState
from booking.errors import (
    BookingRefused,
    CodeEnded,
    CodeWrong,
    NumberNotProved,
    RequestUnknown,
    ServiceNotOffered,
    TooManyCodes,
    WaitlistFull,
)
from booking.models import Appointment, BookingRequest, Branch, Customer
from booking.queries.visits import parts_still_on
from booking.services.booking_codes import CODE_DIGITS, prove_number, send_new_code
from booking.services.booking_requests import book_request, join_for_request, request_of
from notifications.enums import Channel
from notifications.services.addresses import appointment_url, waitlist_url
from notifications.services.planning import reachable_by
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import Visit, booking_page
from portal.publicbooking.gone import BookingGone
from portal.publicbooking.held import held_words, offer_back_url, offer_times_url
from portal.publicbooking.told import details_url
from portal.publicbooking.words import appointment_facts, refusal_words
from portal.selfservice.calendar_links import calendar_response, calendar_urls

_LONGEST_TYPED = 40


@booking_page(step="details")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """The code that proves the number; right, and the appointment stands."""
    wanted = _request_named(token)
    if wanted.appointment_id:
        return redirect(visit.url("booking-done", token))
    if "joined" in wanted.details:
        return redirect(visit.url("booking-waiting", token))
    if not wanted.details:
        return redirect(visit.url("booking"))
    if request.method != "POST":
        return _show(request, visit, wanted, token)
    typed = "".join(each for each in request.POST.get("code", "")[:_LONGEST_TYPED] if each.isdecimal())
    try:
        prove_number(request=wanted, code=typed, now=timezone.now())
    except CodeWrong as error:
        return _show(request, visit, wanted, token, error=_wrong_words(error), status=422)
    except CodeEnded:
        ended = _("Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen schicken.")
        return _show(request, visit, wanted, token, error=ended, status=422)
    return join(visit, wanted, token) if "wish" in wanted.details else book(visit, wanted, token)


@booking_page(step="details")
@require_POST
def new_code(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Another code, if that is not too soon or once too often."""
    wanted = _request_named(token)
    try:
        send_new_code(request=wanted, now=timezone.now())
    except TooManyCodes:
        soon = _("Ein neuer Code geht frühestens nach 30 Sekunden und höchstens viermal in der Stunde.")
        return _show(request, visit, wanted, token, error=soon, status=429)
    except RequestUnknown:
        return redirect(visit.url("booking-code", token))
    return redirect(visit.url("booking-code", token, neu=1))


@booking_page(step="done")
@require_safe
def done(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """The appointment, its calendar file, the way there, and the link that changes it."""
    appointment = _booked(token)
    if appointment is None:
        return redirect(visit.url("booking-code", token))
    customer, branch, parts = appointment.customer, appointment.branch, parts_still_on(appointment)
    context = frame(
        request,
        visit,
        branch,
        appointment=appointment,
        is_request=appointment.status == AppointmentStatus.PENDING,
        is_off=appointment.status == AppointmentStatus.CANCELLED,
        facts=appointment_facts(parts),
        manage_url=appointment_url(appointment, now=timezone.now()),
        calendar_url=visit.url("booking-file", token),
        calendars=calendar_urls(parts),
        again_url=visit.url("booking-branch", branch.slug),
        told_at=_told_at(customer, branch),
    )
    return render(request, "portal/public/done.html", context)


@booking_page()
@require_safe
def file(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """The appointment as a calendar file."""
    appointment = _booked(token)
    if appointment is None:
        raise BookingGone
    return calendar_response(parts_still_on(appointment), now=timezone.now())


def book(visit: Visit, wanted: BookingRequest, token: str) -> HttpResponse:
    """Book what the request holds, and show it; gone meanwhile: back to what is free around it."""
    try:
        book_request(request=wanted, now=timezone.now())
    except NumberNotProved:
        return redirect(visit.url("booking-code", token))
    except (BookingRefused, Busy) as error:
        if wanted.offer is None:
            return redirect(visit.url("booking"))
        return redirect(offer_back_url(visit, wanted.offer, error, anfrage=token))
    return redirect(visit.url("booking-done", token))


def join(visit: Visit, wanted: BookingRequest, token: str) -> HttpResponse:
    """Put them on the waitlist."""
    try:
        join_for_request(request=wanted, now=timezone.now())
    except NumberNotProved:
        return redirect(visit.url("booking-code", token))
    except (WaitlistFull, ServiceNotOffered, Busy) as error:
        return redirect(visit.url("booking-waiting", token, hinweis=error.code))
    return redirect(visit.url("booking-waiting", token))


@booking_page(step="done")
@require_safe
def waiting(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """They are on the list, or it is full of them already."""
    wanted = _request_named(token)
    why = request.GET.get("hinweis", "")
    if "joined" not in wanted.details and "wish" not in wanted.details:
        raise BookingGone
    if "wish" in wanted.details and not why:
        return redirect(visit.url("booking-code", token))
    entry_id = wanted.details.get("joined")
    context = frame(
        request,
        visit,
        joined=entry_id is not None,
        leave_url=waitlist_url(entry_id, now=timezone.now()) if entry_id else "",
        why=refusal_words(why) if why else "",
        details_url=details_url(visit, wanted, token) if why == Busy.code else "",
        again_url=visit.url("booking"),
    )
    return render(request, "portal/public/waiting.html", context)


def _told_at(customer: Customer, branch: Branch) -> str:
    """Where the confirmation goes, in words; empty for somebody who gave a landline and no address."""
    ways = reachable_by(customer)
    if Channel.SMS in ways:
        return format_phone(customer.phone or "", region=branch.country)
    return (customer.email or "") if ways else ""


def _request_named(token: str) -> BookingRequest:
    try:
        return request_of(token=token, now=timezone.now())
    except NotFound as error:
        raise BookingGone from error


def _booked(token: str) -> Appointment | None:
    appointment_id = _request_named(token).appointment_id
    return Appointment.objects.with_names().get(pk=appointment_id) if appointment_id else None


def _show(
    request: HttpRequest,
    visit: Visit,
    wanted: BookingRequest,
    token: str,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    offer = wanted.offer
    if offer is None and "wish" not in wanted.details:
        return redirect(visit.url("booking"))
    branch = offer.branch if offer else Branch.objects.filter(pk=wanted.details["wish"]["branch_id"]).first()
    phone = str(wanted.details.get("phone", ""))
    context = frame(
        request,
        visit,
        branch,
        held=held_words(offer) if offer else None,
        number=format_phone(phone, region=branch.country if branch else "DE") if phone else "",
        digits=CODE_DIGITS,
        error=error,
        not_delivered=wanted.code_state == CodeState.FAILED,
        is_new="neu" in request.GET and not error,
        details_url=details_url(visit, wanted, token),
        new_code_url=visit.url("booking-new-code", token),
        times_url=offer_times_url(visit, offer, anfrage=token) if offer else "",
    )
    return render(request, "portal/public/code.html", context, status=status)


def _wrong_words(error: CodeWrong) -> str:
    if error.tries_left:
        return _("Das ist nicht der Code aus der SMS. Sie haben noch %(tries)d Versuche.") % {
            "tries": error.tries_left
        }
    return _("Das war nicht der Code aus der SMS. Lassen Sie sich einen neuen schicken.")
