"""The cockpit: how everything is, what is wrong, and what waits for a person, over all companies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import permission_required
from django.db.models import Avg, Count, F, Min, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from analytics.ops.figures import CHUNK, complete_schemas
from analytics.ops.incidents import SILENT, SILENT_WORKER
from analytics.ops.models import CompanyStanding, Incident
from analytics.ops.stuck import quarantined_events, stuck_wakeups, troubled_entries
from askproai.core import signs
from portal.platform.unverified import unverified_webhooks
from tenants.admin_sites import platform_site
from tenants.models import Company

# More rows than this on one page help nobody; the figures above count all.
ROWS: Final = 100
_WORST: Final = 10
_WORST_FIRST: Final = ("-level", F("oldest_entry_due_at").asc(nulls_last=True), "oldest_event_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number at the top of a page."""

    label: str
    value: int | str
    alarming: bool = False
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """One kind of process: when it was heard of last, and how many there are."""

    name: str
    at: datetime
    alive: int
    is_silent: bool


@require_GET
@permission_required("tenants.view_company", raise_exception=True)
def cockpit(request: HttpRequest) -> HttpResponse:
    """Everything at a glance; figures are those of the last round, what is stuck is read now."""
    now = timezone.now()
    companies = list(Company.objects.filter(schema_name__startswith="t_").order_by("name", "pk"))
    # Schemas are opened only where the figures say that there is something to see, and never many.
    worst = list(
        CompanyStanding.objects.filter(level__gt=0).select_related("company").order_by(*_WORST_FIRST)[:CHUNK]
    )
    troubled = _with_tables(worst)
    told, breakers, unverified = signs.signs(), signs.open_breakers(), unverified_webhooks(companies)
    context = {
        **platform_site.each_context(request),
        "title": _("Zentrale"),
        "now": now,
        "companies": len(companies),
        **_figures(),
        "incidents": Incident.objects.filter(closed_at=None).annotate(
            touched=Count("effects", filter=Q(effects__ended_at=None))
        ),
        "processes": _processes(told, now=now),
        "knows_processes": told is not None,
        "breakers": sorted((breakers or {}).items()),
        "worst": worst[:_WORST],
        "events": quarantined_events(troubled, now=now, limit=ROWS),
        "event_headers": [_("Betrieb"), _("Ereignis"), _("Grund"), _("Empfangen"), _("Inhalt"), ""],
        "entries": troubled_entries(troubled, now=now, limit=ROWS),
        "entry_headers": [
            _("Betrieb"), _("Eintrag"), _("Zustand"), _("Versuche"), _("Letzter Fehler"), _("Fällig"), "",
        ],
        "wakeups": stuck_wakeups(companies)[:ROWS],
        "wakeup_headers": [_("Betrieb"), _("Art"), _("Anstöße"), _("Nächster Anstoß"), ""],
        "unverified": unverified or [],
        "unverified_headers": [_("Betrieb"), _("Anbieter"), _("Anzahl")],
        "unverified_empty": _("Der Zähler ist nicht erreichbar.") if unverified is None else _("Keine."),
    }  # fmt: skip
    return render(request, "admin/platform/cockpit.html", context)


def _figures() -> dict[str, object]:
    found = CompanyStanding.objects.aggregate(
        gathered_at=Min("gathered_at"),
        calls=Sum("calls_today", default=0),
        bookings=Sum("bookings_today", default=0),
        unsent=Sum("unsent_week", default=0),
        held=Sum("quarantined", default=0),
        dead=Sum("dead_entries", default=0),
        late=Sum("late_entries", default=0),
        unproven=Sum("unproven", default=0),
        broken=Count("pk", filter=Q(broken_connections__gt=0)),
        ports=Sum("ports_open", default=0),
        seconds=Avg("spoken_median_ms"),
    )
    trouble = f"{reverse('admin:tenants_company_changelist')}?lage="
    figures = [
        Figure(label=_("Anrufe heute"), value=found["calls"]),
        Figure(label=_("Termine heute"), value=found["bookings"]),
        Figure(label=_("in Quarantäne"), value=found["held"], alarming=True),
        Figure(label=_("gescheitert"), value=found["dead"], alarming=True),
        Figure(label=_("verspätet"), value=found["late"]),
        Figure(label=_("Nachrichten gescheitert, 7 Tage"), value=found["unsent"], alarming=True),
        Figure(
            label=_("Betriebe mit getrennter Verbindung"), value=found["broken"], url=f"{trouble}verbindung"
        ),
        Figure(label=_("Rufnummern im Umzug"), value=found["ports"], url=reverse("admin:ports")),
        Figure(label=_("unbelegte Aussagen"), value=found["unproven"], alarming=True),
        Figure(label=_("Sekunden bis gebucht, im Mittel"), value=round((found["seconds"] or 0) / 1000)),
    ]
    return {"figures": figures, "gathered_at": found["gathered_at"]}


def _processes(told: dict[str, signs.Sign] | None, *, now: datetime) -> list[Process]:
    return [
        Process(
            name=sign.name,
            at=sign.at,
            alive=sign.alive,
            is_silent=now - sign.at > (SILENT_WORKER if sign.name.startswith("worker") else SILENT),
        )
        for sign in (told or {}).values()
    ]


def _with_tables(standings: list[CompanyStanding]) -> list[Company]:
    """Those of the companies whose tables are there, and whose figures say that rows wait for somebody."""
    found = [each.company for each in standings if each.troubled_entries or each.quarantined]
    complete = complete_schemas([company.schema_name for company in found]) if found else set()
    return [company for company in found if company.schema_name in complete]
