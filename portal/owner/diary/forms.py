"""What the calendar's page sends: a few numbers, none of which is believed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.enums import RefusalCode
from booking.services import TEAM_MAY_WAIVE
from portal.owner.diary.words import WAIVED

_YEARS: Final = range(2000, 2200)
_MOST_PEOPLE: Final = 100
_MOST_DAYS: Final = 7
_BIGGEST: Final = 2**31 - 1


class NumbersField(forms.Field):
    """The same key several times, each a small whole number."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        """:raises ValidationError: none at all, too many, or not numbers."""
        texts = value or []
        if not 0 < len(texts) <= _MOST_PEOPLE or not all(_is_small(each) for each in texts):
            raise forms.ValidationError("numbers")
        return sorted({int(each) for each in texts})


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


class WallTimeField(forms.Field):
    """``2026-11-23T10:15``, naive: what the clock of the branch shows."""

    def clean(self, value: Any) -> datetime | None:
        """:raises ValidationError: no such time, or nobody plans there."""
        if not value and not self.required:
            return None
        try:
            wall = datetime.strptime(value or "", "%Y-%m-%dT%H:%M")  # noqa: DTZ007  the zone is the branch's
        except (TypeError, ValueError) as error:
            raise forms.ValidationError(_("Bitte geben Sie eine Zeit an.")) from error
        if wall.year not in _YEARS:
            raise forms.ValidationError(_("So weit plant niemand."))
        return wall


class WhereForm(forms.Form):
    """Whose columns are on the page, and of which days."""

    person = NumbersField()
    von = forms.DateField()
    tage = forms.IntegerField(min_value=1, max_value=_MOST_DAYS)

    def clean_von(self) -> date:
        """:raises ValidationError: nobody plans there."""
        day: date = self.cleaned_data["von"]
        if day.year not in _YEARS:
            raise forms.ValidationError("year")
        return day

    @property
    def days(self) -> list[date]:
        first: date = self.cleaned_data["von"]
        return [first + timedelta(days=step) for step in range(self.cleaned_data["tage"])]


class _Waiving(forms.Form):
    """Which rules the team takes upon itself, and why."""

    version = forms.IntegerField(min_value=1, max_value=_BIGGEST, required=False)
    trotz = forms.MultipleChoiceField(
        choices=[(code.value, code.value) for code in sorted(TEAM_MAY_WAIVE)], required=False
    )
    grund = forms.CharField(max_length=100, required=False)

    @property
    def waived(self) -> tuple[RefusalCode, ...]:
        return tuple(RefusalCode(each) for each in self.cleaned_data["trotz"])

    @property
    def reason(self) -> str:
        """For the appointment's history: which rules were waived, and the team's words."""
        why = " ".join(self.cleaned_data["grund"].split())
        if not self.waived:
            return why
        return f"{WAIVED}{','.join(self.waived)[:90]};{why}"


class MoveForm(_Waiving):
    """The new start on the clock of the branch, and with whom."""

    starts = WallTimeField()
    staff = forms.IntegerField(min_value=1, max_value=_BIGGEST, required=False)


class StretchForm(_Waiving):
    """How long it is to last in all."""

    minutes = forms.IntegerField(min_value=5, max_value=24 * 60)


class CancelForm(forms.Form):
    """Why, for how much of a visit, and whether the customer hears of it."""

    grund = forms.CharField(max_length=150, required=False)
    visit = forms.CharField(max_length=5, required=False)
    still = forms.BooleanField(required=False)


class NoteForm(forms.Form):
    """What the team wants to remember."""

    notiz = forms.CharField(max_length=2000, required=False, strip=True)
