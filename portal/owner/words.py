"""German words, icons and tones for what the rooms below name by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from django.utils.translation import gettext_lazy as _

from booking.enums import (
    Advantage,
    AppointmentSource,
    AppointmentStatus,
    ChangeKind,
    RefusalCode,
    SessionState,
)
from notifications.enums import Channel, NotificationState
from telephony.enums import CallState, Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    # Translated when it is shown, not when this module is read.
    Text: TypeAlias = str | _StrPromise


class Look(NamedTuple):
    """How something appears: its name, a tone of the design system, an icon."""

    label: Text
    tone: str
    icon: str


def _always(text: Text) -> tuple[Text, Text]:
    """The same words, whether or not it is known until when."""
    return text, text


OUTCOMES: Final[dict[str, Look]] = {
    Outcome.BOOKED: Look(_("Gebucht"), "good", "calendar-check"),
    Outcome.RESCHEDULED: Look(_("Verlegt"), "good", "calendar-clock"),
    Outcome.CANCELLED: Look(_("Abgesagt"), "neutral", "calendar-x"),
    Outcome.CALLBACK: Look(_("Rückruf gewünscht"), "warn", "phone-forwarded"),
    Outcome.MESSAGE: Look(_("Nachricht hinterlassen"), "warn", "voicemail"),
    Outcome.TRANSFERRED: Look(_("Verbunden"), "good", "phone-forwarded"),
    Outcome.ANSWERED: Look(_("Auskunft gegeben"), "info", "message-circle"),
    Outcome.NOTHING_FREE: Look(_("Nichts frei"), "bad", "calendar-x"),
    Outcome.HUNG_UP: Look(_("Aufgelegt"), "neutral", "phone-missed"),
    Outcome.SPAM: Look(_("Spam"), "neutral", "ban"),
    Outcome.FAILED: Look(_("Störung"), "bad", "triangle-alert"),
}
RUNNING: Final = Look(_("Im Gespräch"), "live", "phone-call")
_UNSETTLED: Final = Look(_("Beendet"), "neutral", "phone")

WHY_NOT_BOOKED: Final[dict[str, Text]] = {
    Outcome.CANCELLED: _("Der Anrufer wollte einen Termin absagen."),
    Outcome.CALLBACK: _("Der Anrufer möchte zurückgerufen werden."),
    Outcome.MESSAGE: _("Der Anrufer hat eine Nachricht hinterlassen."),
    Outcome.TRANSFERRED: _("Der Anrufer wurde zu einem Menschen durchgestellt."),
    Outcome.ANSWERED: _("Der Anrufer wollte eine Auskunft und hat sie bekommen."),
    Outcome.NOTHING_FREE: _("Zur gewünschten Zeit war nichts frei, und die Alternativen passten nicht."),
    Outcome.HUNG_UP: _("Der Anrufer hat aufgelegt, bevor ein Termin feststand."),
    Outcome.SPAM: _("Die Nummer ist gesperrt oder der Anruf war Werbung."),
    Outcome.FAILED: _("Die Verbindung ist durch eine Störung abgebrochen."),
}

INTENTS: Final[dict[str, Text]] = {
    "book": _("Termin buchen"),
    "reschedule": _("Termin verlegen"),
    "cancel": _("Termin absagen"),
    "lookup": _("Eigenen Termin erfragen"),
    "price": _("Preis"),
    "hours": _("Öffnungszeiten"),
    "callback": _("Rückruf"),
    "message": _("Nachricht"),
    "services": _("Leistungen"),
    "question": _("Frage"),
    "identity": _("Wer spricht da?"),
    "wrong_number": _("Verwählt"),
    "english": _("Englisch"),
}

ACTS: Final[dict[str, tuple[Text, str]]] = {
    "find_times": (_("Freie Zeiten gesucht"), "search"),
    "hold": (_("Zeit reserviert"), "hourglass"),
    "book": (_("Termin gebucht"), "calendar-check"),
    "book_series": (_("Serie gebucht"), "repeat"),
    "my_appointments": (_("Eigene Termine nachgesehen"), "calendar-days"),
    "reschedule": (_("Termin verlegt"), "calendar-clock"),
    "cancel": (_("Termin abgesagt"), "calendar-x"),
    "opening_hours": (_("Öffnungszeiten nachgesehen"), "clock"),
    "quote_price": (_("Preis nachgesehen"), "euro"),
    "answer_question": (_("Frage beantwortet"), "book-open"),
    "directions": (_("Anfahrt genannt"), "map-pin"),
    "record_consent": (_("Einwilligung festgehalten"), "shield-check"),
    "callback": (_("Rückruf notiert"), "phone-forwarded"),
    "take_message": (_("Nachricht aufgenommen"), "voicemail"),
    "set_consent": (_("Einwilligung zum Mitschreiben"), "shield-check"),
    "end": (_("Gespräch beendet"), "phone-off"),
}
UNNAMED_ACT: Final = (_("Schritt"), "sparkles")

ACT_RESULTS: Final[dict[str, Text]] = {
    "offered": _("angeboten"),
    "nothing_free": _("nichts frei"),
    "service_unknown": _("Leistung unklar"),
    "staff_unknown": _("Mitarbeiter unklar"),
    "branch_unknown": _("Filiale unklar"),
    "when_unclear": _("Zeit unklar"),
    "outside_horizon": _("zu weit voraus"),
    "answered": _("aus Ihrem Wissen"),
    "unknown": _("weitergegeben"),
    "directions": _("genannt"),
    "held": _("für den Anrufer"),
    "booked": _("gebucht"),
    "rescheduled": _("verlegt"),
    "cancelled": _("abgesagt"),
    "found": _("gefunden"),
    "none": _("nichts gefunden"),
    "hours": _("genannt"),
    "quoted": _("genannt"),
    "callback_noted": _("notiert"),
    "message_noted": _("notiert"),
    "consent_granted": _("erteilt"),
    "consent_refused": _("abgelehnt"),
    "not_identified": _("Anrufer nicht eindeutig"),
    "name_missing": _("Name fehlt"),
    "phone_missing": _("Rufnummer fehlt"),
    RefusalCode.SLOT_TAKEN: _("inzwischen vergeben"),
    RefusalCode.RESOURCE_TAKEN: _("Raum oder Gerät belegt"),
    RefusalCode.VISIT_DOES_NOT_FIT: _("Leistungen passen nicht zusammen"),
    RefusalCode.SLOT_UNKNOWN: _("Zeit unbekannt"),
    RefusalCode.HOLD_EXPIRED: _("Vormerkung abgelaufen"),
    RefusalCode.TOO_SHORT_NOTICE: _("zu kurzfristig"),
    RefusalCode.BEYOND_HORIZON: _("zu weit voraus"),
    RefusalCode.PUBLIC_HOLIDAY: _("Feiertag"),
    RefusalCode.BRANCH_CLOSED: _("geschlossen"),
    RefusalCode.TOO_LATE_TO_CHANGE: _("zu kurz vorher"),
    RefusalCode.APPOINTMENT_NOT_CHANGEABLE: _("nicht mehr änderbar"),
    RefusalCode.STAFF_TRAVELLING: _("unterwegs zwischen Filialen"),
    RefusalCode.BRANCH_DAY_FULL: _("Tageshöchstzahl erreicht"),
    RefusalCode.SERVICE_DAY_FULL: _("Tageshöchstzahl erreicht"),
    RefusalCode.STAFF_DAY_FULL: _("Tageshöchstzahl erreicht"),
    RefusalCode.TOO_MANY_APPOINTMENTS: _("zu viele offene Termine"),
    RefusalCode.ALREADY_THAT_DAY: _("an dem Tag schon gebucht"),
    RefusalCode.ALREADY_THAT_WEEK: _("in der Woche schon gebucht"),
    RefusalCode.ANSWER_MISSING: _("Antwort fehlt"),
    RefusalCode.ANSWER_EXCLUDES: _("nach Antwort ausgeschlossen"),
    RefusalCode.FEE_NOT_ACCEPTED: _("Gebühr nicht bestätigt"),
}
DONE, REFUSED = _("erledigt"), _("nicht möglich")

# What speaks for an offered time.
ADVANTAGES: Final[dict[str, Text]] = {
    Advantage.AS_WISHED: _("genau wie gewünscht"),
    Advantage.AS_USUAL: _("wie sonst auch"),
    Advantage.LEAVES_NO_GAP: _("lässt keine Lücke"),
}

# What kept the wished time from being offered: where it is known until when, and otherwise.
WHY_NOT: Final[dict[str, tuple[Text, Text]]] = {
    RefusalCode.SERVICE_NOT_OFFERED: _always(_("%(staff)s bietet das nicht an")),
    RefusalCode.PAST_TIME: _always(_("schon vorbei")),
    RefusalCode.TOO_SHORT_NOTICE: (_("Vorlauf: frühestens %(until)s"), _("zu kurzfristig")),
    RefusalCode.BEYOND_HORIZON: _always(_("zu weit voraus")),
    RefusalCode.PUBLIC_HOLIDAY: _always(_("%(branch)s hat am Feiertag geschlossen")),
    RefusalCode.BRANCH_CLOSED: _always(_("%(branch)s hat an dem Tag geschlossen")),
    RefusalCode.OUTSIDE_OPENING_HOURS: (
        _("%(branch)s öffnet erst um %(until)s"),
        _("%(branch)s hat dann geschlossen"),
    ),
    RefusalCode.STAFF_NOT_WORKING: (
        _("%(staff)s arbeitet erst ab %(until)s"),
        _("%(staff)s arbeitet dann nicht"),
    ),
    RefusalCode.NOT_AT_THIS_TIME: (_("beginnt erst ab %(until)s"), _("beginnt zu dieser Tageszeit nicht")),
    RefusalCode.NOT_ON_GRID: (_("nächster Beginn %(until)s"), _("zu dieser Minute beginnt kein Termin")),
    RefusalCode.STAFF_ABSENT: (_("%(staff)s abwesend bis %(until)s"), _("%(staff)s abwesend")),
    RefusalCode.SLOT_TAKEN: (_("%(staff)s belegt bis %(until)s"), _("%(staff)s belegt")),
    RefusalCode.RESOURCE_TAKEN: (_("%(thing)s: alle belegt bis %(until)s"), _("%(thing)s: alle belegt")),
    RefusalCode.VISIT_DOES_NOT_FIT: _always(_("%(staff)s wird dann für einen anderen Teil gebraucht")),
    RefusalCode.STAFF_TRAVELLING: (
        _("%(staff)s noch unterwegs bis %(until)s (Fahrt zwischen Filialen)"),
        _("%(staff)s schafft die Fahrt zwischen den Filialen nicht"),
    ),
    RefusalCode.BRANCH_DAY_FULL: _always(_("%(branch)s: Tageshöchstzahl erreicht")),
    RefusalCode.SERVICE_DAY_FULL: _always(_("%(branch)s: Tageshöchstzahl dieser Leistung erreicht")),
    RefusalCode.STAFF_DAY_FULL: _always(_("%(staff)s: Tageshöchstzahl erreicht")),
    RefusalCode.TOO_MANY_APPOINTMENTS: _always(_("Kunde hat schon die Höchstzahl offener Termine")),
    RefusalCode.ALREADY_THAT_DAY: _always(_("Kunde hat diese Leistung an dem Tag schon")),
    RefusalCode.ALREADY_THAT_WEEK: _always(_("Kunde hat diese Leistung in der Woche schon")),
    RefusalCode.ANSWER_MISSING: _always(_("Eine Pflichtfrage ist noch offen")),
    RefusalCode.ANSWER_EXCLUDES: _always(_("Nach einer Antwort nicht möglich")),
    RefusalCode.FEE_NOT_ACCEPTED: _always(_("Gebühr noch nicht bestätigt")),
    RefusalCode.PARTY_SIZE: _always(_("nicht für so viele Personen")),
    RefusalCode.NO_CLASS: _always(_("kein Kurs zu dieser Zeit")),
    RefusalCode.CLASS_FULL: _always(_("Kurs ausgebucht")),
    RefusalCode.SERIES_CONFLICTS: _always(_("nicht alle Termine der Reihe frei")),
    RefusalCode.NONEXISTENT_WALL_TIME: _always(_("wegen der Zeitumstellung gibt es diese Uhrzeit nicht")),
    RefusalCode.SLOT_UNKNOWN: _always(_("Zeit unbekannt")),
    RefusalCode.HOLD_EXPIRED: _always(_("Vormerkung abgelaufen")),
    RefusalCode.SERVICE_CHANGED: _always(_("Leistung inzwischen geändert")),
    RefusalCode.TOO_MANY_HOLDS: _always(_("zu viele Zeiten zugleich vorgemerkt")),
    RefusalCode.TOO_LATE_TO_CHANGE: _always(_("zu kurz vorher für eine Änderung")),
    RefusalCode.APPOINTMENT_NOT_CHANGEABLE: _always(_("Termin nicht mehr änderbar")),
    RefusalCode.APPOINTMENT_CHANGED_MEANWHILE: _always(_("Termin inzwischen geändert")),
    RefusalCode.TIME_OFF_CONFLICTS: _always(_("Abwesenheit fällt auf Termine")),
    RefusalCode.IDEMPOTENCY_KEY_REUSED: _always(_("Anfrage schon verarbeitet")),
}

# The same where more is known: who could begin something shorter, and which things these are.
WHILE_PROCESSING: Final[tuple[Text, Text]] = (
    _("%(staff)s: Einwirkzeit bis %(processing)s, dann belegt bis %(until)s"),
    _("%(staff)s: Einwirkzeit bis %(processing)s, dann belegt"),
)
THINGS_TAKEN: Final[tuple[Text, Text]] = (_("%(things)s belegt bis %(until)s"), _("%(things)s belegt"))

ACT_DETAILS: Final[dict[str, Text]] = {
    "service": _("Leistung"),
    "staff": _("Mitarbeiter"),
    "branch": _("Filiale"),
    "when": _("Zeit"),
    "name": _("Name"),
    "date": _("Tag"),
    "reason": _("Grund"),
    "text": _("Nachricht"),
    "note": _("Notiz"),
    "question": _("Frage"),
}
# What a caller said about their wish; the rest of the details belongs to single steps.
UNDERSTOOD: Final = ("service", "when", "staff", "branch", "name")

STATUS_TONES: Final[dict[str, str]] = {
    AppointmentStatus.PENDING: "warn",
    AppointmentStatus.CONFIRMED: "good",
    AppointmentStatus.CANCELLED: "bad",
    AppointmentStatus.ARRIVED: "brand",
    AppointmentStatus.DONE: "neutral",
    AppointmentStatus.NO_SHOW: "bad",
}
SESSION_TONES: Final[dict[str, str]] = {
    SessionState.PLANNED: "neutral",
    SessionState.CERTAIN: "good",
    SessionState.CANCELLED: "bad",
}
SOURCES: Final[dict[str, tuple[Text, str]]] = {
    AppointmentSource.PHONE: (_("Telefon"), "phone"),
    AppointmentSource.WEB: (_("Online"), "smartphone"),
    AppointmentSource.PORTAL: (_("Team"), "users"),
    AppointmentSource.IMPORT: (_("Import"), "clipboard-list"),
}
CHANGES: Final[dict[str, Look]] = {
    ChangeKind.BOOKED: Look(_("Gebucht"), "good", "calendar-check"),
    ChangeKind.RESCHEDULED: Look(_("Verlegt"), "info", "calendar-clock"),
    ChangeKind.CANCELLED: Look(_("Abgesagt"), "bad", "calendar-x"),
    ChangeKind.STATUS: Look(_("Status geändert"), "neutral", "check"),
    ChangeKind.DECLINED: Look(_("Abgelehnt"), "bad", "calendar-x"),
    ChangeKind.LAPSED: Look(_("Verfallen"), "bad", "hourglass"),
    ChangeKind.DEPOSIT: Look(_("Anzahlung"), "info", "euro"),
    ChangeKind.FEE: Look(_("Gebühr"), "info", "euro"),
}
REQUESTED: Final = Look(_("Angefragt"), "warn", "hourglass")
CHANGED_BY: Final[dict[str, Text]] = {
    "phone": _("am Telefon"),
    "web": _("online"),
    "portal": _("im Team"),
    "import": _("beim Import"),
    "system": _("automatisch"),
}
BY_TEAM: Final = _("im Team")
# What our own acts write down as the reason of a change.
REASONS: Final[dict[str, Text]] = {
    "unanswered": _("nicht rechtzeitig zugesagt"),
    "unpaid": _("Anzahlung nicht eingegangen"),
    "deposit:paid": _("Anzahlung erhalten"),
    "deposit:released": _("freigegeben"),
    "deposit:kept": _("einbehalten"),
    "fee:waived": _("erlassen"),
    "fee:paid": _("bezahlt"),
    "fee:owed": _("wieder offen"),
}

CHANNEL_ICONS: Final[dict[str, str]] = {Channel.SMS: "smartphone", Channel.EMAIL: "mail"}
MESSAGE_TONES: Final[dict[str, str]] = {
    NotificationState.DELIVERED: "good",
    NotificationState.SENT: "good",
    NotificationState.UNDELIVERED: "bad",
    NotificationState.FAILED: "bad",
}

REFUSALS: Final[dict[str, Text]] = {
    RefusalCode.APPOINTMENT_NOT_CHANGEABLE: _("Der Termin hat schon begonnen oder ist vorbei."),
    RefusalCode.CLASS_FULL: _("So viele Plätze sind nicht mehr frei."),
    RefusalCode.NO_CLASS: _("Dieser Kurs findet nicht mehr statt."),
    RefusalCode.PARTY_SIZE: _("So viele Plätze auf einmal kann niemand buchen."),
    RefusalCode.PAST_TIME: _("Dieser Zeitpunkt ist schon vorbei."),
    RefusalCode.SERIES_CONFLICTS: _("Nicht mehr alle Termine sind frei. Es wurde nichts gebucht."),
    RefusalCode.SLOT_TAKEN: _("Diese Zeit ist gerade vergeben worden."),
    RefusalCode.APPOINTMENT_CHANGED_MEANWHILE: _(
        "Der Termin wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an."
    ),
}
NOT_POSSIBLE: Final = _("Das geht gerade nicht. Bitte versuchen Sie es noch einmal.")


def look_of_call(*, state: str, outcome: str) -> Look:
    """A running call looks alive, a finished one like what came of it."""
    if state in (CallState.RINGING, CallState.ONGOING):
        return RUNNING
    return OUTCOMES.get(outcome, _UNSETTLED)


def refusal(code: str) -> str:
    """The sentence for a refusal's code."""
    return str(REFUSALS.get(code, NOT_POSSIBLE))
