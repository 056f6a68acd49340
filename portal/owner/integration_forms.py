"""Forms for connecting calendars and for saying whose they are."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.enums import CalendarDirection
from booking.models import Service, StaffMember
from booking.services.sync import Choice, Review
from booking.services.sync.importing import EventTypeMatch, HostMatch

_INPUT: Final = {"class": "input"}
_SELECT: Final = {"class": "select"}
NEW: Final = "neu"
DIRECTIONS: Final = (
    (CalendarDirection.BOTH, _("in beide Richtungen")),
    (CalendarDirection.OUT, _("nur unsere Termine dorthin")),
    (CalendarDirection.IN, _("nur belegte Zeiten hierher")),
)


class ApiKeyForm(forms.Form):
    """The key of a Cal.com account."""

    api_key = forms.CharField(
        label=_("API-Schlüssel"),
        max_length=200,
        help_text=_("In Cal.com unter Einstellungen › Entwickler › API-Schlüssel. Er beginnt mit cal_."),
        widget=forms.PasswordInput(attrs={**_INPUT, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_api_key(self) -> str:
        key: str = self.cleaned_data["api_key"].strip()
        if not key.startswith("cal_"):
            raise forms.ValidationError(_("Ein Schlüssel von Cal.com beginnt mit cal_."))
        return key


class ReviewForm(forms.Form):
    """Per calendar a person and a direction, per event type a service: what is probable is chosen already."""

    def __init__(self, data: Any = None, *, review: Review) -> None:
        super().__init__(data)
        self._review = review
        people = [("", _("nicht verbinden"))] + [
            (str(each.pk), each.name) for each in StaffMember.objects.filter(is_active=True)
        ]
        services = [("", _("nicht übernehmen")), (NEW, _("neue Leistung anlegen"))] + [
            (str(each.pk), each.name) for each in Service.objects.filter(is_active=True)
        ]
        for number, host in enumerate(review.hosts):
            self._ask(f"person-{number}", host.remote.name, people, str(host.staff_id or ""))
            self._ask(f"richtung-{number}", _("Abgleich"), DIRECTIONS, host.direction)
        for number, match in enumerate(review.event_types):
            self._ask(f"leistung-{number}", match.remote.title, services, str(match.service_id or ""))

    @property
    def hosts(self) -> list[tuple[HostMatch, forms.BoundField, forms.BoundField]]:
        """Each calendar with its two fields."""
        return [
            (host, self[f"person-{number}"], self[f"richtung-{number}"])
            for number, host in enumerate(self._review.hosts)
        ]

    @property
    def event_types(self) -> list[tuple[EventTypeMatch, forms.BoundField]]:
        """Each event type with its field."""
        return [(match, self[f"leistung-{number}"]) for number, match in enumerate(self._review.event_types)]

    def choice(self) -> Choice:
        """What was decided."""
        chosen = self.cleaned_data
        staff = {
            host.remote.id: (int(chosen[f"person-{number}"]), CalendarDirection(chosen[f"richtung-{number}"]))
            for number, host in enumerate(self._review.hosts)
            if chosen[f"person-{number}"]
        }
        services = {
            match.remote.id: None
            if chosen[f"leistung-{number}"] == NEW
            else int(chosen[f"leistung-{number}"])
            for number, match in enumerate(self._review.event_types)
            if chosen[f"leistung-{number}"]
        }
        return Choice(staff=staff, services=services)

    def _ask(self, name: str, label: Any, choices: Any, initial: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            initial=initial,
            required=name.startswith("richtung"),
            widget=forms.Select(attrs=_SELECT),
        )
