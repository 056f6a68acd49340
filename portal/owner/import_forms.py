"""Forms for taking over data: the file, and what is what in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.importing.headings import Field
from booking.importing.tables import Row
from booking.models import Branch, ImportRun, Service, StaffMember
from booking.services.import_reading import Choices, table_of
from booking.services.imports import words_in
from portal.owner.import_words import FIELDS

_SELECT: Final = {"class": "select"}
# Whoever has more words for things than this puts them right in the file.
MOST_WORDS: Final = 60


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("CSV- oder ICS-Datei"),
        widget=forms.FileInput(
            attrs={"class": "file-input w-full", "accept": ".csv,.txt,.tsv,.ics,text/csv,text/calendar"}
        ),
        help_text=_(
            "Bis 10 MB und 20.000 Zeilen. Noch wird nichts übernommen, Sie sehen zuerst eine Vorschau."
        ),
        error_messages={"required": _("Bitte wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One of their words for a service or person, and the field that says what it is here."""

    key: str
    words: str
    field: Any


class MappingForm(forms.Form):
    """Which column is what, and whom and what their words mean."""

    def __init__(self, data: Mapping[str, Any] | None, *, run: ImportRun) -> None:
        super().__init__(data)
        self._choices = Choices.of(run)
        table = table_of(run)
        self._first = table.rows[0] if table.rows else Row(number=0, cells=())
        services, staff = words_in(run)
        self._services = dict(list(services.items())[:MOST_WORDS])
        self._staff = dict(list(staff.items())[:MOST_WORDS])
        self._add_columns(table.headings)
        self._add_words(
            "service", self._services, self._choices.services, Service.objects.filter(is_active=True)
        )
        self._add_words("staff", self._staff, self._choices.staff, StaffMember.objects.filter(is_active=True))
        self._add_default("service_id", _("Leistung, wo keine steht"), Service, self._choices.service_id)
        self._add_default("staff_id", _("Mitarbeiter, wo keiner steht"), StaffMember, self._choices.staff_id)
        self._add_default("branch_id", _("Filiale, wo keine steht"), Branch, self._choices.branch_id)

    @property
    def is_sent(self) -> bool:
        """Whether the fields came along, and not a bare button."""
        return f"column_{Field.START.value}" in self.data

    @property
    def columns(self) -> list[Any]:
        return [self[f"column_{name.value}"] for name in FIELDS]

    @property
    def defaults(self) -> list[Any]:
        return [self[name] for name in ("service_id", "staff_id", "branch_id")]

    @property
    def service_words(self) -> list[Word]:
        return list(self._shown("service", self._services))

    @property
    def staff_words(self) -> list[Word]:
        return list(self._shown("staff", self._staff))

    def choices(self) -> Choices:
        """What was decided; columns of which two are the same are both read."""
        told = self.cleaned_data
        columns = {name: told[f"column_{name.value}"] for name in FIELDS}
        return replace(
            self._choices,
            columns={name: int(column) for name, column in columns.items() if column != ""},
            services={**self._choices.services, **self._decided("service", self._services)},
            staff={**self._choices.staff, **self._decided("staff", self._staff)},
            **{
                name: int(told[name]) if told[name] else None
                for name in ("service_id", "staff_id", "branch_id")
            },
        )

    def _decided(self, kind: str, words: Mapping[str, str]) -> dict[str, int]:
        return {key: int(self.cleaned_data[f"{kind}_{place}"] or 0) for place, key in enumerate(words)}

    def _shown(self, kind: str, words: Mapping[str, str]) -> Iterator[Word]:
        for place, (key, text) in enumerate(words.items()):
            yield Word(key=key, words=text, field=self[f"{kind}_{place}"])

    def _add_columns(self, headings: tuple[str, ...]) -> None:
        options: list[tuple[str, Any]] = [("", _("steht nicht in der Datei"))]
        for column, heading in enumerate(headings):
            example = self._first.cells[column][:24] if column < len(self._first.cells) else ""
            title = heading or f"{column + 1}"
            options.append((str(column), f"{title} ({example})" if example else title))
        for name, label in FIELDS.items():
            self.fields[f"column_{name.value}"] = forms.ChoiceField(
                label=str(label),
                choices=options,
                required=False,
                initial=str(self._choices.columns.get(Field(name), "")),
                widget=forms.Select(attrs=_SELECT),
            )

    def _add_words(self, kind: str, words: Mapping[str, str], known: Mapping[str, int], ours: Any) -> None:
        options = [("", _("nicht übernehmen")), *((str(each.pk), each.name) for each in ours)]
        for place, (key, text) in enumerate(words.items()):
            self.fields[f"{kind}_{place}"] = forms.ChoiceField(
                label=text,
                choices=options,
                required=False,
                initial=str(known.get(key) or ""),
                widget=forms.Select(attrs=_SELECT),
            )

    def _add_default(self, name: str, label: Any, model: Any, known: int | None) -> None:
        ours = model.objects.filter(is_active=True)
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("", _("keine Angabe")), *((str(each.pk), each.name) for each in ours)],
            required=False,
            initial=str(known or ""),
            widget=forms.Select(attrs=_SELECT),
        )
