"""Group classes: the coming sessions, who takes part in one, and calling it off."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from askproai.core.errors import Busy, RuleViolated
from booking.enums import AppointmentSource, AppointmentStatus, SessionState
from booking.errors import BookingRefused, ChangedMeanwhile, MorePlacesBooked
from booking.models import Appointment, ClassSession
from booking.queries import SessionPlaces, sessions_with_places
from booking.services import (
    TEAM_MAY_WAIVE,
    book_directly,
    cancel_appointment,
    cancel_session,
    change_places,
    replace_teacher,
)
from booking.values import CustomerDetails
from portal.access import role_required
from portal.owner import words
from portal.owner.appointments import calendar_of, wall_time
from portal.owner.class_forms import ParticipantForm, PlacesForm
from portal.owner.class_plan_forms import TeacherForm, classes_sold
from portal.owner.diary.words import refusal
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.permissions import MATRIX
from portal.scope import branch_ids_of, within

_SHOWN_AHEAD = timedelta(days=28)


@role_required("owner", "manager", "staff")
def classes(request: HttpRequest) -> HttpResponse:
    """Sessions of the next four weeks with the places that are left."""
    now = timezone.now()
    coming = ClassSession.objects.starting_in(now, now + _SHOWN_AHEAD)
    coming = within(coming, branch_ids_of(request), "branch")
    shown = [(each, wall_time(each.session, each.session.starts_at)) for each in sessions_with_places(coming)]
    context = {"sessions": shown, "may_plan": _may_plan(request), "has_classes": classes_sold().exists()}
    return render(request, "portal/owner/classes.html", context)


@role_required("owner", "manager", "staff")
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Everybody who takes part in one session."""
    return _show(request, _session(session_id))


@role_required("owner", "manager", "staff")
@require_POST
def add(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take places for somebody."""
    shown = _session(session_id)
    form = ParticipantForm(request.POST)
    if not form.is_valid():
        return _show(request, shown, participant=form)
    try:
        book_directly(
            service_id=shown.service_id,
            staff_id=shown.staff_id,
            branch_id=shown.branch_id,
            starts_at=shown.starts_at,
            party_size=form.cleaned_data["people"],
            customer=CustomerDetails(name=form.cleaned_data["name"], phone=form.cleaned_data["phone"]),
            source=AppointmentSource.PORTAL,
            idempotency_key=f"portal:{request.POST.get('key') or secrets.token_urlsafe(16)}"[:200],
            now=timezone.now(),
            by=f"user:{request.user.pk}",
            waived=TEAM_MAY_WAIVE,
        )
    except (BookingRefused, Busy) as error:
        form.add_error("people", refusal(error.code))
        return _show(request, shown, participant=form)
    messages.success(request, _("Eingetragen."))
    return redirect("class-session", session_id)


@role_required("owner", "manager", "staff")
@require_POST
def remove(request: HttpRequest, session_id: int, appointment_id: int) -> HttpResponse:
    """Take somebody out, who is told."""
    appointment = get_object_or_404(Appointment, pk=appointment_id, session=session_id)
    try:
        cancel_appointment(
            appointment_id=appointment.pk,
            reason="",
            by=f"user:{request.user.pk}",
            now=timezone.now(),
            is_by_team=True,
        )
    except BookingRefused as error:
        messages.error(request, words.refusal(error.code))
    else:
        messages.success(request, _("Ausgetragen. Der Platz ist wieder frei."))
    return _back(request, session_id)


@role_required("owner", "manager", "staff")
@require_POST
def places(request: HttpRequest, session_id: int) -> HttpResponse:
    """More or fewer places."""
    shown = _session(session_id)
    form = PlacesForm(request.POST, session=shown)
    if not form.is_valid():
        return _show(request, shown, places=form)
    told = form.cleaned_data
    try:
        change_places(session_id=session_id, places=told["places"], expected=told["before"])
    except ChangedMeanwhile:
        form.add_error("places", CHANGED_MEANWHILE)
    except MorePlacesBooked:
        form.add_error("places", _("So viele Plätze sind schon vergeben. Tragen Sie zuerst jemanden aus."))
    else:
        messages.success(request, _("Gespeichert."))
        return redirect("class-session", session_id)
    return _show(request, shown, places=form)


@role_required("owner", "manager", "staff")
@require_POST
def teacher(request: HttpRequest, session_id: int) -> HttpResponse:
    """Somebody else gives this session; who booked keeps their place."""
    shown = _session(session_id)
    form = TeacherForm(request.POST, session=shown)
    if not form.is_valid():
        return _show(request, shown, teacher=form)
    told = form.cleaned_data
    try:
        replace_teacher(
            session_id=session_id, staff_id=told["staff"].pk, expected=told["before"], now=timezone.now()
        )
    except ChangedMeanwhile:
        form.add_error("staff", CHANGED_MEANWHILE)
    except (BookingRefused, Busy) as error:
        form.add_error("staff", refusal(error.code))
    else:
        messages.success(request, _("%(name)s gibt diesen Kurs.") % {"name": told["staff"].name})
        return redirect("class-session", session_id)
    return _show(request, shown, teacher=form)


@role_required("owner", "manager", "staff")
@require_POST
def cancel(request: HttpRequest, session_id: int) -> HttpResponse:
    """Call the whole session off; everybody is told."""
    _session(session_id)
    try:
        cancel_session(
            session_id=session_id,
            reason=request.POST.get("reason", "")[:200],
            by=f"user:{request.user.pk}",
            now=timezone.now(),
        )
    except RuleViolated as error:
        messages.error(request, words.refusal(error.code))
    else:
        messages.success(request, _("Der Kurs ist abgesagt. Alle Teilnehmer werden benachrichtigt."))
    return _back(request, session_id)


def _session(session_id: int) -> ClassSession:
    return get_object_or_404(ClassSession.objects.with_names(), pk=session_id)


def _show(
    request: HttpRequest,
    shown: ClassSession,
    *,
    participant: ParticipantForm | None = None,
    places: PlacesForm | None = None,
    teacher: TeacherForm | None = None,
) -> HttpResponse:
    coming = shown.appointments.with_names().exclude(status=AppointmentStatus.CANCELLED)
    is_open = shown.state != SessionState.CANCELLED and shown.starts_at > timezone.now()
    starts = shown.local_start.replace(tzinfo=None)
    context = {
        "session": shown,
        "counted": _counted(shown),
        "starts": starts,
        "ends": shown.ends_at.astimezone(shown.branch.zone).replace(tzinfo=None),
        "decides": wall_time(shown, shown.decides_at) if shown.decides_at else None,
        "participants": [
            (each, words.STATUS_TONES[each.status]) for each in coming.order_by("customer__name")
        ],
        "tone": words.SESSION_TONES[shown.state],
        "is_open": is_open,
        "form": participant or ParticipantForm(),
        "places_form": places or PlacesForm(session=shown),
        "teacher_form": teacher or TeacherForm(session=shown),
        "key": secrets.token_urlsafe(16),
        "links": {
            "here": reverse("class-session", args=[shown.pk]),
            "calendar": calendar_of(shown, starts),
            "plan": _plan_url(request, shown),
        },
    }
    is_wrong = any(form and form.is_bound for form in (participant, places, teacher))
    return render(request, "portal/owner/class_session.html", context, status=422 if is_wrong else 200)


def _may_plan(request: HttpRequest) -> bool:
    return request.membership.role in MATRIX["class-plan"]  # type: ignore[attr-defined]


def _plan_url(request: HttpRequest, shown: ClassSession) -> str:
    """The line of the timetable that it comes from, for those who may change it."""
    is_open = shown.class_time_id is not None and _may_plan(request)
    return reverse("class-time", args=[shown.class_time_id]) if is_open else ""


def _counted(shown: ClassSession) -> SessionPlaces | None:
    found = sessions_with_places(ClassSession.objects.filter(pk=shown.pk))
    return found[0] if found else None


def _back(request: HttpRequest, session_id: int) -> HttpResponse:
    address = reverse("class-session", args=[session_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]
