"""What the team does with a call: each act is one POST, answered with the page as it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.calls.forms import CallbackForm, CorrectionForm, NoteForm, ShareForm
from portal.calls.gate import call_in_full, call_within
from portal.calls.team import colleagues
from portal.calls.views import body_of
from portal.toasts import undoable
from telephony.errors import BlockedNumberUnknown, ColleagueUnknown
from telephony.models import BlockedNumber, Call
from telephony.services import desk
from telephony.services.blocklist import block_number, unblock_number
from telephony.services.vocabulary import company_vocabulary

Act = Callable[[HttpRequest, Call], object]
_ON: Final = "1"


@role_required("owner", "manager", "staff")
@require_POST
def see(request: HttpRequest, call_id: int) -> HttpResponse:
    """``gelesen=1``: somebody has looked; ``0``: it is to stand out again. The page itself says the first."""
    call = call_within(request, call_id)
    if request.POST.get("gelesen") == _ON:
        desk.mark_seen(call_id=call.pk, by_user_id=request.user.pk or 0, now=timezone.now())
        return HttpResponse(status=204) if request.POST.get("still") else _shown(request, call)
    desk.mark_unseen(call_id=call.pk)
    messages.success(request, _("Der Anruf gilt wieder als ungelesen."))
    return redirect("calls")


@role_required("owner", "manager", "staff")
@require_POST
def star(request: HttpRequest, call_id: int) -> HttpResponse:
    """``wichtig=1`` or ``0``."""
    call = call_within(request, call_id)
    desk.mark_important(call_id=call.pk, is_important=request.POST.get("wichtig") == _ON)
    return _shown(request, call)


@role_required("owner", "manager", "staff")
@require_POST
def note(request: HttpRequest, call_id: int) -> HttpResponse:
    """The team's own words on the call."""
    call, form = call_within(request, call_id), NoteForm(request.POST)
    if form.is_valid():
        desk.write_note(call_id=call.pk, text=form.cleaned_data["note"])
        messages.success(request, _("Die Notiz ist gespeichert."))
    else:
        messages.error(request, _("Die Notiz ist zu lang."))
    return _shown(request, call)


@role_required("owner", "manager", "staff")
@require_POST
def share(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the call to a colleague, or give it to them."""
    call = call_within(request, call_id)
    team = colleagues(request.company)  # type: ignore[attr-defined]
    form = ShareForm(request.POST, team=team, call=call)
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie jemanden aus Ihrem Team."))
        return _shown(request, call)
    to_user_id = int(form.cleaned_data["to"])
    try:
        desk.share_call(
            call_id=call.pk,
            from_user_id=request.user.pk or 0,
            to_user_id=to_user_id,
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        if form.cleaned_data["is_given"]:
            desk.give_to(call_id=call.pk, user_id=to_user_id)
    except ColleagueUnknown as error:
        raise Http404 from error
    messages.success(request, _("%(name)s bekommt Bescheid.") % {"name": form.name_of(to_user_id)})
    return _shown(request, call)


@role_required("owner", "manager", "staff")
@require_POST
def let_go(request: HttpRequest, call_id: int) -> HttpResponse:
    """Nobody in particular looks after it any more."""
    call = call_within(request, call_id)
    desk.give_to(call_id=call.pk, user_id=None)
    return _shown(request, call)


@role_required("owner", "manager", "staff")
@require_POST
def call_back(request: HttpRequest, call_id: int) -> HttpResponse:
    """Have somebody call this person."""
    call, form = call_within(request, call_id), CallbackForm(request.POST)
    if not call.from_number:
        messages.error(request, _("Die Nummer war unterdrückt: Da lässt sich nicht zurückrufen."))
    elif form.is_valid():
        desk.owe_call_back(call_id=call.pk, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Der Rückruf ist vorgemerkt."))
    return _shown(request, call)


@role_required("owner", "manager")
@require_POST
def correct(request: HttpRequest, call_id: int) -> HttpResponse:
    """What should have been understood."""
    call = call_within(request, call_id)
    form = CorrectionForm(request.POST, call=call, vocabulary=company_vocabulary())
    if form.is_valid():
        desk.correct_call(
            call_id=call.pk,
            correction=form.correction(),
            by_user_id=request.user.pk or 0,
            now=timezone.now(),
        )
        text = gettext("Danke! Dieser Fall wird ab jetzt bei jedem Probelauf geprüft.")
        undoable(request, text, url=reverse("call-uncorrect", args=[call.pk]))
    else:
        messages.error(request, _("Bitte sagen Sie, was richtig gewesen wäre."))
    return _shown(request, call)


@role_required("owner", "manager")
@require_POST
def uncorrect(request: HttpRequest, call_id: int) -> HttpResponse:
    """The receptionist was right after all."""
    call = call_within(request, call_id)
    desk.take_correction_back(call_id=call.pk)
    messages.success(request, _("Die Richtigstellung ist zurückgenommen."))
    return _shown(request, call)


@role_required("owner", "manager")
@require_POST
def block(request: HttpRequest, call_id: int) -> HttpResponse:
    """``sperren=1``: this number does not get through any more; anything else: it does."""
    call = call_within(request, call_id)
    if not call.from_number:
        raise Http404
    if request.POST.get("sperren") == _ON:
        block_number(phone=call.from_number, reason=str(_("aus einem Anruf gesperrt")), now=timezone.now())
        undoable(request, gettext("Die Nummer ist gesperrt."), url=reverse("call-block", args=[call.pk]))
    else:
        _let_through(call)
        messages.success(request, _("Die Nummer kommt wieder durch."))
    return _shown(request, call)


def _let_through(call: Call) -> None:
    blocked = BlockedNumber.objects.filter(phone_index=call.phone_index).first()
    try:
        unblock_number(blocked_id=blocked.pk if blocked else 0)
    except BlockedNumberUnknown:
        return  # twice is the same as once


def _shown(request: HttpRequest, call: Call) -> HttpResponse:
    """The page's body for htmx, the page itself for everybody else."""
    if request.htmx:  # type: ignore[attr-defined]
        return body_of(request, call_in_full(request, call.pk))
    return redirect("call", call_id=call.pk)
