"""The buttons that set stuck work going again, or give it up; each leaves a line in two logs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from askproai.core.errors import Malformed
from askproai.core.tasks import nudge
from portal.platform.audit import write_down
from portal.platform.support import support_actor
from tenants import work
from tenants.admin_sites import platform_site
from tenants.context import in_company
from tenants.errors import CompanyUnavailable
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import drop_quarantined, replay
from tenants.models import Company, SupportGrant, User, Wakeup
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drop_dead, retry_dead
from tenants.privacy import audit
from tenants.tasks import do_work


@require_POST
@permission_required("outbox.change_outboxentry", raise_exception=True)
def retry_entry(request: HttpRequest, company_id: int, entry_id: int) -> HttpResponse:
    """Give a dead outbox entry another round."""

    def act(company: Company) -> None:
        retry_dead(entry_id=entry_id, now=timezone.now())
        _log(request, company, OutboxEntry, entry_id, _("erneut versucht"), act="platform-retry")

    return _inside(request, company_id, act, done=_("Der Eintrag wird erneut versucht."))


@require_POST
@permission_required("outbox.change_outboxentry", raise_exception=True)
def drop_entry(request: HttpRequest, company_id: int, entry_id: int) -> HttpResponse:
    """Owe a dead outbox entry no longer."""

    def act(company: Company) -> None:
        if drop_dead(entry_id=entry_id, now=timezone.now()):
            _log(request, company, OutboxEntry, entry_id, _("verworfen"), act="platform-drop")

    return _inside(request, company_id, act, done=_("Der Eintrag ist verworfen."))


@require_POST
@permission_required("inbox.change_inboundevent", raise_exception=True)
def drop_event(request: HttpRequest, company_id: int, event_id: int) -> HttpResponse:
    """Give an event in quarantine up."""

    def act(company: Company) -> None:
        if drop_quarantined(event_id=event_id, now=timezone.now()):
            _log(request, company, InboundEvent, event_id, _("verworfen"), act="platform-drop")

    return _inside(request, company_id, act, done=_("Das Ereignis ist verworfen."))


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
    return _back(request, company_id)


def _back(request: HttpRequest, company_id: int) -> HttpResponse:
    """To the page that the button stands on."""
    if request.POST.get("auf") == "betrieb":
        return redirect("admin:company-page", company_id)
    return redirect("admin:cockpit")


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Der Betrieb ist gesperrt oder nicht mehr da; es wurde nichts geändert."))
    return redirect("admin:cockpit")


def _log(request: HttpRequest, company: Company, model: Any, object_id: int, what: str, *, act: str) -> None:
    """In the company's log and in the platform's."""
    user = cast("User", request.user)
    audit.record(actor=support_actor(request), act=act, subject_id=object_id, now=timezone.now())
    write_down(user_id=user.pk, company=company, model=model, object_id=object_id, what=what)
