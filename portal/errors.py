"""What people see when a page cannot be shown. Needs neither session nor database: they may be the reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from portal.access import public_view

_CUSTOMERS: Final = ("/t/", "/w/", "/a/", "/buchung/", "/termin/")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    status: int
    title: str
    text: str
    symbol: str


@public_view
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _show(
        request,
        status=400,
        title=_("Das konnten wir nicht lesen"),
        text=_("Die Anfrage war unvollständig. Gehen Sie zurück und versuchen Sie es noch einmal."),
        symbol="circle-help",
    )


@public_view
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but the role is too low, or the company's consent does not reach so far."""
    if getattr(request, "is_closed_to_support", False):
        return _show(
            request,
            status=403,
            title=_("Das bleibt dem Betrieb vorbehalten"),
            text=_("Die Zustimmung zur Unterstützung reicht dafür nicht. Es wurde nichts geändert."),
            symbol="lock",
        )
    return _show(
        request,
        status=403,
        title=_("Dieser Bereich ist der Leitung vorbehalten"),
        text=_("Ihr Zugang reicht dafür nicht aus. Fragen Sie die Leitung, wenn Sie ihn brauchen."),
        symbol="lock",
    )


@public_view
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: does not exist, or is not for these eyes; the answer is the same."""
    return _show(
        request,
        status=404,
        title=_("Diese Seite gibt es nicht"),
        text=_("Vielleicht hat sich die Adresse geändert, oder die Seite ist nicht für Sie bestimmt."),
        symbol="search",
    )


@public_view
def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _show(
        request,
        status=500,
        title=_("Da ist etwas schiefgegangen"),
        text=_("Der Fehler liegt bei uns. Bitte laden Sie die Seite gleich noch einmal."),
        symbol="life-buoy",
    )


@public_view
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from somewhere else."""
    return _show(
        request,
        status=403,
        title=_("Die Seite war zu lange offen"),
        text=_("Zu Ihrer Sicherheit wurde nichts gespeichert. Bitte versuchen Sie es noch einmal."),
        symbol="shield-check",
    )


def _note(page: _Page) -> HttpResponse:
    """The open page stays and says why. Of our own faults its script tells, with a way to try again."""
    answer = HttpResponse(status=page.status)
    note = {"text": f"{page.title}. {page.text}", "tone": "error", "undo": ""}
    trigger_client_event(answer, "toasts", {"notes": [note]})
    return answer


def _show(request: HttpRequest, **words: Any) -> HttpResponse:
    page = _Page(**words)
    if getattr(request, "htmx", False) and page.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _note(page)
    # Customers who come by a link of ours begin where they can book; the start page is the team's.
    is_customer = getattr(request, "company", None) and request.path.startswith(_CUSTOMERS)
    home = "/termin/" if is_customer else "/"
    return render(request, "errors/page.html", {**asdict(page), "home": home}, status=page.status)
