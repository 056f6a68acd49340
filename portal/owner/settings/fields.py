"""Fields that take what people type: ``45,50``, ``9``, ``0930``, ``1 h 30``, names one to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from portal.owner.words import Text

MOST_CENTS: Final = 10_000_000
MOST_MINUTES: Final = 24 * 60
_MONEY: Final = re.compile(r"(\d{1,6}|\d{1,3}(?:[.'’ ]\d{3})+)(?:[.,](\d{1,2}|-|–))?")
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?(?: ?uhr)?", re.IGNORECASE)
_MINUTES: Final = re.compile(
    r"(?:(\d{1,2}) ?(?:h|std|stunden?)\.?)? ?(?:(\d{1,4}) ?(?:min|minuten?|m)?\.?)?", re.IGNORECASE
)
# What cannot be seen has no place in a name.
_INVISIBLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


def one_line(text: str) -> str:
    """The text without control characters, and with single spaces."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def cents_of(text: str) -> int:
    """``45``, ``45,5``, ``1.200,-``, ``45.00 €`` or ``CHF 45`` in cents.

    :raises ValueError: it is none of these.
    """
    bare = re.sub(r"(?i)eur|euro|chf|fr\.|€", "", text).strip()
    match = _MONEY.fullmatch(bare)
    if not match:
        raise ValueError(text)
    rest = (match[2] or "").strip("-–")
    return int(re.sub(r"\D", "", match[1])) * 100 + int(f"{rest:0<2}")


def money_text(cents: int | None) -> str:
    """``4550`` → ``45,50``, ``4500`` → ``45``: as it is typed."""
    if cents is None:
        return ""
    return f"{cents // 100},{cents % 100:02d}" if cents % 100 else str(cents // 100)


def clock_of(text: str) -> time:
    """``9``, ``9:30``, ``09.30``, ``0930`` or ``9 Uhr``; 24 is midnight.

    :raises ValueError: no time of day.
    """
    bare = text.strip()
    match = _CLOCK.fullmatch(bare)
    if not match:
        raise ValueError(text)
    if bare.isdecimal() and len(bare) == 3:  # 930
        hour, minute = int(bare[0]), int(bare[1:])
    else:
        hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        return time(0)
    return time(hour, minute)


def minutes_of(text: str) -> int:
    """``45``, ``45 min``, ``1 h 30`` or ``1:30`` in minutes.

    :raises ValueError: no duration.
    """
    bare = text.strip()
    if match := re.fullmatch(r"(\d{1,2}):(\d{2})(?: ?h)?", bare):
        return int(match[1]) * 60 + int(match[2])
    match = _MINUTES.fullmatch(bare)
    if not match or not (match[1] or match[2]):
        raise ValueError(text)
    return int(match[1] or 0) * 60 + int(match[2] or 0)


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "input", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return one_line(str(super().to_python(value) or ""))


class MoneyField(forms.CharField):
    """An amount in cents, typed in euros or francs; empty: ``None``."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input", "inputmode": "decimal", "autocomplete": "off"})
        kwargs.setdefault("widget", widget)
        super().__init__(required=kwargs.pop("required", False), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return money_text(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """:raises ValidationError: no amount, or too large a one."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = cents_of(text)
        except ValueError:
            raise ValidationError(_("Bitte als Betrag schreiben, zum Beispiel 45 oder 45,50.")) from None
        if cents > MOST_CENTS:
            raise ValidationError(_("Das ist mehr, als hier möglich ist."))
        return cents


class MinutesField(forms.CharField):
    """A span of time, typed in minutes; empty: ``None``, or nothing at all (``empty_is_zero``)."""

    def __init__(
        self, *, least: int = 0, most: int = MOST_MINUTES, empty_is_zero: bool = False, **kwargs: Any
    ) -> None:
        self._least, self._most, self._empty_is_zero = least, most, empty_is_zero
        widget = forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "autocomplete": "off"})
        kwargs.setdefault("widget", widget)
        super().__init__(required=kwargs.pop("required", False), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, timedelta):
            return value
        minutes = value // timedelta(minutes=1)
        return str(minutes) if minutes or not self._empty_is_zero else ""

    def clean(self, value: Any) -> Any:
        """:raises ValidationError: no duration, too short or too long a one."""
        text = super().clean(value)
        if not text:
            return timedelta(0) if self._empty_is_zero else None
        try:
            minutes = minutes_of(text)
        except ValueError:
            raise ValidationError(_("Bitte in Minuten schreiben, zum Beispiel 45.")) from None
        if not self._least <= minutes <= self._most:
            limits = {"least": self._least, "most": self._most}
            raise ValidationError(_("Zwischen %(least)d und %(most)d Minuten.") % limits)
        return timedelta(minutes=minutes)


class ClockField(forms.CharField):
    """A time of day as people type it; empty: ``None``."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "autocomplete": "off"})
        kwargs.setdefault("widget", widget)
        super().__init__(required=kwargs.pop("required", False), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> Any:
        """:raises ValidationError: no time of day. What is locked comes as it is stored."""
        if isinstance(value, time):
            return value
        text = super().clean(value)
        if not text:
            return None
        try:
            return clock_of(text)
        except ValueError:
            raise ValidationError(_("Bitte als Uhrzeit schreiben, zum Beispiel 9 oder 9:30.")) from None


class NamesField(forms.CharField):
    """Other names for something, one to a line or with commas between them."""

    most: Final = 40

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"class": "textarea", "rows": 3}))
        super().__init__(required=False, max_length=4000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> Any:
        """:raises ValidationError: too many names, or one that is too long."""
        parts = (one_line(part) for part in re.split(r"[,;\n]", str(value or "").replace("\x00", "")))
        names = tuple({part.casefold(): part for part in parts if part}.values())
        if len(names) > self.most:
            raise ValidationError(_("Höchstens %(most)d Namen.") % {"most": self.most})
        if any(len(name) > 80 for name in names):
            raise ValidationError(_("Ein Name ist zu lang."))
        return names


def tick(label: Text, help_text: Text = "") -> forms.BooleanField:
    """A yes-or-no field."""
    box = forms.CheckboxInput(attrs={"class": "checkbox"})
    return forms.BooleanField(label=label, required=False, help_text=help_text, widget=box)


def choice(label: Text, choices: Sequence[tuple[Any, Any]], **kwargs: Any) -> forms.ChoiceField:
    """One of a list."""
    kwargs.setdefault("widget", forms.Select(attrs={"class": "select"}))
    return forms.ChoiceField(label=label, choices=choices, **kwargs)


def count(label: Text, *, least: int = 1, most: int = 500, **kwargs: Any) -> forms.IntegerField:
    """A whole number."""
    widget = forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **kwargs)


NAME_TAKEN: Final = gettext_lazy(
    "So heißt schon jemand oder etwas anderes. Am Telefon ließe sich das nicht auseinanderhalten."
)
CHANGED_MEANWHILE: Final = gettext_lazy(
    "Inzwischen hat jemand anderes hier gespeichert. Laden Sie die Seite neu, dann sehen Sie den neuen Stand."
)
