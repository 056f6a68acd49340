"""Forms of the reception: how it appears, when it answers, who it puts through to, what it keeps off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import format_phone
from portal.owner.receptionist_people_forms import checked_number
from portal.owner.receptionist_words import BRAINS
from telephony.dialogue.emergency import is_practice
from telephony.enums import AnswerMode, BrainKind, Otherwise, Tone
from telephony.models import Receptionist
from tenants.context import current_company

_INPUT: Final = {"class": "input"}
_AREA: Final = {"class": "textarea", "rows": 4}


class _SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # no generics at run time
    """One section of what is being edited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Bitte ausfüllen.")

    @property
    def changes(self) -> Mapping[str, Any]:
        """The fields of this section as they are to be stored."""
        return {name: self.cleaned_data[name] for name in self.fields}


class AppearanceForm(_SettingsForm):
    """Who speaks, and how."""

    class Meta:
        model = Receptionist
        fields = (
            "persona_name",
            "tone",
            "formal",
            "greeting",
            "instructions",
            "asks_for_transcript_consent",
            "offers_add_ons",
        )
        labels = {
            "persona_name": _("Name der Stimme"),
            "greeting": _("Ihre Worte zur Begrüßung"),
            "instructions": _("Worauf soll im Gespräch geachtet werden?"),
            "asks_for_transcript_consent": _("Anrufer fragen, ob mitgeschrieben werden darf"),
            "offers_add_ons": _("Einmal einen passenden Zusatz anbieten"),
        }
        help_texts = {
            "persona_name": _("Zum Beispiel Mia. Ohne Namen meldet sich die KI-Assistentin."),
            "greeting": _("Steht zwischen dem Hinweis auf die KI und der Frage nach dem Anliegen."),
            "instructions": _("Zum Beispiel: Parkplätze sind hinter dem Haus."),
            "asks_for_transcript_consent": _(
                "Ohne ein Ja wird nichts aufgeschrieben; gebucht wird trotzdem."
            ),
            "offers_add_ons": _("Zum Beispiel eine Haarkur zum Färben, mit Preis und nur ein Mal je Anruf."),
        }
        widgets = {
            "persona_name": forms.TextInput(attrs={**_INPUT, "autocomplete": "off"}),
            "greeting": forms.Textarea(attrs={**_AREA, "rows": 2}),
            "instructions": forms.Textarea(attrs=_AREA),
        }

    tone = forms.ChoiceField(label=_("Ton"), choices=Tone.choices, widget=forms.RadioSelect)
    formal = forms.TypedChoiceField(
        label=_("Anrede"),
        choices=((True, _("Siezen")), (False, _("Duzen"))),
        coerce=lambda value: value in (True, "True"),
        widget=forms.RadioSelect,
    )


class RoutingForm(_SettingsForm):
    """When we answer, and what happens otherwise."""

    class Meta:
        model = Receptionist
        fields = ("mode", "otherwise", "business_number", "taxi_number", "emergency_words")

    mode = forms.ChoiceField(
        label=_("Wann soll AskProAI abnehmen?"), choices=AnswerMode.choices, widget=forms.RadioSelect
    )
    otherwise = forms.ChoiceField(
        label=_("Was geschieht zu anderen Zeiten?"), choices=Otherwise.choices, widget=forms.RadioSelect
    )
    business_number = forms.CharField(
        label=_("Nummer Ihres Betriebs"),
        required=False,
        max_length=30,
        help_text=_("Dorthin wird durchgestellt. Sie darf nicht zu AskProAI weitergeleitet sein."),
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "tel", "autocomplete": "tel"}),
    )
    taxi_number = forms.CharField(
        label=_("Nummer der Taxizentrale"),
        required=False,
        max_length=30,
        help_text=_("Wer ein Taxi möchte, wird nach dem Gespräch dorthin verbunden."),
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "tel", "autocomplete": "off"}),
    )
    emergency_words = forms.CharField(
        label=_("Notfallwörter"),
        required=False,
        help_text=_(
            "Ein Wort oder eine Wendung je Zeile. Fällt eines davon, nennt die Stimme zuerst 112 und 116 117."
        ),
        widget=forms.Textarea(attrs=_AREA),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["business_number"] = format_phone(self.instance.business_number)
        self.initial["taxi_number"] = format_phone(self.instance.taxi_number)
        self.initial["emergency_words"] = "\n".join(self.instance.emergency_words)
        if not is_practice(current_company().industry):
            del self.fields["emergency_words"]

    def clean_business_number(self) -> str:
        """:raises ValidationError: callers are not put through to such a number."""
        return checked_number(self.cleaned_data["business_number"])

    def clean_taxi_number(self) -> str:
        """:raises ValidationError: callers are not put through to such a number."""
        return checked_number(self.cleaned_data["taxi_number"])

    def clean_emergency_words(self) -> list[str]:
        """Lines without doubles; at most forty, each of at most sixty letters."""
        lines = [" ".join(line.split())[:60] for line in self.cleaned_data["emergency_words"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))[:40]

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: calls are to be put through, but nowhere."""
        cleaned = super().clean() or self.cleaned_data
        needs_number = cleaned.get("mode") in (AnswerMode.AFTER_HOURS, AnswerMode.HOLIDAY)
        passes_on = needs_number and cleaned.get("otherwise") == Otherwise.PASS_ON
        if passes_on and "business_number" not in self.errors and not cleaned.get("business_number"):
            self.add_error("business_number", _("Wohin soll durchgestellt werden?"))
        return cleaned


class LimitsForm(_SettingsForm):
    """How long and how dear a call may become, and who does not get through."""

    class Meta:
        model = Receptionist
        fields = (
            "minutes",
            "silence_seconds",
            "euros",
            "max_daily_minutes",
            "calls_per_hour",
            "turns_hidden_away",
            "brain",
        )

    minutes = forms.IntegerField(
        label=_("Höchstdauer je Anruf in Minuten"),
        min_value=2,
        max_value=60,
        help_text=_("Danach verabschiedet sich die Stimme und verspricht einen Rückruf."),
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )
    silence_seconds = forms.IntegerField(
        label=_("Auflegen nach Stille in Sekunden"),
        min_value=10,
        max_value=120,
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )
    euros = forms.DecimalField(
        label=_("Höchstkosten je Anruf in Euro"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("Leer heißt: nur die Dauer begrenzen."),
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "decimal", "step": "0.10"}),
    )
    max_daily_minutes = forms.IntegerField(
        label=_("Gesprächszeit am Tag in Minuten"),
        required=False,
        min_value=10,
        max_value=100_000,
        help_text=_("Danach wird durchgestellt oder eine Nachricht aufgenommen, wie unter Annahme gewählt."),
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )
    calls_per_hour = forms.IntegerField(
        label=_("Ergebnislose Anrufe je Stunde von einer Nummer"),
        min_value=2,
        max_value=200,
        help_text=_("Danach gilt sie für den Rest der Stunde als Automat. Gilt sofort."),
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )
    turns_hidden_away = forms.BooleanField(
        label=_("Unterdrückte Nummern abweisen"), required=False, help_text=_("Gilt sofort.")
    )
    brain = forms.ChoiceField(
        label=_("Wer führt das Gespräch?"),
        help_text=_("Gebucht wird in jedem Fall über AskProAI, mit denselben Regeln."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["minutes"] = self.instance.max_seconds // 60
        cents = self.instance.max_cost_cents
        self.initial["euros"] = None if cents is None else cents / 100
        offers_model = bool(settings.OPENAI["model"]) or self.instance.brain == BrainKind.MODEL
        brain = cast("forms.ChoiceField", self.fields["brain"])
        brain.choices = [each for each in BRAINS.items() if offers_model or each[0] != BrainKind.MODEL]
        if offers_model:
            brain.help_text = _(
                "Ein Sprachmodell formuliert freier, kostet aber je Anruf. Fällt es aus, spricht AskProAI "
                "weiter. Gebucht wird in jedem Fall über AskProAI."
            )

    @property
    def changes(self) -> Mapping[str, Any]:
        """Minutes and euros as the seconds and cents that are stored."""
        kept = {name: self.cleaned_data[name] for name in self.fields if name not in ("minutes", "euros")}
        euros = self.cleaned_data["euros"]
        kept["max_seconds"] = self.cleaned_data["minutes"] * 60
        kept["max_cost_cents"] = None if euros is None else int(euros * 100)
        return kept


class PublishForm(forms.Form):
    """A note for whoever reads the list of versions later."""

    note = forms.CharField(
        label=_("Notiz"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={**_INPUT, "autocomplete": "off", "placeholder": _("Notiz (freiwillig)")}
        ),
    )
