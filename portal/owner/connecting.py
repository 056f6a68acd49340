"""Connecting calendars elsewhere: signing in there, or an address with a password; then whose is which."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askproai.core.errors import AskProError, NotFound, ProviderError, ProviderUnauthorized
from booking.services.sync.connecting import (
    calendars_to_choose,
    connect_caldav,
    finish_sign_in,
    link_chosen,
    suggested_address,
)
from portal.access import role_required
from portal.owner.connecting_forms import CalDavForm, LinkForm
from tenants.connections.models import Connection
from tenants.connections.oauth import begin

logger = logging.getLogger(__name__)

_CALDAV: Final = "portal/owner/connect_caldav.html"
_LINK: Final = "portal/owner/calendars_link.html"
_SESSION: Final = "connecting"

PROVIDER_NAMES: Final = {
    "google_calendar": gettext_lazy("Google Kalender"),
    "outlook": gettext_lazy("Outlook"),
    "caldav": gettext_lazy("CalDAV"),
    "calcom": gettext_lazy("Cal.com"),
}
_TROUBLE: Final = {
    "consent_incomplete": gettext_lazy(
        "Der Zugriff auf den Kalender wurde nicht erlaubt. Bitte setzen Sie beim Verbinden alle Häkchen."
    ),
    "provider_unauthorized": gettext_lazy(
        "Die Anmeldung wurde abgelehnt. Bitte versuchen Sie es noch einmal."
    ),
    "address_refused": gettext_lazy(
        "Diese Adresse kann nicht verbunden werden. Sie beginnt mit https:// und führt ins offene Internet."
    ),
}


@role_required("owner", "manager")
def begin_sign_in(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the provider; what proves later that it was this browser stays in its session."""
    try:
        beginning = begin(provider=provider, company_id=_company_id(request), now=timezone.now())
    except NotFound as error:
        raise Http404 from error
    request.session[_SESSION] = {
        "provider": provider,
        "state": beginning.state,
        "verifier": beginning.verifier,
    }
    return HttpResponseRedirect(beginning.url)


@role_required("owner", "manager")
def finish(request: HttpRequest) -> HttpResponse:
    """Back from the provider, by way of the platform's address. Good for one time and one browser."""
    begun = request.session.pop(_SESSION, None)
    if begun is None or begun["state"] != request.GET.get("state"):
        raise Http404
    name = PROVIDER_NAMES.get(begun["provider"], begun["provider"])
    if "code" not in request.GET:
        messages.info(request, _("%(name)s wurde nicht verbunden.") % {"name": name})
        return redirect("integrations")
    try:
        connection = finish_sign_in(
            provider=begun["provider"],
            code=request.GET["code"],
            verifier=begun["verifier"],
            now=timezone.now(),
        )
    except AskProError as error:
        logger.warning("portal.not_connected", extra={"provider": begun["provider"], "error": error.code})
        messages.error(request, _words_for(error))
        return redirect("integrations")
    messages.success(request, _("%(name)s ist verbunden.") % {"name": name})
    return redirect(_after(connection))


@role_required("owner", "manager")
def caldav(request: HttpRequest) -> HttpResponse:
    """Connect by address, user name and app password."""
    form = CalDavForm(request.POST or None, initial={"url": suggested_address()})
    if request.method == "POST" and form.is_valid():
        try:
            connection = connect_caldav(**form.cleaned_data, now=timezone.now())
        except ProviderUnauthorized:
            form.add_error("password", _("Benutzername oder Passwort stimmen nicht."))
        except ProviderError as error:
            form.add_error("url", _words_for(error))
        else:
            messages.success(request, _("%(name)s ist verbunden.") % {"name": "CalDAV"})
            return redirect(_after(connection))
    status = 422 if form.errors else 200
    return render(request, _CALDAV, {"form": form}, status=status)


@role_required("owner", "manager")
def link(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Which calendar of an account is whose, and what goes which way."""
    connection = get_object_or_404(Connection, pk=connection_id, provider__in=PROVIDER_NAMES)
    try:
        choices = calendars_to_choose(connection_id=connection.pk)
    except AskProError as error:
        messages.error(request, _words_for(error))
        return redirect("integrations")
    form = LinkForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        link_chosen(connection_id=connection.pk, links=form.links(), now=timezone.now())
        messages.success(request, _("Gespeichert. Der erste Abgleich läuft."))
        return redirect("integrations")
    context: dict[str, Any] = {
        "connection": connection,
        "provider": PROVIDER_NAMES[connection.provider],
        "label": connection.credentials.get("label", ""),
        "rows": form.rows(),
        "form": form,
    }
    return render(request, _LINK, context, status=422 if form.errors else 200)


def _after(connection: Connection) -> str:
    """First connected, somebody chooses what is whose."""
    page = "integration-review" if connection.provider == "calcom" else "calendars-link"
    return reverse(page, args=[connection.pk])


def _words_for(error: AskProError) -> str:
    fallback = _(
        "Der Anbieter antwortet gerade nicht, wie er soll. Bitte versuchen Sie es später noch einmal."
    )
    return str(_TROUBLE.get(error.code, fallback))


def _company_id(request: HttpRequest) -> int:
    company_id: int = request.company.pk  # type: ignore[attr-defined]
    return company_id
