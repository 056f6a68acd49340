"""Signing in through the company's identity provider."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.access import public_view
from portal.account.entering import let_in
from portal.account.proof import SSO
from tenants.access import oidc
from tenants.access.errors import SsoRefused
from tenants.access.sso import member_for, sso_of
from tenants.connections.services import company_url

logger = logging.getLogger(__name__)

_KEPT: Final = "sso"
_KEPT_S: Final = 600


@public_view
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    sso = sso_of(request.company)  # type: ignore[attr-defined]
    if sso is None:
        raise Http404
    try:
        begun = oidc.begin(sso.client, redirect_uri=_redirect_uri())
    except SsoRefused as refusal:
        return _refused(request, refusal)
    request.session[_KEPT] = {**begun.kept, "at": time.time(), "next": request.GET.get("next", "")}
    return HttpResponseRedirect(begun.url)


@public_view
@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """The browser comes back and says who it is."""
    # Taken out before anything else: whatever comes of it, the answer is looked at once.
    kept = _taken_out(request)
    company = request.company  # type: ignore[attr-defined]
    sso = sso_of(company)
    if sso is None:
        raise Http404
    try:
        identity = oidc.finish(
            sso.client, kept=kept, answer=request.GET.dict(), redirect_uri=_redirect_uri(), now=timezone.now()
        )
        membership = member_for(identity, company=company, sso=sso, now=timezone.now())
    except SsoRefused as refusal:
        return _refused(request, refusal)
    return let_in(request, membership.user, by=SSO, is_second=True, next_url=kept.get("next", ""))


def _taken_out(request: HttpRequest) -> dict[str, Any]:
    """What was kept for this answer; nothing when it came too late, and then no state fits."""
    kept: dict[str, Any] = request.session.pop(_KEPT, {})
    return kept if time.time() - kept.get("at", 0) <= _KEPT_S else {}


def _redirect_uri() -> str:
    return f"{company_url()}{reverse('sign-in-sso-done')}"


def _refused(request: HttpRequest, refusal: SsoRefused) -> HttpResponse:
    why = str(refusal.context.get("why", ""))
    logger.warning("account.sso_refused", extra={"why": why})
    words = {
        "denied": _("Die Anmeldung wurde dort abgebrochen."),
        "unverified": _("Ihr Firmenkonto hat keine bestätigte E-Mail-Adresse."),
        "domain": _("Ihr Firmenkonto gehört nicht zu den Adressen dieses Betriebs."),
        "unknown": _(
            "Mit diesem Firmenkonto gehören Sie hier noch nicht zum Team. Bitten Sie um eine Einladung."
        ),
        "unreachable": _("Der Anmeldedienst Ihres Betriebs antwortet gerade nicht."),
    }
    text = words.get(why, _("Die Anmeldung ließ sich nicht prüfen. Bitte versuchen Sie es noch einmal."))
    return render(request, "portal/account/sso_refused.html", {"text": text}, status=403)
