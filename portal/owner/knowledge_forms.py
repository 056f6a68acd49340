"""Forms of the knowledge page. What may be fetched or read is decided by the services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Branch
from telephony.enums import KnowledgeTopic

_INPUT: Final = {"class": "input"}
_AREA: Final = {"class": "textarea", "rows": 4}


class _SourceForm(forms.Form):
    """What every source has: where it holds."""

    branch = forms.ModelChoiceField(
        label=_("Gilt für"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("alle Filialen"),
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.filter(is_active=True)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["required"] = _("Bitte ausfüllen.")

    @property
    def branch_id(self) -> int | None:
        """Of the branch chosen; ``None``: all of them."""
        branch = self.cleaned_data["branch"]
        return branch.pk if branch else None


class FaqForm(_SourceForm):
    """A question with its answer."""

    question = forms.CharField(label=_("Frage"), max_length=200, widget=forms.TextInput(attrs=_INPUT))
    answer = forms.CharField(
        label=_("Antwort"),
        max_length=600,
        widget=forms.Textarea(attrs=_AREA | {"rows": 3}),
        help_text=_("Ein bis zwei Sätze: So werden sie am Telefon gesagt."),
    )
    field_order = ("question", "answer", "branch")


class TextForm(_SourceForm):
    """A longer text."""

    title = forms.CharField(label=_("Überschrift"), max_length=200, widget=forms.TextInput(attrs=_INPUT))
    topic = forms.ChoiceField(
        label=_("Thema"), choices=KnowledgeTopic.choices, widget=forms.Select(attrs={"class": "select"})
    )
    text = forms.CharField(
        label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs=_AREA | {"rows": 6})
    )
    field_order = ("title", "topic", "text", "branch")


class PageForm(_SourceForm):
    """A web page."""

    url = forms.CharField(
        label=_("Adresse der Seite"),
        max_length=500,
        widget=forms.URLInput(attrs=_INPUT | {"placeholder": "https://", "inputmode": "url"}),
        help_text=_("Gelesen wird genau diese Seite, keine verlinkten."),
    )
    field_order = ("url", "branch")

    def clean_url(self) -> str:
        """People leave out what browsers add."""
        url = str(self.cleaned_data["url"]).strip()
        return url if "://" in url else f"https://{url}"


class PdfForm(_SourceForm):
    """A file."""

    title = forms.CharField(label=_("Überschrift"), max_length=200, widget=forms.TextInput(attrs=_INPUT))
    file = forms.FileField(
        label=_("PDF-Datei"),
        widget=forms.ClearableFileInput(attrs={"class": "file-input", "accept": "application/pdf"}),
        help_text=_("Bis 5 MB und 60 Seiten, mit Text statt nur Bildern."),
    )
    field_order = ("title", "file", "branch")


class AnswerForm(forms.Form):
    """The owner's answer to a question that callers had."""

    question = forms.CharField(label=_("Frage"), max_length=200, widget=forms.TextInput(attrs=_INPUT))
    answer = forms.CharField(
        label=_("Antwort"), max_length=600, widget=forms.Textarea(attrs=_AREA | {"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Bitte ausfüllen.")
