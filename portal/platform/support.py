"""Asking a company to be let in, and going in once it agreed."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.auditing import address_of, name_of
from portal.devices import device_of
from portal.platform.audit import write_down
from portal.support.forms import WishForm
from tenants.access.errors import SupportOpen
from tenants.access.support import PERMISSION, ask_for_support, end_support
from tenants.connections.services import company_url
from tenants.context import in_company
from tenants.errors import CompanyUnavailable
from tenants.models import Company, SupportGrant, User
from tenants.privacy import audit
from tenants.signup.tickets import issue_ticket


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def ask(request: HttpRequest, company_id: int) -> HttpResponse:
    """Ask the owners to be let in."""
    form = WishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte sagen Sie, worum es geht, wie weit und wie lange."))
        return redirect("admin:company-page", company_id)
    try:
        with in_company(company_id) as company:
            asked = ask_for_support(company=company, user=_me(request), wish=form.wish(), now=timezone.now())
            _write_down(request, asked, act="support-asked", what="um Zugang gebeten")
            messages.success(request, _("Die Inhaber sind gefragt, im Portal und per E-Mail."))
    except CompanyUnavailable:
        messages.error(request, _("Der Betrieb ist gesperrt oder nicht mehr da; es wurde nichts geändert."))
    except SupportOpen:
        messages.error(request, _("Der Betrieb ist schon gefragt oder hat schon zugestimmt."))
    return redirect("admin:company-page", company_id)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def withdraw(request: HttpRequest, company_id: int, grant_id: int) -> HttpResponse:
    """The question, or what was granted, is not needed any more."""
    grant = get_object_or_404(SupportGrant.objects.select_related("company"), pk=grant_id, company=company_id)
    try:
        with in_company(company_id) as company:
            if end_support(company=company, user=_me(request), grant_id=grant_id, now=timezone.now()):
                _write_down(request, grant, act="support-withdrawn", what="Zugang beendet")
                messages.success(request, _("Der Zugang ist beendet."))
    except CompanyUnavailable:
        messages.error(request, _("Der Betrieb ist gesperrt oder nicht mehr da; es wurde nichts geändert."))
    return redirect("admin:company-page", company_id)


@require_POST
@never_cache
@permission_required(PERMISSION, raise_exception=True)
def go_in(request: HttpRequest, company_id: int) -> HttpResponse:
    """On to the company's own host, with a ticket that holds for a minute."""
    now = timezone.now()
    grant = SupportGrant.objects.running(now).filter(company=company_id).select_related("company").first()
    try:
        with in_company(company_id) as company:
            if grant is None:
                messages.error(request, _("Der Betrieb hat nicht zugestimmt, oder nicht mehr."))
                return redirect("admin:company-page", company_id)
            ticket = issue_ticket(user=_me(request), company=company, support_grant=grant, now=now)
            return HttpResponseRedirect(f"{company_url()}/unterstuetzung/{ticket}/")
    except CompanyUnavailable:
        messages.error(request, _("Der Betrieb ist gesperrt oder nicht mehr da; es wurde nichts geändert."))
        return redirect("admin:company-page", company_id)


def support_actor(request: HttpRequest) -> audit.Actor:
    """Who of the platform's staff acts on a company from outside."""
    return audit.Actor(
        user_id=request.user.pk,
        role=audit.SUPPORT,
        name=name_of(_me(request)),
        address=address_of(request),
        device=device_of(request.headers.get("User-Agent", "")),
    )


def _write_down(request: HttpRequest, grant: SupportGrant, *, act: str, what: str) -> None:
    """In the company's log and in the platform's. Inside of the company's scope."""
    company: Company = grant.company
    arguments = {"grant": str(grant.pk)}
    audit.record(actor=support_actor(request), act=act, arguments=arguments, now=timezone.now())
    write_down(user_id=_me(request).pk, company=company, model=SupportGrant, object_id=grant.pk, what=what)


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)
