"""German words, icons and tones for outages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from booking.enums import MoveState, MoveWay, ProposalKind
from portal.owner.words import Look

if TYPE_CHECKING:
    from portal.owner.words import Text

STATES: Final[dict[str, Look]] = {
    MoveState.PLANNED: Look(_("Geplant"), "neutral", "clock"),
    MoveState.SENDING: Look(_("Wird gesendet"), "info", "send-horizontal"),
    MoveState.ASKED: Look(_("Wartet auf Antwort"), "info", "hourglass"),
    MoveState.MOVED: Look(_("Verlegt"), "good", "calendar-check"),
    MoveState.CANCELLED: Look(_("Abgesagt"), "neutral", "calendar-x"),
    MoveState.TO_CALL: Look(_("Anzurufen"), "warn", "phone"),
    MoveState.KEPT: Look(_("Unverändert"), "neutral", "check"),
}
KINDS: Final[dict[str, Text]] = {
    ProposalKind.SAME_TIME: _("gleiche Zeit"),
    ProposalKind.COLLEAGUE: _("andere Zeit"),
    ProposalKind.SAME_PERSON: _("andere Zeit, gleiche Person"),
    ProposalKind.NONE: _("nichts frei"),
}
REASONS: Final[dict[str, Text]] = {
    "colleague_free": _("Zur gleichen Zeit ist jemand anderes frei."),
    "regular": _("Kommt immer zur gleichen Person und wird deshalb gefragt."),
    "other_time": _("Zur gleichen Zeit ist niemand frei, deshalb darf der Kunde wählen."),
    "nothing_free": _("In den nächsten zwei Wochen ist nichts Passendes frei."),
    "no_contact": _("Weder Handynummer noch E-Mail-Adresse ist bekannt."),
}
WAYS: Final[dict[str, Text]] = {
    MoveWay.CALL: _("Anrufen lassen"),
    MoveWay.CANCEL: _("Absagen"),
    MoveWay.KEEP: _("Nichts tun"),
}
