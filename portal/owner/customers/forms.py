"""Forms around a customer. Widgets carry the look; rules live in the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, format_phone, parse_phone
from booking.enums import AddressForm
from booking.models import Customer, Service, StaffMember
from booking.services.customer_files import CustomerFile
from notifications.enums import Channel
from telephony.enums import ConsentPurpose
from tenants.context import current_company

_INPUT: Final = {"class": "input", "autocomplete": "off"}
_SELECT: Final = {"class": "select"}
# What messages are written in today; any other language is kept and answered in German.
_LANGUAGES: Final = (("de", _("Deutsch")), ("en", _("Englisch")))


class PhoneField(forms.CharField):
    """A number in any notation, cleaned to E.164; empty stays empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={**_INPUT, "inputmode": "tel"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """:raises ValidationError: nobody can be reached under these digits."""
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return parse_phone(text, region=current_company().country)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error


class CustomerForm(forms.Form):
    """Everything about a person that is entered by hand."""

    name = forms.CharField(
        label=_("Vor- und Nachname"),
        max_length=160,
        widget=forms.TextInput(attrs=_INPUT),
    )
    phone = PhoneField(label=_("Rufnummer"), required=False)
    email = forms.EmailField(
        label=_("E-Mail"), required=False, max_length=254, widget=forms.EmailInput(attrs=_INPUT)
    )
    birthday_on = forms.DateField(
        label=_("Geburtstag"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(
        label=_("Sprache der Nachrichten"), choices=_LANGUAGES, widget=forms.Select(attrs=_SELECT)
    )
    address_form = forms.ChoiceField(
        label=_("Anrede in Nachrichten"), required=False, widget=forms.Select(attrs=_SELECT)
    )
    preferred_channel = forms.ChoiceField(
        label=_("Nachrichten am liebsten per"),
        choices=[("", _("jedem Weg, den es gibt")), *Channel.choices],
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    preferred_staff = forms.ModelChoiceField(
        label=_("Am liebsten bei"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("ganz gleich"),
        widget=forms.Select(attrs=_SELECT),
    )
    wants_reminders = forms.BooleanField(
        label=_("Vor Terminen erinnern"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "checkbox"}),
    )

    def __init__(self, answers: Any, *, customer: Customer | None, company_form: str) -> None:
        super().__init__(data=answers, initial=_initial(customer))
        self._extra = dict(customer.extra_minutes) if customer else {}
        staff: Any = self.fields["preferred_staff"]
        staff.queryset = StaffMember.objects.filter(is_active=True)
        words: Any = self.fields["address_form"]
        usual = AddressForm(company_form).label
        words.choices = [("", _("wie im Betrieb üblich (%(form)s)") % {"form": usual}), *AddressForm.choices]
        for service in Service.objects.filter(is_active=True):
            self.fields[f"extra_{service.pk}"] = forms.IntegerField(
                label=service.name,
                required=False,
                min_value=-240,
                max_value=240,
                initial=self._extra.get(str(service.pk)),
                widget=forms.NumberInput(attrs={"class": "input", "step": 5, "placeholder": "0"}),
            )

    def clean_birthday_on(self) -> date | None:
        """:raises ValidationError: nobody is born tomorrow, or was before 1900."""
        born: date | None = self.cleaned_data["birthday_on"]
        if (born and not 1900 <= born.year <= timezone.localdate().year) or (
            born and born > timezone.localdate()
        ):
            raise forms.ValidationError(_("Bitte prüfen Sie das Datum."))
        return born

    def extra_fields(self) -> Iterator[Any]:
        """Minutes that a service takes longer with this person."""
        return (self[name] for name in self.fields if name.startswith("extra_"))

    @property
    def has_extra(self) -> bool:
        """Whether any service takes another time with them."""
        return bool(self._extra)

    def details(self) -> CustomerFile:
        """What was entered, cleaned."""
        cleaned = self.cleaned_data
        minutes = {
            int(name.removeprefix("extra_")): value or 0
            for name, value in cleaned.items()
            if name.startswith("extra_")
        }
        # Of services that are no longer offered the minutes stay.
        kept = {int(pk): each for pk, each in self._extra.items()}
        staff = cleaned["preferred_staff"]
        return CustomerFile(
            name=cleaned["name"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            birthday_on=cleaned["birthday_on"],
            language=cleaned["language"],
            address_form=cleaned["address_form"],
            preferred_channel=cleaned["preferred_channel"],
            wants_reminders=cleaned["wants_reminders"],
            preferred_staff_id=staff.pk if staff else None,
            extra_minutes=kept | minutes,
        )


def _initial(customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {"language": "de", "wants_reminders": True}
    names = ("name", "email", "birthday_on", "address_form", "preferred_channel", "wants_reminders")
    language = customer.language if customer.language in dict(_LANGUAGES) else "de"
    return {name: getattr(customer, name) for name in names} | {
        "phone": format_phone(customer.phone, region=current_company().country) if customer.phone else "",
        "language": language,
        "preferred_staff": customer.preferred_staff_id,
    }


class PersonForm(forms.Form):
    """Somebody else at the same number."""

    name = forms.CharField(
        label=_("Vor- und Nachname"),
        max_length=160,
        widget=forms.TextInput(attrs=_INPUT),
    )


class NumberForm(forms.Form):
    """A number of one's own."""

    phone = PhoneField(label=_("Eigene Rufnummer"), required=False, help_text=_("Leer: keine Rufnummer."))


class ConsentForm(forms.Form):
    """A yes or a no that was said to the company."""

    purpose = forms.ChoiceField(choices=ConsentPurpose.choices)
    granted = forms.TypedChoiceField(choices=(("ja", ""), ("nein", "")), coerce=lambda said: said == "ja")
    line = forms.CharField(
        label=_("Woran erkennbar?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_INPUT),
    )
