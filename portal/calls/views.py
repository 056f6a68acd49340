"""The list of calls, and one call in full."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from portal.access import role_required
from portal.calls.desk import desk_of
from portal.calls.filters import CallFilterForm, Wish, branches_within
from portal.calls.gate import call_in_full, call_within
from portal.calls.listing import head_of, overview_of, read_cursor, sheet_of
from portal.owner.call_page import page_of
from portal.permissions import MATRIX
from portal.scope import branch_ids_of
from telephony.enums import ConsentPurpose
from telephony.errors import CallUnknown
from telephony.models import Call
from telephony.services.consents import withdraw_consent
from telephony.services.vocabulary import company_vocabulary

_LIST: Final = "portal/calls/list.html"
_CALL: Final = "portal/calls/call.html"


@role_required("owner", "manager", "staff")
def calls(request: HttpRequest) -> HttpResponse:
    """``?ergebnis=gebucht&suche=balayage&nach=…``; latest first, as much as fits, and more on demand."""
    form, wish = _wish_of(request)
    user_id = request.user.pk or 0
    criteria = wish.criteria(user_id=user_id)
    if request.htmx and (edge := read_cursor(request.GET.get("ab"))):  # type: ignore[attr-defined]
        return render(request, f"{_LIST}#head", {"sheet": head_of(wish, criteria, edge=edge)})
    cursor = read_cursor(request.GET.get("nach"))
    sheet = sheet_of(wish, criteria, cursor=cursor)
    if request.htmx and cursor:  # type: ignore[attr-defined]
        return render(request, f"{_LIST}#sheet", {"sheet": sheet})
    overview = overview_of(wish, user_id=user_id)
    form.offer_languages(overview.languages)
    context = {"form": form, "wish": wish, "overview": overview, "sheet": sheet, "all_url": reverse("calls")}
    response = render(request, f"{_LIST}#results" if request.htmx else _LIST, context)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        # What was left empty need not stand in the address.
        response["HX-Push-Url"] = wish.address()
    return response


def _wish_of(request: HttpRequest) -> tuple[CallFilterForm, Wish]:
    """:raises Http404: the address says something that no filter knows."""
    scope = branch_ids_of(request)
    branches = branches_within(scope)
    form = CallFilterForm(request.GET, branches=branches)
    if not form.is_valid():
        raise Http404
    values: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value}
    return form, Wish(values=values, branches=branches, scope=scope)


@role_required("owner", "manager", "staff")
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call: what was said, understood, done and sent, and what the team makes of it."""
    shown = call_in_full(request, call_id)
    if request.htmx:  # type: ignore[attr-defined]
        return body_of(request, shown)
    return render(request, _CALL, _context(request, shown))


def body_of(request: HttpRequest, shown: Call) -> HttpResponse:
    """The page without its frame, as htmx puts it in."""
    return render(request, f"{_CALL}#body", _context(request, shown))


def _context(request: HttpRequest, shown: Call) -> dict[str, Any]:
    leads = request.membership.role in MATRIX["call-correct"]  # type: ignore[attr-defined]
    links = {
        "back": reverse("calls"),
        "here": reverse("call", args=[shown.pk]),
        "withdraw": _withdrawal(request, shown),
    }
    vocabulary = company_vocabulary()
    desk = desk_of(shown, company=request.company, vocabulary=vocabulary, is_lead=leads)  # type: ignore[attr-defined]
    return {"page": page_of(shown, vocabulary), "links": links, "desk": desk}


@role_required("owner", "manager")
@require_POST
def withdraw_transcript(request: HttpRequest, call_id: int) -> HttpResponse:
    """The caller asked that nothing be kept of what was said: every word of the call goes."""
    try:
        is_done = withdraw_consent(
            call_id=call_within(request, call_id).pk,
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
