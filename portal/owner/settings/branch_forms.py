"""Forms for branches, their special days and their holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askproai.core.phones import InvalidPhone, format_phone, parse_phone
from booking.house_values import BranchValues, DayValues
from booking.models import Branch
from portal.owner.settings.fields import LineField, NamesField, choice, clock_of, tick
from portal.owner.settings.places_words import region_choices
from tenants.signup.places import REGIONS, TIMEZONES

LONGEST_SPECIAL: Final = 92
_ZONES: Final = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich")


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A date, with the browser's own picker."""
    widget = forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class BranchForm(forms.Form):
    """Where it is and how it is found."""

    name = LineField(label=gettext_lazy("Name"), max_length=120)
    spoken_names = NamesField(
        label=gettext_lazy("So sagen es Ihre Kunden"),
        help_text=gettext_lazy("Mit Komma getrennt, zum Beispiel „am Markt“. Daran erkennt sie der Empfang."),
    )
    address = LineField(
        label=gettext_lazy("Adresse"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Straße, Postleitzahl, Ort. Steht in Bestätigungen und wird Anrufern gesagt."),
    )
    region = choice(
        gettext_lazy("Bundesland oder Kanton"),
        [],
        required=False,
        help_text=gettext_lazy("Danach richten sich Feiertage und Schulferien."),
    )
    zone = choice(gettext_lazy("Zeitzone"), [], required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telefon"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, values: BranchValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stored = values
        self.fields["region"].choices = [("", _("keins davon")), *region_choices()]  # type: ignore[attr-defined]
        zones = [*_ZONES, *([values.timezone] if values.timezone not in _ZONES else [])]
        self.fields["zone"].choices = [  # type: ignore[attr-defined]
            ("", _("wie im Land üblich")),
            *((zone, zone.rpartition("/")[2]) for zone in zones),
        ]
        for name in ("name", "spoken_names", "address"):
            self.initial[name] = getattr(values, name)
        self.initial["region"] = f"{values.country}-{values.subdivision}" if values.subdivision else ""
        usual = TIMEZONES.get(values.country)
        self.initial["zone"] = "" if values.timezone == usual else values.timezone
        self.initial["phone"] = format_phone(values.phone, region=values.country) if values.phone else ""

    def clean_phone(self) -> str:
        """:raises ValidationError: no phone number."""
        text = self.cleaned_data["phone"]
        try:
            return parse_phone(text, region=self._country()) if text else ""
        except InvalidPhone:
            raise forms.ValidationError(
                _("Das ist keine Rufnummer. Schreiben Sie sie zum Beispiel so: 030 23125 100.")
            ) from None

    def values(self) -> BranchValues:
        """As they are saved."""
        told = self.cleaned_data
        country = self._country()
        zone = told["zone"] or TIMEZONES.get(country, self._stored.timezone)
        return BranchValues(
            name=told["name"],
            slug=self._stored.slug,
            spoken_names=told["spoken_names"],
            address=told["address"],
            country=country,
            subdivision=told["region"].partition("-")[2],
            timezone=zone if zone in available_timezones() else self._stored.timezone,
            phone=told["phone"],
        )

    def _country(self) -> str:
        country = str(self.cleaned_data.get("region") or "").partition("-")[0]
        return country if country in REGIONS else self._stored.country


class SpecialDaysForm(forms.Form):
    """One or several days that differ."""

    first_on = date_field(gettext_lazy("Von"))
    last_on = date_field(
        gettext_lazy("Bis einschließlich"), required=False, help_text=gettext_lazy("leer: nur dieser Tag")
    )
    hours = forms.CharField(
        label=gettext_lazy("Geöffnet"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("zum Beispiel 10–14 oder 9–12, 13–16; leer: geschlossen"),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    label = LineField(label=gettext_lazy("Anlass"), max_length=80, required=False)
    is_yearly = tick(gettext_lazy("Jedes Jahr an diesen Tagen"))
    in_all = tick(gettext_lazy("Für alle Filialen eintragen"))

    def __init__(self, *args: Any, may_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spans: tuple[tuple[time, time], ...] = ()
        if not may_all:
            del self.fields["in_all"]

    def clean_hours(self) -> str:
        """:raises ValidationError: no hours."""
        text = str(self.cleaned_data["hours"]).replace("–", "-").replace(" bis ", "-")
        spans = []
        for part in filter(None, (each.strip() for each in text.split(","))):
            start, dash, end = part.partition("-")
            try:
                opens, closes = clock_of(start), clock_of(end if dash else "")
            except ValueError:
                raise forms.ValidationError(_("Bitte so schreiben: 10–14 oder 9–12, 13–16.")) from None
            if closes <= opens and closes != time(0):
                raise forms.ValidationError(_("Das Ende liegt vor dem Anfang."))
            spans.append((opens, closes))
        self.spans = tuple(sorted(spans))
        for earlier, later in zip(self.spans, self.spans[1:], strict=False):
            if earlier[1] == time(0) or later[0] < earlier[1]:
                raise forms.ValidationError(_("Zwei Zeiten überschneiden sich."))
        return text

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: an end before the beginning, or too many days."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and first.year > 2200:
            self.add_error("first_on", _("Dieses Datum liegt zu fern."))
        elif first and last and last < first:
            self.add_error("last_on", _("Das Ende liegt vor dem Anfang."))
        elif first and last and (last - first).days >= LONGEST_SPECIAL:
            self.add_error("last_on", _("Höchstens %(days)d Tage auf einmal.") % {"days": LONGEST_SPECIAL})
        return cleaned

    def dates(self) -> list[date]:
        """Each of the days."""
        first: date = self.cleaned_data["first_on"]
        last = self.cleaned_data["last_on"] or first
        return [first + timedelta(days=step) for step in range((last - first).days + 1)]

    def values(self) -> tuple[DayValues, ...]:
        """As they are saved."""
        told = self.cleaned_data
        spans: Sequence[tuple[time | None, time | None]] = self.spans or [(None, None)]
        return tuple(
            DayValues(
                day=day, opens_at=opens, closes_at=closes, label=told["label"], is_yearly=told["is_yearly"]
            )
            for day in self.dates()
            for opens, closes in spans
        )


class CloseBranchForm(forms.Form):
    """What becomes of what is booked there."""

    appointments = choice(
        gettext_lazy("Was wird aus den Terminen?"),
        [
            ("keep", gettext_lazy("Sie bleiben bestehen, ich kümmere mich selbst darum")),
            ("cancel", gettext_lazy("Absagen, die Kunden bekommen Nachricht")),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )


class NewBranchForm(BranchForm):
    """A branch, with the hours of another one to begin with."""

    pattern = forms.ModelChoiceField(
        label=gettext_lazy("Öffnungszeiten übernehmen von"),
        queryset=Branch.objects.filter(is_active=True),
        required=False,
        empty_label=gettext_lazy("trage ich selbst ein"),
        widget=forms.Select(attrs={"class": "select"}),
    )
