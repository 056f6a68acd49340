"""What the company asks of everybody who signs in: a second factor, the company's own provider."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.account.proof import fresh_proof
from portal.owner.team.forms import SecurityForm, SsoForm
from portal.owner.team.words import refusal_words
from tenants.access.errors import SsoRefused
from tenants.access.sso import drop_sso, save_sso, sso_of
from tenants.connections.services import company_url
from tenants.context import current_company
from tenants.team.queries import members_of
from tenants.team.rules import require_second_factor


@role_required("owner")
@fresh_proof()
def security(request: HttpRequest) -> HttpResponse:
    """Rules of signing in."""
    company = current_company()
    form = SecurityForm(
        request.POST or None, initial={"requires_second_factor": company.requires_second_factor}
    )
    if request.method == "POST" and form.is_valid():
        require_second_factor(company=company, is_required=form.cleaned_data["requires_second_factor"])
        messages.success(request, _("Gespeichert. Das gilt ab der nächsten Seite."))
        return redirect("team-security")
    members = list(members_of(company))
    context = {
        "form": form,
        "sso": sso_of(company),
        "without": [each for each in members if not each.has_second_factor],  # type: ignore[attr-defined]
        "number": len(members),
    }
    return render(request, "portal/team/security.html", context)


@role_required("owner")
@fresh_proof()
def sso(request: HttpRequest) -> HttpResponse:
    """The company's identity provider; kept once it answered."""
    known = sso_of(current_company())
    form = SsoForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid() and _save(form):
        messages.success(request, _("Verbunden. Auf der Anmeldeseite steht jetzt ein Knopf dafür."))
        return redirect("team-security")
    context = {
        "form": form,
        "known": known,
        "redirect_uri": f"{company_url()}{reverse('sign-in-sso-done')}",
    }
    return render(request, "portal/team/sso.html", context, status=422 if form.is_bound else 200)


@role_required("owner")
@fresh_proof()
@require_POST
def end_sso(request: HttpRequest) -> HttpResponse:
    """Nobody signs in through the provider any more."""
    drop_sso()
    messages.success(request, _("Das Firmenkonto ist getrennt."))
    return redirect("team-security")


def _save(form: SsoForm) -> bool:
    try:
        save_sso(form.sso(), now=timezone.now())
    except SsoRefused as refusal:
        form.add_error("issuer", refusal_words(refusal))
        return False
    return True
