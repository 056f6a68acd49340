"""The test call to one's own phone: ordered here, and followed until somebody has put the phone down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from askproai.core.phones import InvalidPhone, format_phone
from booking.models import Branch
from portal.access import role_required
from portal.owner.words import look_of_call
from telephony.enums import CallDirection, CallSource, CallState
from telephony.errors import PhoneTestRefused, TransferNumberRefused
from telephony.models import Call
from telephony.services.phone_tests import NOT_PLACED, can_ring_up, last_number_rung, ring_up
from telephony.services.transfer_numbers import is_allowed, transfer_number
from tenants.context import current_company

_PART: Final = "portal/owner/phone_test.html"
# htmx stops asking.
_STOP_POLLING: Final = 286
_REFUSED_NUMBERS: Final = {
    "class": _("Service-, Sonder- und teure Nummern rufen wir nicht an."),
    "country": _("In dieses Land rufen wir nicht an."),
    "own_line": _("Unter dieser Nummer nimmt schon AskProAI ab. Nehmen Sie Ihre eigene."),
}
_REFUSED: Final = {
    "running": _("Ein Testanruf läuft schon. Danach geht der nächste."),
    "too_many": _("Mehr als drei Testanrufe in der Stunde gehen nicht. Versuchen Sie es später noch einmal."),
    "no_line": _("Dafür brauchen Sie zuerst eine eigene Nummer."),
}
_UNREACHED: Final[dict[str, Promise]] = {
    "dial_no_answer": _("Niemand hat abgenommen."),
    "dial_busy": _("Es war besetzt."),
    "dial_failed": _("Unter dieser Nummer kam keine Verbindung zustande."),
    "invalid_destination": _("Unter dieser Nummer kam keine Verbindung zustande."),
    "voicemail_reached": _("Die Mailbox hat abgenommen."),
    NOT_PLACED: _("Gerade lässt sich kein Gespräch aufbauen. Bitte versuchen Sie es gleich noch einmal."),
}


class PhoneTestForm(forms.Form):
    """Whose phone is to ring, and for which branch the receptionist speaks."""

    branch = forms.ModelChoiceField(label=_("Filiale"), queryset=Branch.objects.none(), empty_label=None)
    phone = forms.CharField(
        label=_("Ihre Telefonnummer"),
        max_length=30,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = list(Branch.objects.filter(is_active=True))
        field: Any = self.fields["branch"]
        field.queryset, field.initial = (
            Branch.objects.filter(is_active=True),
            branches[0] if branches else None,
        )
        field.widget = (
            forms.Select(attrs={"class": "select"}, choices=[(each.pk, each.name) for each in branches])
            if len(branches) > 1
            else forms.HiddenInput()
        )
        self.fields["phone"].initial = _likely_number(branches)

    def clean_phone(self) -> str:
        """:raises ValidationError: nobody is rung up under such a number."""
        try:
            return transfer_number(self.cleaned_data["phone"], country=current_company().country)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error
        except TransferNumberRefused as error:
            raise forms.ValidationError(_REFUSED_NUMBERS[str(error.context["why"])]) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """How far the call is, in words; ``tone`` and ``icon`` as badges have them."""

    title: str | Promise
    text: str | Promise
    tone: str
    icon: str


def phone_test_context() -> dict[str, Any]:
    """What a page that includes the part needs: the form, or the call that is under way."""
    running = _calls().filter(state__in=(CallState.RINGING, CallState.ONGOING)).first()
    if running is not None:
        return _followed(running)
    return {"phone_form": PhoneTestForm(), "can_ring_up": can_ring_up()}


@role_required("owner", "manager")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """The phone is to ring."""
    form = PhoneTestForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            call = ring_up(number=told["phone"], branch_id=told["branch"].pk, now=timezone.now())
        except PhoneTestRefused as error:
            form.add_error(None, _REFUSED[str(error.context["why"])])
        else:
            if not request.htmx:  # type: ignore[attr-defined]
                return redirect(_back(request))
            return render(request, _PART, {**_followed(call), "back": _back(request)})
    context = {"phone_form": form, "can_ring_up": can_ring_up()}
    page = _PART if request.htmx else "portal/owner/phone_test_page.html"  # type: ignore[attr-defined]
    return render(request, page, context, status=422)


@role_required("owner", "manager")
def state(request: HttpRequest, call_id: int) -> HttpResponse:
    """How far the call is, asked for every other second until it is over."""
    call = get_object_or_404(_calls(), pk=call_id)
    context = {**_followed(call), "back": _back(request)}
    return render(request, _PART, context, status=_STOP_POLLING if call.is_over else 200)


def _followed(call: Call) -> dict[str, Any]:
    return {"phone_call": call, "stand": _stand(call)}


def _stand(call: Call) -> Stand:
    number = format_phone(call.from_number)
    if call.state == CallState.RINGING:
        return Stand(
            title=_("Wir rufen an …"),
            text=_("%(number)s klingelt gleich. Nehmen Sie ab und sprechen Sie wie ein Kunde.")
            % {"number": number},
            tone="info",
            icon="phone-call",
        )
    if call.state == CallState.ONGOING:
        text = _("Sie sprechen mit Ihrem Empfang. Was Sie buchen, steht danach im Kalender.")
        return Stand(title=_("Verbunden"), text=text, tone="live", icon="phone")
    if (why := _UNREACHED.get(call.disconnection_reason)) is not None:
        return Stand(title=_("Nicht erreicht"), text=why, tone="warn", icon="phone-missed")
    if call.state == CallState.FAILED:
        why = _("Das Gespräch ist abgebrochen. Bitte versuchen Sie es noch einmal.")
        return Stand(title=_("Nicht erreicht"), text=why, tone="warn", icon="phone-missed")
    look = look_of_call(state=call.state, outcome=call.outcome)
    return Stand(title=_("Gespräch beendet"), text=str(look.label), tone=look.tone, icon=look.icon)


def _calls() -> Any:
    return Call.objects.filter(source=CallSource.TEST, direction=CallDirection.OUTBOUND)


def _likely_number(branches: list[Branch]) -> str:
    """The one that was rung before, else the first branch's own telephone."""
    found = last_number_rung() or next((each.phone for each in branches if each.phone), "")
    return format_phone(found) if found and is_allowed(found, country=current_company().country) else ""


def _back(request: HttpRequest) -> str:
    """The page from which it was ordered: the wizard's, or the one of test calls."""
    came_from = request.headers.get("referer", "")
    wizard = reverse("onboarding-live")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return wizard if is_ours and came_from.split("?")[0].endswith(wizard) else reverse("test-call")
