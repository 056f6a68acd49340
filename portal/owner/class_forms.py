"""Forms for participants of classes and for recurring appointments."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.enums import RepeatUnit
from booking.models import ClassSession
from booking.rules.recurrence import MOST_DATES
from tenants.context import current_company

_INPUT: Final = {"class": "input", "autocomplete": "off"}
_SELECT: Final = {"class": "select"}


class ParticipantForm(forms.Form):
    """Somebody who takes part, and how many places they take."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        widget=forms.TextInput(attrs=_INPUT),
        error_messages={"required": _("Bitte geben Sie einen Namen ein.")},
    )
    phone = forms.CharField(
        label=_("Rufnummer"),
        max_length=30,
        required=False,
        help_text=_("Dorthin gehen Bestätigung und Erinnerung."),
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "tel"}),
    )
    people = forms.IntegerField(
        label=_("Plätze"), min_value=1, initial=1, widget=forms.NumberInput(attrs={**_INPUT, "min": 1})
    )

    def clean_phone(self) -> str | None:
        """:raises ValidationError: nobody can be reached under these digits."""
        text = self.cleaned_data["phone"].strip()
        if not text:
            return None
        try:
            return parse_phone(text, region=current_company().country)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Diese Rufnummer gibt es nicht.")) from error


class PlacesForm(forms.Form):
    """How many can take part; ``before``: how many could when the page was made."""

    def __init__(self, *args: Any, session: ClassSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"] = forms.IntegerField(
            required=False, initial=session.places, widget=forms.HiddenInput
        )
        # Never fewer than are promised.
        self.fields["places"] = forms.IntegerField(
            label=_("Plätze insgesamt"),
            min_value=max(session.booked, 1),
            max_value=1000,
            initial=session.places,
            widget=forms.NumberInput(attrs=_INPUT),
        )


class SeriesForm(forms.Form):
    """How an appointment goes on: every so often, so many times or up to a day."""

    every = forms.IntegerField(
        label=_("Alle"),
        min_value=1,
        max_value=52,
        initial=2,
        widget=forms.NumberInput(attrs={**_INPUT, "min": 1, "max": 52}),
    )
    unit = forms.ChoiceField(
        label=_("Abstand"),
        choices=RepeatUnit.choices,
        initial=RepeatUnit.WEEK,
        widget=forms.Select(attrs=_SELECT),
    )
    count = forms.IntegerField(
        label=_("Weitere Termine"),
        min_value=1,
        max_value=MOST_DATES,
        required=False,
        widget=forms.NumberInput(attrs={**_INPUT, "min": 1, "max": MOST_DATES}),
    )
    until = forms.DateField(
        label=_("oder bis zum"),
        required=False,
        widget=forms.DateInput(attrs={**_INPUT, "type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: a series needs an end."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("count") and not cleaned.get("until"):
            raise forms.ValidationError(_("Sagen Sie, wie oft oder bis wann."))
        return cleaned
