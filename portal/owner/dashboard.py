"""The first page: who is on the phone, what today brings, what today brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from booking.enums import AppointmentSource
from booking.models import Appointment
from portal.access import role_required
from portal.owner.appointments import wall_time
from portal.owner.call_rows import caller_name, row_of, with_rows
from portal.owner.conversation import Part, parts_of
from portal.permissions import MATRIX
from portal.templatetags.portal import cents, day_within, first_word, phone
from telephony.enums import TicketState
from telephony.models import Call, CallbackTicket

RECENT_CALLS: Final = 6
LIVE_CALLS: Final = 12
NEXT_DAY_LINES: Final = 6
MOST_REQUESTS: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One counter."""

    label: str
    value: int
    icon: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveCall:
    """A call in progress."""

    call: Call
    caller: str
    number: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TodaysAppointment:
    """One line of today's list; ``starts`` is what the clock in the branch shows."""

    appointment: Appointment
    starts: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDay:
    """What comes next once today is done; ``more`` are not shown."""

    on: date
    shown: tuple[TodaysAppointment, ...]
    more: int


@role_required("owner", "manager", "staff")
def dashboard(request: HttpRequest) -> HttpResponse:
    """The whole page, or its inner part when the live line came back after a gap."""
    now = timezone.now()
    context = {
        "greeting": _greeting(request, now),
        "today": timezone.localdate(now),
        "live_calls": tuple(_live_calls()),
        "can_test": request.membership.role in MATRIX["test-call"],  # type: ignore[attr-defined]
        **_counts(now),
    }
    template = "portal/owner/dashboard.html"
    return render(request, f"{template}#board" if request.htmx else template, context)  # type: ignore[attr-defined]


@role_required("owner", "manager", "staff")
def dashboard_counts(request: HttpRequest) -> HttpResponse:
    """Figures and lists alone, after a booking or the end of a call; running calls stay untouched."""
    return render(
        request, "portal/owner/dashboard.html#counts", {**_counts(timezone.now()), "is_update": True}
    )


def live_call(call: Call) -> LiveCall:
    """A running call as its card shows it."""
    caller, number = caller_name(call), phone(call.from_number)
    return LiveCall(call=call, caller=caller, number="" if number == caller else number, parts=parts_of(call))


def _live_calls() -> Iterator[LiveCall]:
    for call in Call.objects.running().select_related("customer")[:LIVE_CALLS]:
        yield live_call(call)


def _counts(now: datetime) -> dict[str, Any]:
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + timedelta(days=1)
    today = list(
        Appointment.objects.not_cancelled().starting_in(start, end).with_names().order_by("period", "pk")
    )
    finished = Call.objects.exclude(pk__in=Call.objects.running().values("pk"))
    return {
        "figures": (
            _calls_figure(start, now),
            _booked_figure(start, end),
            _today_figure(today, now),
            _callbacks_figure(),
        ),
        "requests": [_line(each) for each in Appointment.objects.requests(now).with_names()[:MOST_REQUESTS]],
        "ahead": [_line(each) for each in today if each.ends_at > now],
        "over": [_line(each) for each in today if each.ends_at <= now],
        "next_day": None if any(each.ends_at > now for each in today) else _next_day(end),
        "recent_calls": [row_of(call) for call in with_rows(finished)[:RECENT_CALLS]],
    }


def _next_day(after: datetime) -> NextDay | None:
    """The first day from ``after`` on that has appointments; nothing when the books are empty."""
    coming = Appointment.objects.not_cancelled().filter(period__startswith__gte=after)
    first = coming.order_by("period", "pk").first()
    if first is None:
        return None
    start = timezone.localtime(first.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    of_day = coming.starting_in(start, start + timedelta(days=1)).with_names().order_by("period", "pk")
    lines = [_line(each) for each in of_day]
    return NextDay(
        on=start.date(), shown=tuple(lines[:NEXT_DAY_LINES]), more=max(0, len(lines) - NEXT_DAY_LINES)
    )


def _line(appointment: Appointment) -> TodaysAppointment:
    return TodaysAppointment(appointment=appointment, starts=wall_time(appointment, appointment.starts_at))


def _calls_figure(start: datetime, now: datetime) -> Figure:
    week = timedelta(days=7)
    counted = Call.objects.real().aggregate(
        today=Count("pk", filter=Q(ringing_at__gte=start, ringing_at__lte=now)),
        before=Count("pk", filter=Q(ringing_at__gte=start - week, ringing_at__lte=now - week)),
    )
    return Figure(
        label=_("Anrufe heute"),
        value=counted["today"],
        icon="phone",
        note=_compared(counted["today"], counted["before"], now),
        url=reverse("calls"),
    )


def _compared(today: int, before: int, now: datetime) -> str:
    """Against the same weekday of last week, up to the same time of day."""
    if not before:
        return ""
    day = formats.date_format(timezone.localtime(now), "l")
    if today == before:
        return _("so viele wie letzten %(day)s") % {"day": day}
    words = (
        _("%(count)d mehr als letzten %(day)s")
        if today > before
        else _("%(count)d weniger als letzten %(day)s")
    )
    return words % {"count": abs(today - before), "day": day}


def _booked_figure(start: datetime, end: datetime) -> Figure:
    booked = Appointment.objects.not_cancelled().filter(
        source=AppointmentSource.PHONE, created_at__gte=start, created_at__lt=end
    )
    sums = booked.aggregate(count=Count("pk"), cents=Sum("price_cents"))
    note = _("im Wert von %(amount)s") % {"amount": cents(sums["cents"])} if sums["cents"] else ""
    return Figure(label=_("Heute gebucht"), value=sums["count"], icon="calendar-check", note=note)


def _today_figure(today: list[Appointment], now: datetime) -> Figure:
    ahead = sum(each.starts_at > now for each in today)
    note = _("noch %(count)d vor Ihnen") % {"count": ahead} if ahead else _("alle geschafft") if today else ""
    return Figure(
        label=_("Termine heute"), value=len(today), icon="calendar-days", note=note, url=reverse("calendar")
    )


def _callbacks_figure() -> Figure:
    due = list(
        CallbackTicket.objects.filter(state=TicketState.OPEN).values_list(
            "due_at", "call_id", "appointment_id"
        )
    )
    if not due:
        return Figure(label=_("Rückrufe"), value=0, icon="phone-forwarded", note=_("alle erledigt"))
    first, call_id, appointment_id = due[0]
    local = timezone.localtime(first)
    note = _("bis %(day)s, %(time)s Uhr") % {
        "day": day_within(local),
        "time": formats.date_format(local, "H:i"),
    }
    return Figure(
        label=_("Rückrufe"),
        value=len(due),
        icon="phone-forwarded",
        note=note,
        url=_first_callback(call_id, appointment_id) if len(due) == 1 else reverse("callbacks"),
    )


def _first_callback(call_id: int | None, appointment_id: int | None) -> str:
    """Where it was promised, or the appointment that it is about."""
    return reverse("call", args=[call_id]) if call_id else reverse("appointment", args=[appointment_id])


def _greeting(request: HttpRequest, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    greeting = _("Guten Morgen") if hour < 11 else _("Guten Tag") if hour < 18 else _("Guten Abend")
    name = request.user.name  # type: ignore[union-attr]
    return f"{greeting}, {first_word(name)}" if name else greeting
