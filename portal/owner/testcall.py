"""The test call: type or speak as the caller, read and hear the receptionist. What it books is booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.owner.conversation import Part, done, parts_of, spoken
from portal.owner.forms import StartTestCallForm, UtteranceForm
from portal.owner.phone_test import phone_test_context
from portal.permissions_policy import listens
from telephony.enums import CallSource
from telephony.errors import CallOver
from telephony.models import Call
from telephony.models.calls import TYPED
from telephony.services.brain import open_call
from telephony.services.brain import say as say_in_call
from telephony.services.calls import end_call
from telephony.services.testcall import start_test_call

_PAGE: Final = "portal/owner/test_call.html"


@listens
@role_required("owner", "manager")
def test_call(request: HttpRequest) -> HttpResponse:
    """Before the call: for which branch, from which number. ``?anruf=12`` goes back into a running one."""
    if "anruf" not in request.GET:
        return render(request, _PAGE, {"form": StartTestCallForm(), **phone_test_context()})
    call = _test_call(request.GET["anruf"])
    return render(request, _PAGE, _room(call, parts_of(call)))


@listens
@role_required("owner", "manager")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """The phone is picked up; the greeting is the answer."""
    form = StartTestCallForm(request.POST)
    if not form.is_valid():
        return _show(request, {"form": form}, status=422)
    now = timezone.now()
    call = start_test_call(
        branch_id=form.cleaned_data["branch"].pk, from_number=form.cleaned_data["number"], now=now
    )
    greeting = open_call(call_id=call.pk, now=now)
    return _show(request, _room(call, [spoken(greeting.say, is_caller=False)]))


@listens
@role_required("owner", "manager")
@require_POST
def say(request: HttpRequest, call_id: int) -> HttpResponse:
    """What the caller says; the answer holds it with the deeds and words that followed."""
    call = _test_call(call_id)
    form = UtteranceForm(request.POST)
    parts = _exchange(call, form.cleaned_data["utterance"]) if form.is_valid() else ()
    call.refresh_from_db()
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, _PAGE, _room(call, parts))
    return render(request, f"{_PAGE}#answer", {"call": call, "parts": parts, "is_over": call.is_over})


@role_required("owner", "manager")
@require_POST
def hang_up(request: HttpRequest, call_id: int) -> HttpResponse:
    """The caller puts the phone down."""
    call = end_call(call_id=_test_call(call_id).pk, reason="user_hangup", now=timezone.now())
    if request.htmx:  # type: ignore[attr-defined]
        # What was said stays on the page, also where nothing of it may be kept.
        return render(request, f"{_PAGE}#answer", {"call": call, "is_over": True})
    return render(request, _PAGE, _room(call, parts_of(call)))


def _exchange(call: Call, utterance: str) -> tuple[Part, ...]:
    """Words are shown as they come: stored they are only where the caller agreed, deeds always."""
    try:
        reply = say_in_call(call_id=call.pk, utterance=utterance, now=timezone.now())
    except CallOver:
        return ()
    deeds = tuple(Part(act=done(act), is_new=True) for act in call.acts.filter(position__gte=call.acts_done))
    return (
        spoken(utterance, is_caller=True),
        *(deed for deed in deeds if deed.act and deed.act.name != "end"),
        spoken(reply.say, is_caller=False),
    )


def _test_call(call_id: int | str) -> Call:
    """A test call of this company; real calls cannot be spoken into."""
    found = Call.objects.filter(source=CallSource.TEST, provider=TYPED)
    is_id = str(call_id).isdecimal() and len(str(call_id)) < 19
    return get_object_or_404(found, pk=int(call_id) if is_id else 0)


def _room(call: Call, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "call": call,
        "parts": parts,
        "is_over": call.is_over,
        "suggestions": (
            _("Ja, gern."),
            _("Haben Sie am Freitag noch etwas frei?"),
            _("Was haben Sie für Öffnungszeiten?"),
            _("Ich möchte meinen Termin absagen"),
        ),
    }


def _show(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = f"{_PAGE}#room" if request.htmx else _PAGE  # type: ignore[attr-defined]
    return render(request, template, context, status=status)
