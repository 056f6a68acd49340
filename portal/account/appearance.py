"""How the portal looks and speaks for one person: theme per device, language per login."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from portal.access import role_required
from portal.theme import COOKIE, THEMES
from tenants.enums import Language
from tenants.preferences import choose_language

_A_YEAR_S: Final = 365 * 24 * 3600


@role_required("owner", "manager", "staff")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it. With htmx the open page changes its colours at once."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return HttpResponse(status=400)
    if request.htmx:  # type: ignore[attr-defined]
        answer = HttpResponse(status=204)
        trigger_client_event(answer, "theme", {"name": THEMES[chosen]})
    else:
        answer = redirect(_way_back(request))
    _remember(answer, COOKIE, chosen)
    return answer


@role_required("owner", "manager", "staff")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """German or English, on all devices of this login."""
    chosen = request.POST.get("language", "")
    if chosen not in Language.values:
        return HttpResponse(status=400)
    choose_language(user_id=request.membership.user_id, language=chosen)  # type: ignore[attr-defined]
    answer = redirect(_way_back(request))
    _remember(answer, settings.LANGUAGE_COOKIE_NAME, chosen)
    return answer


def _way_back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    # ``None``: relative addresses only, whatever host the request claims.
    return there if url_has_allowed_host_and_scheme(there, allowed_hosts=None) else reverse("dashboard")


def _remember(answer: HttpResponse, name: str, choice: str) -> None:
    answer.set_cookie(
        name,
        choice,
        max_age=_A_YEAR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
