"""Forms for people whom callers are put through to, and for numbers that are turned away."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, format_phone, parse_phone
from booking.models import Branch
from telephony.enums import Reach
from telephony.errors import TransferNumberRefused
from telephony.models import TransferTarget
from telephony.services.transfer_numbers import transfer_number
from tenants.context import current_company

_INPUT: Final = {"class": "input"}
WEEKDAYS: Final = (
    (0, _("Mo")),
    (1, _("Di")),
    (2, _("Mi")),
    (3, _("Do")),
    (4, _("Fr")),
    (5, _("Sa")),
    (6, _("So")),
)
REFUSED_NUMBERS: Final = {
    "class": _("Zu Sonder-, Service- und teuren Nummern wird nicht durchgestellt."),
    "country": _("In dieses Land wird nicht durchgestellt."),
    "own_line": _("Unter dieser Nummer nimmt schon AskProAI ab. Der Anruf käme im Kreis zurück."),
}


class TargetForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who takes calls."""

    class Meta:
        model = TransferTarget
        fields = ("name", "phone", "topics", "branch", "reach", "weekdays", "from_time", "until_time")

    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Rufnummer"),
        max_length=30,
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "tel", "autocomplete": "off"}),
    )
    topics = forms.CharField(
        label=_("Zuständig für"),
        required=False,
        max_length=400,
        help_text=_("Mit Komma getrennt, z. B. Rechnung, Reklamation. Leer heißt: für alles."),
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
    )
    branch = forms.ModelChoiceField(
        label=_("Filiale"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("Alle Filialen"),
        widget=forms.Select(attrs={"class": "select"}),
    )
    reach = forms.ChoiceField(label=_("Erreichbar"), choices=Reach.choices, widget=forms.RadioSelect)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Tage"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_time = forms.TimeField(
        label=_("von"),
        required=False,
        widget=forms.TimeInput(attrs={**_INPUT, "type": "time"}, format="%H:%M"),
    )
    until_time = forms.TimeField(
        label=_("bis"),
        required=False,
        widget=forms.TimeInput(attrs={**_INPUT, "type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = Branch.objects.filter(is_active=True)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
        if branches.count() < 2:
            del self.fields["branch"]
        self.initial["topics"] = ", ".join(self.instance.topics)
        self.initial["reach"] = self.instance.reach or Reach.OPENING_HOURS
        if self.instance.pk:
            self.initial["phone"] = format_phone(self.instance.phone)

    def clean_phone(self) -> str:
        """:raises ValidationError: callers are not put through to such a number."""
        return checked_number(self.cleaned_data["phone"])

    def clean_topics(self) -> list[str]:
        """Topics without doubles; at most ten."""
        named = [" ".join(each.split())[:60] for each in self.cleaned_data["topics"].split(",")]
        return list(dict.fromkeys(each for each in named if each))[:10]

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: own hours without days, or that end before they begin."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reach") != Reach.OWN_HOURS:
            cleaned |= {"weekdays": [], "from_time": None, "until_time": None}
            return cleaned
        start, end = cleaned.get("from_time"), cleaned.get("until_time")
        if not cleaned.get("weekdays"):
            self.add_error("weekdays", _("An welchen Tagen?"))
        if start is None or end is None or start >= end:
            self.add_error("until_time", _("Bitte eine Zeit nach dem Beginn angeben."))
        return cleaned


class BlockForm(forms.Form):
    """A number that is to be turned away."""

    phone = forms.CharField(
        label=_("Rufnummer"),
        max_length=30,
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "tel", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Grund"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        """:raises ValidationError: not a whole number."""
        try:
            return parse_phone(self.cleaned_data["phone"], region=current_company().country)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error


def checked_number(text: str) -> str:
    """E.164, or nothing for nothing.

    :raises ValidationError: callers are not put through to such a number.
    """
    if not text.strip():
        return ""
    try:
        return transfer_number(text, country=current_company().country)
    except InvalidPhone as error:
        raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error
    except TransferNumberRefused as error:
        raise forms.ValidationError(REFUSED_NUMBERS[str(error.context["why"])]) from error
