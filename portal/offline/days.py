"""What a device may keep of today and tomorrow, and what was done on it without a connection."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import BaseModel, Field, ValidationError

from askproai.core.phones import format_phone
from booking.enums import AppointmentStatus
from booking.errors import BookingRefused
from booking.models import Appointment, Branch
from booking.services import mark_appointment
from portal.access import role_required
from portal.owner.diary.words import STATES
from portal.scope import branch_ids_of, sees_branch

# What somebody does without a connection; a device keeps a day, so more than this is not one person's work.
_MOST_ACTS: Final = 200
_MOST_APPOINTMENTS: Final = 400
# A device keeps what it was given this long, whatever happens to it.
_KEPT: Final = timedelta(hours=24)
_ACTS: Final = {"arrived": AppointmentStatus.ARRIVED, "no_show": AppointmentStatus.NO_SHOW}


class Act(BaseModel):
    """Something that was done on a device, and on which version of the appointment."""

    key: UUID
    appointment_id: Annotated[int, Field(gt=0, lt=2**63)]
    act: Annotated[str, Field(pattern="^(arrived|no_show)$")]
    version: Annotated[int, Field(ge=0, lt=2**31)]


class Acts(BaseModel):
    """All that a device has to hand in."""

    acts: Annotated[list[Act], Field(max_length=_MOST_ACTS)]


@role_required("owner", "manager", "staff")
def days(request: HttpRequest) -> HttpResponse:
    """Appointments of today and tomorrow in the member's branches, with phone numbers. Never cached."""
    now = timezone.now()
    branches = Branch.objects.filter(is_active=True)
    wanted = branch_ids_of(request)
    if wanted is not None:
        branches = branches.filter(pk__in=wanted)
    today = timezone.localdate()
    body = {
        "at": now.isoformat(),
        "until": (now + _KEPT).isoformat(),
        "stand": formats.time_format(timezone.localtime(now), "H:i"),
        "branches": [{"id": branch.pk, "name": branch.name} for branch in branches],
        "days": [_day(today + timedelta(days=ahead), list(branches)) for ahead in (0, 1)],
    }
    return JsonResponse(body)


def _day(on: date, branches: list[Branch]) -> dict[str, Any]:
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day, time(), zone) for day in (on, on + timedelta(days=1)))
    planned = Appointment.objects.starting_in(start, end).not_cancelled().filter(branch__in=branches)
    rows = planned.with_names().order_by("period", "pk")[:_MOST_APPOINTMENTS]
    return {
        "date": on.isoformat(),
        "title": formats.date_format(on, _("l, j. F")),
        "appointments": [_appointment(row) for row in rows],
    }


def _appointment(row: Appointment) -> dict[str, Any]:
    look = STATES[row.status]
    zone = row.branch.zone
    return {
        "id": row.pk,
        "version": row.version,
        "starts_at": row.starts_at.isoformat(),
        "start": f"{row.starts_at.astimezone(zone):%H:%M}",
        "end": f"{row.ends_at.astimezone(zone):%H:%M}",
        "customer": row.customer.name,
        "phone": row.customer.phone or "",
        "phone_text": format_phone(row.customer.phone) if row.customer.phone else "",
        "what": row.what,
        "staff": row.staff.name,
        "branch_id": row.branch_id,
        "status": row.status,
        "status_text": str(look.label),
        "tone": look.tone,
    }


@role_required("owner", "manager", "staff")
@require_POST
def acts(request: HttpRequest) -> HttpResponse:
    """Take in what was done without a connection: each once, and none against what others did meanwhile."""
    try:
        handed_in = Acts.model_validate_json(request.body)
    except ValidationError:
        return JsonResponse({"problem": "unreadable"}, status=400)
    return JsonResponse({"results": [_result(request, act) for act in handed_in.acts]})


def _result(request: HttpRequest, act: Act) -> dict[str, str]:
    row = Appointment.objects.with_names().filter(pk=act.appointment_id).first()
    if row is None or not sees_branch(request, row.branch_id):
        text = _("Ein Termin, den Sie ohne Verbindung bearbeitet haben, ist nicht mehr da.")
        return {"key": str(act.key), "outcome": "gone", "text": text}
    wanted = _ACTS[act.act]
    try:
        mark_appointment(
            appointment_id=row.pk,
            status=wanted,
            expected_version=act.version,
            by=f"user:{request.user.pk}",
            now=timezone.now(),
        )
    except BookingRefused:
        return {"key": str(act.key), "outcome": "conflict", "text": _conflict(act.appointment_id, wanted)}
    return {"key": str(act.key), "outcome": "done", "text": ""}


def _conflict(appointment_id: int, wanted: AppointmentStatus) -> str:
    row = Appointment.objects.with_names().get(pk=appointment_id)
    words = {
        "name": row.customer.name,
        "time": f"{row.starts_at.astimezone(row.branch.zone):%H:%M}",
        "now": STATES[row.status].label,
        "wanted": STATES[wanted].label,
    }
    return (
        _("%(name)s, %(time)s: Jemand hat den Termin inzwischen geändert (%(now)s). „%(wanted)s“ gilt nicht.")
        % words
    )
