"""Forms of signing in and of the account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.access.sso import only_by_sso
from tenants.models import Company, Membership, User


def _password(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": autocomplete}),
        error_messages={"required": _("Bitte geben Sie Ihr Passwort ein.")},
        **kwargs,
    )


def _text(label: Any, autocomplete: str, *, max_length: int = 120, **kwargs: Any) -> forms.CharField:
    attrs = {"class": "input", "autocomplete": autocomplete}
    return forms.CharField(label=label, max_length=max_length, widget=forms.TextInput(attrs=attrs), **kwargs)


def email_field(label: Any, autocomplete: str) -> forms.EmailField:
    """An e-mail address, with our words for what is wrong."""
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": autocomplete, "inputmode": "email"}),
        error_messages={
            "required": _("Bitte geben Sie eine E-Mail-Adresse ein."),
            "invalid": _("Das ist keine vollständige E-Mail-Adresse."),
        },
    )


class SignInForm(AuthenticationForm):
    """E-mail and password of a member of this host's company; one answer for every way of being wrong."""

    error_messages = {
        "invalid_login": _("E-Mail oder Passwort stimmt nicht."),
        "inactive": _("E-Mail oder Passwort stimmt nicht."),
        "only_sso": _(
            "Ihr Betrieb meldet sich über das Firmenkonto an. Nutzen Sie bitte den Knopf darunter."
        ),
    }

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._company = company
        username, password = self.fields["username"], self.fields["password"]
        username.label, password.label = _("E-Mail"), _("Passwort")
        username.widget = forms.EmailInput(
            attrs={
                "class": "input",
                "autocomplete": "username webauthn",
                "autofocus": True,
                "inputmode": "email",
            }
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
        membership = Membership.objects.filter(user_id=user.pk, company=self._company).first()
        if membership is None:
            raise self.get_invalid_login_error()
        if only_by_sso(membership):
            raise ValidationError(self.error_messages["only_sso"], code="only_sso")


class CodeForm(forms.Form):
    """Six digits of the app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Sechs Ziffern aus Ihrer App, oder einer Ihrer Notfallcodes."),
        widget=forms.TextInput(
            attrs={
                "class": "input figures",
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autocapitalize": "off",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )


class AppCodeForm(forms.Form):
    """The first code of a new app."""

    code = forms.CharField(
        label=_("Code aus der App"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"class": "input figures", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )


class EmailForm(forms.Form):
    """An address to write to."""

    email = email_field(_("E-Mail"), "email")


class NameForm(forms.Form):
    """What colleagues read."""

    name = _text(_("Ihr Name"), "name", error_messages={"required": _("Bitte geben Sie Ihren Namen ein.")})

    def clean_name(self) -> str:
        """On one line, without what nobody can see."""
        return " ".join(str(self.cleaned_data["name"]).split())


class NewPasswordForm(forms.Form):
    """A new password; its rules are checked against the person it is for."""

    password = _password(
        _("Neues Passwort"),
        "new-password",
        help_text=_("Mindestens 10 Zeichen. Am besten ein ganzer Satz, den nur Sie kennen."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        """:raises ValidationError: too short, too common, or too close to the person's own data."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self._user)
        return password


class JoinForm(NewPasswordForm):
    """Somebody new: name and password."""

    field_order = ["name", "password"]
    name = _text(_("Ihr Name"), "name", error_messages={"required": _("Bitte geben Sie Ihren Namen ein.")})


class ProofForm(forms.Form):
    """The password, once more."""

    password = _password(_("Ihr Passwort"), "current-password")
