"""Forms for the rules of bookings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from booking.enums import DepositKind, QuestionKind
from booking.models import Branch, Service, StaffMember
from booking.models.places import GRID_CHOICES
from booking.rules.questions import NO, YES, Question
from portal.owner.settings.fields import ClockField

if TYPE_CHECKING:
    from portal.owner.words import Text

_INPUT: Final = {"class": "input"}
_SHORT: Final = (0, 15, 30, 60, 120, 240, 360, 720, 1440, 2880)
_LONG: Final = (0, 60, 120, 240, 720, 1440, 2880, 4320, 10080)
_ANSWER: Final = (60, 120, 240, 480, 1440, 2880, 4320)
# Both languages count on every page: people copy what they have written down.
_SAID: Final = {"ja": YES, "nein": NO, "yes": YES, "no": NO}
_EVES: Final = (
    ("", _("wie an anderen Tagen")),
    ("00:00", _("geschlossen")),
    *((f"{hour}:00", format_lazy(_("bis {hour} Uhr"), hour=hour)) for hour in range(11, 18)),
)


def span_text(span: timedelta) -> str:
    """``30 Minuten``, ``2 Stunden``, ``3 Tage``."""
    minutes = span // timedelta(minutes=1)
    if minutes and minutes % 1440 == 0:
        return ngettext("%(count)d Tag", "%(count)d Tage", minutes // 1440) % {"count": minutes // 1440}
    if minutes and minutes % 60 == 0:
        return ngettext("%(count)d Stunde", "%(count)d Stunden", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d Minute", "%(count)d Minuten", minutes) % {"count": minutes}


class SpanField(forms.TypedChoiceField):
    """A duration out of a list, to which the stored one is added; ``empty`` reads where there is none.

    ``before``: so long before the appointment begins.
    """

    def __init__(
        self, minutes: Iterable[int], *, empty: Text | None = None, before: bool = False, **kwargs: Any
    ) -> None:
        self._minutes, self._none, self._before = tuple(minutes), empty, before
        kwargs.setdefault("widget", forms.Select(attrs={"class": "select"}))
        super().__init__(coerce=_span, empty_value=None, required=False, **kwargs)
        self.offer(None)

    def offer(self, stored: timedelta | None) -> None:
        """Let the stored value be among the choices."""
        minutes = {*self._minutes, *(() if stored is None else (stored // timedelta(minutes=1),))}
        # Asked anew whenever it is shown: in the language of the page, not of the start.
        self.choices = partial(self._worded, tuple(sorted(minutes)))

    def _worded(self, minutes: Iterable[int]) -> list[tuple[str, Text]]:
        known = [(str(each), self._label(each)) for each in minutes]
        return known if self._none is None else [("", self._none), *known]

    def prepare_value(self, value: Any) -> Any:
        return str(value // timedelta(minutes=1)) if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> Any:
        """:raises ValidationError: not one of the list. What is locked comes as it is stored."""
        return value if isinstance(value, timedelta) else super().clean(value)

    def _label(self, minutes: int) -> Text:
        if not minutes:
            return _("zum Beginn") if self._before else _("keiner")
        span = span_text(timedelta(minutes=minutes))
        return _("%(span)s vorher") % {"span": span} if self._before else span


def _span(text: str) -> timedelta:
    return timedelta(minutes=int(text))


def _number(label: Text, *, most: int = 500, help_text: Text = "", unit: Text = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        help_text=help_text or unit,
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )


def _euros(label: Text) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "decimal", "step": "0.01"}),
    )


def _tick(label: Text, help_text: Text = "", *, initial: bool = False) -> forms.BooleanField:
    box = forms.CheckboxInput(attrs={"class": "checkbox"})
    return forms.BooleanField(label=label, required=False, help_text=help_text, initial=initial, widget=box)


class _FeeForm(forms.Form):
    """Fields that branch and service have in common."""

    def _start(self, row: Branch | Service, names: Sequence[str]) -> None:
        for name in names:
            field, value = self.fields[name], getattr(row, name)
            self.initial.setdefault(name, value)
            if isinstance(field, SpanField):
                field.offer(value)
        for amount in ("fee", "deposit"):
            cents = getattr(row, f"{amount}_cents", None)
            if cents is not None:
                self.initial.setdefault(f"{amount}_euros", f"{cents / 100:.2f}")

    def _amount(self, cleaned: dict[str, Any], name: str) -> dict[str, int | None]:
        euros, percent = cleaned.pop(f"{name}_euros", None), cleaned.get(f"{name}_percent")
        if euros is not None and percent is not None:
            self.add_error(f"{name}_percent", _("Entweder ein fester Betrag oder ein Anteil."))
        cents = None if euros is None else round(euros * 100)
        return {f"{name}_cents": cents, f"{name}_percent": percent}


class BranchRulesForm(_FeeForm):
    """What holds in a branch for everything that says nothing else."""

    min_notice = SpanField(_SHORT, label=_("Vorlauf"), help_text=_("So lange vorher muss gebucht sein."))
    horizon_days = forms.IntegerField(
        label=_("Buchbar im Voraus"),
        min_value=1,
        max_value=730,
        help_text=_("Tage"),
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )
    max_per_day = _number(_("Termine am Tag höchstens"), help_text=_("leer: so viele, wie Platz haben"))
    max_upcoming = _number(_("Offene Termine je Kunde höchstens"), most=50, help_text=_("leer: unbegrenzt"))
    change_notice = SpanField(
        _LONG,
        before=True,
        label=_("Kunden ändern selbst bis"),
        help_text=_("Danach geht es nur noch über das Team."),
    )
    free_until = SpanField(_LONG[1:], before=True, label=_("Kostenfrei absagbar bis"), empty=_("zum Beginn"))
    fee_percent = _number(_("Ausfallgebühr in Prozent"), most=100)
    fee_euros = _euros(_("oder fester Betrag in Euro"))
    approval_within = SpanField(
        _ANSWER, label=_("Anfragen beantworten binnen"), help_text=_("Danach wird die Zeit wieder frei.")
    )
    deposit_within = SpanField(
        _ANSWER, label=_("Anzahlung fällig binnen"), help_text=_("Danach verfällt der Termin.")
    )
    slot_grid_minutes = forms.TypedChoiceField(
        label=_("Termine beginnen alle"),
        choices=[
            (minutes, format_lazy(_("{minutes} Minuten"), minutes=minutes)) for minutes, _l in GRID_CHOICES
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    last_start = ClockField(
        label=_("Letzter Terminbeginn"), help_text=_("Uhrzeit; leer: so spät, wie es bis zum Schließen passt")
    )
    closes_on_public_holidays = _tick(_("An Feiertagen geschlossen"))
    keeps_local_holidays = _tick(
        _("Auch an örtlichen Feiertagen"), _("Zum Beispiel Mariä Himmelfahrt in Bayern oder Landesfeiertage.")
    )
    eves_close_at = forms.ChoiceField(
        label=_("Heiligabend und Silvester"),
        choices=_EVES,
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, branch: Branch, others: Sequence[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._branch = branch
        plain = [name for name in self.fields if name not in ("fee_euros", "eves_close_at")]
        self._start(branch, plain)
        eves = branch.eves_close_at
        self.initial["eves_close_at"] = "" if eves is None else f"{eves:%H:%M}"
        for other in others:
            self.fields[f"travel_{other.pk}"] = _number(
                _("Fahrzeit von %(branch)s") % {"branch": other.name}, most=600, unit=_("Minuten")
            )
            self.initial[f"travel_{other.pk}"] = branch.travel_minutes.get(str(other.pk))

    def show_states(self, states: Mapping[str, str]) -> None:
        """Say at each field where its rule comes from, and let nobody change what the company has locked."""
        for name, field in self.fields.items():
            state = states.get("fee_cents" if name == "fee_euros" else name, "")
            field.state = state  # type: ignore[attr-defined]
            field.disabled = state == "locked"

    @property
    def travel_fields(self) -> list[forms.BoundField]:
        """One for each other branch."""
        return [self[name] for name in self.fields if name.startswith("travel_")]

    def rules(self) -> dict[str, Any]:
        """As ``save_branch_rules`` takes them."""
        cleaned = dict(self.cleaned_data)
        travel = {
            name.removeprefix("travel_"): minutes
            for name in list(cleaned)
            if name.startswith("travel_") and (minutes := cleaned.pop(name))
        }
        eves = cleaned.pop("eves_close_at")
        cleaned.pop("fee_euros", None)
        return {
            **cleaned,
            **self._fee,
            "slot_grid_minutes": cleaned["slot_grid_minutes"] or self._branch.slot_grid_minutes,
            "travel_minutes": {key: value for key, value in travel.items() if value},
            "eves_close_at": time.fromisoformat(eves) if eves else None,
        }

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: a fee in two ways."""
        cleaned = super().clean() or self.cleaned_data
        self._fee = self._amount(dict(cleaned), "fee")
        for name in ("min_notice", "change_notice"):
            cleaned[name] = cleaned.get(name) or timedelta(0)
        for name in ("approval_within", "deposit_within"):
            cleaned[name] = cleaned.get(name) or getattr(self._branch, name)
        return cleaned


class ServiceRulesForm(_FeeForm):
    """What holds for one service; empty: as in the branch."""

    needs_approval = _tick(
        _("Das Team muss zusagen"),
        _("Die Zeit ist vorgemerkt, bis Sie zusagen, ablehnen oder die Frist abläuft."),
    )
    min_notice = SpanField(_SHORT, label=_("Vorlauf"), empty=_("wie in der Filiale"))
    change_notice = SpanField(
        _LONG, before=True, label=_("Kunden ändern selbst bis"), empty=_("wie in der Filiale")
    )
    max_per_day = _number(_("Am Tag höchstens"), help_text=_("je Filiale"))
    max_per_customer_day = _number(_("Je Kunde und Tag"), most=20)
    max_per_customer_week = _number(_("Je Kunde und Woche"), most=50)
    free_until = SpanField(
        _LONG, before=True, label=_("Kostenfrei absagbar bis"), empty=_("wie in der Filiale")
    )
    fee_percent = _number(_("Ausfallgebühr in Prozent"), most=100)
    fee_euros = _euros(_("oder fester Betrag in Euro"))
    fee_on_moving = _tick(_("Gebühr auch beim späten Verlegen"))
    deposit_kind = forms.ChoiceField(
        label=_("Sicherheit"),
        required=False,
        choices=[("", _("keine")), *DepositKind.choices],
        widget=forms.RadioSelect,
    )
    deposit_percent = _number(_("in Prozent des Preises"), most=100)
    deposit_euros = _euros(_("oder fester Betrag in Euro"))

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._start(service, [name for name in self.fields if not name.endswith("_euros")])

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: amounts in two ways, or security without an amount."""
        cleaned = super().clean() or self.cleaned_data
        self._amounts = {**self._amount(dict(cleaned), "fee"), **self._amount(dict(cleaned), "deposit")}
        if not cleaned.get("deposit_kind"):
            self._amounts |= {"deposit_cents": None, "deposit_percent": None}
        elif self._amounts["deposit_cents"] is None and self._amounts["deposit_percent"] is None:
            self.add_error("deposit_percent", _("Bitte sagen Sie, wie viel."))
        return cleaned

    def rules(self) -> dict[str, Any]:
        """As ``save_service_rules`` takes them."""
        plain = {name: value for name, value in self.cleaned_data.items() if not name.endswith("_euros")}
        return {**plain, **self._amounts}


class QuestionForm(forms.Form):
    """One question before booking; without a text there is none."""

    key = forms.SlugField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Frage"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Antwort"),
        choices=QuestionKind.choices,
        widget=forms.Select(attrs={"class": "select"}),
    )
    choices = forms.CharField(
        label=_("Zur Auswahl"),
        required=False,
        max_length=300,
        help_text=_("mit Komma getrennt"),
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
    )
    is_required = _tick(_("Muss beantwortet werden"), initial=True)
    alert_on = forms.CharField(
        label=_("Bei der Antwort"),
        required=False,
        max_length=100,
        help_text=_("zum Beispiel: Nein"),
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
    )
    alert = forms.CharField(
        label=_("sagen wir"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
    )
    refuses = _tick(_("… und buchen dann nicht"))

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: a choice without choices, or a refusal without a reason."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("text"):
            return cleaned
        kind = QuestionKind(cleaned.get("kind") or QuestionKind.TEXT)
        cleaned["options"] = tuple(filter(None, (each.strip() for each in cleaned["choices"].split(","))))
        if kind is QuestionKind.CHOICE and len(cleaned["options"]) < 2:
            self.add_error("choices", _("Bitte nennen Sie mindestens zwei Antworten."))
        said = cleaned["alert_on"].strip()
        if kind is QuestionKind.YES_NO and said:
            said = _SAID.get(said.casefold(), "")
            if not said:
                self.add_error("alert_on", _("Ja oder Nein."))
        if cleaned["refuses"] and not (said and cleaned["alert"]):
            self.add_error("alert", _("Bitte sagen Sie, bei welcher Antwort und warum."))
        cleaned["alert_on"] = said
        return cleaned

    def question(self, number: int) -> Question | None:
        """The question, if there is one."""
        cleaned = self.cleaned_data
        if not cleaned.get("text"):
            return None
        kind = QuestionKind(cleaned["kind"])
        return Question(
            key=cleaned["key"] or f"frage-{number}",
            text=cleaned["text"],
            kind=kind,
            choices=cleaned["options"] if kind is QuestionKind.CHOICE else (),
            is_required=cleaned["is_required"],
            alert_on=cleaned["alert_on"],
            alert=cleaned["alert"],
            refuses=cleaned["refuses"],
        )


QuestionForms = forms.formset_factory(QuestionForm, extra=1, max_num=12)


def _answers() -> dict[str, str]:
    """What stands in the field, in the language of the page."""
    return {YES: gettext("Ja"), NO: gettext("Nein")}


def initial_of(question: Question) -> dict[str, Any]:
    """A question as its form shows it."""
    answers = _answers() if question.kind is QuestionKind.YES_NO else {}
    return {
        **question.to_json(),
        "choices": ", ".join(question.choices),
        "alert_on": answers.get(question.alert_on, question.alert_on),
    }


def questions_in(forms_: Iterable[QuestionForm], known: Iterable[Question]) -> list[Question]:
    """The questions that were filled in; new ones get a key that no other has."""
    taken = {question.key for question in known}
    questions: list[Question] = []
    number = 1
    for form in forms_:
        while f"frage-{number}" in taken:
            number += 1
        question = form.question(number)
        if question is not None:
            taken.add(question.key)
            questions.append(question)
    return questions


class StaffCapsForm(forms.Form):
    """How many appointments each person takes a day."""

    def __init__(self, *args: Any, staff: Sequence[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for person in staff:
            self.fields[f"staff_{person.pk}"] = _number(person.name, most=100)
            self.initial[f"staff_{person.pk}"] = person.max_per_day

    def caps(self) -> dict[int, int | None]:
        """By the ids of the people."""
        return {int(name.removeprefix("staff_")): most for name, most in self.cleaned_data.items()}
