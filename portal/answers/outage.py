"""Somebody is sick: the customer takes a held time, chooses another, cancels, or wants to be called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from askproai.core.errors import Busy
from booking.enums import AppointmentStatus, MoveState
from booking.errors import BookingRefused, OutageUnknown
from booking.models import Customer, OutageMove
from booking.services.links import LinkPurpose
from booking.services.outage_answers import ask_for_call, cancel_move, choose_time, other_times
from portal.answers.gate import question_page, show
from portal.answers.words import slot_choices, when_words
from portal.publicbooking.gate import Visit
from portal.publicbooking.gone import link_unknown


def _customer_of(move_id: int) -> Customer | None:
    return Customer.objects.filter(
        appointments__in=OutageMove.objects.filter(pk=move_id).values("appointment")
    ).first()


move_page = question_page(LinkPurpose.OUTAGE_MOVE, _customer_of)


@move_page
@require_safe
def question(request: HttpRequest, visit: Visit, move_id: int, secret: str) -> HttpResponse:
    """What has become of the appointment, and what can be chosen; ``?zeiten=1`` looks for more times."""
    names = ("outage", "old_staff", "appointment__branch", "appointment__staff", "appointment__service")
    move = OutageMove.objects.select_related(*names).filter(pk=move_id).first()
    if move is None:
        return link_unknown(request, visit)
    appointment, zone = move.appointment, move.appointment.branch.zone
    is_over = appointment.status == AppointmentStatus.CANCELLED or appointment.starts_at <= timezone.now()
    wants_more = bool(request.GET.get("zeiten"))
    return show(
        request,
        "outage",
        visit,
        appointment.branch,
        missing=move.old_staff.name,
        appointment=appointment,
        old=when_words(move.starts_at, zone),
        now_at=when_words(appointment.starts_at, zone),
        is_asked=move.state == MoveState.ASKED and not is_over,
        is_moved=move.state == MoveState.MOVED and not is_over,
        is_called=move.state == MoveState.TO_CALL and not is_over,
        is_cancelled=appointment.status == AppointmentStatus.CANCELLED,
        can_choose=move.state in (MoveState.ASKED, MoveState.MOVED, MoveState.TO_CALL) and not is_over,
        times=_more(move) if wants_more else _held(move),
        wants_more=wants_more,
        notice=_("Diese Zeit ist leider gerade vergeben worden.") if request.GET.get("hinweis") else "",
        choose_url=visit.url("outage-choose", secret),
        more_url=visit.url("outage-answer", secret, zeiten=1),
        call_url=visit.url("outage-call-me", secret),
        cancel_url=visit.url("outage-cancel", secret),
    )


@move_page
@require_POST
def choose(request: HttpRequest, visit: Visit, move_id: int, secret: str) -> HttpResponse:
    """Take a time."""
    slot_id = request.POST.get("slot", "")
    return _then_back(visit, secret, lambda now: choose_time(move_id=move_id, slot_id=slot_id, now=now))


@move_page
@require_POST
def call_me(request: HttpRequest, visit: Visit, move_id: int, secret: str) -> HttpResponse:
    """Have somebody call."""
    return _then_back(visit, secret, lambda now: ask_for_call(move_id=move_id, now=now))


@move_page
@require_POST
def cancel(request: HttpRequest, visit: Visit, move_id: int, secret: str) -> HttpResponse:
    """Not come at all."""
    return _then_back(visit, secret, lambda now: cancel_move(move_id=move_id, now=now))


def _then_back(visit: Visit, secret: str, act: Callable[[datetime], object]) -> HttpResponse:
    try:
        act(timezone.now())
    except (BookingRefused, OutageUnknown, Busy):
        return redirect(visit.url("outage-answer", secret, hinweis="weg", zeiten=1))
    return redirect(visit.url("outage-answer", secret))


def _held(move: OutageMove) -> list[tuple[str, str, str]]:
    """The times that are held for this customer, best first; none of them once one was taken."""
    if move.state == MoveState.MOVED:
        return []
    zone = move.appointment.branch.zone
    return [
        (option["slot_id"], when_words(datetime.fromisoformat(option["starts_at"]), zone), option["staff"])
        for option in move.options
    ]


def _more(move: OutageMove) -> list[tuple[str, str, str]]:
    try:
        return slot_choices(other_times(move_id=move.pk, now=timezone.now()).offers)
    except (BookingRefused, OutageUnknown):
        return []
