"""German for what can be wrong between two calendars, and for the ways out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import ConflictKind, ConflictResolution, RefusalCode
from booking.models import SyncConflict
from booking.queries.integrations import ConnectionStatus
from booking.services.sync import Proposal
from booking.services.sync.accounts import PROVIDERS
from portal.owner.diary.words import OBSTACLES, obstacle_text
from portal.templatetags.portal import day_within

if TYPE_CHECKING:
    from portal.owner.words import Text

_ERRORS: Final[dict[str, Text]] = {
    "reconnect": gettext_lazy("Der Zugang gilt nicht mehr. Bitte verbinden Sie neu."),
    "provider_unavailable": gettext_lazy("Der Anbieter antwortet gerade nicht. Wir versuchen es weiter."),
    "provider_unauthorized": gettext_lazy("Der Zugang gilt nicht mehr. Bitte verbinden Sie neu."),
    "provider_rejected": gettext_lazy(
        "Der Anbieter hat die Abfrage abgelehnt. Wir versuchen es später wieder."
    ),
}
_UNNAMED_ERROR: Final = gettext_lazy("Der Abgleich stockt. Wir versuchen es weiter.")

_REFUSALS: Final[dict[str, Text]] = {
    RefusalCode.SLOT_TAKEN: gettext_lazy("die Zeit ist hier schon vergeben"),
    RefusalCode.RESOURCE_TAKEN: gettext_lazy("der Platz dafür ist belegt"),
    RefusalCode.STAFF_ABSENT: gettext_lazy("die Person ist dann nicht da"),
    RefusalCode.STAFF_NOT_WORKING: gettext_lazy("die Person arbeitet dann nicht"),
    RefusalCode.OUTSIDE_OPENING_HOURS: gettext_lazy("das liegt außerhalb der Öffnungszeiten"),
    RefusalCode.BRANCH_CLOSED: gettext_lazy("dann ist geschlossen"),
    RefusalCode.PUBLIC_HOLIDAY: gettext_lazy("das ist ein Feiertag"),
    RefusalCode.SERVICE_NOT_OFFERED: gettext_lazy("diese Leistung bietet die Person nicht an"),
    RefusalCode.PAST_TIME: gettext_lazy("die Zeit ist vorbei"),
    RefusalCode.APPOINTMENT_NOT_CHANGEABLE: gettext_lazy("der Termin läuft schon oder ist vorbei"),
    "service_unknown": gettext_lazy("zu dieser Buchung gehört hier keine Leistung"),
    "length_changed": gettext_lazy("die Dauer folgt hier aus der Leistung"),
    "slot_gone": gettext_lazy("dort ist die Zeit schon vergeben oder geschlossen"),
    "out_of_bounds": gettext_lazy("dort ist diese Zeit nicht buchbar"),
    "past": gettext_lazy("dort gilt die Zeit als vorbei"),
}
_UNNAMED_REFUSAL: Final = gettext_lazy("eine Regel steht dagegen")


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One button: what it says, and what it sends."""

    label: str
    resolution: ConflictResolution
    staff_id: int | None = None
    branch_id: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictCard:
    """A contradiction in words, with the best way out first."""

    conflict_id: int
    title: str
    text: str
    ways: tuple[Way, ...]
    appointment_id: int | None


def conflict_card(conflict: SyncConflict, proposals: Sequence[Proposal]) -> ConflictCard:
    """What somebody reads and can tap."""
    title, text = _said(conflict)
    return ConflictCard(
        conflict_id=conflict.pk,
        title=title,
        text=text,
        ways=tuple(_way(conflict, proposal) for proposal in proposals),
        appointment_id=conflict.appointment_id,
    )


def error_words(status: ConnectionStatus) -> Text:
    """What is wrong with a connection; empty when nothing is."""
    if status.is_broken:
        return _ERRORS["reconnect"]
    return _ERRORS.get(status.error, _UNNAMED_ERROR) if status.error else ""


def refusal_words(code: str) -> str:
    """Why what was chosen is not possible any more."""
    return _("Das geht nicht mehr: %(why)s.") % {"why": _why(code)}


def _said(conflict: SyncConflict) -> tuple[str, str]:
    words = _words_of(conflict)
    match conflict.kind:
        case ConflictKind.OVERLAP:
            return (
                _("%(person)s ist doppelt verplant") % words,
                _("Im Kalender „%(calendar)s“ ist %(there)s belegt. Hier steht %(here)s: %(visit)s.") % words,
            )
        case ConflictKind.BOOKING_REFUSED:
            return (
                _("Buchung aus %(provider)s passt nicht") % words,
                _("%(visit)s bei %(person)s, %(there)s: %(why)s. Die Zeit ist vorerst gesperrt.") % words,
            )
        case ConflictKind.CHANGE_REFUSED:
            return (
                _("Änderung aus %(provider)s passt nicht") % words,
                _("%(visit)s steht hier %(here)s, dort %(there)s: %(why)s.") % words,
            )
        case ConflictKind.BOTH_CHANGED:
            return (
                _("An beiden Orten geändert"),
                _("%(visit)s steht hier %(here)s, in %(provider)s %(there)s.") % words,
            )
    return (
        _("%(provider)s nimmt den Termin nicht an") % words,
        _("%(visit)s, %(here)s: %(why)s.") % words,
    )


def _words_of(conflict: SyncConflict) -> dict[str, object]:
    appointment, period = conflict.appointment, conflict.event.period
    wanted = conflict.wanted or {}
    visit = (
        f"{appointment.service.name}, {appointment.customer.name}" if appointment else wanted.get("name", "")
    )
    here = _("abgesagt")
    if appointment and appointment.status != "cancelled":
        here = _when(appointment.starts_at)
    return {
        "person": conflict.calendar.staff.name,
        "calendar": conflict.calendar.name,
        "provider": PROVIDERS[conflict.calendar.connection.provider].label,
        "visit": visit,
        "here": here,
        "there": f"{_when(period.lower)}–{localtime(period.upper):%H:%M}" if period else _("gelöscht"),
        "why": _why(conflict.code),
    }


def _why(code: str) -> str:
    """As a part of a sentence; rules without words of their own here are named as beside a dragged visit."""
    if code in _REFUSALS:
        return str(_REFUSALS[code])
    return obstacle_text(code) if code in OBSTACLES else str(_UNNAMED_REFUSAL)


def _way(conflict: SyncConflict, proposal: Proposal) -> Way:
    slot = proposal.slot
    if slot is None:
        return Way(label=_plain_label(conflict, proposal.resolution), resolution=proposal.resolution)
    words = {"person": slot.staff, "when": _when(slot.starts_at)}
    is_colleague = proposal.resolution == ConflictResolution.COLLEAGUE
    label = _("Zu %(person)s, %(when)s") if is_colleague else _("Auf %(when)s legen")
    return Way(
        label=label % words,
        resolution=proposal.resolution,
        staff_id=slot.staff_id,
        branch_id=slot.branch_id,
        starts_at=slot.starts_at,
    )


def _plain_label(conflict: SyncConflict, resolution: ConflictResolution) -> str:
    if resolution == ConflictResolution.KEPT:
        return _("Beides so lassen") if conflict.kind == ConflictKind.OVERLAP else _("So lassen")
    if resolution == ConflictResolution.OURS:
        is_push = conflict.kind == ConflictKind.PUSH_REFUSED
        return _("Noch einmal senden") if is_push else _("Unseren Stand behalten")
    if resolution == ConflictResolution.THEIRS:
        is_gone = conflict.event.period is None
        return _("Termin absagen") if is_gone else _("Änderung übernehmen")
    return _("Kunden anrufen lassen")


def _when(at: datetime) -> str:
    local = localtime(at)
    return f"{day_within(local)}, {local:%H:%M}"
