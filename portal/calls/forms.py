"""What can be entered on a call's page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.calls.team import Colleague
from portal.owner import words
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import Speaker
from telephony.models import Call
from telephony.services.desk import LONGEST_NOTE, LONGEST_WORD
from telephony.simulation.corrected import CORRECTABLE
from telephony.values import Correction

_INPUT: Final = {"class": "input"}
_SELECT: Final = {"class": "select"}
_AS_IT_WAS: Final = ("", _("war richtig"))
_SENTENCE: Final = 70


class NoteForm(forms.Form):
    """The team's words; nothing takes the note away."""

    note = forms.CharField(
        label=_("Notiz für Ihr Team"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
    )


class ShareForm(forms.Form):
    """To whom, with what words, and whether they are to look after it."""

    to = forms.ChoiceField(label=_("An"), widget=forms.Select(attrs=_SELECT))
    text = forms.CharField(
        label=_("Was sollen sie wissen?"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.TextInput(attrs=_INPUT),
    )
    is_given = forms.BooleanField(
        label=_("und um den Anruf kümmern"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "checkbox"}),
    )

    def __init__(self, *args: Any, team: Iterable[Colleague], call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = {each.user_id: each.name for each in team if each.sees(call.branch_id)}
        field: Any = self.fields["to"]
        field.choices = [(str(user_id), name) for user_id, name in self._names.items()]

    def name_of(self, user_id: int) -> str:
        """How the colleague is called."""
        return self._names[user_id]


class CallbackForm(forms.Form):
    """What the call back is about."""

    reason = forms.CharField(
        label=_("Worum geht es?"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.TextInput(attrs=_INPUT),
    )


class _Chosen(forms.TypedChoiceField):
    """One of a list of numbered things, or none of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, coerce=int, empty_value=None, widget=forms.Select(attrs=_SELECT), **kwargs
        )


class CorrectionForm(forms.Form):
    """What should have been understood; whatever is left as it is was right."""

    intent = forms.ChoiceField(
        label=_("Anliegen"),
        required=False,
        choices=[_AS_IT_WAS, *((code, words.INTENTS[code]) for code in CORRECTABLE)],
        widget=forms.Select(attrs=_SELECT),
    )
    service = _Chosen(label=_("Leistung"))
    staff = _Chosen(label=_("Person"))
    at = forms.DateTimeField(
        label=_("Zeit"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={**_INPUT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    turn = _Chosen(label=_("Falsch verstanden wurde"))

    def __init__(self, *args: Any, call: Call, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["service"]
        services.choices = [_AS_IT_WAS, *((term.id, term.name) for term in vocabulary.services)]
        staff: Any = self.fields["staff"]
        staff.choices = [_AS_IT_WAS, *((term.id, term.name) for term in vocabulary.staff)]
        turns: Any = self.fields["turn"]
        turns.choices = [("", _("kein bestimmter Satz")), *_sentences(call)]

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: everything was right."""
        if not self.errors and self.correction().is_empty:
            raise forms.ValidationError(_("Bitte sagen Sie, was richtig gewesen wäre."))
        return self.cleaned_data

    def correction(self) -> Correction:
        """As the service takes it."""
        entered, at = self.cleaned_data, self.cleaned_data["at"]
        return Correction(
            intent=entered["intent"],
            service_id=entered["service"],
            staff_id=entered["staff"],
            at=_wall(at) if at else "",
            turn=entered["turn"],
        )


def _wall(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


def _sentences(call: Call) -> list[tuple[int, str]]:
    said = [turn for turn in call.transcript.all() if turn.speaker == Speaker.CALLER and turn.text]
    return [
        (turn.position, turn.text if len(turn.text) <= _SENTENCE else f"{turn.text[:_SENTENCE].rstrip()} …")
        for turn in said
    ]
