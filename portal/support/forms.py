"""How far and how long staff of the platform may come in, and why."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.access.support import HOURS, Wish
from tenants.enums import SupportLevel

_LEVELS: Final = (
    (SupportLevel.READING, _("Nur ansehen: nichts wird geändert")),
    (SupportLevel.FULL, _("Ansehen und ändern: Einstellungen, Termine, Empfang")),
)
_LASTING: Final = {1: _("1 Stunde"), 24: _("24 Stunden"), 168: _("7 Tage")}


class WishForm(forms.Form):
    """For the owner who offers it, and for staff who ask for it."""

    reason = forms.CharField(
        label=_("Worum geht es?"),
        max_length=300,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 2}),
        error_messages={"required": _("Bitte sagen Sie kurz, worum es geht.")},
    )
    level = forms.ChoiceField(
        label=_("Umfang"), choices=_LEVELS, widget=forms.RadioSelect, initial=SupportLevel.READING
    )
    hours = forms.TypedChoiceField(
        label=_("Wie lange?"),
        choices=[(hours, _LASTING[hours]) for hours in HOURS],
        coerce=int,
        widget=forms.RadioSelect,
        initial=24,
    )

    def wish(self) -> Wish:
        """What was chosen."""
        return Wish(
            level=SupportLevel(self.cleaned_data["level"]),
            hours=self.cleaned_data["hours"],
            reason=self.cleaned_data["reason"],
        )


def lasting_words(hours: int) -> str:
    """How long consent was asked or given for."""
    return str(_LASTING.get(hours, _("%(hours)s Stunden") % {"hours": hours}))
