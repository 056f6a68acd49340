"""Letting an appointment go on as a series, with every date looked at before; and ending one."""

from __future__ import annotations

import secrets
from typing import Any, get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from booking.enums import AppointmentSource, RefusalCode, RepeatUnit, SeriesScope
from booking.errors import BookingRefused
from booking.models import Appointment
from booking.queries import SeriesProposal, propose_series
from booking.queries.series import OnConflict, SeriesDate
from booking.rules.recurrence import Recurrence
from booking.services import book_series, cancel_series, wish_after
from portal.access import role_required
from portal.owner import words
from portal.owner.appointments import series_of
from portal.owner.class_forms import SeriesForm

_TEMPLATE = "portal/owner/series.html"


@role_required("owner", "manager", "staff")
def series(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Asks how often; with ``?every=2&unit=week&count=5`` it shows each date and what is in its way."""
    appointment = _appointment(appointment_id)
    form = SeriesForm(request.GET if "every" in request.GET else None, initial={"count": 5})
    proposal = _proposed(appointment, form) if form.is_bound and form.is_valid() else None
    return _show(request, appointment, form, proposal)


@role_required("owner", "manager", "staff")
@require_POST
def book(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Book the dates as they are now: all, those that are free, or with the alternatives of the others."""
    appointment = _appointment(appointment_id)
    form, choice = SeriesForm(request.POST), request.POST.get("choice", "nothing")
    if choice not in get_args(OnConflict):
        raise Http404
    if not form.is_valid():
        return _show(request, appointment, form, None)
    proposal = _proposed(appointment, form)
    try:
        booked = book_series(
            wish=proposal.wish,
            picks=proposal.picks(choice),  # type: ignore[arg-type]
            customer=appointment.customer,
            source=AppointmentSource.PORTAL,
            idempotency_key=f"portal:{request.POST.get('key') or secrets.token_urlsafe(16)}"[:180],
            now=timezone.now(),
            extends=appointment.series,
            continues=None if appointment.series_id else appointment,
        )
    except BookingRefused as error:
        messages.error(request, words.refusal(error.code))
        return _show(request, appointment, form, _proposed(appointment, form))
    count = booked.appointments.upcoming(timezone.now()).count()
    text = ngettext("Die Serie hat jetzt %(count)d Termin.", "Die Serie hat jetzt %(count)d Termine.", count)
    messages.success(request, text % {"count": count})
    return redirect("appointment", appointment_id)


@role_required("owner", "manager", "staff")
@require_POST
def cancel(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Cancel this and all that follow, or the whole series; the customer is told in one message."""
    if request.POST.get("scope") not in SeriesScope.values:
        raise Http404
    _appointment(appointment_id)
    try:
        cancelled = cancel_series(
            appointment_id=appointment_id,
            scope=SeriesScope(request.POST["scope"]),
            reason="",
            by=f"user:{request.user.pk}",
            now=timezone.now(),
            is_by_team=True,
        )
    except BookingRefused as error:
        messages.error(request, words.refusal(error.code))
    else:
        text = ngettext("%(count)d Termin ist abgesagt.", "%(count)d Termine sind abgesagt.", len(cancelled))
        messages.success(request, text % {"count": len(cancelled)})
    address = reverse("appointment", args=[appointment_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _appointment(appointment_id: int) -> Appointment:
    return get_object_or_404(Appointment.objects.with_names().select_related("series"), pk=appointment_id)


def _proposed(appointment: Appointment, form: SeriesForm) -> SeriesProposal:
    """From the appointment on, or after the last one of its series."""
    first = appointment.local_start.date()
    last = max((start.date() for _each, start in series_of(appointment)), default=first)
    rule = Recurrence(
        every=form.cleaned_data["every"], unit=RepeatUnit(form.cleaned_data["unit"]), first=first
    )
    recurrence = rule.after(last, count=form.cleaned_data["count"], until=form.cleaned_data["until"])
    return propose_series(wish=wish_after(appointment, recurrence, ignores_horizon=True), now=timezone.now())


def _show(
    request: HttpRequest, appointment: Appointment, form: SeriesForm, proposal: SeriesProposal | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "appointment": appointment,
        "starts": appointment.local_start.replace(tzinfo=None),
        "form": form,
        "proposal": proposal,
        "key": secrets.token_urlsafe(16),
        "back": reverse("appointment", args=[appointment.pk]),
    }
    if proposal:
        context["lines"] = [_line(each, appointment) for each in proposal.dates]
        context["free"] = len(proposal.dates) - len(proposal.conflicts)
        context["replaced"] = len(proposal.picks("alternative"))
    return render(request, _TEMPLATE, context, status=422 if form.errors else 200)


def _why(each: SeriesDate, appointment: Appointment) -> str:
    """Why the date cannot be had, as the calendar says it."""
    _known_until, plain = words.WHY_NOT[each.code or RefusalCode.SERVICE_NOT_OFFERED]
    names = {
        "staff": appointment.staff.name,
        "branch": appointment.branch.name,
        "thing": _("Raum oder Gerät"),
    }
    return str(plain) % {**names, "until": ""}


def _line(each: SeriesDate, appointment: Appointment) -> dict[str, Any]:
    zone = appointment.branch.zone
    slot = each.slot or each.alternative
    return {
        "day": each.day,
        "is_free": each.is_free,
        "why": "" if each.is_free else _why(each, appointment),
        "at": slot.starts_at.astimezone(zone).replace(tzinfo=None) if slot else None,
        "staff": slot.staff if slot and slot.staff_id != appointment.staff_id else "",
    }
