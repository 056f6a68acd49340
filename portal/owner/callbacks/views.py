"""The queue of callbacks: who is owed a call, by when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import role_required
from portal.owner.callbacks.forms import AskForm, DeadlinesForm
from portal.owner.callbacks.rows import rows_of
from portal.owner.customers.views import customer_or_404
from portal.permissions import MATRIX
from portal.scope import branch_ids_of
from telephony.queries.callbacks import Owed, count_owed, owed_callbacks, settled_callbacks
from telephony.services.callback_desk import ask_for_callback
from telephony.services.deadlines import Deadlines, choose_deadlines, deadlines
from tenants.context import current_company
from tenants.queries import names_of_members

_PAGE: Final = "portal/callbacks/queue.html"
# More than a team works through in a day; what comes after is not more urgent.
_MOST: Final = 50
_PER_PAGE: Final = 30
MINE, OVERDUE, DONE = "meine", "ueberfaellig", "erledigt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One part of the queue."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


@role_required("owner", "manager", "staff")
def callbacks(request: HttpRequest) -> HttpResponse:
    """``?liste=meine``, ``ueberfaellig`` or ``erledigt``; else everything that is owed."""
    now = timezone.now()
    branch_ids, user_id = branch_ids_of(request), request.user.pk
    chosen = request.GET.get("liste", "")
    owed = count_owed(branch_ids, user_id=user_id, now=now)
    tickets: Any = owed_callbacks(branch_ids)
    pages: dict[str, str] = {}
    if chosen == DONE:
        page = Paginator(settled_callbacks(branch_ids), _PER_PAGE).get_page(request.GET.get("seite"))
        tickets, pages = page, _neighbours(page)
    elif chosen == MINE:
        tickets = tickets.filter(assigned_to_user_id=user_id)[:_MOST]
    elif chosen == OVERDUE:
        tickets = tickets.filter(due_at__lt=now)[:_MOST]
    else:
        tickets = tickets[:_MOST]
    names = names_of_members(current_company())
    context = {
        "rows": tuple(rows_of(tickets, names=names, user_id=user_id, now=now)),
        "choices": tuple(_choices(chosen, owed)),
        "chosen": chosen,
        "members": names,
        "user_id": user_id,
        "most_tries": deadlines().most_tries,
        "here": request.get_full_path(),
        "pages": pages,
        "may_lead": request.membership.role in MATRIX["callbacks-settings"],  # type: ignore[attr-defined]
        "has_more": not chosen and owed.open > _MOST,
    }
    return render(request, _PAGE, context)


@role_required("owner", "manager", "staff")
def count(request: HttpRequest) -> HttpResponse:
    """The figure in the menu, anew."""
    owed = count_owed(branch_ids_of(request), user_id=request.user.pk, now=timezone.now())
    return render(request, "portal/callbacks/parts/count.html", {"count": owed.open, "late": owed.overdue})


@role_required("owner", "manager", "staff")
def ask(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Have a customer called."""
    customer = customer_or_404(customer_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask_for_callback(
            customer=customer,
            reason=form.cleaned_data["reason"],
            due_at=form.cleaned_data["due_at"],
            by_user_id=request.user.pk or 0,
            now=timezone.now(),
        )
        messages.success(request, _("Rückruf vorgemerkt."))
        return redirect("customer", customer_id)
    context = {"form": form, "customer": customer}
    return render(request, "portal/callbacks/ask.html", context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def settings(request: HttpRequest) -> HttpResponse:
    """By when a call is owed, and how often it is tried."""
    form = DeadlinesForm(request.POST if request.method == "POST" else None, initial=_told(deadlines()))
    if request.method == "POST" and form.is_valid():
        choose_deadlines(form.chosen)
        messages.success(request, _("Gespeichert. Es gilt für alles, was ab jetzt zugesagt wird."))
        return redirect("callbacks")
    context = {"form": form}
    return render(request, "portal/callbacks/settings.html", context, status=422 if form.is_bound else 200)


def _told(chosen: Deadlines) -> dict[str, int]:
    minute = timedelta(minutes=1)
    return {
        "within": chosen.within // minute,
        "again_after": chosen.again_after // minute,
        "most_tries": chosen.most_tries,
    }


def _choices(chosen: str, owed: Owed) -> Iterator[Choice]:
    address = reverse("callbacks")
    for key, label, number in (
        ("", _("Offen"), owed.open),
        (OVERDUE, _("Überfällig"), owed.overdue),
        (MINE, _("Meine"), owed.mine),
        (DONE, _("Erledigt"), None),
    ):
        url = f"{address}?liste={key}" if key else address
        yield Choice(label=label, url=url, is_current=chosen == key, count=number)


def _neighbours(page: Any) -> dict[str, str]:
    address = f"{reverse('callbacks')}?liste={DONE}&seite="
    return {
        "newer": f"{address}{page.previous_page_number()}" if page.has_previous() else "",
        "older": f"{address}{page.next_page_number()}" if page.has_next() else "",
    }
