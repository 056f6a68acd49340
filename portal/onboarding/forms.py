"""Forms of signing up and of the first step."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.company_file.templates import trades_with_template
from portal.onboarding.reading import read_names
from tenants.models import User
from tenants.signup.branding import MOST_BYTES, Logo, LogoUnusable, read_logo
from tenants.signup.places import REGIONS, likely_region

_COUNTRIES: Final = (
    ("DE", gettext_lazy("Deutschland")),
    ("AT", gettext_lazy("Österreich")),
    ("CH", gettext_lazy("Schweiz")),
)
_MOST_PEOPLE: Final = 30
LOGO_WORDS: Final = {
    "too_large": gettext_lazy("Das Bild ist größer als 5 MB. Bitte wählen Sie ein kleineres."),
    "too_many_pixels": gettext_lazy("Das Bild hat zu viele Bildpunkte. Bitte wählen Sie ein kleineres."),
    "no_picture": gettext_lazy(
        "Das ist kein Bild, das wir lesen können. Bitte nehmen Sie PNG, JPG oder WebP."
    ),
}


def company_name_of(text: str) -> str:
    """One line with at least one letter or digit.

    :raises ValidationError: nothing that callers could be greeted with.
    """
    name = " ".join(text.split())
    if not re.search(r"\w", name) or not name.isprintable():
        raise ValidationError(_("Bitte geben Sie den Namen Ihres Betriebs ein."))
    return name


class SignUpForm(forms.Form):
    """All that it takes to begin."""

    company_name = forms.CharField(
        label=gettext_lazy("Name Ihres Betriebs"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "organization", "autofocus": True}),
        error_messages={"required": gettext_lazy("Bitte geben Sie den Namen Ihres Betriebs ein.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": gettext_lazy("Bitte geben Sie Ihre E-Mail-Adresse ein."),
            "invalid": gettext_lazy("Das ist keine vollständige E-Mail-Adresse."),
        },
    )
    password = forms.CharField(
        label=gettext_lazy("Passwort"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("Mindestens 10 Zeichen. Ein kurzer Satz merkt sich leicht."),
        widget=forms.PasswordInput(
            render_value=True, attrs={"class": "input", "autocomplete": "new-password"}
        ),
        error_messages={"required": gettext_lazy("Bitte denken Sie sich ein Passwort aus.")},
    )
    # People do not see it; machines that fill in everything give themselves away.
    website = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"}),
    )

    def clean_company_name(self) -> str:
        """:raises ValidationError: no name."""
        return company_name_of(self.cleaned_data["company_name"])

    def clean_email(self) -> str:
        """Addresses are stored in lower case."""
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_website(self) -> str:
        """:raises ValidationError: somebody filled in what nobody sees."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Bitte lassen Sie dieses Feld leer."))
        return ""

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: the password is too easy to guess."""
        told = super().clean() or self.cleaned_data
        if told.get("password"):
            try:
                validate_password(told["password"], User(email=told.get("email", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return told


class CompanyForm(forms.Form):
    """The first step: who you are, what you do, and where."""

    name = forms.CharField(
        label=gettext_lazy("Name Ihres Betriebs"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "organization"}),
        help_text=gettext_lazy("So meldet sich Ihr Telefon."),
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPG oder WebP bis 5 MB. Es steht auf Ihrer Buchungsseite."),
        widget=forms.FileInput(
            attrs={"class": "file-input", "accept": "image/png,image/jpeg,image/webp,image/gif"}
        ),
    )
    industry = forms.ChoiceField(
        label=gettext_lazy("Was machen Sie?"),
        choices=[(each.value, each.label) for each in trades_with_template()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie Ihre Branche.")},
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Land"), choices=_COUNTRIES, initial="DE", widget=forms.RadioSelect
    )
    postal_code = forms.CharField(
        label=gettext_lazy("Postleitzahl"),
        max_length=5,
        widget=forms.TextInput(
            attrs={"class": "input", "inputmode": "numeric", "autocomplete": "postal-code"}
        ),
        error_messages={"required": gettext_lazy("Bitte geben Sie Ihre Postleitzahl ein.")},
    )
    city = forms.CharField(
        label=gettext_lazy("Ort"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "address-level2"}),
        error_messages={"required": gettext_lazy("Bitte geben Sie Ihren Ort ein.")},
    )
    street = forms.CharField(
        label=gettext_lazy("Straße und Hausnummer"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "street-address"}),
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Bundesland oder Kanton"),
        required=False,
        help_text=gettext_lazy("Für die Feiertage. Leer: nach der Postleitzahl."),
        widget=forms.Select(attrs={"class": "select"}),
    )
    staff = forms.CharField(
        label=gettext_lazy("Wer nimmt Termine an?"),
        max_length=600,
        help_text=gettext_lazy("Vornamen oder Namen, mit Komma getrennt. Ihre Anrufer fragen danach."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Bitte nennen Sie mindestens eine Person.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [
            (f"{country}-{code}", name) for country in REGIONS for code, name in REGIONS[country].items()
        ]
        groups = [
            (str(label), [each for each in regions if each[0].startswith(f"{country}-")])
            for country, label in _COUNTRIES
        ]
        self.fields["region"].choices = [("", _("nach der Postleitzahl")), *groups]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """:raises ValidationError: no name."""
        return company_name_of(self.cleaned_data["name"])

    def clean_logo(self) -> Logo | None:
        """The picture as it will be kept.

        :raises ValidationError: nothing we can make a picture of.
        """
        upload = self.cleaned_data["logo"]
        if not upload:
            return None
        try:
            return read_logo(b"" if upload.size > MOST_BYTES else upload.read())
        except LogoUnusable as error:
            reason = "too_large" if upload.size > MOST_BYTES else error.reason
            raise ValidationError(LOGO_WORDS[reason]) from error

    def clean_staff(self) -> tuple[str, ...]:
        """:raises ValidationError: nobody, or more people than a beginning needs."""
        names = read_names(self.cleaned_data["staff"])
        if not names:
            raise ValidationError(_("Bitte nennen Sie mindestens eine Person."))
        if len(names) > _MOST_PEOPLE:
            raise ValidationError(
                _("Bitte beginnen Sie mit höchstens 30 Personen. Mehr legen Sie später an.")
            )
        return names

    def clean(self) -> dict[str, Any]:
        """Postal code and region belong to the country.

        :raises ValidationError: they do not.
        """
        told = super().clean() or self.cleaned_data
        country, code = told.get("country", "DE"), told.get("postal_code", "").strip()
        digits = 5 if country == "DE" else 4
        if code and not re.fullmatch(rf"\d{{{digits}}}", code):
            words = _("Eine Postleitzahl hat hier %(digits)d Ziffern.") % {"digits": digits}
            self.add_error("postal_code", words)
        region = told.get("region", "")
        if region and not region.startswith(f"{country}-"):
            self.add_error("region", _("Das liegt in einem anderen Land."))
        told["subdivision"] = region.partition("-")[2] or likely_region(country=country, postal_code=code)
        return told

    @property
    def address(self) -> str:
        """As it is said and printed."""
        told = self.cleaned_data
        place = f"{told['postal_code']} {told['city']}"
        return ", ".join(part for part in (told["street"], place) if part)
