"""What the list of calls is narrowed down by: read from the address, written into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.models import Branch, Customer
from portal.calls.languages import language_name
from portal.owner import words
from telephony.enums import MissedReason, Outcome
from telephony.queries.call_lists import CallFilter
from telephony.queries.spoken_words import asked_for

# The chips above the list, in this order; the key stands in the address.
OUTCOMES: Final[dict[str, tuple[words.Text, tuple[Outcome, ...]]]] = {
    "": (_("Alle"), ()),
    "gebucht": (_("Gebucht"), (Outcome.BOOKED,)),
    "geaendert": (_("Verlegt, abgesagt"), (Outcome.RESCHEDULED, Outcome.CANCELLED)),
    "offen": (_("Rückruf, Nachricht"), (Outcome.CALLBACK, Outcome.MESSAGE)),
    "auskunft": (_("Auskunft"), (Outcome.ANSWERED,)),
    "verloren": (_("Ohne Termin"), (Outcome.NOTHING_FREE, Outcome.HUNG_UP, Outcome.FAILED)),
}
SENTIMENTS: Final = (("positive", _("freundlich")), ("neutral", _("sachlich")), ("negative", _("verärgert")))
# Bounds in seconds: from, below.
LENGTHS: Final[dict[str, tuple[words.Text, int | None, int | None]]] = {
    "kurz": (_("unter 30 Sekunden"), None, 30),
    "mittel": (_("30 Sekunden bis 2 Minuten"), 30, 120),
    "lang": (_("über 2 Minuten"), 120, None),
}
MARKS: Final = (
    ("neu", _("Ungelesen")),
    ("wichtig", _("Wichtig")),
    ("meine", _("Für mich")),
    ("unbelegt", _("Mit unbelegter Aussage")),
)
# Digits enough to be a number that somebody looks for, and no year or price.
_NUMBER_DIGITS: Final = 6
_SHORTEST_NAME: Final = 2
_ANY: Final = ("", _("alle"))
_SELECT: Final = {"class": "select"}


class CallFilterForm(forms.Form):
    """Everything the address may say; what it does not know makes it invalid."""

    suche = forms.CharField(
        label=_("Suchen"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "type": "search",
                "placeholder": _("Wort, Name oder Nummer"),
                "autocomplete": "off",
                "enterkeyhint": "search",
            }
        ),
    )
    ergebnis = forms.ChoiceField(
        required=False, choices=[(key, key) for key in OUTCOMES], widget=forms.HiddenInput
    )
    anliegen = forms.ChoiceField(
        label=_("Anliegen"),
        required=False,
        choices=[_ANY, *words.INTENTS.items()],
        widget=forms.Select(attrs=_SELECT),
    )
    filiale = forms.ChoiceField(label=_("Filiale"), required=False, widget=forms.Select(attrs=_SELECT))
    von = forms.DateField(
        label=_("Von"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    bis = forms.DateField(
        label=_("Bis"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    termin = forms.ChoiceField(
        label=_("Termin"),
        required=False,
        choices=[_ANY, ("ja", _("gebucht")), ("nein", _("nicht gebucht"))],
        widget=forms.Select(attrs=_SELECT),
    )
    warum = forms.ChoiceField(
        label=_("Nicht gebucht, weil"),
        required=False,
        choices=[_ANY, *MissedReason.choices],
        widget=forms.Select(attrs=_SELECT),
    )
    stimmung = forms.ChoiceField(
        label=_("Stimmung"), required=False, choices=[_ANY, *SENTIMENTS], widget=forms.Select(attrs=_SELECT)
    )
    dauer = forms.ChoiceField(
        label=_("Dauer"),
        required=False,
        choices=[_ANY, *((key, each[0]) for key, each in LENGTHS.items())],
        widget=forms.Select(attrs=_SELECT),
    )
    sprache = forms.RegexField(
        regex=r"^[a-z]{2,3}$", label=_("Sprache"), required=False, widget=forms.Select(attrs=_SELECT)
    )
    kunde = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    zeige = forms.MultipleChoiceField(
        label=_("Nur"), required=False, choices=MARKS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, branches: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["filiale"]
        field.choices = [_ANY, *((str(pk), name) for pk, name in branches.items())]

    def offer_languages(self, codes: list[str]) -> None:
        """Only languages that somebody spoke can be chosen, and the one that is chosen."""
        chosen = self.cleaned_data.get("sprache") or ""
        known = sorted({*codes, *([chosen] if chosen else [])})
        widget: Any = self.fields["sprache"].widget
        widget.choices = [_ANY, *((code, language_name(code)) for code in known)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """One thing the list is narrowed down by, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What the address says, cleaned; ``values`` are those parts of it that say anything."""

    values: Mapping[str, Any]
    branches: Mapping[int, str]
    scope: frozenset[int] | None

    @property
    def outcome(self) -> str:
        """The chip that is chosen."""
        return str(self.values.get("ergebnis", ""))

    @property
    def phrase(self) -> str:
        """What is searched for."""
        return str(self.values.get("suche", ""))

    @property
    def asked(self) -> tuple[str, ...]:
        """Its words, as they are compared."""
        return asked_for(self.phrase)

    def address(self, **changes: Any) -> str:
        """The list under this wish, with parts changed or (by ``None``) left out."""
        values = {**self.values, **changes}
        pairs = {name: _written(value) for name, value in values.items() if value}
        return reverse("calls") + (f"?{urlencode(pairs, doseq=True)}" if pairs else "")

    def without_outcome(self) -> Wish:
        """The same for all outcomes: what the chips count."""
        return replace(self, values={k: v for k, v in self.values.items() if k != "ergebnis"})

    def criteria(self, *, user_id: int) -> CallFilter:
        """The wish as the query understands it."""
        value, marks = self.values.get, self.values.get("zeige", ())
        _label, shortest, longest = LENGTHS.get(value("dauer", ""), ("", None, None))
        branch = int(value("filiale", 0))
        return CallFilter(
            outcomes=OUTCOMES[self.outcome][1],
            intent=value("anliegen", ""),
            branch_ids=frozenset({branch}) if branch else self.scope,
            customer_id=value("kunde"),
            since=_midnight(value("von")),
            until=_midnight(value("bis"), days=1),
            is_booked={"ja": True, "nein": False}.get(value("termin", "")),
            missed_reason=value("warum", ""),
            sentiment=value("stimmung", ""),
            language=value("sprache", ""),
            shortest_ms=shortest and shortest * 1000,
            longest_ms=longest and longest * 1000,
            is_unread="neu" in marks,
            is_important="wichtig" in marks,
            has_unproven="unbelegt" in marks,
            of_user=user_id if "meine" in marks else None,
            asked=self.asked,
            name=_name(self.phrase),
            number=_number(self.phrase),
        )

    def narrowings(self) -> Iterator[Narrowing]:
        """Everything that is set besides the chip and the search, each with the way out of it."""
        for name, label in self._labels():
            yield Narrowing(label=label, url=self.address(**{name: None}))
        marks = list(self.values.get("zeige", ()))
        for mark, words_of_it in MARKS:
            if mark in marks:
                rest = [each for each in marks if each != mark]
                yield Narrowing(label=str(words_of_it), url=self.address(zeige=rest))

    def _labels(self) -> Iterator[tuple[str, str]]:
        choices: dict[str, Mapping[str, Any]] = {
            "anliegen": words.INTENTS,
            "termin": {"ja": _("Mit Termin"), "nein": _("Ohne Termin")},
            "warum": dict(MissedReason.choices),
            "stimmung": dict(SENTIMENTS),
            "dauer": {key: each[0] for key, each in LENGTHS.items()},
        }
        for name, names in choices.items():
            if name in self.values:
                yield name, str(names[self.values[name]])
        if branch := self.values.get("filiale"):
            yield "filiale", self.branches[int(branch)]
        if code := self.values.get("sprache"):
            yield "sprache", language_name(code)
        if on := self.values.get("von"):
            yield "von", gettext("ab %(day)s") % {"day": formats.date_format(on, "j. F Y")}
        if on := self.values.get("bis"):
            yield "bis", gettext("bis %(day)s") % {"day": formats.date_format(on, "j. F Y")}
        if customer_id := self.values.get("kunde"):
            known = Customer.objects.filter(pk=customer_id).first()
            yield "kunde", known.name if known else gettext("Kunde")


def branches_within(scope: frozenset[int] | None) -> dict[int, str]:
    """The branches somebody may look at, by id; those that closed have calls too."""
    found = Branch.objects.all() if scope is None else Branch.objects.filter(pk__in=scope)
    return dict(found.order_by("name").values_list("pk", "name"))


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _midnight(on: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of a day where the company is."""
    if on is None or not date.min.year < on.year < date.max.year:
        return None
    return timezone.make_aware(datetime.combine(on + timedelta(days=days), time()))


def _name(phrase: str) -> str:
    """As customers' names are kept for comparing; too short a piece would fit everybody."""
    folded = " ".join(phrase.casefold().split())
    return folded if len(folded) >= _SHORTEST_NAME else ""


def _number(phrase: str) -> str:
    if sum(letter.isdigit() for letter in phrase) < _NUMBER_DIGITS:
        return ""
    try:
        return parse_phone(phrase)
    except InvalidPhone:
        return ""
