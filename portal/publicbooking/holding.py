"""A time is held, and somebody says who they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askproai.core.errors import Busy
from booking.enums import OfferState
from booking.errors import (
    BookingRefused,
    HoldExpired,
    SlotUnknown,
    TooManyCodes,
    TooManyHolds,
)
from booking.models import Appointment, Offer
from booking.queries.questions import questions_of_all
from booking.services.booking_requests import WebDetails, begin_request, booked_already
from booking.services.holds import HOLD_ON_THE_WEB, renew_hold
from booking.services.slot_ids import offer_of, parts_of, slot_id_of
from booking.services.web_holds import hold_again, hold_time
from notifications.services.addresses import appointment_url
from portal.publicbooking.confirming import book
from portal.publicbooking.days import instant_in
from portal.publicbooking.forms import DetailsForm
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import Visit, address_of, booking_page, remember
from portal.publicbooking.held import held_words, offer_back_url, offer_times_url
from portal.publicbooking.limits import may_hold
from portal.publicbooking.rules import rules_of
from portal.publicbooking.told import told_before
from portal.publicbooking.wish import Wish, branch_named, wish_in
from portal.publicbooking.words import BOOKED_ALREADY, STAFF_GONE


@booking_page(step="time")
@require_POST
def hold(request: HttpRequest, visit: Visit, branch_slug: str, slug: str) -> HttpResponse:
    """Hold the time that was tapped, and go on; taken meanwhile: back to what is free around it."""
    wish = wish_in(branch_named(branch_slug), slug, request.POST)
    starts_at = instant_in(request.POST.get("um"))
    if starts_at is None:
        return redirect(wish.times_url(visit))
    if wish.has_lost_staff:  # nobody is booked with somebody whom they did not choose
        return redirect(wish.times_url(visit, hinweis=STAFF_GONE))
    visit, address = visit.named(), address_of(request)
    try:
        if not may_hold(address):
            raise TooManyHolds
        held = hold_time(
            search=wish.search,
            starts_at=starts_at,
            holder=visit.holder,
            address=address,
            now=timezone.now(),
        )
    except (BookingRefused, Busy) as error:
        return redirect(wish.back_url(visit, error, tag=starts_at.astimezone(wish.branch.zone).date()))
    url = visit.url("booking-details", branch_slug, slug, zeit=held.slot_id)
    return remember(redirect(url), request, visit)


@booking_page(step="details")
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, visit: Visit, branch_slug: str, slug: str) -> HttpResponse:
    """Who comes. Nothing is booked before the number is proved, where the company wants that."""
    wish = wish_in(branch_named(branch_slug), slug, request.GET)
    offer = _own_offer(visit, request.GET.get("zeit", ""))
    parts = parts_of(offer) if offer else []
    if offer is None or wish.service.pk not in {part.service_id for part in parts}:
        return redirect(wish.times_url(visit, hinweis=HoldExpired.code))
    if booked := booked_already(offer=offer, holder=visit.holder):
        return redirect(_booked_url(visit, wish, booked))
    if offer.state == OfferState.BOOKED:
        return redirect(wish.times_url(visit))
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        region=offer.branch.country,
        wants_code=visit.settings.wants_code,
        questions=questions_of_all(part.service for part in parts),
        has_guest=any(part.person for part in parts),
        initial=told_before(visit, region=offer.branch.country),
    )
    if request.method != "POST" or not form.is_valid():
        return _show(request, visit, offer, form, status=422 if form.is_bound else 200)
    try:
        offer = _kept(offer, visit)
        started = begin_request(
            slot_id=slot_id_of(offer),
            details=WebDetails(**form.told, language=visit.language),
            holder=visit.holder,
            address=address_of(request),
            now=timezone.now(),
        )
    except TooManyCodes:
        form.add_error(
            None, _("Gerade gingen zu viele Codes hinaus. Rufen Sie uns an, oder versuchen Sie es später.")
        )
        return _show(request, visit, offer, form, status=429)
    except (BookingRefused, Busy) as error:
        return redirect(offer_back_url(visit, offer, error))
    if started.request.proved_at:
        return book(visit, started.request, started.token)
    return redirect(visit.url("booking-code", started.token))


def _own_offer(visit: Visit, slot_id: str) -> Offer | None:
    """What this browser holds, held or has booked. Nothing for ids of others."""
    try:
        offer = offer_of(slot_id)
    except SlotUnknown:
        return None
    return offer if offer.holder == visit.holder else None


def _booked_url(visit: Visit, wish: Wish, booked: Appointment) -> str:
    """Where whoever went back, or sent the form twice, sees what they have. No frame may show that page."""
    if visit.is_embedded:
        return wish.times_url(visit, hinweis=BOOKED_ALREADY)
    return appointment_url(booked, now=timezone.now())


def _kept(offer: Offer, visit: Visit) -> Offer:
    """The hold, prolonged for what is still to be typed; anew if it ran out and the time is still free.

    :raises BookingRefused: somebody else has it.
    """
    now = timezone.now()
    try:
        renew_hold(slot_id=slot_id_of(offer), hold_for=HOLD_ON_THE_WEB, now=now)
    except HoldExpired:
        return hold_again(offer=offer, holder=visit.holder, now=now)
    return offer


def _show(
    request: HttpRequest, visit: Visit, offer: Offer, form: DetailsForm, *, status: int
) -> HttpResponse:
    context = frame(
        request,
        visit,
        offer.branch,
        form=form,
        held=held_words(offer),
        times_url=offer_times_url(visit, offer),
        rules=rules_of(offer.branch, [(part.service, part.price_cents) for part in parts_of(offer)]),
    )
    return render(request, "portal/public/details.html", context, status=status)
