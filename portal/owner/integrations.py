"""Connected calendars: how they are doing, whose they are, and what somebody has to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from askproai.core.errors import NotFound, ProviderError, ProviderUnauthorized
from booking.enums import ConflictResolution
from booking.errors import BookingRefused, ConflictSettled
from booking.models import LinkedCalendar
from booking.queries.integrations import ConnectionStatus, connection_statuses, failed_entries, open_conflicts
from booking.services.sync import (
    connect_calcom,
    disconnect,
    make_due,
    proposals_for,
    resolve_conflict,
    review_of,
    take_over,
)
from booking.services.sync.accounts import PROVIDERS, outbox_kind
from portal.access import role_required
from portal.owner.integration_forms import ApiKeyForm, ReviewForm
from portal.owner.integration_words import conflict_card, error_words, refusal_words
from tenants.connections.models import Connection
from tenants.connections.oauth import is_oauth
from tenants.outbox.services import retry_dead

_PAGE: Final = "portal/owner/integrations.html"
_REVIEW: Final = "portal/owner/integration_review.html"
_CALCOM: Final = "portal/owner/integration_calcom.html"
# Proposals ask the calendar engine: more than these nobody decides at a time.
_MOST_SHOWN: Final = 20


_NOTES: Final = {
    "calcom": gettext_lazy("Buchungen, Leistungen und Mitarbeiter, mit Vorschlag zum Prüfen."),
    "google_calendar": gettext_lazy("Mit dem Google-Konto anmelden, auch Google Workspace."),
    "outlook": gettext_lazy("Mit dem Microsoft-Konto anmelden: Microsoft 365 und Outlook.com."),
    "caldav": gettext_lazy("iCloud, Nextcloud, Fastmail, mailbox.org und andere, mit App-Passwort."),
}
_BY_KEY: Final = {"caldav": "caldav-connect", "calcom": "integration-calcom"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Something that can be connected. Without ``url`` this installation has no access to it."""

    name: str
    note: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A connected account in words, and where to go on with it."""

    status: ConnectionStatus
    provider: str
    error: str
    link_url: str
    reconnect_url: str


@role_required("owner", "manager")
def integrations(request: HttpRequest) -> HttpResponse:
    """What is connected, what waits, and what contradicts."""
    now = timezone.now()
    found = open_conflicts()
    cards = [conflict_card(conflict, proposals_for(conflict, now=now)) for conflict in found[:_MOST_SHOWN]]
    statuses = [_shown(status) for status in connection_statuses(tuple(PROVIDERS))]
    context = {
        "cards": cards,
        "more": max(0, len(found) - _MOST_SHOWN),
        "statuses": statuses,
        "ways": list(ways()),
    }
    return render(request, _PAGE, context)


@role_required("owner", "manager")
def calcom(request: HttpRequest) -> HttpResponse:
    """Connect Cal.com by an API key."""
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            connection = connect_calcom(api_key=form.cleaned_data["api_key"], now=timezone.now())
        except ProviderUnauthorized:
            form.add_error("api_key", _("Diesen Schlüssel kennt Cal.com nicht. Bitte prüfen Sie ihn."))
        except ProviderError:
            form.add_error(
                None, _("Cal.com antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.")
            )
        else:
            return redirect("integration-review", connection_id=connection.pk)
    context = {"form": form, "can_sign_in": is_oauth("calcom")}
    return render(request, _CALCOM, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def review(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Look at what an account has and say whose and what it is; nothing is written before."""
    connection = _connection(connection_id)
    label = PROVIDERS[connection.provider].label
    try:
        found = review_of(connection_id=connection.pk)
    except ProviderError:
        messages.error(request, _("%(provider)s antwortet gerade nicht.") % {"provider": label})
        return redirect("integrations")
    form = ReviewForm(request.POST or None, review=found)
    if request.method == "POST" and form.is_valid():
        take_over(connection_id=connection.pk, review=found, choice=form.choice(), now=timezone.now())
        messages.success(request, _("Verbunden. Der erste Abgleich läuft."))
        return redirect("integrations")
    context = {"form": form, "label": label, "connection": connection}
    return render(request, _REVIEW, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
@require_POST
def sync_now(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Compare everything again, and try again what was given up."""
    connection, now = _connection(connection_id), timezone.now()
    calendars = LinkedCalendar.objects.filter(connection=connection).values_list("pk", flat=True)
    make_due(calendars, now=now, in_full=True)
    for entry_id in failed_entries(connection.pk, kind=outbox_kind(connection.provider)):
        retry_dead(entry_id=entry_id, now=now)
    messages.success(request, _("Der Abgleich läuft."))
    return redirect("integrations")


@role_required("owner", "manager")
@require_POST
def end(request: HttpRequest, connection_id: int) -> HttpResponse:
    """End a connection. Appointments stay, here and there."""
    disconnect(connection_id=_connection(connection_id).pk)
    messages.success(request, _("Getrennt. Einträge, die dort schon stehen, bleiben dort."))
    return redirect("integrations")


@role_required("owner", "manager")
@require_POST
def resolve(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Decide about a contradiction: one tap on one of the ways that were proposed."""
    sent = request.POST
    try:
        resolve_conflict(
            conflict_id=conflict_id,
            resolution=ConflictResolution(sent.get("weg", "")),
            by=f"user:{request.user.pk}",
            now=timezone.now(),
            staff_id=_number(sent.get("person")),
            branch_id=_number(sent.get("filiale")),
            starts_at=_instant(sent.get("zeit")),
        )
    except (NotFound, ValueError) as error:
        raise Http404 from error
    except ConflictSettled:
        messages.info(request, _("Das hat sich inzwischen erledigt."))
    except BookingRefused as refusal:
        messages.error(request, refusal_words(str(refusal.code)))
    else:
        messages.success(request, _("Entschieden. Beide Kalender werden angeglichen."))
    return redirect("integrations")


def _shown(status: ConnectionStatus) -> Shown:
    provider, pk = status.connection.provider, status.connection.pk
    page = "integration-review" if PROVIDERS[provider].needs_event_type else "calendars-link"
    return Shown(
        status=status,
        provider=str(PROVIDERS[provider].label),
        error=str(error_words(status)),
        link_url=reverse(page, args=[pk]),
        reconnect_url=_begin_url(provider),
    )


def ways() -> Iterator[Way]:
    """What can be connected, each with the way to do it."""
    for provider, note in _NOTES.items():
        yield Way(name=str(PROVIDERS[provider].label), note=str(note), url=_begin_url(provider))


def _begin_url(provider: str) -> str:
    if provider in _BY_KEY:
        return reverse(_BY_KEY[provider])
    return reverse("connect-begin", args=[provider]) if is_oauth(provider) else ""


def _connection(connection_id: int) -> Connection:
    return get_object_or_404(Connection, pk=connection_id, provider__in=PROVIDERS)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _instant(text: str | None) -> datetime | None:
    found = datetime.fromisoformat(text) if text else None
    if found is not None and found.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return found
