"""What the receptionist's settings are called, and how a change of one reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from askproai.core.money import format_cents
from portal.templatetags.portal import phone
from telephony.enums import AnswerMode, BrainKind, Otherwise, Tone
from telephony.hosting import Difference
from telephony.services.recordings import recording_of
from telephony.services.versions import Change

LABELS: Final = {
    "persona_name": gettext_lazy("Name"),
    "greeting": gettext_lazy("Ihre Worte zur Begrüßung"),
    "recording": gettext_lazy("Eigene Aufnahme"),
    "tone": gettext_lazy("Ton"),
    "formal": gettext_lazy("Anrede"),
    "instructions": gettext_lazy("Hinweise für das Gespräch"),
    "asks_for_transcript_consent": gettext_lazy("Mitschreiben"),
    "mode": gettext_lazy("Annahme"),
    "otherwise": gettext_lazy("Zu anderen Zeiten"),
    "business_number": gettext_lazy("Nummer Ihres Betriebs"),
    "emergency_words": gettext_lazy("Notfallwörter"),
    "brain": gettext_lazy("Gesprächsführung"),
    "agent_id": gettext_lazy("Eigener Agent"),
    "silence_seconds": gettext_lazy("Stille"),
    "max_turns": gettext_lazy("Beiträge je Anruf"),
    "max_acts": gettext_lazy("Schritte je Anruf"),
    "max_seconds": gettext_lazy("Höchstdauer"),
    "max_cost_cents": gettext_lazy("Höchstkosten je Anruf"),
    "max_daily_minutes": gettext_lazy("Gesprächszeit am Tag"),
    "offers_add_ons": gettext_lazy("Zusätze"),
    "taxi_number": gettext_lazy("Taxizentrale"),
}
FUNCTIONS: Final = {
    "find_times": gettext_lazy("Freie Zeiten suchen"),
    "hold": gettext_lazy("Zeit freihalten"),
    "book": gettext_lazy("Termin buchen"),
    "my_appointments": gettext_lazy("Eigene Termine nennen"),
    "reschedule": gettext_lazy("Termin verlegen"),
    "cancel": gettext_lazy("Termin absagen"),
    "opening_hours": gettext_lazy("Öffnungszeiten nennen"),
    "quote_price": gettext_lazy("Preis nennen"),
    "callback": gettext_lazy("Rückruf aufnehmen"),
    "take_message": gettext_lazy("Nachricht aufnehmen"),
    "transfer": gettext_lazy("Zu einem Menschen durchstellen"),
    "answer_question": gettext_lazy("Fragen aus dem Wissen beantworten"),
    "directions": gettext_lazy("Weg beschreiben"),
    "set_consent": gettext_lazy("Einwilligung festhalten"),
    "record_consent": gettext_lazy("Einwilligungen festhalten"),
    "end": gettext_lazy("Gespräch beenden"),
}
_AT_PROVIDER: Final = {
    ("brain", "missing"): gettext_lazy("Die Gesprächsführung wurde dort gelöscht."),
    ("agent", "missing"): gettext_lazy("Der Agent wurde dort gelöscht."),
    ("brain", "general_prompt"): gettext_lazy("Der Gesprächsleitfaden wurde dort geändert."),
    ("brain", "general_tools"): gettext_lazy("Die Funktionen wurden dort geändert."),
    ("brain", "begin_message"): gettext_lazy("Die Begrüßung wurde dort geändert."),
    ("brain", "model"): gettext_lazy("Das Sprachmodell wurde dort geändert."),
    ("agent", "voice_id"): gettext_lazy("Die Stimme wurde dort geändert."),
    ("agent", "language"): gettext_lazy("Die Sprachen wurden dort geändert."),
    ("agent", "response_engine"): gettext_lazy("Die Gesprächsführung wurde dort ausgetauscht."),
    ("agent", "webhook_url"): gettext_lazy("Die Adresse für Rückmeldungen wurde dort geändert."),
    ("agent", "data_storage_setting"): gettext_lazy("Was dort gespeichert wird, wurde geändert."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRow:
    """One line of a comparison."""

    label: str
    before: str
    after: str


def change_row(change: Change) -> ChangeRow:
    """A change in words; long texts stay whole."""
    if change.part:
        return _part_row(change)
    label = str(LABELS.get(change.name, change.name))
    return ChangeRow(
        label=label,
        before=value_text(change.name, change.before),
        after=value_text(change.name, change.after),
    )


def _part_row(change: Change) -> ChangeRow:
    named = str(FUNCTIONS.get(change.name, change.name)) if change.part == "functions" else change.name
    part = _("Funktion") if change.part == "functions" else _("Wissen")
    there = (_("nicht vorhanden"), _("vorhanden"))
    if change.before is not None and change.after is not None:
        return ChangeRow(label=f"{part}: {named}", before=_("bisherige Fassung"), after=_("überarbeitet"))
    return ChangeRow(
        label=f"{part}: {named}",
        before=there[change.before is not None],
        after=there[change.after is not None],
    )


def _recorded(key: str) -> str:
    found = recording_of(key)
    if found is None:
        return _("nicht mehr da")
    when = formats.date_format(timezone.localtime(found.created_at), "j.n.Y, H:i")
    return _("vom %(when)s") % {"when": when}


def value_text(name: str, value: Any) -> str:
    """A stored value as people read it."""
    if value in (None, "", []):
        return _("unbegrenzt") if name in _UNLIMITED else _("nichts")
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    written = _WRITTEN.get(name)
    return written(value) if written else str(value)


BRAINS: Final = {
    BrainKind.OWN: gettext_lazy("AskProAI"),
    BrainKind.MODEL: gettext_lazy("Sprachmodell"),
    BrainKind.PROVIDER: gettext_lazy("Telefonanbieter"),
}
_UNLIMITED: Final = frozenset({"max_cost_cents", "max_daily_minutes"})
_CHOICES: Final[dict[str, type[TextChoices]]] = {
    "tone": Tone,
    "mode": AnswerMode,
    "otherwise": Otherwise,
}
_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {
    "brain": lambda value: str(BRAINS[value]),
    "recording": _recorded,
    "formal": lambda value: _("siezen") if value else _("duzen"),
    "asks_for_transcript_consent": lambda value: _("wird gefragt") if value else _("wird nicht gefragt"),
    "business_number": phone,
    "taxi_number": phone,
    "offers_add_ons": lambda value: _("werden einmal angeboten") if value else _("nur auf Wunsch"),
    "emergency_words": ", ".join,
    "max_seconds": lambda value: _("%(minutes)d Minuten") % {"minutes": value // 60},
    "silence_seconds": lambda value: _("endet nach %(seconds)d Sekunden") % {"seconds": value},
    "max_cost_cents": format_cents,
    "max_daily_minutes": lambda value: _("%(minutes)d Minuten") % {"minutes": value},
}


def difference_text(difference: Difference) -> str:
    """What is not as it was left at the provider."""
    if difference.where == "number":
        words = (
            _("%(number)s ist dort noch nicht eingerichtet.")
            if difference.name == "missing"
            else _("%(number)s führt dort nicht zu diesem Empfang.")
        )
        return words % {"number": phone(difference.number)}
    known = _AT_PROVIDER.get((difference.where, difference.name))
    return (
        str(known)
        if known
        else _("Eine Einstellung wurde dort geändert (%(name)s).") % {"name": difference.name}
    )
