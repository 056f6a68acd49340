"""One appointment: what was promised, how it came about, and calling it off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from askproai.core.money import format_cents
from booking.enums import AppointmentStatus, ChangeKind, PriceKind
from booking.models import Appointment, AppointmentChange, ClassSession, Occupancy
from booking.queries.visits import parts_of_visit
from booking.services.team_changes import JUST_NOW, UNDONE
from notifications.services.planning import will_tell
from portal.access import role_required
from portal.owner import words
from portal.owner.appointment_terms import terms_of
from portal.owner.diary.clashes import clashes_of
from portal.owner.diary.ways import ways_of
from portal.owner.diary.words import reason_text
from portal.owner.sent import messages_about
from portal.owner.words import Look
from portal.scope import sees_branch
from telephony.models import CallAct

_UNDOABLE = (ChangeKind.BOOKED, ChangeKind.RESCHEDULED, ChangeKind.CANCELLED, ChangeKind.STATUS)
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
    if not sees_branch(request, shown.branch_id):
        raise Http404
    now = timezone.now()
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
        "can_cancel": shown.status in _CANCELLABLE and shown.starts_at > now,
        "can_move": shown.status in _CANCELLABLE and shown.starts_at > now and shown.session_id is None,
        "just_done": just_done(shown, now),
        "ways": () if shown.status == AppointmentStatus.PENDING else tuple(ways_of(shown, now)),
        "clashes": clashes_of(shown, now=now),
        "cancel_reason": reason_text(shown.cancel_reason),
        "links": {
            "here": reverse("appointment", args=[shown.pk]),
            "topics": f"live:appointment-{shown.pk} from:body",
            "calendar": calendar_of(shown, starts),
            "call": reverse("call", args=[call.call_id]) if call else "",
        },
    }
    return render(request, "portal/owner/appointment.html", context)


@dataclass(frozen=True, kw_only=True, slots=True)
class JustDone:
    """What the team did a moment ago, and how it is taken back."""

    text: str
    change_id: int
    # Under which number messages know of it.
    occasion: int
    is_silent_possible: bool


def just_done(appointment: Appointment, now: datetime) -> JustDone | None:
    """The last change, while it still counts as a slip."""
    last = appointment.changes.order_by("-pk").first()
    if last is None or not last.by.startswith("user:") or last.reason == UNDONE:
        return None
    if now - last.changed_at > JUST_NOW or last.kind not in _UNDOABLE:
        return None
    occasion = 0 if last.kind == ChangeKind.BOOKED else last.pk
    return JustDone(
        text=f"{words.CHANGES[last.kind].label}, {_change_text(appointment, last)}",
        change_id=last.pk,
        occasion=occasion,
        is_silent_possible=will_tell(appointment_id=appointment.pk, change_id=occasion),
    )


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
