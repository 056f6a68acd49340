"""One appointment: what was promised, how it came about, and calling it off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from askproai.core.money import format_cents
from booking.enums import AppointmentStatus, ChangeKind, PriceKind
from booking.errors import BookingRefused
from booking.models import Appointment, AppointmentChange, ClassSession, Occupancy
from booking.queries.visits import parts_of_visit
from booking.services import cancel_appointment
from portal.access import role_required
from portal.owner import words
from portal.owner.appointment_terms import terms_of
from portal.owner.diary.words import reason_text
from portal.owner.sent import messages_about
from portal.owner.words import Look
from telephony.models import CallAct

_CANCELLABLE = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One line of an appointment's history."""

    look: Look
    text: str
    at: datetime


@role_required("owner", "manager", "staff")
def appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Everything about one appointment of this company."""
    shown = get_object_or_404(Appointment.objects.with_names(), pk=appointment_id)
    starts = wall_time(shown, shown.starts_at)
    call = CallAct.objects.filter(appointment=shown, name="book").order_by("pk").first()
    context = {
        "appointment": shown,
        "starts": starts,
        "ends": wall_time(shown, shown.ends_at),
        "price": price_text(shown),
        "things": ", ".join(_things(shown)),
        "waiting": tuple(_waiting(shown)),
        "tone": words.STATUS_TONES[shown.status],
        "terms": tuple(terms_of(shown)),
        "history": tuple(_history(shown)),
        "sent": messages_about([shown]),
        "session_url": reverse("class-session", args=[shown.session_id]) if shown.session_id else "",
        "series": series_of(shown),
        "visit": visit_of(shown),
        "can_cancel": shown.status in _CANCELLABLE and shown.starts_at > timezone.now(),
        "links": {
            "here": reverse("appointment", args=[shown.pk]),
            "topics": f"live:appointment-{shown.pk} from:body",
            "calendar": calendar_of(shown, starts),
            "call": reverse("call", args=[call.call_id]) if call else "",
        },
    }
    return render(request, "portal/owner/appointment.html", context)


@role_required("owner", "manager", "staff")
@require_POST
def cancel(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Call the appointment off, or all of its visit, and tell the customer; what cannot be is said."""
    get_object_or_404(Appointment, pk=appointment_id)
    try:
        cancel_appointment(
            appointment_id=appointment_id,
            reason="",
            by=f"user:{request.user.pk}",
            now=timezone.now(),
            is_by_team=True,
            whole_visit=request.POST.get("visit") == "yes",
        )
    except BookingRefused as error:
        messages.error(request, words.refusal(error.code))
    else:
        messages.success(request, _("Der Termin ist abgesagt."))
    address = reverse("appointment", args=[appointment_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def series_of(appointment: Appointment) -> list[tuple[Appointment, datetime]]:
    """The appointments of its series that are not cancelled, each with its start on the wall."""
    if appointment.series_id is None:
        return []
    found = Appointment.objects.not_cancelled().filter(series=appointment.series_id).select_related("branch")
    return [(each, wall_time(each, each.starts_at)) for each in found.order_by("period", "pk")]


def visit_of(appointment: Appointment) -> list[tuple[Appointment, datetime]]:
    """What its visit has beside it and was not cancelled, itself included, with the starts on the wall."""
    parts = parts_of_visit(appointment)
    return [(each, wall_time(each, each.starts_at)) for each in parts] if len(parts) > 1 else []


def _things(appointment: Appointment) -> QuerySet[Occupancy, str]:
    """Rooms and devices that are kept for the visit."""
    kept = appointment.occupancies.filter(resource__group__isnull=False)
    return kept.order_by("resource__name").values_list("resource__name", flat=True).distinct()


def _waiting(appointment: Appointment) -> Iterator[tuple[datetime, datetime]]:
    """When something takes effect and the person is free for others, on the branch's clock."""
    parts = appointment.occupancies.filter(resource_id=appointment.staff.resource_id).order_by("blocked")
    for before, after in pairwise(parts):
        yield wall_time(appointment, before.blocked.upper), wall_time(appointment, after.blocked.lower)


def calendar_of(appointment: Appointment | ClassSession, starts: datetime) -> str:
    """The day of it in the calendar of its branch."""
    query = urlencode({"filiale": appointment.branch_id, "tag": starts.date().isoformat()})
    return f"{reverse('calendar')}?{query}"


def wall_time(appointment: Appointment | ClassSession, instant: datetime) -> datetime:
    """What the clock in the branch shows; naive, so that templates leave it as it is."""
    return instant.astimezone(appointment.branch.zone).replace(tzinfo=None)


def when_text(appointment: Appointment) -> str:
    """``Freitag, 27. November, 10:15 Uhr``."""
    return formats.date_format(wall_time(appointment, appointment.starts_at), _("l, j. F, H:i \\U\\h\\r"))


def price_text(appointment: Appointment) -> str:
    """``45,00 €``, ``ab 45,00 €`` or ``auf Anfrage``."""
    if appointment.price_cents is None:
        return str(PriceKind.ON_REQUEST.label)
    amount = format_cents(appointment.price_cents, appointment.currency).replace(" ", "\u00a0")
    return f"{PriceKind.FROM.label}\u00a0{amount}" if appointment.price_kind == PriceKind.FROM else amount


def _history(appointment: Appointment) -> Iterator[Step]:
    for change in appointment.changes.select_related("old_staff", "new_staff").order_by("-pk"):
        is_request = change.kind == ChangeKind.BOOKED and change.new_status == AppointmentStatus.PENDING
        look = words.REQUESTED if is_request else words.CHANGES[change.kind]
        yield Step(look=look, text=_change_text(appointment, change), at=change.changed_at)


def _change_text(appointment: Appointment, change: AppointmentChange) -> str:
    by = str(words.CHANGED_BY.get(change.by, words.BY_TEAM))
    reason = reason_text(change.reason)
    if change.kind == ChangeKind.RESCHEDULED and change.old_period and change.new_period:
        return ", ".join(filter(None, (_moved_text(appointment, change), by, reason)))
    if change.kind == ChangeKind.STATUS:
        return ", ".join(filter(None, (change.get_new_status_display(), by, reason)))
    return f"{by}: {reason}" if reason else by


def _moved_text(appointment: Appointment, change: AppointmentChange) -> str:
    if change.old_period.lower == change.new_period.lower and change.old_staff_id == change.new_staff_id:
        return _("bis %(new)s statt %(old)s") % {
            "old": f"{wall_time(appointment, change.old_period.upper):%H:%M}",
            "new": f"{wall_time(appointment, change.new_period.upper):%H:%M}",
        }
    moved = _("von %(old)s auf %(new)s") % {
        "old": _short(appointment, change.old_period.lower),
        "new": _short(appointment, change.new_period.lower),
    }
    if change.old_staff_id == change.new_staff_id:
        return moved
    return f"{moved}, {_('jetzt bei %(name)s') % {'name': change.new_staff}}"


def _short(appointment: Appointment, instant: datetime) -> str:
    return formats.date_format(wall_time(appointment, instant), "D, j.n., H:i")
