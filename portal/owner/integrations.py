"""What the company is connected to, how it is doing, and what else can be connected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from booking.models import LinkedCalendar
from booking.services.sync import disconnect
from portal.access import role_required
from portal.owner.connecting import PROVIDER_NAMES
from tenants.connections.models import Connection
from tenants.connections.oauth import is_oauth

_PAGE: Final = "portal/owner/integrations.html"

_NOTES: Final = {
    "google_calendar": gettext_lazy("Mit dem Google-Konto anmelden, auch Google Workspace."),
    "outlook": gettext_lazy("Mit dem Microsoft-Konto anmelden: Microsoft 365 und Outlook.com."),
    "caldav": gettext_lazy("iCloud, Nextcloud, Fastmail, mailbox.org und andere, mit App-Passwort."),
}
_BY_PASSWORD: Final = {"caldav": "caldav-connect"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Something that can be connected. Without ``url`` this installation has no access to it."""

    name: str
    note: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A connected account with its calendars."""

    pk: int
    provider: str
    label: str
    needs_reconnect: bool
    reconnect_url: str
    calendars: list[LinkedCalendar]


@role_required("owner", "manager")
def integrations(request: HttpRequest) -> HttpResponse:
    """Connected accounts, and ways to connect more."""
    return render(request, _PAGE, {"accounts": list(_accounts()), "ways": list(_ways())})


@role_required("owner", "manager")
@require_POST
def end(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Disconnect an account: its keys are forgotten, what it took of people's time is free again."""
    connection = get_object_or_404(Connection, pk=connection_id, provider__in=PROVIDER_NAMES)
    disconnect(connection_id=connection.pk)
    messages.success(request, _("Getrennt. Einträge, die dort schon stehen, bleiben dort."))
    return redirect("integrations")


def _accounts() -> Iterator[Account]:
    calendars = list(LinkedCalendar.objects.select_related("staff"))
    for connection in Connection.objects.filter(provider__in=PROVIDER_NAMES).order_by("pk"):
        yield Account(
            pk=connection.pk,
            provider=str(PROVIDER_NAMES[connection.provider]),
            label=connection.credentials.get("label", ""),
            needs_reconnect=connection.state == Connection.State.RECONNECT,
            reconnect_url=_begin_url(connection.provider),
            calendars=[each for each in calendars if each.connection_id == connection.pk],
        )


def _ways() -> Iterator[Way]:
    for provider, note in _NOTES.items():
        yield Way(name=str(PROVIDER_NAMES[provider]), note=str(note), url=_begin_url(provider))


def _begin_url(provider: str) -> str:
    if provider in _BY_PASSWORD:
        return reverse(_BY_PASSWORD[provider])
    return reverse("connect-begin", args=[provider]) if is_oauth(provider) else ""
