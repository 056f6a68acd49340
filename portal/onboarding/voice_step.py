"""The greeting, in the third step: three tones to listen to, one of them is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.owner.receptionist import greeting_of
from telephony.dialogue import greetings
from telephony.enums import Tone
from telephony.models import Receptionist
from telephony.services.versions import receptionist_shown, set_voice
from tenants.context import current_company


@dataclass(frozen=True, kw_only=True, slots=True)
class Greeting:
    """One tone with what callers hear then."""

    tone: Tone
    text: str
    is_chosen: bool


class VoiceForm(forms.Form):
    """Who speaks, and in which tone; words of one's own go before suggested ones."""

    tone = forms.ChoiceField(choices=Tone.choices)
    persona_name = forms.CharField(
        label=_("Name der Stimme"),
        required=False,
        max_length=40,
        help_text=_("Zum Beispiel Mia. Ohne Namen meldet sich die KI-Assistentin."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    formal = forms.TypedChoiceField(
        label=_("Anrede"),
        choices=((True, _("Siezen")), (False, _("Duzen"))),
        coerce=lambda value: value in (True, "True"),
        widget=forms.RadioSelect,
    )
    own_words = forms.CharField(
        label=_("Eigene Worte statt des Vorschlags"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 2}),
    )

    def save(self) -> None:
        """What callers hear from the next call on, until the first publishing; then once it is published."""
        told = self.cleaned_data
        words = " ".join(told["own_words"].split()) or greetings.suggested(
            industry=current_company().industry, tone=told["tone"], formal=told["formal"]
        )
        fields: dict[str, Any] = {name: told[name] for name in ("tone", "persona_name", "formal")}
        set_voice(fields={**fields, "greeting": words}, now=timezone.now())


def voice_form(posted: Any) -> VoiceForm:
    """The form as it stands in the database, or with what was sent."""
    shown = receptionist_shown()
    is_own = bool(shown.greeting) and not greetings.is_suggested(shown.greeting)
    return VoiceForm(
        posted,
        initial={
            "tone": shown.tone,
            "persona_name": shown.persona_name,
            "formal": shown.formal,
            "own_words": shown.greeting if is_own else "",
        },
    )


def greetings_of(shown: Receptionist) -> tuple[Greeting, ...]:
    """The greeting of this company's trade in each tone, word for word."""
    return tuple(
        Greeting(
            tone=tone,
            text=greeting_of(
                {
                    "persona_name": shown.persona_name,
                    "formal": shown.formal,
                    "greeting": greetings.suggested(
                        industry=current_company().industry, tone=tone, formal=shown.formal
                    ),
                }
            ),
            is_chosen=tone == shown.tone,
        )
        for tone in Tone
    )
