"""What a customer decides about one appointment and the messages around it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.models import Customer
from notifications.enums import Channel
from notifications.services.planning import address_of

REASONS: Final = (
    ("", _("Keine Angabe")),
    ("krank", _("Krank geworden")),
    ("verhindert", _("Etwas ist dazwischengekommen")),
    ("anderswo", _("Woanders einen Termin gefunden")),
    ("anderes", _("Anderer Grund")),
)


class CancelForm(forms.Form):
    """Why, if they want to say; and what it costs, if it does."""

    reason = forms.ChoiceField(
        label=_("Warum? (freiwillig)"), choices=REASONS, required=False, widget=forms.RadioSelect
    )
    fee = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, widget=forms.HiddenInput)


class MessagesForm(forms.Form):
    """By which way, in which language, and whether to be reminded."""

    channel = forms.ChoiceField(label=_("Nachrichten an mich"), required=False, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Sprache der Nachrichten"),
        choices=(("de", "Deutsch"), ("en", "English")),
        widget=forms.RadioSelect,
    )
    reminders = forms.ChoiceField(
        label=_("Erinnerung vor Terminen"),
        choices=(("an", _("Ja, bitte")), ("aus", _("Nein, keine"))),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        initial = {
            "channel": customer.preferred_channel,
            "language": customer.language if customer.language in {"de", "en"} else "de",
            "reminders": "an" if customer.wants_reminders else "aus",
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        ways = [(channel.value, channel.label) for channel in Channel if address_of(customer, channel)]
        # Only ways by which something arrives can be chosen, and only where there is a choice.
        if len(ways) > 1:
            self.fields["channel"].choices = [("", _("Überall")), *ways]  # type: ignore[attr-defined]
        else:
            del self.fields["channel"]
