"""Forms for texts in the company's own words, and for the timing of reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.services.own_texts import MessageValues
from notifications.wording.own import LONGEST_MAIL, LONGEST_SMS, Flaws, OwnMail
from portal.owner.settings.fields import LineField, choice

NEVER: Final = "never"
_HOURS: Final = (2, 4, 24, 48, 72, 168)
_HOURS_AGAIN: Final = (1, 2, 3, 4)


def _text(value: str) -> str:
    """Lines without control characters."""
    kept = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in value)
    return "\n".join(" ".join(line.split()) for line in kept.splitlines()).strip()


class SmsForm(forms.Form):
    """The text of an SMS."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_SMS,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 5, "data-text": ""}),
    )

    def clean_text(self) -> str:
        """On one line: an SMS has no paragraphs."""
        return _text(self.cleaned_data["text"]).replace("\n", " ")


class MailForm(forms.Form):
    """The words of a mail around its facts."""

    subject = LineField(
        label=gettext_lazy("Betreff"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "input", "data-text": ""}),
    )
    headline = LineField(
        label=gettext_lazy("Überschrift"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input", "data-text": ""}),
    )
    lead = forms.CharField(
        label=gettext_lazy("Vor den Angaben zum Termin"),
        max_length=LONGEST_MAIL,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 4, "data-text": ""}),
    )
    closing = forms.CharField(
        label=gettext_lazy("Danach"),
        max_length=LONGEST_MAIL,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3, "data-text": ""}),
    )

    def clean_lead(self) -> str:
        """Without control characters."""
        return _text(self.cleaned_data["lead"])

    def clean_closing(self) -> str:
        """Without control characters."""
        return _text(self.cleaned_data["closing"])

    def mail(self) -> OwnMail:
        """As it is saved."""
        return OwnMail(
            **{name: self.cleaned_data[name] for name in ("subject", "headline", "lead", "closing")}
        )


class ReminderForm(forms.Form):
    """When customers are reminded."""

    before = choice(gettext_lazy("Erinnern"), [])
    again = choice(gettext_lazy("Und noch einmal"), [])

    def __init__(self, *args: Any, stored: MessageValues, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("before", stored.remind_before, _HOURS, never=_("gar nicht"))
        self._offer("again", stored.remind_again, _HOURS_AGAIN, never=_("nicht"))

    def _offer(self, name: str, known: timedelta | None, offered: Sequence[int], *, never: str) -> None:
        own = None if known is None else known // timedelta(hours=1)
        self.fields[name].choices = [  # type: ignore[attr-defined]
            *((str(each), _before(each)) for each in sorted({*offered, *([] if own is None else [own])})),
            (NEVER, never),
        ]
        self.initial[name] = NEVER if own is None else str(own)

    def span(self, name: str) -> timedelta | None:
        """How long before; ``None``: never."""
        told = self.cleaned_data[name]
        return None if told == NEVER else timedelta(hours=int(told))


def _before(hours: int) -> str:
    if hours % 24 == 0 and hours > 24:
        return _("%(days)d Tage vorher") % {"days": hours // 24}
    return ngettext("%(hours)d Stunde vorher", "%(hours)d Stunden vorher", hours) % {"hours": hours}


def flaw_words(flaws: Flaws) -> list[str]:
    """What is wrong with a text, in sentences."""
    said = []
    if flaws.unknown:
        names = ", ".join(name if name == "{}" else f"{{{name}}}" for name in flaws.unknown)
        said.append(_("%(names)s gibt es hier nicht. Wählen Sie aus den Platzhaltern.") % {"names": names})
    if flaws.missing:
        names = ", ".join(f"{{{name}}}" for name in flaws.missing)
        said.append(_("Es fehlt: %(names)s. Sonst weiß niemand, worum es geht.") % {"names": names})
    if flaws.has_address:
        said.append(_("Bitte keine Internetadresse in die SMS schreiben. Den Link des Kunden setzt {Link}."))
    return said
