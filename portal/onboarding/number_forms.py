"""Forms around phone numbers: which codes to show, and what a carrier wants to know before a number moves."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askproai.core.phones import InvalidPhone, parse_phone
from telephony.forwarding import Line, When, carriers_of

_WHENS: Final = {"overflow": (When.NO_ANSWER, When.BUSY, When.UNREACHABLE), "always": (When.ALWAYS,)}


class ForwardingForm(forms.Form):
    """Who the old number is with, what it is, and which calls are to come here."""

    anbieter = forms.ChoiceField(
        label=gettext_lazy("Ihr bisheriger Anbieter"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    leitung = forms.ChoiceField(
        label=gettext_lazy("Ihr bisheriger Anschluss"),
        choices=[(Line.MOBILE, gettext_lazy("Handy")), (Line.FIXED, gettext_lazy("Festnetz"))],
        widget=forms.RadioSelect,
    )
    wann = forms.ChoiceField(
        label=gettext_lazy("Welche Anrufe sollen wir annehmen?"),
        choices=[
            ("overflow", gettext_lazy("Nur wenn Sie nicht können")),
            ("always", gettext_lazy("Alle")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Bitte wählen")), *((each.key, each.name) for each in carriers_of(country))]
        self.fields["anbieter"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """In the words of the codes."""
        told = super().clean() or self.cleaned_data
        return {
            "carrier": told.get("anbieter", ""),
            "line": Line(told.get("leitung") or Line.MOBILE),
            "whens": _WHENS[told.get("wann") or "overflow"],
        }


class PortForm(forms.Form):
    """What the old carrier compares with its books; one wrong letter and it refuses."""

    number = forms.CharField(
        label=gettext_lazy("Ihre jetzige Rufnummer"),
        max_length=30,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": gettext_lazy("Bitte geben Sie die Rufnummer ein.")},
    )
    carrier = forms.ChoiceField(
        label=gettext_lazy("Ihr bisheriger Anbieter"), widget=forms.Select(attrs={"class": "select"})
    )
    holder = forms.CharField(
        label=gettext_lazy("Anschlussinhaber"),
        max_length=120,
        help_text=gettext_lazy("Genau so, wie der Name auf der Rechnung steht."),
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": gettext_lazy("Bitte geben Sie den Namen auf der Rechnung ein.")},
    )
    customer_number = forms.CharField(
        label=gettext_lazy("Kundennummer beim Anbieter"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._country = country
        choices = [(each.key, each.name) for each in carriers_of(country)]
        self.fields["carrier"].choices = choices  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """:raises ValidationError: nobody can be reached under these digits."""
        try:
            return parse_phone(self.cleaned_data["number"], region=self._country)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error
