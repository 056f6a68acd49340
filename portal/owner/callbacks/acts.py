"""What is done with one callback. Each answers with the queue and, where it can be taken back, the way to."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.scope import branch_ids_of
from telephony.enums import TicketResult
from telephony.errors import CallbackElsewhere
from telephony.models import CallbackTicket
from telephony.services.callback_desk import (
    assign_callback,
    note_try,
    settle_callback,
    undo_step,
    write_callback_note,
)
from tenants.context import current_company
from tenants.queries import names_of_members, names_of_users

# The words in the address, and what they mean.
_RESULTS: Final = {
    "erreicht": TicketResult.REACHED,
    "gebucht": TicketResult.BOOKED,
    "erledigt": TicketResult.SETTLED,
    "aufgegeben": TicketResult.GAVE_UP,
}
_MISSED: Final = "nicht-erreicht"


@role_required("owner", "manager", "staff")
@require_POST
def assign(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Take it, or give it to a colleague; ``gesehen`` is who had it on the page."""
    _ticket_or_404(request, ticket_id)
    to_user_id, seen = _user(request.POST.get("an")), _user(request.POST.get("gesehen"))
    if to_user_id is not None and to_user_id not in names_of_members(current_company()):
        raise Http404
    try:
        ticket = assign_callback(
            ticket_id=ticket_id,
            to_user_id=to_user_id,
            seen_user_id=seen,
            by_user_id=request.user.pk or 0,
            now=timezone.now(),
        )
    except CallbackElsewhere as taken:
        _say_who(request, taken)
    else:
        _done(request, ticket, _("Übernommen.") if to_user_id == request.user.pk else _("Gespeichert."))
    return _back(request)


@role_required("owner", "manager", "staff")
@require_POST
def settle(request: HttpRequest, ticket_id: int, way: str) -> HttpResponse:
    """How it went."""
    if way != _MISSED and way not in _RESULTS:
        raise Http404
    _ticket_or_404(request, ticket_id)
    by_user_id, now = request.user.pk or 0, timezone.now()
    try:
        if way == _MISSED:
            ticket = note_try(ticket_id=ticket_id, by_user_id=by_user_id, now=now)
            said = _("Notiert. Der Rückruf kommt wieder nach oben, wenn es Zeit ist.")
        else:
            ticket = settle_callback(
                ticket_id=ticket_id, result=_RESULTS[way], by_user_id=by_user_id, now=now
            )
            said = _("Erledigt.")
    except CallbackElsewhere as settled:
        _say_who(request, settled)
    else:
        _done(request, ticket, said)
    return _back(request)


@role_required("owner", "manager", "staff")
@require_POST
def undo(request: HttpRequest, ticket_id: int, place: int) -> HttpResponse:
    """Take the last step back."""
    _ticket_or_404(request, ticket_id)
    if not undo_step(ticket_id=ticket_id, place=place, now=timezone.now()):
        messages.error(request, _("Das lässt sich nicht mehr zurücknehmen: Inzwischen ist etwas passiert."))
    return redirect("callbacks")


@role_required("owner", "manager", "staff")
@require_POST
def note(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """What the others should know before they call."""
    _ticket_or_404(request, ticket_id)
    write_callback_note(ticket_id=ticket_id, text=request.POST.get("text", ""))
    return _back(request)


def _ticket_or_404(request: HttpRequest, ticket_id: int) -> None:
    mine = CallbackTicket.objects.of_branches(branch_ids_of(request))
    if not mine.filter(pk=ticket_id).exists():
        raise Http404


def _user(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _done(request: HttpRequest, ticket: CallbackTicket, said: str) -> None:
    if ticket.steps:
        way_back = reverse("callback-undo", args=[ticket.pk, ticket.steps[-1]["place"]])
        messages.success(request, said, extra_tags=way_back)


def _say_who(request: HttpRequest, elsewhere: CallbackElsewhere) -> None:
    name = names_of_users([elsewhere.user_id]).get(elsewhere.user_id or 0, "")
    said = _("%(name)s war schneller.") % {"name": name} if name else _("Das hat schon jemand erledigt.")
    messages.warning(request, said)


def _back(request: HttpRequest) -> HttpResponse:
    """To the part of the queue it came from."""
    here = urlsplit(request.POST.get("hier", ""))
    part = f"?{here.query}" if here.path == reverse("callbacks") and here.query else ""
    return redirect(reverse("callbacks") + part)
