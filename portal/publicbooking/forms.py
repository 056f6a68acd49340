"""What is asked of somebody who books: as little as possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from askproai.core.phones import InvalidPhone, parse_phone
from booking.enums import QuestionKind
from booking.errors import AnswerExcludes, AnswerMissing
from booking.rules.questions import LONGEST_ANSWER, NO, YES, Question, checked_answers
from notifications.reach import takes_mail, takes_sms
from telephony.queries.people import is_blocked

_INPUT: Final = {"class": "input"}


class DetailsForm(forms.Form):
    """Name and number; the rest is up to them."""

    name = forms.CharField(
        label=_("Vor- und Nachname"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "name", "autocapitalize": "words"}),
        error_messages={
            "required": _("Bitte geben Sie Ihren Namen an."),
            "min_length": _("Bitte geben Sie Ihren Namen an."),
        },
    )
    phone = forms.CharField(
        label=_("Handynummer"),
        max_length=40,
        widget=forms.TextInput(attrs={**_INPUT, "type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Bitte geben Sie Ihre Handynummer an.")},
    )
    email = forms.CharField(
        label=_("E-Mail (freiwillig)"),
        required=False,
        max_length=254,
        widget=forms.TextInput(
            attrs={**_INPUT, "type": "email", "autocomplete": "email", "inputmode": "email"}
        ),
    )
    note = forms.CharField(
        label=_("Nachricht an das Team (freiwillig)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 2}),
    )

    companion = forms.CharField(
        label=_("Name der zweiten Person (freiwillig)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={**_INPUT, "autocomplete": "off", "autocapitalize": "words"}),
    )

    def __init__(
        self,
        *args: Any,
        region: str,
        wants_code: bool,
        questions: Sequence[Question] = (),
        has_guest: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_guest:
            del self.fields["companion"]
        self._region, self._wants_code, self._questions = region, wants_code, questions
        if wants_code:
            self.fields["phone"].help_text = _("Für den Bestätigungscode und Ihre Terminbestätigung per SMS.")
        for question in questions:
            self.fields[_name(question)] = _field(question)

    @property
    def told(self) -> dict[str, Any]:
        """Who comes and what they answered, as ``WebDetails`` has it."""
        own = {name: self.cleaned_data[name] for name in ("name", "phone", "email", "note")}
        return {**own, "companion": self.cleaned_data.get("companion", ""), "answers": self._answers()}

    @property
    def questions(self) -> list[Any]:
        """The bound fields of the service's own questions."""
        return [self[_name(question)] for question in self._questions]

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: an answer is missing, or the service cannot be booked after it."""
        cleaned = super().clean() or self.cleaned_data
        try:
            checked_answers(self._questions, self._answers(), is_demanded=True)
        except AnswerMissing as error:
            self.add_error(f"frage-{error.key}", _("Bitte beantworten Sie diese Frage."))
        except AnswerExcludes as error:
            words = error.explanation or _("Damit ist diese Leistung online nicht buchbar. Rufen Sie uns an.")
            self.add_error(f"frage-{error.key}", str(words))
        return cleaned

    def _answers(self) -> dict[str, str]:
        given = {each.key: str(self.cleaned_data.get(_name(each)) or "") for each in self._questions}
        return {key: answer for key, answer in given.items() if answer}

    def clean_name(self) -> str:
        """One line, as it is said."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(_("Bitte geben Sie Ihren Namen an."))
        return name

    def clean_companion(self) -> str:
        """One line; nothing for what is no name."""
        name = " ".join(str(self.cleaned_data["companion"]).split())
        return name if any(letter.isalpha() for letter in name) else ""

    def clean_phone(self) -> str:
        """E.164.

        :raises ValidationError: incomplete, on the blocklist, or no SMS can go there where a code has to.
        """
        try:
            number = parse_phone(self.cleaned_data["phone"], region=self._region)
        except InvalidPhone as error:
            raise forms.ValidationError(_("Diese Nummer ist nicht vollständig.")) from error
        if is_blocked(phone=number):
            raise forms.ValidationError(_("Mit dieser Nummer kann hier online nicht gebucht werden."))
        if self._wants_code and not takes_sms(number):
            raise forms.ValidationError(
                _("An diese Nummer können wir keine SMS schicken. Bitte geben Sie eine Handynummer an.")
            )
        return number

    def clean_email(self) -> str:
        """One plain address.

        :raises ValidationError: anything else.
        """
        address = str(self.cleaned_data["email"]).strip()
        if address and not takes_mail(address):
            raise forms.ValidationError(_("Diese E-Mail-Adresse ist nicht vollständig."))
        return address


def _name(question: Question) -> str:
    return f"frage-{question.key}"


def _field(question: Question) -> forms.Field:
    """Required ones are demanded by ``clean``, with one sentence for all kinds."""
    label = (
        question.text
        if question.is_required
        else _("%(question)s (freiwillig)") % {"question": question.text}
    )
    if question.kind is QuestionKind.TEXT:
        return forms.CharField(
            label=label, required=False, max_length=LONGEST_ANSWER, widget=forms.TextInput(attrs=_INPUT)
        )
    choices = [(each, each) for each in question.choices]
    if question.kind is QuestionKind.YES_NO:
        choices = [(YES, str(_("Ja"))), (NO, str(_("Nein")))]
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)
