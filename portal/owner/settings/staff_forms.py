"""Forms for people who can be booked, and for their absences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import Gender, TimeOffKind
from booking.errors import NonexistentWallTime
from booking.house_values import SkillValues, StaffValues
from booking.models import Branch, Service
from booking.models.places import HUES
from booking.wall_clock import instant_at
from portal.owner.settings.fields import ClockField, LineField, MinutesField, NamesField, choice, count, tick

NEW_PERSON: Final = StaffValues(name="")
LONGEST_ABSENCE: Final = timedelta(days=731)
_KINDS: Final = (TimeOffKind.VACATION, TimeOffKind.SICK, TimeOffKind.BLOCKED)


class StaffForm(forms.Form):
    """A person with where they work and what they do."""

    name = LineField(label=gettext_lazy("Name"), max_length=120)
    spoken_names = NamesField(
        label=gettext_lazy("Wird auch genannt"),
        help_text=gettext_lazy("Mit Komma getrennt, zum Beispiel Spitzname oder Nachname."),
    )
    gender = choice(
        gettext_lazy("Geschlecht"),
        [("", gettext_lazy("keine Angabe")), *Gender.choices],
        required=False,
        help_text=gettext_lazy("Für Kunden, die lieber zu einer Frau oder einem Mann gehen."),
    )
    max_per_day = count(
        gettext_lazy("Termine am Tag höchstens"),
        most=100,
        required=False,
        help_text=gettext_lazy("leer: so viele, wie Platz haben"),
    )
    hue = forms.TypedChoiceField(
        label=gettext_lazy("Farbe im Kalender"),
        choices=[("", gettext_lazy("automatisch")), *((str(hue), str(hue)) for hue in range(1, HUES + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        values: StaffValues,
        branches: Sequence[Branch],
        services: Sequence[Service],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._stored, self._branches, self._services = values, branches, services
        for name in ("name", "spoken_names", "gender", "max_per_day", "hue"):
            self.initial[name] = getattr(values, name)
        self.initial["hue"] = str(values.hue or "")
        for branch in branches:
            self.fields[f"branch_{branch.pk}"] = tick(branch.name)
            self.initial[f"branch_{branch.pk}"] = branch.pk in values.branch_ids or len(branches) == 1
        skills = {skill.service_id: skill for skill in values.skills}
        for service in services:
            self.fields[f"service_{service.pk}"] = tick(service.name)
            self.fields[f"time_{service.pk}"] = MinutesField(
                label=_("Minuten für %(name)s") % {"name": service.name}, least=1
            )
            self.initial[f"service_{service.pk}"] = service.pk in skills
            known = skills.get(service.pk)
            self.initial[f"time_{service.pk}"] = known.duration if known else None
            usual = service.duration // timedelta(minutes=1)
            self.fields[f"time_{service.pk}"].widget.attrs["placeholder"] = str(usual)

    @property
    def branch_fields(self) -> list[forms.BoundField]:
        """One for each branch, where there are several."""
        if len(self._branches) == 1 and set(self._stored.branch_ids) <= {self._branches[0].pk}:
            return []
        return [self[f"branch_{branch.pk}"] for branch in self._branches]

    @property
    def skill_groups(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Under each category, for each service the tick and the time of their own."""
        groups: dict[str, list[tuple[forms.BoundField, forms.BoundField]]] = {}
        for service in self._services:
            pair = (self[f"service_{service.pk}"], self[f"time_{service.pk}"])
            groups.setdefault(service.category, []).append(pair)
        return list(groups.items())

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: somebody who works nowhere."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self._branch_ids():
            self.add_error(None, _("In welcher Filiale? Wählen Sie mindestens eine."))
        return cleaned

    def values(self) -> StaffValues:
        """As they are saved."""
        told = self.cleaned_data
        shown = {service.pk for service in self._services}
        chosen = [
            SkillValues(staff_id=0, service_id=service.pk, duration=told.get(f"time_{service.pk}"))
            for service in self._services
            if told.get(f"service_{service.pk}")
        ]
        others = [skill for skill in self._stored.skills if skill.service_id not in shown]
        return StaffValues(
            name=told["name"],
            spoken_names=told["spoken_names"],
            gender=Gender(told["gender"]) if told["gender"] else None,
            branch_ids=tuple(sorted(self._branch_ids())),
            skills=tuple(sorted([*chosen, *others], key=lambda skill: skill.service_id)),
            max_per_day=told["max_per_day"],
            hue=told["hue"],
        )

    def _branch_ids(self) -> set[int]:
        """Those that were chosen, and branches that are not shown as they were."""
        shown = {branch.pk for branch in self._branches}
        if not self.branch_fields:
            return shown or set(self._stored.branch_ids)
        chosen = {pk for pk in shown if self.cleaned_data.get(f"branch_{pk}")}
        return chosen | (set(self._stored.branch_ids) - shown)


class AbsenceForm(forms.Form):
    """Away for some days, or for some hours of one day."""

    kind = choice(
        gettext_lazy("Was"), [(kind.value, kind.label) for kind in _KINDS], widget=forms.RadioSelect
    )
    first_on = forms.DateField(
        label=gettext_lazy("Von"),
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    last_on = forms.DateField(
        label=gettext_lazy("Bis einschließlich"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("leer: nur dieser Tag"),
    )
    starts_at = ClockField(label=gettext_lazy("Ab Uhrzeit"), help_text=gettext_lazy("leer: den ganzen Tag"))
    ends_at = ClockField(label=gettext_lazy("Bis Uhrzeit"))
    label = LineField(label=gettext_lazy("Anlass"), max_length=120, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone
        self.fields["kind"].initial = TimeOffKind.VACATION
        self.span: tuple[datetime, datetime] | None = None

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: an end before the beginning, or a time that does not exist."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        first: date = cleaned["first_on"]
        last: date = cleaned["last_on"] or first
        starts, ends = cleaned["starts_at"] or time(0), cleaned["ends_at"] or time(0)
        try:
            last += timedelta(days=1) if ends == time(0) else timedelta(0)
            begin = instant_at(datetime.combine(first, starts), self._zone)
            end = instant_at(datetime.combine(last, ends), self._zone, second=True)
        except NonexistentWallTime:
            self.add_error(
                "starts_at", _("Diese Uhrzeit gibt es an dem Tag nicht, die Uhr wird vorgestellt.")
            )
        except (OverflowError, ValueError):
            self.add_error("first_on", _("Dieses Datum liegt zu fern."))
        else:
            if end <= begin:
                self.add_error("last_on", _("Das Ende liegt vor dem Anfang."))
            elif end - begin > LONGEST_ABSENCE:
                self.add_error("last_on", _("Länger als zwei Jahre geht nicht."))
            else:
                self.span = (begin, end)
        return cleaned
