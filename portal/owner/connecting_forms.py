"""Forms for connecting calendars. What may be reached is decided by the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.enums import CalendarDirection
from booking.models import StaffMember
from booking.services.sync.connecting import ChoosableCalendar
from booking.services.sync.linking import Link

if TYPE_CHECKING:
    from portal.owner.words import Text

_INPUT: Final = {"class": "input"}
_SELECT: Final = {"class": "select"}


class CalDavForm(forms.Form):
    """An account on a CalDAV server."""

    url = forms.CharField(
        label=_("Adresse des Servers"),
        max_length=400,
        widget=forms.TextInput(
            attrs=_INPUT | {"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}
        ),
        help_text=_(
            "Zum Beispiel caldav.icloud.com, caldav.fastmail.com, dav.mailbox.org oder die Ihrer Nextcloud."
        ),
    )
    username = forms.CharField(
        label=_("Benutzername"),
        max_length=200,
        widget=forms.TextInput(attrs=_INPUT | {"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("Meist Ihre E-Mail-Adresse."),
    )
    password = forms.CharField(
        label=_("App-Passwort"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=_INPUT | {"autocomplete": "off"}),
        help_text=_(
            "Legen Sie bei Ihrem Anbieter ein eigenes Passwort für AskProAI an. Das Passwort Ihres Kontos"
            " brauchen wir nicht."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Bitte ausfüllen.")


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRow:
    """One calendar of the account with its two fields."""

    calendar: ChoosableCalendar
    staff: forms.BoundField
    direction: forms.BoundField


class LinkForm(forms.Form):
    """Two fields for each calendar of an account: whose it is, and what goes which way."""

    def __init__(self, *args: Any, choices: Sequence[ChoosableCalendar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices = choices
        for number, each in enumerate(choices):
            self.fields[f"staff_{number}"] = forms.ModelChoiceField(
                label=_("gehört zu"),
                queryset=StaffMember.objects.filter(is_active=True),
                required=False,
                initial=each.staff_id,
                empty_label=_("nicht verbinden"),
                widget=forms.Select(attrs=_SELECT),
            )
            self.fields[f"direction_{number}"] = forms.ChoiceField(
                label=_("Richtung"),
                choices=_directions(each),
                initial=each.direction,
                widget=forms.Select(attrs=_SELECT),
            )

    def rows(self) -> Iterator[LinkRow]:
        """The calendars with their fields."""
        for number, each in enumerate(self._choices):
            yield LinkRow(calendar=each, staff=self[f"staff_{number}"], direction=self[f"direction_{number}"])

    def links(self) -> list[Link]:
        """What was chosen."""
        return [
            Link(
                remote_id=each.remote_id,
                name=each.name,
                staff_id=self.cleaned_data[f"staff_{number}"].pk,
                direction=CalendarDirection(self.cleaned_data[f"direction_{number}"]),
            )
            for number, each in enumerate(self._choices)
            if self.cleaned_data[f"staff_{number}"]
        ]


def _directions(calendar: ChoosableCalendar) -> list[tuple[str, Text]]:
    """Into a calendar that can only be read, nothing is written."""
    if calendar.is_writable:
        return list(CalendarDirection.choices)
    return [(CalendarDirection.IN.value, CalendarDirection.IN.label)]
