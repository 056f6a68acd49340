"""The cockpit: what is stuck anywhere, and the buttons that set it going again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from askproai.core.errors import Malformed
from askproai.core.tasks import nudge
from portal.platform import health
from portal.platform.audit import write_down
from portal.platform.support import support_actor
from portal.platform.unverified import unverified_webhooks
from tenants import work
from tenants.admin_sites import platform_site
from tenants.context import in_company
from tenants.errors import CompanyUnavailable
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import replay
from tenants.models import Company, SupportGrant, User, Wakeup
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import retry_dead
from tenants.privacy import audit
from tenants.tasks import do_work

# More rows than this on one page help nobody; the figures above count all.
ROWS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class _Figure:
    """One number at the top of the page."""

    label: str
    value: int
    alarming: bool = False


@require_GET
@permission_required("tenants.view_company", raise_exception=True)
def cockpit(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a person, over all companies."""
    now = timezone.now()
    companies = health.companies_with_tables()
    found = health.health_of(companies, now=now)
    each = found.values()
    # Rows are asked for only where the figures say that there are some: most companies are fine.
    owing = [one for one in companies if one.pk in found and found[one.pk].troubled_entries]
    quarantining = [one for one in companies if one.pk in found and found[one.pk].quarantined]
    unverified = unverified_webhooks(companies)
    context = {
        **platform_site.each_context(request),
        "title": _("Zentrale"),
        "now": now,
        "companies": len(companies),
        "figures": [
            _Figure(label=_("Anrufe heute"), value=sum(one.calls_today for one in each)),
            _Figure(label=_("in Quarantäne"), value=sum(one.quarantined for one in each), alarming=True),
            _Figure(label=_("gescheitert"), value=sum(one.dead_entries for one in each), alarming=True),
            _Figure(label=_("verspätet"), value=sum(one.late_entries for one in each)),
            _Figure(label=_("unbelegte Aussagen"), value=sum(one.unproven for one in each), alarming=True),
            _Figure(label=_("Sekunden bis gebucht, Median"), value=_median_seconds(each)),
        ],
        "events": health.quarantined_events(quarantining, now=now, limit=ROWS),
        "event_headers": [_("Betrieb"), _("Ereignis"), _("Grund"), _("Empfangen"), _("Inhalt"), ""],
        "entries": health.troubled_entries(owing, now=now, limit=ROWS),
        "entry_headers": [
            _("Betrieb"), _("Eintrag"), _("Zustand"), _("Versuche"), _("Letzter Fehler"), _("Fällig"), "",
        ],
        "wakeups": health.stuck_wakeups(companies)[:ROWS],
        "wakeup_headers": [_("Betrieb"), _("Art"), _("Anstöße"), _("Nächster Anstoß"), ""],
        "unverified": unverified or [],
        "unverified_headers": [_("Betrieb"), _("Anbieter"), _("Anzahl")],
        "unverified_empty": _("Der Zähler ist nicht erreichbar.") if unverified is None else _("Keine."),
    }  # fmt: skip
    return render(request, "admin/platform/cockpit.html", context)


@require_POST
@permission_required("outbox.change_outboxentry", raise_exception=True)
def retry_entry(request: HttpRequest, company_id: int, entry_id: int) -> HttpResponse:
    """Give a dead outbox entry another round."""

    def act(company: Company) -> None:
        retry_dead(entry_id=entry_id, now=timezone.now())
        _log(request, company, OutboxEntry, entry_id, _("erneut versucht"), act="platform-retry")

    return _inside(request, company_id, act, done=_("Der Eintrag wird erneut versucht."))


@require_POST
@permission_required("inbox.change_inboundevent", raise_exception=True)
def replay_event(request: HttpRequest, company_id: int, event_id: int) -> HttpResponse:
    """Take an event out of quarantine for another round."""

    def act(company: Company) -> None:
        replay(event_id=event_id, now=timezone.now())
        _log(request, company, InboundEvent, event_id, _("aus der Quarantäne geholt"), act="platform-retry")

    return _inside(request, company_id, act, done=_("Das Ereignis wird erneut verarbeitet."))


@require_POST
@permission_required("tenants.view_wakeup", raise_exception=True)
def nudge_work(request: HttpRequest, company_id: int, kind: str) -> HttpResponse:
    """Wake the workers once more for due work of a company."""
    if kind not in {known.name for known in work.all_kinds()}:
        raise Http404

    def act(company: Company) -> None:
        nudge(do_work, company_id=company.pk, kind=kind)
        what = _("Anstoß für %(kind)s") % {"kind": kind}
        _log(request, company, Wakeup, company.pk, what, act="platform-nudge")

    return _inside(request, company_id, act, done=_("Der Anstoß ist unterwegs."))


@require_POST
@never_cache
@permission_required("inbox.view_inboundevent", raise_exception=True)
def open_payload(request: HttpRequest, company_id: int, event_id: int) -> HttpResponse:
    """Show what is in a quarantined event, where the company lets us.

    A deliberate act, written down in its log and in ours before anything is shown.
    """
    now = timezone.now()
    try:
        with in_company(company_id) as company:
            if not SupportGrant.objects.running(now).filter(company=company).exists():
                messages.error(request, _("Darin stehen Daten von Kunden: Erst muss der Betrieb zustimmen."))
                return redirect("admin:company-page", company_id)
            state = InboundEvent.State.QUARANTINED
            if not InboundEvent.objects.filter(pk=event_id, state=state).exists():
                raise Http404
            _log(request, company, InboundEvent, event_id, _("Inhalt geöffnet"), act="platform-payload")
            event = InboundEvent.objects.get(pk=event_id)
    except CompanyUnavailable:
        return _refused(request)
    except Malformed:
        messages.error(request, _("Der Inhalt lässt sich mit dem Schlüssel dieses Betriebs nicht öffnen."))
        return redirect("admin:cockpit")
    context = {
        **platform_site.each_context(request),
        "title": _("Inhalt des Ereignisses"),
        "company": company,
        "event": event,
        "payload": json.dumps(event.payload, indent=2, ensure_ascii=False),
    }
    return render(request, "admin/platform/payload.html", context)


def _inside(
    request: HttpRequest, company_id: int, act: Callable[[Company], None], *, done: str
) -> HttpResponse:
    """Do it in the company, together with its line in the log, and go back to the cockpit."""
    try:
        with in_company(company_id) as company, transaction.atomic():
            act(company)
    except CompanyUnavailable:
        return _refused(request)
    messages.success(request, done)
    return redirect("admin:cockpit")


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Der Betrieb ist gesperrt oder nicht mehr da; es wurde nichts geändert."))
    return redirect("admin:cockpit")


def _median_seconds(companies: Iterable[health.Health]) -> int:
    """Of the companies' medians of spoken time from the greeting to the booking; 0 where nobody booked."""
    medians = [each.spoken_median_ms for each in companies if each.spoken_median_ms is not None]
    return round(median(medians) / 1000) if medians else 0


def _log(request: HttpRequest, company: Company, model: Any, object_id: int, what: str, *, act: str) -> None:
    """In the company's log and in the platform's."""
    user = cast("User", request.user)
    audit.record(actor=support_actor(request), act=act, subject_id=object_id, now=timezone.now())
    write_down(user_id=user.pk, company=company, model=model, object_id=object_id, what=what)
