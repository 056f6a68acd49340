"""Phone numbers: choosing one, forwarding the old one to it, seeing that it works, moving the old one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from askproai.core.errors import ProviderError
from booking.models import Branch
from portal.access import role_required
from portal.onboarding.number_forms import ForwardingForm, PortForm
from portal.onboarding.wizard import UNFINISHED, company_of
from telephony.enums import NumberState
from telephony.errors import MarketClosed, NumberTaken, TooManyNumbers
from telephony.forwarding import CARRIERS, Code, Line, When, codes_for
from telephony.models import PhoneNumber
from telephony.services.numbers import (
    ask_to_port,
    free_numbers,
    note_forwarding,
    order_number,
    own_numbers,
    watch_forwarding,
    withdraw_port,
)
from tenants.models import User
from tenants.signup.services import ask_to_confirm

logger = logging.getLogger(__name__)

_PAGE: Final = "portal/onboarding/numbers.html"
_STOP_POLLING: Final = 286
_REFUSED: Final = {
    TooManyNumbers.code: gettext_lazy(
        "Mehr als drei Nummern richten wir gemeinsam ein. Schreiben Sie uns bitte."
    ),
    NumberTaken.code: gettext_lazy("Diese Nummer ist gerade vergeben worden. Bitte wählen Sie eine andere."),
}
WHEN_WORDS: Final = {
    When.ALWAYS: gettext_lazy("Alle Anrufe"),
    When.NO_ANSWER: gettext_lazy("Wenn niemand abnimmt"),
    When.BUSY: gettext_lazy("Wenn besetzt ist"),
    When.UNREACHABLE: gettext_lazy("Wenn das Handy aus ist"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownCode:
    """A code with what it does."""

    words: str
    code: Code


@role_required("owner", "manager")
def numbers(request: HttpRequest) -> HttpResponse:
    """All numbers with how far they are, and the ways to another one."""
    return render(request, _PAGE, panel(request, port_form=PortForm(country=_country(request))))


@role_required("owner", "manager")
def offer(request: HttpRequest) -> HttpResponse:
    """Numbers that can be had right now, asked for by the page after it stands."""
    branch = _main_branch()
    town = request.GET.get("ort", branch.name if branch else "")[:60].strip()
    context: dict[str, Any] = {"town": town, "needs_confirming": _needs_confirming(request)}
    try:
        context["free"] = free_numbers(country=_country(request), locality=town)
    except (ProviderError, MarketClosed) as error:
        logger.warning("portal.no_numbers", extra={"error": error.code})
        context["trouble"] = _(
            "Gerade können wir keine Nummern zeigen. Machen Sie ruhig weiter, eine Nummer holen Sie später."
        )
    return render(request, f"{_PAGE}#offer", context)


@role_required("owner", "manager")
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Take a number; it is bought in the background."""
    branch = _main_branch()
    if branch is None or _needs_confirming(request):
        raise Http404
    try:
        order_number(number=_number(request), branch=branch, now=timezone.now())
    except (TooManyNumbers, NumberTaken) as error:
        messages.error(request, str(_REFUSED[error.code]))
    else:
        messages.success(request, _("Die Nummer wird für Sie eingerichtet."))
    return _back(request)


@role_required("owner", "manager")
def state(request: HttpRequest, number_id: int) -> HttpResponse:
    """One number as it is now; asked for again while something is awaited."""
    number = note_forwarding(number_id=number_id)
    if number is None:
        raise Http404
    waits = number.state == NumberState.ORDERED or (number.watched_since and not number.forwarded_at)
    context = {"card": _card(request, number), "is_new": not waits}
    return render(request, f"{_PAGE}#number", context, status=200 if waits else _STOP_POLLING)


@role_required("owner", "manager")
@require_POST
def watch(request: HttpRequest, number_id: int) -> HttpResponse:
    """Wait for a call that comes through the number."""
    number = get_object_or_404(own_numbers(), pk=number_id)
    watch_forwarding(number_id=number.pk, carrier=request.POST.get("anbieter", ""), now=timezone.now())
    return _back(request)


@role_required("owner", "manager")
@require_POST
def port(request: HttpRequest) -> HttpResponse:
    """Ask for a number of one's own to move here."""
    form, branch = PortForm(request.POST, country=_country(request)), _main_branch()
    if branch is None:
        raise Http404
    if form.is_valid():
        try:
            ask_to_port(**form.cleaned_data, branch=branch, now=timezone.now())
        except NumberTaken:
            form.add_error("number", _("Anrufe an diese Nummer gehören schon zu einem Betrieb."))
        else:
            messages.success(request, _("Der Auftrag ist da. Bis zum Wechsel leiten Sie einfach weiter."))
            return redirect("numbers")
    return render(request, _PAGE, panel(request, port_form=form), status=422)


@role_required("owner", "manager")
@require_POST
def keep(request: HttpRequest, number_id: int) -> HttpResponse:
    """The number stays with the old carrier."""
    withdraw_port(number_id=number_id)
    messages.success(request, _("Die Nummer bleibt, wo sie ist."))
    return redirect("numbers")


@role_required("owner", "manager")
@require_POST
def confirm_again(request: HttpRequest) -> HttpResponse:
    """Send the mail with the link once more."""
    user: User = request.user  # type: ignore[assignment]
    ask_to_confirm(user=user, now=timezone.now())
    messages.success(request, _("Die Mail ist unterwegs an %(email)s.") % {"email": user.email})
    return _back(request)


def panel(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What the page and the wizard's third step show of numbers."""
    found = list(PhoneNumber.objects.exclude(state=NumberState.FAILED))
    return {
        "cards": [_card(request, each) for each in found if each.state != NumberState.PORTING],
        "ports": [each for each in found if each.state == NumberState.PORTING],
        "failed": PhoneNumber.objects.filter(state=NumberState.FAILED).first(),
        "needs_confirming": _needs_confirming(request),
        "is_wizard": False,
        **more,
    }


def _card(request: HttpRequest, number: PhoneNumber) -> dict[str, Any]:
    """A number with the codes that lead to it, for the carrier and line that were chosen on the page."""
    form = ForwardingForm({**_remembered(number, request), **request.GET.dict()}, country=_country(request))
    told = form.cleaned_data if form.is_valid() else {}
    line, whens = told.get("line", Line.MOBILE), told.get("whens", ())
    carrier = next((each for each in CARRIERS if each.key == told.get("carrier")), None)
    return {
        "number": number,
        "form": form,
        "carrier": carrier,
        "is_fixed": line is Line.FIXED,
        "codes": [
            ShownCode(words=str(WHEN_WORDS[code.when]), code=code)
            for code in codes_for(line=line, number=number.number, whens=whens)
        ],
        "state_url": reverse("number-state", args=[number.pk]),
    }


def _remembered(number: PhoneNumber, request: HttpRequest) -> dict[str, str]:
    known = {carrier.key for carrier in CARRIERS if carrier.country == _country(request)}
    return {
        "anbieter": number.carrier if number.carrier in known else "",
        "leitung": Line.MOBILE,
        "wann": "overflow",
    }


def _needs_confirming(request: HttpRequest) -> bool:
    """Numbers cost money: nobody gets one whom no mail reaches."""
    user: User = request.user  # type: ignore[assignment]
    return user.email_confirmed_at is None and hasattr(company_of(request), "onboarding")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect("onboarding-phone" if request.session.get(UNFINISHED) else "numbers")


def _main_branch() -> Branch | None:
    return Branch.objects.filter(is_active=True).first()


def _country(request: HttpRequest) -> str:
    return str(company_of(request).country)


def _number(request: HttpRequest) -> str:
    """One of the numbers that were shown; anything else is nothing that could be bought."""
    text = request.POST.get("nummer", "")
    if not text.startswith("+") or not text[1:].isdecimal() or len(text) > 16:
        raise Http404
    return text
