"""The list of calls, and one call in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from portal.access import role_required
from portal.owner.call_page import page_of
from portal.owner.call_rows import CallRow, row_of, with_rows
from portal.permissions import MATRIX
from telephony.enums import ConsentPurpose, Outcome
from telephony.errors import CallUnknown
from telephony.models import Call
from telephony.services.consents import withdraw_consent

PER_PAGE: Final = 30

# The chips above the list, in this order; the key stands in the address.
FILTERS: Final[dict[str, tuple[object, tuple[Outcome, ...]]]] = {
    "": (_("Alle"), ()),
    "gebucht": (_("Gebucht"), (Outcome.BOOKED,)),
    "geaendert": (_("Verlegt, abgesagt"), (Outcome.RESCHEDULED, Outcome.CANCELLED)),
    "offen": (_("Rückruf, Nachricht"), (Outcome.CALLBACK, Outcome.MESSAGE)),
    "auskunft": (_("Auskunft"), (Outcome.ANSWERED,)),
    "verloren": (_("Ohne Termin"), (Outcome.NOTHING_FREE, Outcome.HUNG_UP, Outcome.FAILED)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """One way to narrow the list down."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOfCalls:
    """The calls of one day, latest first."""

    on: date
    rows: tuple[CallRow, ...]


@role_required("owner", "manager", "staff")
def calls(request: HttpRequest) -> HttpResponse:
    """``?ergebnis=gebucht&seite=2``; latest first."""
    key = request.GET.get("ergebnis", "")
    if key not in FILTERS:
        raise Http404
    outcomes = FILTERS[key][1]
    found = with_rows(Call.objects.filter(outcome__in=outcomes) if outcomes else Call.objects.all())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "days": tuple(_by_day(page)),
        "filters": tuple(_chips(key)),
        "is_filtered": bool(key),
        "all_url": reverse("calls"),
        "here": _address(key, page.number),
        "pages": _neighbours(key, page),
    }
    template = "portal/owner/calls.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)  # type: ignore[attr-defined]


@role_required("owner", "manager", "staff")
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call: what was said, understood, done and sent."""
    shown = get_object_or_404(Call.objects.select_related("branch", "customer"), pk=call_id)
    context = {
        "page": page_of(shown),
        "links": {
            "back": reverse("calls"),
            "here": reverse("call", args=[shown.pk]),
            "withdraw": _withdrawal(request, shown),
        },
    }
    template = "portal/owner/call.html"
    return render(request, f"{template}#body" if request.htmx else template, context)  # type: ignore[attr-defined]


@role_required("owner", "manager")
@require_POST
def withdraw_transcript(request: HttpRequest, call_id: int) -> HttpResponse:
    """The caller asked that nothing be kept of what was said: every word of the call goes."""
    try:
        is_done = withdraw_consent(
            call_id=call_id,
            purpose=ConsentPurpose.TRANSCRIPT,
            by_user_id=request.user.pk or 0,
            now=timezone.now(),
        )
    except CallUnknown as error:
        raise Http404 from error
    if is_done:
        messages.success(request, _("Die Einwilligung ist widerrufen, das Gespräch ist gelöscht."))
    address = reverse("call", args=[call_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _withdrawal(request: HttpRequest, call: Call) -> str:
    """Where the caller's wish is entered, for those who may and while there is something to delete."""
    may = request.membership.role in MATRIX["call-withdraw"]  # type: ignore[attr-defined]
    return reverse("call-withdraw", args=[call.pk]) if may and call.may_store_words else ""


def _by_day(rows: Iterable[Call]) -> Iterator[DayOfCalls]:
    for on, group in groupby(rows, key=lambda one: timezone.localtime(one.ringing_at).date()):
        yield DayOfCalls(on=on, rows=tuple(row_of(each) for each in group))


def _chips(current: str) -> Iterator[Chip]:
    for key, (label, _outcomes) in FILTERS.items():
        yield Chip(label=str(label), url=_address(key), is_current=key == current)


def _address(key: str, number: int = 1) -> str:
    query = ({"ergebnis": key} if key else {}) | ({"seite": str(number)} if number > 1 else {})
    return reverse("calls") + (f"?{urlencode(query)}" if query else "")


def _neighbours(key: str, page: Page[Call]) -> dict[str, str]:
    return {
        "newer": _address(key, page.number - 1) if page.has_previous() else "",
        "older": _address(key, page.number + 1) if page.has_next() else "",
    }
