"""Forms of the owner portal. Widgets carry the look; rules live in the services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.models import Branch
from tenants.models import Company, Membership, User


class SignInForm(AuthenticationForm):
    """E-mail and password of a member of this host's company; one answer for every way of being wrong."""

    error_messages = {
        "invalid_login": _("E-Mail oder Passwort stimmt nicht."),
        "inactive": _("E-Mail oder Passwort stimmt nicht."),
    }

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._company = company
        username, password = self.fields["username"], self.fields["password"]
        username.label, password.label = _("E-Mail"), _("Passwort")
        username.widget = forms.EmailInput(
            attrs={"class": "input", "autocomplete": "username", "autofocus": True, "inputmode": "email"}
        )
        password.widget.attrs.update({"class": "input", "autocomplete": "current-password"})
        username.error_messages["required"] = _("Bitte geben Sie Ihre E-Mail-Adresse ein.")
        password.error_messages["required"] = _("Bitte geben Sie Ihr Passwort ein.")

    def clean_username(self) -> str:
        """Addresses are stored in lower case."""
        return str(self.cleaned_data["username"]).strip().lower()

    def confirm_login_allowed(self, user: User) -> None:
        """:raises ValidationError: the user is no member here; told in the same words as a wrong password."""
        super().confirm_login_allowed(user)
        if not Membership.objects.filter(user_id=user.pk, company=self._company).exists():
            raise self.get_invalid_login_error()


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
        branches = Branch.objects.filter(is_active=True)
        field = self.fields["branch"]
        field.queryset = branches  # type: ignore[attr-defined]
        field.initial = branches.first()
        field.widget = forms.Select(attrs={"class": "select"}, choices=field.choices)  # type: ignore[attr-defined]
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
