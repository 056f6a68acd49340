"""Somebody is sick: recorded with one tap, planned on one page, sent or taken back, and reported live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.enums import MoveState, MoveWay, OutageState
from booking.errors import OutageNotPlanned, OutageUnknown
from booking.models import Outage, OutageMove
from booking.services.outage_plans import report_sick
from booking.services.outages import answer_by, change_move, send_outage, undo_outage
from notifications.services.waitlist_messages import channel_of
from portal.access import role_required
from portal.owner import outage_words
from portal.owner.outage_forms import MoveForm, SickForm
from portal.owner.words import CHANNEL_ICONS, Look
from portal.scope import branch_ids_of, within

if TYPE_CHECKING:
    from portal.owner.words import Text

_LIST: Final = "portal/owner/outages.html"
_PAGE: Final = "portal/owner/outage.html"
_SHOWN: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One appointment of an outage as the page shows it."""

    move: OutageMove
    customer: str
    phone: str
    url: str
    old: str
    proposal: str
    kind: Text
    reason: Text
    channel: str
    channel_words: Text
    choices: tuple[tuple[str, str, bool], ...]
    look: Look
    until: datetime | None


@role_required("owner", "manager", "staff")
def outages(request: HttpRequest) -> HttpResponse:
    """Report somebody sick, and what became of earlier outages. ``?person=3`` chooses who."""
    now = timezone.now()
    form = SickForm(now=now, branch_ids=branch_ids_of(request), initial={"staff": request.GET.get("person")})
    return _show_list(request, form)


@role_required("owner", "manager", "staff")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Take the person out of the calendar at once, and go to the plan."""
    now = timezone.now()
    form = SickForm(request.POST, now=now, branch_ids=branch_ids_of(request))
    if not form.is_valid():
        return _show_list(request, form, status=422)
    starts_at, ends_at = form.span
    outage = report_sick(
        staff_id=form.cleaned_data["staff"].pk,
        starts_at=starts_at,
        ends_at=ends_at,
        user_id=request.user.pk,
        now=now,
    )
    if outage.period.upper != ends_at:
        messages.warning(
            request,
            _("Hier gibt es schon einen offenen Plan. Für eine andere Dauer nehmen Sie ihn bitte zurück."),
        )
    return redirect("outage", outage.pk)


@role_required("owner", "manager", "staff")
def outage(request: HttpRequest, outage_id: int) -> HttpResponse:
    """The plan until it is sent, the report after that."""
    shown = get_object_or_404(Outage.objects.select_related("staff"), pk=outage_id)
    rows = tuple(_rows(shown))
    context = {
        "outage": shown,
        "rows": rows,
        "period": period_words(shown),
        "is_planned": shown.state == OutageState.PLANNED,
        "is_ready": shown.planned_at is not None,
        "is_undone": shown.state == OutageState.UNDONE,
        "done": sum(1 for row in rows if row.move.kind),
        "figures": tuple(_figures(rows)),
        "here": reverse("outage", args=[shown.pk]),
        "may_decide": request.membership.role != "staff",  # type: ignore[attr-defined]
    }
    return render(request, f"{_PAGE}#plan" if request.htmx else _PAGE, context)  # type: ignore[attr-defined]


@role_required("owner", "manager")
@require_POST
def undo(request: HttpRequest, outage_id: int) -> HttpResponse:
    """As if nobody had been sick."""
    try:
        undo_outage(outage_id=outage_id, now=timezone.now())
    except OutageUnknown as error:
        raise Http404 from error
    except OutageNotPlanned:
        messages.error(request, _("Die Kunden haben schon Nachricht, zurücknehmen geht nicht mehr."))
        return redirect("outage", outage_id)
    messages.success(request, _("Zurückgenommen. Der Kalender ist wieder wie vorher."))
    return redirect("outages")


@role_required("owner", "manager")
@require_POST
def send(request: HttpRequest, outage_id: int) -> HttpResponse:
    """Move, ask and call: what the plan says."""
    try:
        send_outage(outage_id=outage_id, user_id=request.user.pk, now=timezone.now())
    except OutageUnknown as error:
        raise Http404 from error
    except OutageNotPlanned:
        messages.error(request, _("Der Plan ist noch nicht fertig oder wurde zurückgenommen."))
    return redirect("outage", outage_id)


@role_required("owner", "manager")
@require_POST
def decide(request: HttpRequest, outage_id: int, move_id: int) -> HttpResponse:
    """Another decision about one appointment."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    way, slot_id = form.cleaned_data["decision"]
    try:
        change_move(outage_id=outage_id, move_id=move_id, way=way, slot_id=slot_id)
    except OutageUnknown as error:
        raise Http404 from error
    except OutageNotPlanned:
        messages.error(request, _("Dieser Plan ist schon gesendet oder zurückgenommen."))
    return redirect("outage", outage_id)


def period_words(shown: Outage) -> str:
    """``Freitag, 27. November`` or ``27. November bis 4. Dezember``."""
    first, last = timezone.localtime(shown.period.lower), timezone.localtime(shown.period.upper)
    last_day = (last - last.resolution).date()
    if first.date() == last_day:
        return formats.date_format(first, "l, j. F")
    return _("%(first)s bis %(last)s") % {
        "first": formats.date_format(first, "j. F"),
        "last": formats.date_format(last_day, "j. F"),
    }


def _show_list(request: HttpRequest, form: SickForm, *, status: int = 200) -> HttpResponse:
    earlier = within(Outage.objects.all(), branch_ids_of(request), "staff__branches")
    earlier = earlier.select_related("staff").prefetch_related("moves")[:_SHOWN]
    context = {
        "form": form,
        "outages": [(each, period_words(each), len(each.moves.all())) for each in earlier],
        "person": str(form["staff"].value() or ""),
    }
    return render(request, _LIST, context, status=status)


def _rows(shown: Outage) -> Iterator[Row]:
    names = (
        "appointment__customer",
        "appointment__service",
        "appointment__branch",
        "appointment__staff",
        "old_staff",
    )
    for move in shown.moves.select_related(*names):
        move.outage = shown
        appointment = move.appointment
        zone = appointment.branch.zone
        channel = channel_of(appointment.customer, move.reach)
        is_moved = move.state == MoveState.MOVED
        now_at = _time_words(appointment.starts_at, zone, appointment.staff.name) if is_moved else ""
        option = move.options[0] if move.options else None
        yield Row(
            move=move,
            customer=appointment.customer.name,
            phone=appointment.customer.phone,
            url=reverse("appointment", args=[appointment.pk]),
            old=f"{_when(move.starts_at, zone)} · {appointment.service.name}",
            proposal=now_at or (_option_words(option, zone) if option else ""),
            kind=outage_words.KINDS.get(move.kind, ""),
            reason=outage_words.REASONS.get(move.reason, ""),
            channel=CHANNEL_ICONS[channel] if channel else "phone",
            channel_words=channel.label if channel else _("Anruf"),
            choices=tuple(_choices(move, zone)),
            look=outage_words.STATES[move.state],
            until=answer_by(move) if move.state == MoveState.ASKED else None,
        )


def _choices(move: OutageMove, zone: Any) -> Iterator[tuple[str, str, bool]]:
    """What may be decided: the value of the form, its words, and whether it is what stands now."""
    for number, option in enumerate(move.options):
        is_first = number == 0
        words = _option_words(option, zone)
        yield (
            f"inform:{option['slot_id']}",
            _("Verlegen: %(time)s") % {"time": words},
            is_first and move.way == MoveWay.INFORM,
        )
        yield (
            f"ask:{option['slot_id']}",
            _("Fragen: %(time)s") % {"time": words},
            is_first and move.way == MoveWay.ASK,
        )
    for way, label in outage_words.WAYS.items():
        yield way, str(label), move.way == way


def _figures(rows: tuple[Row, ...]) -> Iterator[tuple[Look, int]]:
    states = [row.move.state for row in rows]
    for state in (MoveState.MOVED, MoveState.ASKED, MoveState.CANCELLED, MoveState.TO_CALL):
        waiting = states.count(MoveState.SENDING) if state == MoveState.ASKED else 0
        yield outage_words.STATES[state], states.count(state) + waiting


def _option_words(option: dict[str, Any], zone: Any) -> str:
    return _time_words(datetime.fromisoformat(option["starts_at"]), zone, option["staff"])


def _time_words(at: datetime, zone: Any, staff: str) -> str:
    return _("%(when)s bei %(staff)s") % {"when": _when(at, zone), "staff": staff}


def _when(at: datetime, zone: Any) -> str:
    return formats.date_format(at.astimezone(zone).replace(tzinfo=None), "D, j.n., H:i")
