"""Forms of the waitlist pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.enums import Reach
from booking.models import Branch, Service, StaffMember
from booking.models.services import ServiceOption
from booking.values import CustomerDetails, DayWindow, PartWish, WaitlistWish
from portal.owner.receptionist_people_forms import WEEKDAYS

if TYPE_CHECKING:
    from portal.owner.words import Text

DAYPARTS: Final = {
    "": (_("Egal"), None),
    "vormittags": (_("Vormittags"), (time(0), time(12))),
    "nachmittags": (_("Nachmittags"), (time(12), time(17))),
    "abends": (_("Ab 17 Uhr"), (time(17), time(0))),
}
# How two people come, and what that says of their beginning: ``None``, that either will do.
WAYS: Final = {
    "": (_("gleichzeitig oder nacheinander"), None),
    "together": (_("gleichzeitig"), True),
    "after": (_("nacheinander"), False),
}
_MORE: Final = ("service2", "service3")
_INPUT: Final = {"class": "input"}
_DATE: Final = {"type": "date", "class": "input"}


def _further(label: Text, *, nothing: Text) -> forms.ModelChoiceField[Service]:
    """A service that may come besides another one."""
    return forms.ModelChoiceField(
        label=label, queryset=Service.objects.none(), required=False, empty_label=nothing
    )


class WaitForm(forms.Form):
    """Who waits, for what, and when it would suit them: one service, several in a row, or two people."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs=_INPUT),
        error_messages={"required": _("Bitte geben Sie einen Namen ein.")},
    )
    phone = forms.CharField(
        label=_("Rufnummer"),
        max_length=30,
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Bitte geben Sie eine Rufnummer ein.")},
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        widget=forms.EmailInput(attrs={**_INPUT, "autocomplete": "off"}),
    )
    service = forms.ModelChoiceField(label=_("Leistung"), queryset=Service.objects.none(), empty_label=None)
    variant = forms.ModelChoiceField(
        label=_("Variante"), queryset=ServiceOption.objects.none(), required=False, empty_label=_("ohne")
    )
    service2 = _further(_("Danach"), nothing=_("nichts weiter"))
    service3 = _further(_("Und danach"), nothing=_("nichts weiter"))
    guest = _further(_("Für eine zweite Person"), nothing=_("kommt niemand mit"))
    way = forms.ChoiceField(
        label=_("Zu zweit"),
        choices=[(key, words) for key, (words, _at_once) in WAYS.items()],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    staff = forms.ModelChoiceField(
        label=_("Bei wem?"), queryset=StaffMember.objects.none(), required=False, empty_label=_("Egal, wer")
    )
    branch = forms.ModelChoiceField(
        label=_("Filiale"), queryset=Branch.objects.none(), required=False, empty_label=_("Alle Filialen")
    )
    days = forms.TypedMultipleChoiceField(
        label=_("An welchen Tagen?"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    daypart = forms.ChoiceField(
        label=_("Zu welcher Zeit?"),
        choices=[(key, words) for key, (words, _span) in DAYPARTS.items()],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    earliest_on = forms.DateField(
        label=_("Frühestens am"), required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    latest_on = forms.DateField(
        label=_("Spätestens am"), required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    reach = forms.ChoiceField(
        label=_("Bescheid geben per"),
        choices=[("", _("Wie sonst auch")), *Reach.choices],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = Service.objects.filter(is_active=True)
        choices: dict[str, Any] = {
            **dict.fromkeys(("service", *_MORE, "guest"), services),
            "variant": ServiceOption.objects.variants().filter(is_active=True).select_related("service"),
            "staff": StaffMember.objects.filter(is_active=True),
            "branch": Branch.objects.filter(is_active=True),
        }
        for name, queryset in choices.items():
            field: Any = self.fields[name]
            field.queryset = queryset
            field.widget.attrs["class"] = "select"
        variants: Any = self.fields["variant"]
        variants.label_from_instance = lambda option: f"{option.service.name}: {option.name}"

    def clean_phone(self) -> str:
        """:raises ValidationError: nobody can be reached under these digits."""
        try:
            return parse_phone(self.cleaned_data["phone"])
        except InvalidPhone as error:
            raise forms.ValidationError(_("Das ist keine vollständige Rufnummer.")) from error

    def clean(self) -> dict[str, Any]:
        """The dates stand in their order."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("earliest_on"), cleaned.get("latest_on")
        if first and last and last < first:
            self.add_error("latest_on", _("Der letzte Tag liegt vor dem ersten."))
        service, variant = cleaned.get("service"), cleaned.get("variant")
        if service and variant and variant.service_id != service.pk:
            self.add_error("variant", _("Diese Variante gehört zu einer anderen Leistung."))
        return cleaned

    @property
    def customer(self) -> CustomerDetails:
        """Who waits."""
        cleaned = self.cleaned_data
        return CustomerDetails(name=cleaned["name"], phone=cleaned["phone"], email=cleaned["email"] or None)

    @property
    def wish(self) -> WaitlistWish:
        """What they wait for."""
        cleaned = self.cleaned_data
        span = DAYPARTS[cleaned["daypart"]][1]
        days = frozenset(cleaned["days"])
        window = DayWindow(days=days, starts=span[0] if span else time(0), ends=span[1] if span else time(0))
        return WaitlistWish(
            others=tuple(self._others()),
            at_once=WAYS[cleaned["way"]][1] if cleaned["guest"] else False,
            service_ids=(cleaned["service"].pk,),
            variant_id=cleaned["variant"].pk if cleaned["variant"] else None,
            staff_ids=frozenset({cleaned["staff"].pk} if cleaned["staff"] else ()),
            branch_id=cleaned["branch"].pk if cleaned["branch"] else None,
            windows=(window,) if span or days else (),
            earliest_on=cleaned["earliest_on"],
            latest_on=cleaned["latest_on"],
        )

    @property
    def is_visit(self) -> bool:
        """Whether more than one service is chosen."""
        return any(self[name].value() for name in (*_MORE, "guest"))

    def _others(self) -> Iterator[PartWish]:
        """What follows for the same person, by the same if they do it; then what is for who comes along."""
        cleaned = self.cleaned_data
        staff = cleaned["staff"]
        for service in filter(None, (cleaned[name] for name in _MORE)):
            does_it = staff is not None and staff.skills.filter(service=service).exists()
            yield PartWish(service_id=service.pk, staff_ids=frozenset({staff.pk}) if does_it else None)
        if cleaned["guest"]:
            yield PartWish(service_id=cleaned["guest"].pk, person=1)


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How many are asked at once, and how long a time is held for them."""

    class Meta:
        model = Branch
        fields = ("waitlist_parallel", "waitlist_answer_minutes", "outage_informs")

    waitlist_parallel = forms.IntegerField(
        label=_("So viele gleichzeitig fragen"),
        min_value=1,
        max_value=20,
        widget=forms.NumberInput(attrs=_INPUT),
    )
    waitlist_answer_minutes = forms.IntegerField(
        label=_("So viele Minuten halten"), min_value=5, max_value=240, widget=forms.NumberInput(attrs=_INPUT)
    )
    outage_informs = forms.BooleanField(
        label=_("Bei Krankheit gleich zu Kollegen verlegen, wenn sie zur selben Zeit frei sind"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "checkbox"}),
    )
