"""The first page: who is on the phone, what waits, what today brings and brought, how the last weeks went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.models import Appointment
from booking.models.appointments import AppointmentQuerySet
from portal.access import role_required
from portal.dashboard.running import MOST, live_calls
from portal.dashboard.today import agenda_of, figures_of, line_of
from portal.dashboard.todo import tasks_for
from portal.dashboard.trends import DEFAULT_SPAN, SPANS, Counted, count, trends_of
from portal.owner.call_rows import row_of, with_rows
from portal.permissions import MATRIX
from portal.scope import branch_ids_of
from portal.templatetags.portal import first_word
from telephony.models import Call
from telephony.queries.call_lists import CallFilter, calls_matching
from tenants.enums import Role

RECENT_CALLS: Final = 6
MOST_REQUESTS: Final = 8


@role_required("owner", "manager", "staff")
def dashboard(request: HttpRequest) -> HttpResponse:
    """The whole page, or its inner part when the live line came back after a gap. ``?tage=7``: the trends."""
    now, days = timezone.now(), _days(request)
    branch_ids = branch_ids_of(request)
    counted = count(days=days, now=now, branch_ids=branch_ids)
    calls = _latest(branch_ids)
    context = {
        "greeting": _greeting(request, now),
        "today": timezone.localdate(now),
        "can_test": request.membership.role in MATRIX["test-call"],  # type: ignore[attr-defined]
        **_counts(request, counted, calls, now),
        "live_calls": tuple(live_calls(calls)),
        **_trends(counted, days),
    }
    template = "portal/dashboard/page.html"
    return render(request, f"{template}#board" if request.htmx else template, context)  # type: ignore[attr-defined]


@role_required("owner", "manager", "staff")
def dashboard_counts(request: HttpRequest) -> HttpResponse:
    """Figures and lists alone, after a booking or the end of a call; running calls stay untouched."""
    now = timezone.now()
    branch_ids = branch_ids_of(request)
    counted = count(days=SPANS[0], now=now, branch_ids=branch_ids)
    context = {**_counts(request, counted, _latest(branch_ids), now), "is_update": True}
    return render(request, "portal/dashboard/page.html#counts", context)


@role_required("owner", "manager", "staff")
def dashboard_trends(request: HttpRequest) -> HttpResponse:
    """The last 7, 30 or 90 days alone."""
    days = _days(request)
    counted = count(days=days, now=timezone.now(), branch_ids=branch_ids_of(request))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('dashboard')}?tage={days}")
    return render(request, "portal/dashboard/page.html#trends", _trends(counted, days))


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("tage", "")
    return int(asked) if asked in map(str, SPANS) else DEFAULT_SPAN


def _trends(counted: Counted, days: int) -> dict[str, Any]:
    return {"trends": trends_of(counted, days=days), "spans": SPANS}


def _latest(branch_ids: frozenset[int] | None) -> list[Call]:
    """Those that run are the latest: one query finds them and those that ended last."""
    return list(with_rows(calls_matching(CallFilter(branch_ids=branch_ids)))[: RECENT_CALLS + MOST])


def _counts(request: HttpRequest, counted: Counted, calls: Sequence[Call], now: datetime) -> dict[str, Any]:
    branch_ids, membership = branch_ids_of(request), request.membership  # type: ignore[attr-defined]
    agenda = agenda_of(branch_ids=branch_ids, now=now)
    finished = [call for call in calls if call.is_over]
    requests = _within(Appointment.objects.requests(now), branch_ids).with_names()[:MOST_REQUESTS]
    return {
        "figures": tuple(figures_of(counted, agenda, now=now)),
        "tasks": tasks_for(
            user_id=request.user.pk or 0, role=Role(membership.role), branch_ids=branch_ids, now=now
        ),
        "requests": [line_of(each) for each in requests],
        "agenda": agenda,
        "recent_calls": [row_of(call) for call in finished[:RECENT_CALLS]],
    }


def _within(appointments: AppointmentQuerySet, branch_ids: frozenset[int] | None) -> AppointmentQuerySet:
    return appointments if branch_ids is None else appointments.filter(branch_id__in=branch_ids)


def _greeting(request: HttpRequest, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    greeting = _("Guten Morgen") if hour < 11 else _("Guten Tag") if hour < 18 else _("Guten Abend")
    name = request.user.name  # type: ignore[union-attr]
    return f"{greeting}, {first_word(name)}" if name else greeting
