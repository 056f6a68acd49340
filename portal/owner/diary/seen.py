"""Appointments as far as a member may see them, and the answers every act of the calendar gives."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse

from booking.models import Appointment
from notifications.services.planning import will_tell
from portal.scope import sees_branch


def seen_appointment(request: HttpRequest, appointment_id: int) -> Appointment:
    """The appointment with its names.

    :raises Http404: there is none, or it belongs to a branch that this member does not see.
    """
    found = get_object_or_404(Appointment.objects.with_names(), pk=appointment_id)
    if not sees_branch(request, found.branch_id):
        raise Http404
    return found


def wants_json(request: HttpRequest) -> bool:
    """Whether our own script asks, which shows the answer without leaving the page."""
    return request.headers.get("Accept") == "application/json"


def done(
    request: HttpRequest, changed: Appointment, text: str, *, undo_url: str = "", then: str = ""
) -> HttpResponse:
    """It is done: a note with the way back on the calendar's page, else a message on another page."""
    if wants_json(request):
        return JsonResponse({"toast": toast_of(changed, text, undo_url=undo_url), "version": changed.version})
    if request.htmx:  # type: ignore[attr-defined]
        return said_here(toast_of(changed, text, undo_url=undo_url), shelf=True)
    messages.success(request, text)
    return redirect(then or reverse("appointment", args=[changed.pk]))


def refused(request: HttpRequest, appointment_id: int, text: str) -> HttpResponse:
    """It cannot be, and why."""
    if wants_json(request):
        return JsonResponse({"text": text, "codes": []}, status=409)
    if request.htmx:  # type: ignore[attr-defined]
        return said_here(render_to_string("portal/components/toast.html", {"text": text}), shelf=True)
    messages.error(request, text)
    return redirect("appointment", appointment_id)


def said_here(html: str, *, shelf: bool = False) -> HttpResponse:
    """A note in the place of the one that asked, or on the ``shelf``; the board is drawn anew."""
    headers = {"HX-Trigger": "diary:changed"}
    if shelf:
        headers |= {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
    return HttpResponse(html, headers=headers)


def toast_of(changed: Appointment, text: str, *, undo_url: str = "") -> str:
    """What was done, with a way back and, where a message waits, a way to keep it from leaving."""
    last = changed.changes.latest("pk")
    # The first line of the history is the booking itself, of which messages know as occasion 0.
    occasion = 0 if last.kind == "booked" else last.pk
    context = {
        "text": text,
        "undo_url": undo_url or reverse("diary-undo", args=[changed.pk, last.pk]),
        "hush_url": (
            reverse("diary-hush", args=[changed.pk, occasion])
            if will_tell(appointment_id=changed.pk, change_id=occasion)
            else ""
        ),
    }
    return render_to_string("portal/diary/parts/toast.html", context)
