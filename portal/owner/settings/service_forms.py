"""The form of a service: from what people type to :class:`ServiceValues` and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import OptionKind, PhaseKind, PriceKind, ServiceKind
from booking.house_values import NeedValues, OptionValues, ServiceValues, SkillValues
from booking.models import ResourceGroup, StaffMember
from booking.models.services import MOST_OVERBOOKED
from portal.owner.settings.fields import (
    LineField,
    MinutesField,
    MoneyField,
    NamesField,
    choice,
    count,
    tick,
)
from portal.owner.settings.rows_forms import RowForm, rows_of

NEW_SERVICE: Final = ServiceValues(name="", duration=timedelta(0), price_cents=None)
_ALL_THE_TIME: Final = "all"


class PhaseForm(RowForm):
    """One part of the visit."""

    needed = "duration"
    kind = choice(gettext_lazy("Abschnitt"), PhaseKind.choices)
    duration = MinutesField(label=gettext_lazy("Minuten"), least=1, required=True)


class OptionForm(RowForm):
    """A variant or an add-on."""

    name = LineField(label=gettext_lazy("Name"), max_length=80)
    duration = MinutesField(label=gettext_lazy("Minuten"), empty_is_zero=True)
    price_kind = choice(gettext_lazy("Preisart"), PriceKind.choices)
    price = MoneyField(label=gettext_lazy("Preis"))
    spoken_names = NamesField(
        label=gettext_lazy("Andere Namen dafür"),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: a price that does not fit its kind."""
        cleaned = super().clean() or self.cleaned_data
        # Beside two other fields there is no room for more words.
        _check_price(self, cleaned, missing=_("Preis fehlt."))
        return cleaned


class VariantForm(OptionForm):
    """One way to have the service, with the time and price of the whole."""

    duration = MinutesField(label=gettext_lazy("Minuten"), least=1, required=True)


PhaseRows = rows_of(PhaseForm, most=12, extra=2)
VariantRows = rows_of(VariantForm, most=30)
AddOnRows = rows_of(OptionForm, most=30)


class ServiceForm(forms.Form):
    """All of a service but its phases and options, which are rows of their own."""

    name = LineField(label=gettext_lazy("Name"), max_length=120)
    category = LineField(
        label=gettext_lazy("Kategorie"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "list": "categories", "autocomplete": "off"}),
    )
    description = LineField(
        label=gettext_lazy("Beschreibung für Ihre Buchungsseite"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 2}),
        help_text=gettext_lazy("Was dazugehört, was man mitbringt. Höchstens 300 Zeichen."),
    )
    spoken_names = NamesField(
        label=gettext_lazy("So sagen es Ihre Kunden"),
        help_text=gettext_lazy("Mit Komma getrennt. Daran erkennt der Empfang die Leistung am Telefon."),
    )
    price_kind = choice(gettext_lazy("Preisart"), PriceKind.choices)
    price = MoneyField(label=gettext_lazy("Preis"))
    duration = MinutesField(label=gettext_lazy("Dauer in Minuten"), least=1)
    buffer_before = MinutesField(label=gettext_lazy("Puffer davor"), empty_is_zero=True, most=240)
    buffer_after = MinutesField(label=gettext_lazy("Puffer danach"), empty_is_zero=True, most=240)
    kind = choice(gettext_lazy("Art"), ServiceKind.choices, widget=forms.RadioSelect)
    min_party = count(gettext_lazy("Personen mindestens"), most=1000, required=False)
    max_party = count(gettext_lazy("Personen höchstens"), most=1000, required=False)
    is_priced_per_person = tick(gettext_lazy("Der Preis gilt je Person"))
    duration_per_person = MinutesField(
        label=gettext_lazy("Minuten je weitere Person"), empty_is_zero=True, most=480
    )
    overbooking = count(
        gettext_lazy("Überbuchung"),
        least=0,
        most=MOST_OVERBOOKED,
        required=False,
        help_text=gettext_lazy("So viele Plätze mehr, als es gibt. Nur bei Kursen, nie in Praxen."),
    )
    fits_processing = tick(
        gettext_lazy("Passt in die Einwirkzeit einer anderen Leistung"),
        gettext_lazy("Zum Beispiel Augenbrauen, während die Farbe einwirkt."),
    )
    is_bookable_online = tick(gettext_lazy("Online buchbar"), gettext_lazy("Auf Ihrer Buchungsseite."))

    def __init__(
        self,
        *args: Any,
        values: ServiceValues,
        staff: Sequence[StaffMember],
        groups: Sequence[ResourceGroup],
        may_overbook: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._stored, self._staff, self._groups = values, staff, groups
        self.initial.update(_initial(values))
        if not may_overbook:
            del self.fields["overbooking"]
        skills = {skill.staff_id: skill for skill in values.skills}
        for person in staff:
            self.fields[f"staff_{person.pk}"] = tick(person.name)
            self.fields[f"time_{person.pk}"] = MinutesField(
                label=_("Minuten bei %(name)s") % {"name": person.name}, least=1
            )
            self.initial[f"staff_{person.pk}"] = person.pk in skills
            self.initial[f"time_{person.pk}"] = skills[person.pk].duration if person.pk in skills else None
        needs = {need.group_id: need.during or _ALL_THE_TIME for need in values.needs}
        for group in groups:
            self.fields[f"need_{group.pk}"] = choice(group.name, _NEEDS, required=False)
            self.initial[f"need_{group.pk}"] = needs.get(group.pk, "")

    @property
    def staff_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """For each person the tick and the time of their own."""
        return [(self[f"staff_{each.pk}"], self[f"time_{each.pk}"]) for each in self._staff]

    @property
    def need_fields(self) -> list[forms.BoundField]:
        """For each sort of rooms and devices whether it is needed."""
        return [self[f"need_{group.pk}"] for group in self._groups]

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: price, party or people that do not fit together."""
        cleaned = super().clean() or self.cleaned_data
        _check_price(self, cleaned)
        if (cleaned.get("min_party") or 1) > (cleaned.get("max_party") or 1):
            self.add_error("max_party", _("Das sind weniger als die Mindestzahl."))
        return cleaned

    def skills(self) -> tuple[SkillValues, ...]:
        """Who does it; of people who are not shown what was stored."""
        shown = {person.pk for person in self._staff}
        chosen = [
            SkillValues(staff_id=person.pk, service_id=0, duration=self.cleaned_data.get(f"time_{person.pk}"))
            for person in self._staff
            if self.cleaned_data.get(f"staff_{person.pk}")
        ]
        others = [skill for skill in self._stored.skills if skill.staff_id not in shown]
        return tuple(sorted([*chosen, *others], key=lambda skill: skill.staff_id))

    def needs(self) -> tuple[NeedValues, ...]:
        """What is needed, in the order of the sorts."""
        asked = {group.pk: self.cleaned_data.get(f"need_{group.pk}") for group in self._groups}
        return tuple(
            NeedValues(group_id=pk, during=None if during == _ALL_THE_TIME else PhaseKind(during))
            for pk, during in asked.items()
            if during
        )


_NEEDS: Final = (
    ("", gettext_lazy("nicht nötig")),
    (_ALL_THE_TIME, gettext_lazy("den ganzen Besuch")),
    (PhaseKind.WORK.value, gettext_lazy("nur während der Arbeit")),
    (PhaseKind.PROCESSING.value, gettext_lazy("nur während der Einwirkzeit")),
)


@dataclass(kw_only=True, slots=True)
class ServiceForms:
    """The whole page: the form and its rows."""

    form: ServiceForm
    phases: Any
    variants: Any
    add_ons: Any
    stored: ServiceValues

    @classmethod
    def of(
        cls, data: Mapping[str, Any] | None, *, values: ServiceValues, currency: str, **known: Any
    ) -> ServiceForms:
        """For the values of a service; bound to what was sent."""
        options = [(option, _option_initial(option)) for option in values.options]
        return cls(
            form=ServiceForm(data, values=values, **known),
            phases=PhaseRows(
                data, prefix="p", initial=[{"kind": kind, "duration": lasts} for kind, lasts in values.phases]
            ),
            variants=VariantRows(
                data,
                prefix="v",
                initial=[shown for option, shown in options if option.kind is OptionKind.VARIANT],
            ),
            add_ons=AddOnRows(
                data,
                prefix="a",
                initial=[shown for option, shown in options if option.kind is OptionKind.ADD_ON],
            ),
            stored=replace(values, currency=currency),
        )

    def is_valid(self) -> bool:
        """Whether all of it is; says what is missing where several parts have to agree."""
        parts = [each.is_valid() for each in (self.form, self.phases, self.variants, self.add_ons)]
        if self.phases.is_valid() and "duration" not in self.form.errors:
            self._check_duration()
        return all(parts) and not self.form.errors

    def _check_duration(self) -> None:
        if not self.phases.kept() and not self.form.cleaned_data.get("duration"):
            self.form.add_error("duration", _("Wie lange dauert es?"))
        if self.phases.kept() and all(row["kind"] != PhaseKind.WORK for row in self.phases.kept()):
            self.form.add_error("duration", _("In mindestens einem Abschnitt muss jemand arbeiten."))

    def values(self) -> ServiceValues:
        """What was typed, as it is saved."""
        told = self.form.cleaned_data
        phases = tuple((PhaseKind(row["kind"]), row["duration"]) for row in self.phases.kept())
        total = sum((lasts for _kind, lasts in phases), timedelta(0))
        return ServiceValues(
            name=told["name"],
            duration=total if phases else told["duration"],
            spoken_names=told["spoken_names"],
            category=told["category"],
            description=told["description"],
            buffer_before=told["buffer_before"],
            buffer_after=told["buffer_after"],
            price_cents=told["price"],
            price_kind=PriceKind(told["price_kind"]),
            currency=self.stored.currency,
            kind=ServiceKind(told["kind"]),
            min_party=told["min_party"] or 1,
            max_party=told["max_party"] or 1,
            is_priced_per_person=told["is_priced_per_person"],
            duration_per_person=told["duration_per_person"],
            overbooking=told.get("overbooking") or 0,
            fits_processing=told["fits_processing"],
            is_bookable_online=told["is_bookable_online"],
            phases=phases,
            options=tuple(self._options()),
            needs=self.form.needs(),
            skills=self.form.skills(),
        )

    def _options(self) -> Iterator[OptionValues]:
        """Add-ons before variants, as they are stored; phases of their own stay with an unchanged time."""
        known = {(option.kind, option.name.casefold()): option for option in self.stored.options}
        for kind, rows in (
            (OptionKind.ADD_ON, self.add_ons.kept()),
            (OptionKind.VARIANT, self.variants.kept()),
        ):
            for row in rows:
                before = known.get((kind, row["name"].casefold()))
                keeps = before is not None and before.duration == row["duration"]
                yield OptionValues(
                    kind=kind,
                    name=row["name"],
                    spoken_names=row["spoken_names"],
                    duration=row["duration"],
                    phases=before.phases if before and keeps else (),
                    price_cents=row["price"],
                    price_kind=PriceKind(row["price_kind"]),
                )


def _initial(values: ServiceValues) -> dict[str, Any]:
    shown = {name: getattr(values, name) for name in ServiceForm.base_fields if hasattr(values, name)}
    return {**shown, "price": values.price_cents, "duration": values.duration or None}


def _option_initial(option: OptionValues) -> dict[str, Any]:
    return {
        "name": option.name,
        "duration": option.duration,
        "price_kind": option.price_kind.value,
        "price": option.price_cents,
        "spoken_names": option.spoken_names,
    }


def _check_price(form: forms.Form, cleaned: dict[str, Any], *, missing: str = "") -> None:
    """On request means without a price; every other kind needs one."""
    if "price" not in cleaned:
        return
    if cleaned.get("price_kind") == PriceKind.ON_REQUEST:
        cleaned["price"] = None
    elif cleaned["price"] is None:
        form.add_error("price", missing or _("Was kostet es? Ohne Preis wählen Sie „auf Anfrage“."))


def categories_of(services: Iterable[Any]) -> list[str]:
    """The categories that there are, each once."""
    return list(dict.fromkeys(service.category for service in services if service.category))
