"""Another time for an appointment: choose, see what it costs, agree."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods, require_POST

from askproai.core.errors import Busy
from booking.enums import OfferState
from booking.errors import BookingRefused, FeeNotAccepted, HoldExpired, SlotUnknown, TooManyHolds
from booking.models import Offer
from booking.queries.terms import change_terms_of_visit
from booking.queries.visits import search_for_moving
from booking.services.holds import HOLD_ON_THE_WEB, renew_hold
from booking.services.moving import reschedule_appointment
from booking.services.slot_ids import offer_of, parts_of, slot_id_of
from booking.services.web_holds import hold_again, hold_time
from booking.values import SlotSearch
from portal.publicbooking.days import instant_in, week_context
from portal.publicbooking.gate import address_of
from portal.publicbooking.held import held_words
from portal.publicbooking.limits import may_hold
from portal.publicbooking.words import join_words, long_time_words, money_words, refusal_words
from portal.selfservice.gate import Guest, link_frame, link_page


@link_page
@require_http_methods(["GET", "HEAD"])
def times(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The free times for the same service with the same person, or with whoever is free."""
    visit, now = guest.parts[0], timezone.now()
    if not change_terms_of_visit(guest.parts, now=now).is_changeable:
        return redirect(guest.url("appointment-link"))
    anybody = request.GET.get("bei") == "egal"
    bei = "egal" if anybody else ""
    context = link_frame(
        request,
        guest,
        when=long_time_words(visit.local_start),
        staff_words=join_words(dict.fromkeys(part.staff.name for part in guest.parts)),
        form_url=guest.url("appointment-link-hold"),
        hidden=format_html_join(
            "",
            '<input type="hidden" name="{}" value="{}">',
            (("csrfmiddlewaretoken", get_token(request)), ("bei", bei)),
        ),
        anybody=anybody,
        same_url=guest.url("appointment-link-move"),
        anybody_url=guest.url("appointment-link-move", bei="egal"),
        back_url=guest.url("appointment-link"),
        notice=refusal_words(request.GET["hinweis"]) if request.GET.get("hinweis") else "",
        **week_context(
            search=replace(_search(guest, anybody=anybody), holder=guest.holder),
            branch=visit.branch,
            asked=request.GET,
            url=lambda **query: guest.url("appointment-link-move", **{"bei": bei, **query}),
            now=now,
        ),
    )
    return render(request, "portal/selfservice/times.html", context)


@link_page
@require_POST
def hold(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Hold the new time; the old one stays until they agree."""
    visit = guest.parts[0]
    starts_at = instant_in(request.POST.get("um"))
    bei = "egal" if request.POST.get("bei") == "egal" else ""
    if starts_at is None:
        return redirect(guest.url("appointment-link-move"))
    try:
        if not may_hold(address_of(request)):
            raise TooManyHolds
        held = hold_time(
            search=_search(guest, anybody=bool(bei)),
            starts_at=starts_at,
            holder=guest.holder,
            address=address_of(request),
            now=timezone.now(),
        )
    except (BookingRefused, Busy) as error:
        day = starts_at.astimezone(visit.branch.zone).date()
        return redirect(guest.url("appointment-link-move", bei=bei, tag=day, hinweis=error.code))
    return redirect(guest.url("appointment-link-agree", zeit=held.slot_id))


@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Old time, new time, what it costs: and then it is moved, or nothing has changed."""
    offer = _own_offer(guest, request.GET.get("zeit", ""))
    if offer is None:
        return redirect(guest.url("appointment-link-move", hinweis=HoldExpired.code))
    if request.method != "POST":
        return _show(request, guest, offer)
    agreed = request.POST.get("fee", "0")
    try:
        slot_id = _kept(offer, guest)
        reschedule_appointment(
            appointment_id=guest.appointment.pk,
            slot_id=slot_id,
            idempotency_key=f"link:{slot_id}",
            by="web",
            accepted_fee_cents=int(agreed)
            if agreed.isascii() and agreed.isdecimal() and len(agreed) < 9
            else 0,
            now=timezone.now(),
        )
    except FeeNotAccepted:
        return _show(request, guest, offer, status=409)
    except (BookingRefused, Busy) as error:
        day = offer.period.lower.astimezone(offer.branch.zone).date()
        return redirect(guest.url("appointment-link-move", tag=day, hinweis=error.code))
    return redirect(guest.url("appointment-link", ok="verlegt"))


def _search(guest: Guest, *, anybody: bool) -> SlotSearch:
    """Everything that belongs together moves together, under the terms under which it was booked."""
    if len(guest.parts) > 1:
        return search_for_moving(guest.parts, keeps_staff=not anybody)
    visit = guest.parts[0]
    return SlotSearch(
        service_ids=(visit.service_id,),
        staff_ids=None if anybody else frozenset({visit.staff_id}),
        branch_ids=frozenset({visit.branch_id}),
        moving_appointment_id=visit.pk,
    )


def _own_offer(guest: Guest, slot_id: str) -> Offer | None:
    try:
        offer = offer_of(slot_id)
    except SlotUnknown:
        return None
    is_own = offer.holder == guest.holder and offer.moving_id in {part.pk for part in guest.parts}
    return offer if is_own else None


def _kept(offer: Offer, guest: Guest) -> str:
    """The id of the held time, held anew if that ran out and the time is still free."""
    now = timezone.now()
    if offer.state == OfferState.BOOKED:
        return slot_id_of(offer)  # sent twice: the same answer again
    try:
        renew_hold(slot_id=slot_id_of(offer), hold_for=HOLD_ON_THE_WEB, now=now)
    except HoldExpired:
        return slot_id_of(hold_again(offer=offer, holder=guest.holder, now=now))
    return slot_id_of(offer)


def _show(request: HttpRequest, guest: Guest, offer: Offer, *, status: int = 200) -> HttpResponse:
    terms = change_terms_of_visit(guest.parts, now=timezone.now())
    held, before = parts_of(offer), guest.parts
    day = offer.period.lower.astimezone(offer.branch.zone).date()
    context = link_frame(
        request,
        guest,
        old=long_time_words(before[0].local_start),
        held=held_words(offer),
        fee=terms.move_fee_cents,
        fee_words=money_words(terms.move_fee_cents, terms.currency) if terms.move_fee_cents else "",
        other_price=sorted(part.price_cents or 0 for part in held)
        != sorted(part.price_cents or 0 for part in before),
        times_url=guest.url("appointment-link-move", tag=day),
        back_url=guest.url("appointment-link"),
    )
    return render(request, "portal/selfservice/agree.html", context, status=status)
