"""The form of the page that sets up online booking."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import OnlineBooking, Service

_INPUT: Final = {"class": "input"}
_HOST: Final = re.compile(r"[a-z0-9.-]{1,190}(:\d{2,5})?")
_MOST_ORIGINS: Final = 20


class OnlineBookingForm(forms.Form):
    """Switch, protection, services, and where the page may be embedded."""

    is_on = forms.BooleanField(
        label=_("Kunden können online buchen"),
        required=False,
        help_text=_("Ausgeschaltet verweist die Seite auf Ihre Telefonnummer."),
    )
    wants_code = forms.BooleanField(
        label=_("Handynummer per SMS-Code bestätigen"),
        required=False,
        help_text=_("Schützt vor Scherzbuchungen. Wer vor Kurzem bestätigt hat, braucht keinen neuen Code."),
    )
    services = forms.TypedMultipleChoiceField(
        label=_("Online buchbare Leistungen"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    origins = forms.CharField(
        label=_("Websites, auf denen die Buchung eingebettet werden darf"),
        required=False,
        max_length=4000,
        help_text=_("Eine Adresse je Zeile, z. B. https://www.ihr-betrieb.de"),
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3, "spellcheck": "false"}),
    )
    imprint_url = forms.URLField(
        label=_("Ihr Impressum"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs=_INPUT),
    )
    privacy_url = forms.URLField(
        label=_("Ihre Datenschutzerklärung"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs=_INPUT),
    )

    def __init__(self, *args: Any, known: OnlineBooking, **kwargs: Any) -> None:
        services = list(Service.objects.filter(is_active=True))
        initial = {
            "is_on": known.is_on,
            "wants_code": known.wants_code,
            "origins": "\n".join(known.origins),
            "imprint_url": known.imprint_url,
            "privacy_url": known.privacy_url,
            "services": [each.pk for each in services if each.is_bookable_online],
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["services"].choices = [(each.pk, each.name) for each in services]  # type: ignore[attr-defined]

    def clean_origins(self) -> list[str]:
        """Origins without path, each once.

        :raises ValidationError: something that is no address of a website.
        """
        lines = [line.strip() for line in str(self.cleaned_data["origins"]).splitlines() if line.strip()]
        if len(lines) > _MOST_ORIGINS:
            raise forms.ValidationError(_("Höchstens zwanzig Websites."))
        return list(dict.fromkeys(_origin(line) for line in lines))


def _origin(line: str) -> str:
    """``https://www.example.de`` out of what somebody copied; nothing else gets into a header of ours."""
    parts = urlsplit(line if "://" in line else f"https://{line}")
    host = parts.netloc.lower()
    is_local = host.split(":")[0] in {"localhost", "127.0.0.1"}
    if not _HOST.fullmatch(host) or parts.scheme not in ({"https", "http"} if is_local else {"https"}):
        raise forms.ValidationError(
            _("%(line)s ist keine Adresse einer Website mit https."), params={"line": line[:80]}
        )
    return f"{parts.scheme}://{host}"
