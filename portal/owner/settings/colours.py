"""The company's colour among its settings: a palette, any other as hex, and how it will look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from askproai.core.colour import (
    DARK,
    LIGHT,
    Palette,
    contrast,
    dark_palette,
    hex_of,
    light_palette,
    parse_colour,
)
from portal.access import role_required
from portal.brand import WIDGET_STRONG
from portal.owner.settings.access import whole_company

OWN: Final = "own"
COLOURS: Final = (
    ("", "AskProAI"),
    ("#a8265f", _("Beere")),
    ("#b3261e", _("Rot")),
    ("#b85a00", _("Orange")),
    ("#8a6d00", _("Senf")),
    ("#2e7d32", _("Grün")),
    ("#00696f", _("Petrol")),
    ("#1d5fb8", _("Blau")),
    ("#4a4fc4", _("Indigo")),
    ("#7b3fb0", _("Violett")),
    ("#44546a", _("Schiefer")),
)
_KNOWN: Final = frozenset(value for value, _name in COLOURS)


class ColourFields(forms.Form):
    """Two fields for one colour: one of the list, or whatever was typed."""

    accent = forms.ChoiceField(
        label=_("Ihre Farbe"),
        required=False,
        choices=(*COLOURS, (OWN, _("Eigene"))),
        widget=forms.RadioSelect,
    )
    accent_own = forms.CharField(
        label=_("Eigene Farbe als Wert"),
        required=False,
        max_length=20,
        help_text=_(
            "Zum Beispiel #8a2be2. Zu helle und zu dunkle Töne gleichen wir an, damit alles lesbar bleibt."
        ),
        widget=forms.TextInput(
            attrs={
                "class": "input max-w-48",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "#8a2be2",
            }
        ),
    )

    def clean_accent_own(self) -> str:
        """:raises ValidationError: an own colour was wanted, and this is none."""
        text = self.cleaned_data["accent_own"]
        if self.cleaned_data.get("accent") != OWN:
            return ""
        try:
            return parse_colour(text)
        except ValueError as error:
            raise forms.ValidationError(_("Bitte als Farbwert schreiben, zum Beispiel #8a2be2.")) from error

    @property
    def colour(self) -> str:
        """``#rrggbb``, or empty for ours."""
        told = self.cleaned_data
        return str(told["accent_own"] if told["accent"] == OWN else told["accent"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One look of a page, drawn."""

    label: str
    canvas: str
    card: str
    ink: str
    palette: Palette
    least: float


def initial_colours(accent: str) -> dict[str, Any]:
    """How a stored colour stands in the form."""
    is_known = accent in _KNOWN
    return {"accent": accent if is_known else OWN, "accent_own": "" if is_known else accent}


def samples_of(accent: str) -> tuple[Sample, Sample]:
    """Light and dark, as customers would see them."""
    colour = accent or WIDGET_STRONG
    looks = (
        (_("Hell"), LIGHT, "#24302f", light_palette(colour)),
        (_("Dunkel"), DARK, "#e7eeea", dark_palette(colour)),
    )
    light, dark = (
        Sample(
            label=str(label),
            card=hex_of(around.canvases[0]),
            canvas=hex_of(around.canvases[1]),
            ink=ink,
            palette=palette,
            least=min(
                contrast(palette.strong, hex_of(around.canvases[1])),
                contrast(palette.on_strong, palette.strong),
                contrast(palette.on_soft, palette.soft),
            ),
        )
        for label, around, ink, palette in looks
    )
    return light, dark


@role_required("owner")
@whole_company
def preview(request: HttpRequest) -> HttpResponse:
    """How the colour that stands in the form would look; nothing is stored."""
    form = ColourFields(request.GET)
    if not form.is_valid():
        return HttpResponse(status=204)  # half typed: what is shown stays
    context = {"samples": samples_of(form.colour)}
    return render(request, "portal/settings/parts/colour_samples.html", context)
