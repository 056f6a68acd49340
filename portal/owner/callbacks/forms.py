"""Forms around callbacks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from telephony.services.callback_desk import LONGEST_REASON
from telephony.services.deadlines import Deadlines

_WITHIN: Final = (
    (30, _("30 Minuten")),
    (60, _("1 Stunde")),
    (120, _("2 Stunden")),
    (240, _("4 Stunden")),
    (480, _("8 Stunden")),
)


class AskForm(forms.Form):
    """Why somebody is to be called, and by when."""

    reason = forms.CharField(
        label=_("Worum geht es?"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    due_at = forms.DateTimeField(
        label=_("Bis wann?"),
        required=False,
        help_text=_("Leer heißt: in der üblichen Frist."),
        widget=forms.DateTimeInput(
            attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def clean_due_at(self) -> datetime | None:
        """:raises ValidationError: it is over."""
        due_at: datetime | None = self.cleaned_data["due_at"]
        if due_at and due_at < timezone.now():
            raise forms.ValidationError(_("Diese Zeit ist schon vorbei."))
        return due_at


class DeadlinesForm(forms.Form):
    """By when a call is owed; only time in which the business is open counts."""

    within = forms.TypedChoiceField(
        label=_("Zurückrufen binnen"),
        choices=_WITHIN,
        coerce=int,
        widget=forms.Select(attrs={"class": "select"}),
    )
    again_after = forms.TypedChoiceField(
        label=_("Nicht erreicht: wieder versuchen nach"),
        choices=_WITHIN,
        coerce=int,
        widget=forms.Select(attrs={"class": "select"}),
    )
    most_tries = forms.IntegerField(
        label=_("Versuche höchstens"),
        min_value=1,
        max_value=10,
        help_text=_("Danach schlagen wir vor, aufzugeben."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    @property
    def chosen(self) -> Deadlines:
        """What was chosen."""
        cleaned = self.cleaned_data
        return Deadlines(
            within=timedelta(minutes=cleaned["within"]),
            again_after=timedelta(minutes=cleaned["again_after"]),
            most_tries=cleaned["most_tries"],
        )
