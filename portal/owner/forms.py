"""Forms of the owner portal. Widgets carry the look; rules live in the services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.models import Branch

# Reserved by the Bundesnetzagentur for films and books: an SMS to it reaches nobody.
NOBODYS_NUMBER: Final = "0172 9925904"


class StartTestCallForm(forms.Form):
    """Where the test call arrives, and from which number; an empty number is a hidden one."""

    branch = forms.ModelChoiceField(label=_("Filiale"), queryset=Branch.objects.none(), empty_label=None)
    number = forms.CharField(
        label=_("Ihre Rufnummer als Anrufer"),
        required=False,
        max_length=30,
        initial=NOBODYS_NUMBER,
        help_text=_("Diese Nummer gehört niemandem. Mit Ihrer eigenen kommt die SMS bei Ihnen an."),
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = list(Branch.objects.filter(is_active=True))
        field = self.fields["branch"]
        field.queryset = Branch.objects.filter(is_active=True)  # type: ignore[attr-defined]
        field.initial = branches[0] if branches else None
        # The choices of the field itself would be read from the database each time they are looked at.
        field.widget = forms.Select(
            attrs={"class": "select"}, choices=[(branch.pk, branch.name) for branch in branches]
        )
        field.error_messages["required"] = _("Legen Sie zuerst eine Filiale an.")

    def clean_number(self) -> str | None:
        """:raises ValidationError: nobody can be reached under these digits."""
        text = self.cleaned_data["number"].strip()
        if not text:
            return None
        try:
            return parse_phone(text)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error


class UtteranceForm(forms.Form):
    """One sentence of the caller."""

    utterance = forms.CharField(max_length=500)
