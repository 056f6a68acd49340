"""What is asked for a new appointment: for whom, what, with whom and when."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.enums import RefusalCode, ServiceKind
from booking.models import Branch, Customer, Service, ServiceOption, StaffMember
from booking.services import TEAM_MAY_WAIVE
from booking.values import CustomerDetails, PartWish
from portal.owner.diary.forms import WallTimeField
from tenants.context import current_company

if TYPE_CHECKING:
    from portal.owner.words import Text

_INPUT: Final = {"class": "input", "autocomplete": "off"}
_SELECT: Final = {"class": "select"}
MORE_SERVICES: Final = ("service2", "service3")
OWN_TIME: Final = "eigene"


class PersonForm(forms.Form):
    """Somebody who is known already, or a new name."""

    customer = forms.ModelChoiceField(queryset=Customer.objects.none(), required=False)
    name = forms.CharField(label=_("Name"), max_length=160, required=False, widget=forms.TextInput(_INPUT))
    phone = forms.CharField(
        label=_("Rufnummer"),
        max_length=30,
        required=False,
        widget=forms.TextInput({**_INPUT, "inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("E-Mail"), required=False, widget=forms.EmailInput(_INPUT))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["customer"]
        people.queryset = Customer.objects.known()

    def clean_phone(self) -> str | None:
        """:raises ValidationError: nobody can be reached under these digits."""
        text = self.cleaned_data["phone"].strip()
        if not text:
            return None
        try:
            return parse_phone(text, region=current_company().country)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Diese Rufnummer gibt es nicht.")) from error

    @property
    def person(self) -> Customer | CustomerDetails | None:
        """Whoever was named, else whoever was chosen; ``None``: nobody."""
        name = " ".join(self.cleaned_data.get("name", "").split())
        if not name:
            known: Customer | None = self.cleaned_data.get("customer")
            return known
        return CustomerDetails(
            name=name, phone=self.cleaned_data.get("phone"), email=self.cleaned_data.get("email") or None
        )


def _further(label: Text) -> forms.ModelChoiceField[Service]:
    """A service that may come after another one."""
    return forms.ModelChoiceField(
        label=label,
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("nichts weiter"),
        widget=forms.Select(_SELECT),
    )


class NewForm(PersonForm):
    """A new appointment, or a visit of up to three services."""

    service = forms.ModelChoiceField(
        label=_("Leistung"), queryset=Service.objects.none(), empty_label=None, widget=forms.Select(_SELECT)
    )
    service2 = _further(_("Danach"))
    service3 = _further(_("Und danach"))
    variant = forms.ModelChoiceField(
        label=_("Variante"),
        queryset=ServiceOption.objects.none(),
        required=False,
        empty_label=_("ohne"),
        widget=forms.Select(_SELECT),
    )
    add_ons = forms.ModelMultipleChoiceField(
        label=_("Dazu"),
        queryset=ServiceOption.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    staff = forms.ModelChoiceField(
        label=_("Bei wem?"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("Wer frei ist"),
        widget=forms.Select(_SELECT),
    )
    people = forms.IntegerField(
        label=_("Personen"),
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.NumberInput({**_INPUT, "min": 1}),
    )
    when = forms.CharField(max_length=20, required=False)
    own_time = WallTimeField(required=False)
    note = forms.CharField(
        label=_("Notiz"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"class": "textarea", "rows": 2}),
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    trotz = forms.BooleanField(required=False)

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        services = Service.objects.filter(is_active=True, kind=ServiceKind.VISIT)
        for name in ("service", *MORE_SERVICES):
            self._choose(name, services)
        self._choose("staff", branch.staff.filter(is_active=True))
        chosen = self.chosen_service
        options = ServiceOption.objects.filter(service=chosen, is_active=True)
        self._choose("variant", options.variants())
        self._choose("add_ons", options.add_ons())
        self.fields["key"].initial = secrets.token_urlsafe(12)

    def _choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    @cached_property
    def chosen_service(self) -> Service | None:
        """The service that is chosen so far; at first the first of the list."""
        field: Any = self.fields["service"]
        value = self["service"].value()
        text = str(value.pk if isinstance(value, Service) else value or "")
        rows = field.queryset
        found = rows.filter(pk=int(text)).first() if _is_number(text) else None
        first: Service | None = found or rows.first()
        return first

    @property
    def starts(self) -> datetime | None:
        """The chosen time on the clock of the branch."""
        when = self.cleaned_data.get("when", "")
        own: datetime | None = self.cleaned_data.get("own_time")
        if when in ("", OWN_TIME):
            return own
        try:
            chosen = WallTimeField().clean(when)
        except forms.ValidationError:
            return None
        return chosen

    @property
    def parts(self) -> tuple[PartWish, ...]:
        """The services after the first."""
        more = (self.cleaned_data.get(name) for name in MORE_SERVICES)
        return tuple(PartWish(service_id=each.pk) for each in more if each)

    @property
    def add_on_ids(self) -> tuple[int, ...]:
        return tuple(sorted(each.pk for each in self.cleaned_data.get("add_ons") or ()))

    @property
    def waived(self) -> frozenset[RefusalCode]:
        """Whoever says "anyway" means all that the team may decide."""
        return TEAM_MAY_WAIVE if self.cleaned_data.get("trotz") else frozenset()

    def clean(self) -> dict[str, Any]:
        """Somebody and some time have to be chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        wrong = set(self.errors)
        if not wrong & {"customer", "name", "phone", "email"} and self.person is None:
            self.add_error("name", _("Bitte wählen Sie jemanden, oder geben Sie einen Namen ein."))
        if not wrong & {"when", "own_time"} and self.starts is None:
            self.add_error("when", _("Bitte wählen Sie eine Zeit."))
        return cleaned


class WalkInForm(PersonForm):
    """Whoever stands at the counter: what they want, and perhaps with whom and who they are."""

    service = forms.ModelChoiceField(queryset=Service.objects.none())
    staff = forms.ModelChoiceField(
        label=_("Bei wem?"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("Wer frei ist"),
        widget=forms.Select(_SELECT),
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, branch: Branch, services: Sequence[Service] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(is_active=True, kind=ServiceKind.VISIT)
        people: Any = self.fields["staff"]
        people.queryset = branch.staff.filter(is_active=True)
        self.fields["key"].initial = secrets.token_urlsafe(12)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
