"""What the calendar does with one appointment besides moving it: sheet, state, note, end."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askproai.core.errors import Busy, RuleViolated
from booking.enums import AppointmentStatus
from booking.services import approve_request, cancel_appointment, mark_appointment
from booking.services.team_changes import write_note
from portal.access import role_required
from portal.owner.appointments import when_text
from portal.owner.diary import words
from portal.owner.diary.clashes import clashes_of
from portal.owner.diary.forms import CancelForm, NoteForm
from portal.owner.diary.moving import TOLD_AFTER
from portal.owner.diary.seen import done, refused, seen_appointment
from portal.owner.diary.ways import ways_of

_SHEET: Final = "portal/diary/parts/sheet.html"


@role_required("owner", "manager", "staff")
def sheet(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """What one wants to know and do without leaving the calendar."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("appointment", appointment_id)
    appointment = seen_appointment(request, appointment_id)
    now = timezone.now()
    zone = appointment.branch.zone
    is_ahead = appointment.status in ("pending", "confirmed") and appointment.starts_at > now
    is_open = appointment.status in ("pending", "confirmed", "arrived") and appointment.ends_at > now
    minutes = int(appointment.duration.total_seconds() // 60)
    context = {
        "appointment": appointment,
        "starts": appointment.starts_at.astimezone(zone).replace(tzinfo=None),
        "ends": appointment.ends_at.astimezone(zone).replace(tzinfo=None),
        "state": words.STATES[appointment.status],
        "ways": tuple(ways_of(appointment, now)),
        "clashes": clashes_of(appointment, now=now),
        "can_move": is_ahead and appointment.session_id is None,
        "can_cancel": is_ahead,
        "lengths": (minutes - 15, minutes + 15) if is_open and appointment.session_id is None else (),
    }
    return render(request, _SHEET, context)


@role_required("owner", "manager", "staff")
@require_POST
def mark(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Arrived, done, not come, or back to what it was."""
    appointment = seen_appointment(request, appointment_id)
    status = request.POST.get("status", "")
    if status not in ("confirmed", "arrived", "done", "no_show"):
        raise Http404
    act = approve_request if (appointment.status, status) == ("pending", "confirmed") else None
    by, now = f"user:{request.user.pk}", timezone.now()
    try:
        changed = (
            act(appointment_id=appointment_id, by=by, now=now)
            if act
            else mark_appointment(
                appointment_id=appointment_id, status=AppointmentStatus(status), by=by, now=now
            )
        )
    except (RuleViolated, Busy) as error:
        return refused(request, appointment_id, words.refusal(error.code))
    text = _("%(name)s: %(state)s.") % {
        "name": appointment.customer.name,
        "state": words.STATES[changed.status].label,
    }
    return done(request, changed, text)


@role_required("owner", "manager", "staff")
@require_POST
def cancel(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Call the appointment off, or all of its visit; the customer hears of it half a minute later."""
    appointment = seen_appointment(request, appointment_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        cancelled = cancel_appointment(
            appointment_id=appointment_id,
            reason=form.cleaned_data["grund"],
            by=f"user:{request.user.pk}",
            now=timezone.now(),
            is_by_team=True,
            whole_visit=form.cleaned_data["visit"] == "yes",
            is_silent=form.cleaned_data["still"],
            told_after=TOLD_AFTER,
        )
    except (RuleViolated, Busy) as error:
        return refused(request, appointment_id, words.refusal(error.code))
    text = _("Der Termin ist abgesagt. %(name)s, %(when)s.") % {
        "name": appointment.customer.name,
        "when": when_text(appointment),
    }
    return done(request, cancelled, text, then=reverse("appointment", args=[appointment_id]))


@role_required("owner", "manager", "staff")
@require_POST
def note(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """What the team wants to remember of this appointment."""
    appointment = seen_appointment(request, appointment_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refused(request, appointment_id, _("Die Notiz ist zu lang."))
    write_note(appointment_id=appointment.pk, text=form.cleaned_data["notiz"])
    return redirect("appointment", appointment_id)
