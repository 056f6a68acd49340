"""Where an appointment may go, and moving it there: the answer before the drop, and the drop itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askproai.core.errors import AskProError, Busy, RuleViolated
from booking.enums import AppointmentStatus, ChangeKind, RefusalCode
from booking.models import Appointment, AppointmentChange
from booking.queries.placements import Placement, placements_for, stretches_for
from booking.rules.placing import Verdict
from booking.services import TEAM_MAY_WAIVE, mark_appointment, move_appointment
from booking.services.team_changes import (
    restore_appointment,
    stretch_appointment,
    undo_move,
    withdraw_booking,
)
from booking.wall_clock import instant_at, instant_of, seconds_of
from notifications.services.planning import is_known, silence
from portal.access import role_required
from portal.owner.appointments import when_text
from portal.owner.diary import words
from portal.owner.diary.board import minute_of
from portal.owner.diary.forms import MoveForm, StretchForm, WhereForm
from portal.owner.diary.seen import done, refused, said_here, seen_appointment, wants_json

# Whoever moves an appointment may think again before the customer hears of it.
TOLD_AFTER: Final = timedelta(seconds=30)
FREE, ASKS, NEVER = 0, 1, 2
_CLOSED: Final = frozenset(
    {RefusalCode.OUTSIDE_OPENING_HOURS, RefusalCode.PUBLIC_HOLIDAY, RefusalCode.BRANCH_CLOSED}
)
_STEP: Final = timedelta(minutes=5)
_LONGEST: Final = timedelta(hours=8)


@role_required("owner", "manager", "staff")
def where(request: HttpRequest, appointment_id: int) -> JsonResponse:
    """``?person=3&person=4&von=2026-11-23&tage=7``: for each of them and each day, where it may begin.

    A span is ``[from, to, level, text, codes]`` in minutes of the day; level 0: free, 1: only if the team
    takes it upon itself, 2: never.
    """
    appointment = seen_appointment(request, appointment_id)
    form = WhereForm(request.GET)
    if not form.is_valid():
        raise Http404
    found = placements_for(
        appointment,
        staff_ids=form.cleaned_data["person"],
        days=form.days,
        now=timezone.now(),
        waivable=TEAM_MAY_WAIVE,
    )
    columns = [_column(each, appointment) for each in found]
    return JsonResponse({"version": appointment.version, "columns": columns})


@role_required("owner", "manager", "staff")
def lengths(request: HttpRequest, appointment_id: int) -> JsonResponse:
    """How long it may last when it begins as it does: ``[minutes, level, text, codes]`` in steps."""
    appointment = seen_appointment(request, appointment_id)
    now = timezone.now()
    longest = appointment.duration + _LONGEST
    strict = stretches_for(appointment, longest=longest, step=_STEP, now=now)
    waived = stretches_for(appointment, longest=longest, step=_STEP, now=now, waived=TEAM_MAY_WAIVE)
    answers = []
    for asked, anyway in zip(strict, waived, strict=True):
        minutes = int((asked.ends_at - appointment.starts_at) / timedelta(minutes=1))
        if asked.code is None:
            answers.append([minutes, FREE, "", []])
        elif anyway.code is None:
            answers.append([minutes, ASKS, words.obstacle_text(asked.code), [asked.code]])
        else:
            answers.append([minutes, NEVER, words.obstacle_text(anyway.code), []])
    return JsonResponse({"version": appointment.version, "lengths": answers})


@role_required("owner", "manager", "staff")
@require_POST
def move(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Move it, or say in one sentence why not; what the team may take upon itself is asked for."""
    before = seen_appointment(request, appointment_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    wish = form.cleaned_data
    try:
        starts_at = instant_at(wish["starts"], before.branch.zone)
        moved = move_appointment(
            appointment_id=appointment_id,
            starts_at=starts_at,
            staff_id=wish["staff"],
            expected_version=wish["version"],
            now=timezone.now(),
            by=f"user:{request.user.pk}",
            waived=form.waived,
            reason=form.reason,
            told_after=TOLD_AFTER,
        )
    except (RuleViolated, Busy) as error:
        codes = _codes_at(before, wish) if _may_be_waived(error) else ()
        return _refused(request, before, error, codes=codes)
    return done(request, moved, _moved_text(before, moved))


@role_required("owner", "manager", "staff")
@require_POST
def stretch(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Let it last so many minutes."""
    before = seen_appointment(request, appointment_id)
    form = StretchForm(request.POST)
    if not form.is_valid():
        raise Http404
    wish = form.cleaned_data
    try:
        changed = stretch_appointment(
            appointment_id=appointment_id,
            ends_at=before.starts_at + timedelta(minutes=wish["minutes"]),
            expected_version=wish["version"],
            by=f"user:{request.user.pk}",
            now=timezone.now(),
            waived=frozenset(form.waived),
            reason=form.reason,
        )
    except (RuleViolated, Busy) as error:
        codes = (RefusalCode(error.code),) if _may_be_waived(error) else ()
        return _refused(request, before, error, codes=codes)
    until = f"{changed.ends_at.astimezone(changed.branch.zone):%H:%M}"
    text = _("%(name)s: dauert jetzt bis %(until)s Uhr.") % {"name": changed.customer.name, "until": until}
    return done(request, changed, text)


@role_required("owner", "manager", "staff")
@require_POST
def undo(request: HttpRequest, appointment_id: int, change_id: int) -> HttpResponse:
    """Take back what was just done: the booking, the move, the new length, the state, the cancellation."""
    appointment = seen_appointment(request, appointment_id)
    change = get_object_or_404(AppointmentChange, pk=change_id, appointment=appointment)
    try:
        _take_back(change, by=f"user:{request.user.pk}")
    except (RuleViolated, Busy) as error:
        return refused(request, appointment_id, words.refusal(error.code))
    return _said(request, appointment_id, _("Rückgängig gemacht. Alles ist wieder wie vorher."))


def _take_back(change: AppointmentChange, *, by: str) -> None:
    now, appointment_id = timezone.now(), change.appointment_id
    if change.kind == ChangeKind.STATUS:
        status = AppointmentStatus(change.old_status)
        mark_appointment(appointment_id=appointment_id, status=status, by=by, now=now)
        return
    if change.kind == ChangeKind.BOOKED:
        is_silent = not is_known(appointment_id=appointment_id, change_id=0)
        withdraw_booking(appointment_id=appointment_id, by=by, now=now, is_silent=is_silent)
        return
    act = restore_appointment if change.kind == ChangeKind.CANCELLED else undo_move
    is_silent = not is_known(appointment_id=appointment_id, change_id=change.pk)
    act(appointment_id=appointment_id, change_id=change.pk, by=by, now=now, is_silent=is_silent)


@role_required("owner", "manager", "staff")
@require_POST
def hush(request: HttpRequest, appointment_id: int, change_id: int) -> HttpResponse:
    """The customer is not to get a message about this change; ``0`` is the booking itself."""
    appointment = seen_appointment(request, appointment_id)
    if change_id:
        get_object_or_404(AppointmentChange, pk=change_id, appointment=appointment)
    if silence(appointment_id=appointment_id, change_id=change_id):
        return _said(request, appointment_id, _("Der Kunde bekommt dazu keine Nachricht."))
    return refused(request, appointment_id, _("Die Nachricht ist schon unterwegs."))


def _said(request: HttpRequest, appointment_id: int, text: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return said_here(render_to_string("portal/components/toast.html", {"text": text}))
    messages.success(request, text)
    return redirect("appointment", appointment_id)


def _column(placement: Placement, appointment: Appointment) -> dict[str, Any]:
    return {
        "staff": placement.staff_id,
        "day": placement.day.isoformat(),
        "minutes": int(placement.duration / timedelta(minutes=1)),
        "spans": [list(_span(verdict, placement, appointment)) for verdict in placement.verdicts],
    }


def _span(verdict: Verdict, placement: Placement, appointment: Appointment) -> Iterator[Any]:
    zone = appointment.branch.zone
    for edge in (verdict.start, verdict.end):
        # Whoever drags starts at full minutes: the first of them that lies in the span.
        yield minute_of(instant_of(-(-edge // 60) * 60), day=placement.day, zone=zone)
    yield NEVER if verdict.is_final else ASKS if verdict.codes else FREE
    yield ", ".join(_reason(code, verdict, placement) for code in _telling(verdict.codes))
    yield [] if verdict.is_final else list(verdict.codes)


def _telling(codes: Sequence[RefusalCode]) -> list[RefusalCode]:
    """Where the house is closed nobody is surprised that nobody works."""
    closed = _CLOSED.intersection(codes)
    return [code for code in codes if not (closed and code is RefusalCode.STAFF_NOT_WORKING)]


def _reason(code: RefusalCode, verdict: Verdict, placement: Placement) -> str:
    if code is RefusalCode.STAFF_NOT_WORKING:
        earlier = any(end <= verdict.end for _start, end in placement.at_work)
        later = any(start >= verdict.start for start, _end in placement.at_work)
        if earlier and later:
            return str(words.BREAK)
    return words.obstacle_text(code, thing=verdict.thing)


def _may_be_waived(error: AskProError) -> bool:
    return error.code in {code.value for code in TEAM_MAY_WAIVE}


def _codes_at(before: Appointment, wish: dict[str, Any]) -> tuple[RefusalCode, ...]:
    """All rules that the team would have to waive for this start; none where that would not help."""
    starts_at = instant_at(wish["starts"], before.branch.zone)
    staff_id = wish["staff"] or before.staff_id
    [placement] = placements_for(
        before,
        staff_ids=[staff_id],
        days=[wish["starts"].date()],
        now=timezone.now(),
        waivable=TEAM_MAY_WAIVE,
    )
    start = seconds_of(starts_at)
    found = (each for each in placement.verdicts if each.start <= start < each.end and not each.is_final)
    codes = next((each.codes for each in found), ())
    off_grid = start % (before.branch.slot_grid_minutes * 60) != 0
    return (*codes, RefusalCode.NOT_ON_GRID) if codes and off_grid else codes or (RefusalCode.NOT_ON_GRID,)


def _refused(
    request: HttpRequest, before: Appointment, error: AskProError, *, codes: Sequence[RefusalCode]
) -> HttpResponse:
    text = words.refusal(error.code)
    if wants_json(request):
        return JsonResponse({"text": text, "codes": list(codes)}, status=409)
    return refused(request, before.pk, text)


def _moved_text(before: Appointment, moved: Appointment) -> str:
    if before.staff_id == moved.staff_id:
        return _("%(name)s ist verlegt auf %(when)s.") % {
            "name": moved.customer.name,
            "when": when_text(moved),
        }
    return _("%(name)s ist verlegt auf %(when)s bei %(staff)s.") % {
        "name": moved.customer.name,
        "when": when_text(moved),
        "staff": moved.staff.name,
    }
