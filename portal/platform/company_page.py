"""One company in the cockpit: its figures over time, its incidents, what is stuck, and the way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from analytics.ops.figures import complete_schemas, today_of
from analytics.ops.models import CompanyDay, CompanyStanding, IncidentEffect
from analytics.ops.stuck import quarantined_events, stuck_wakeups, troubled_entries
from portal.platform.sites import policy_that_leads_to
from portal.platform.views import ROWS, Figure
from portal.support.forms import WishForm, lasting_words
from tenants.access.support import PERMISSION, open_support, visitors
from tenants.admin_sites import platform_site
from tenants.models import Company, Domain
from tenants.queries import address_of

_DAYS: Final = 28
_INCIDENTS: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One day in the chart; heights are percent of the highest."""

    day: CompanyDay
    calls: int
    bookings: int

    @property
    def figures(self) -> list[int]:
        """As the table shows them."""
        day = self.day
        minutes = round(day.spoken_ms / 60_000)
        return [day.calls, day.bookings, day.missed, day.transferred, minutes, day.sent, day.unsent]


@require_GET
@permission_required("tenants.view_company", raise_exception=True)
def company_page(request: HttpRequest, company_id: int) -> HttpResponse:
    """Its figures, its incidents, what is stuck in it, and the way in where it agreed."""
    found = Company.objects.filter(schema_name__startswith="t_").select_related("standing")
    company = get_object_or_404(found, pk=company_id)
    domain = Domain.objects.filter(tenant=company).order_by("-is_primary", "domain").first()
    address = address_of(domain.domain) if domain else ""
    standing: CompanyStanding | None = getattr(company, "standing", None)
    context = {
        **platform_site.each_context(request),
        "title": company.name,
        "company": company,
        "address": address,
        "now": timezone.now(),
        "standing": standing,
        "figures": _figures(standing) if standing else [],
        "bars": _bars(company),
        "day_headers": [
            _("Tag"), _("Anrufe"), _("Termine"), _("ohne Termin"), _("verbunden"), _("Minuten"),
            _("Nachrichten"), _("gescheitert"),
        ],
        "connections": sorted(standing.connections.items()) if standing else [],
        "effects": IncidentEffect.objects.filter(company=company)
        .select_related("incident")
        .order_by("-began_at")[:_INCIDENTS],
        **_stuck(company),
        **_access(request, company),
    }  # fmt: skip
    answer = render(request, "admin/platform/company.html", context)
    return policy_that_leads_to(answer, address)


def _figures(standing: CompanyStanding) -> list[Figure]:
    return [
        Figure(label=_("Anrufe heute / 7 Tage"), value=f"{standing.calls_today} / {standing.calls_week}"),
        Figure(
            label=_("Termine heute / 7 Tage"), value=f"{standing.bookings_today} / {standing.bookings_week}"
        ),
        Figure(label=_("ohne Termin, 7 Tage"), value=standing.missed_week),
        Figure(label=_("verbunden, 7 Tage"), value=standing.transferred_week),
        Figure(label=_("Minuten, 7 Tage"), value=round(standing.spoken_ms_week / 60_000)),
        Figure(label=_("Nachrichten, 7 Tage"), value=standing.sent_week),
        Figure(label=_("Nachrichten gescheitert"), value=standing.unsent_week, alarming=True),
        Figure(label=_("unbelegt / Aussagen"), value=f"{standing.unproven} / {standing.statements}"),
    ]


def _bars(company: Company) -> list[Bar]:
    today = today_of(company, timezone.now())
    since = today - timedelta(days=_DAYS - 1)
    known = {row.day: row for row in CompanyDay.objects.filter(company=company, day__gte=since)}
    days = [
        known.get(day) or CompanyDay(company=company, day=day)
        for day in (since + timedelta(days=number) for number in range(_DAYS))
    ]
    highest = max([1, *(day.calls for day in days), *(day.bookings for day in days)])
    return [
        Bar(
            day=day,
            calls=round(100 * day.calls / highest),
            bookings=round(100 * day.bookings / highest),
        )
        for day in days
    ]


def _stuck(company: Company) -> dict[str, Any]:
    """Rows of this one schema, where it is there."""
    now = timezone.now()
    there: Sequence[Company] = [company] if complete_schemas([company.schema_name]) else []
    return {
        "entries": troubled_entries(there, now=now, limit=ROWS),
        "entry_headers": [_("Eintrag"), _("Zustand"), _("Versuche"), _("Letzter Fehler"), _("Fällig"), ""],
        "events": quarantined_events(there, now=now, limit=ROWS),
        "event_headers": [_("Ereignis"), _("Grund"), _("Empfangen"), _("Inhalt"), ""],
        "wakeups": stuck_wakeups([company]),
        "wakeup_headers": [_("Art"), _("Anstöße"), _("Nächster Anstoß"), ""],
    }


def _access(request: HttpRequest, company: Company) -> dict[str, Any]:
    now = timezone.now()
    grant, form = open_support(company, now=now), WishForm()
    return {
        "grant": grant,
        "lasts": lasting_words(grant.hours) if grant else "",
        "inside": visitors(company, now=now) if grant and grant.granted_at else [],
        "form": form,
        "choices": [form["level"], form["hours"]],
        "may_support": request.user.has_perm(PERMISSION),
    }
