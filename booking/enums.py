"""The choices of this room; every refusal has exactly one code, which surfaces turn into a sentence."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RefusalCode(StrEnum):
    """Why a time cannot be had. The same codes come from searching, booking, moving and validating."""

    SERVICE_NOT_OFFERED = "service_not_offered"
    PAST_TIME = "past_time"
    TOO_SHORT_NOTICE = "too_short_notice"
    BEYOND_HORIZON = "beyond_horizon"
    PUBLIC_HOLIDAY = "public_holiday"
    BRANCH_CLOSED = "branch_closed"
    OUTSIDE_OPENING_HOURS = "outside_opening_hours"
    STAFF_NOT_WORKING = "staff_not_working"
    NOT_AT_THIS_TIME = "not_at_this_time"
    NOT_ON_GRID = "not_on_grid"
    STAFF_ABSENT = "staff_absent"
    SLOT_TAKEN = "slot_taken"
    RESOURCE_TAKEN = "resource_taken"
    VISIT_DOES_NOT_FIT = "visit_does_not_fit"
    STAFF_TRAVELLING = "staff_travelling"
    BRANCH_DAY_FULL = "branch_day_full"
    SERVICE_DAY_FULL = "service_day_full"
    STAFF_DAY_FULL = "staff_day_full"
    TOO_MANY_APPOINTMENTS = "too_many_appointments"
    ALREADY_THAT_DAY = "already_that_day"
    ALREADY_THAT_WEEK = "already_that_week"
    ANSWER_MISSING = "answer_missing"
    ANSWER_EXCLUDES = "answer_excludes"
    FEE_NOT_ACCEPTED = "fee_not_accepted"
    NONEXISTENT_WALL_TIME = "nonexistent_wall_time"
    PARTY_SIZE = "party_size"
    NO_CLASS = "no_class"
    CLASS_FULL = "class_full"
    SERIES_CONFLICTS = "series_conflicts"
    SLOT_UNKNOWN = "slot_unknown"
    HOLD_EXPIRED = "hold_expired"
    SERVICE_CHANGED = "service_changed"
    TOO_MANY_HOLDS = "too_many_holds"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    APPOINTMENT_NOT_CHANGEABLE = "appointment_not_changeable"
    APPOINTMENT_CHANGED_MEANWHILE = "appointment_changed_meanwhile"
    TIME_OFF_CONFLICTS = "time_off_conflicts"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"


class Advantage(StrEnum):
    """What speaks for an offered time, for whoever asks why it was offered."""

    AS_WISHED = "as_wished"
    AS_USUAL = "as_usual"
    LEAVES_NO_GAP = "leaves_no_gap"


class ResourceKind(models.TextChoices):
    """What can be taken by one appointment at a time."""

    STAFF = "staff", _("Mitarbeiter")
    ROOM = "room", _("Raum")
    EQUIPMENT = "equipment", _("Gerät")


class ServiceKind(models.TextChoices):
    """How a service is sold: a time of one's own, or a place in a class that begins at fixed times."""

    VISIT = "visit", _("Einzeltermin")
    CLASS = "class", _("Kurs")


class SessionState(models.TextChoices):
    """Where a class session stands."""

    PLANNED = "planned", _("geplant")
    CERTAIN = "certain", _("findet statt")
    CANCELLED = "cancelled", _("abgesagt")


class SeriesScope(models.TextChoices):
    """Of a series: this one, this and all that follow, or all that are still ahead."""

    ONE = "one", _("nur diesen Termin")
    FOLLOWING = "following", _("diesen und alle folgenden")
    ALL = "all", _("alle Termine der Serie")


class RepeatUnit(models.TextChoices):
    """What a series counts in."""

    DAY = "day", _("Tage")
    WEEK = "week", _("Wochen")
    MONTH = "month", _("Monate")
    MONTH_WEEKDAY = "month_weekday", _("Monate, am selben Wochentag")


class PhaseKind(models.TextChoices):
    """What happens in a part of a visit."""

    WORK = "work", _("Arbeit")
    PROCESSING = "processing", _("Einwirkzeit")


class OptionKind(models.TextChoices):
    """Callers choose one variant at most, and as many add-ons as they like."""

    VARIANT = "variant", _("Variante")
    ADD_ON = "add_on", _("Zusatz")


class Gender(models.TextChoices):
    """Asked for by callers who prefer somebody."""

    FEMALE = "female", _("weiblich")
    MALE = "male", _("männlich")
    DIVERSE = "diverse", _("divers")


class PriceKind(models.TextChoices):
    """How binding a price is when it is named on the phone."""

    FIXED = "fixed", _("Festpreis")
    FROM = "from", _("ab")
    ON_REQUEST = "on_request", _("auf Anfrage")


class Weekday(models.IntegerChoices):
    """As in ``date.weekday()``."""

    MONDAY = 0, _("Montag")
    TUESDAY = 1, _("Dienstag")
    WEDNESDAY = 2, _("Mittwoch")
    THURSDAY = 3, _("Donnerstag")
    FRIDAY = 4, _("Freitag")
    SATURDAY = 5, _("Samstag")
    SUNDAY = 6, _("Sonntag")


class PreferenceSubject(models.TextChoices):
    """About what the company has decided for all of its branches."""

    BRANCH_RULES = "branch_rules", _("Regeln der Filialen")
    MESSAGES = "messages", _("Nachrichten")
    CALLBACKS = "callbacks", _("Rückrufe")
    CUSTOMERS = "customers", _("Kunden")


class AddressForm(models.TextChoices):
    """How a German message speaks to its reader; the words are German in every language."""

    SIE = "sie", "Sie"
    DU = "du", "du"


class Season(models.TextChoices):
    """Hours of a branch or person that hold only inside or only outside the school holidays of its region."""

    SCHOOL = "school", _("nur in der Schulzeit")
    HOLIDAYS = "holidays", _("nur in den Schulferien")


class QuestionKind(models.TextChoices):
    """How a question before booking is answered."""

    TEXT = "text", _("Freitext")
    CHOICE = "choice", _("Auswahl")
    YES_NO = "yes_no", _("Ja oder Nein")


class DepositKind(models.TextChoices):
    """How a visit is secured."""

    DEPOSIT = "deposit", _("Anzahlung")
    CARD_HOLD = "card_hold", _("Kartenreservierung")


class DepositState(models.TextChoices):
    """Where the security of an appointment stands; empty: none is asked for."""

    REQUIRED = "required", _("offen")
    PAID = "paid", _("erhalten")
    RELEASED = "released", _("freigegeben")
    KEPT = "kept", _("einbehalten")


class FeeState(models.TextChoices):
    """Where the fee for a late cancellation stands; empty: there is none."""

    OWED = "owed", _("offen")
    WAIVED = "waived", _("erlassen")
    PAID = "paid", _("bezahlt")


class TimeOffKind(models.TextChoices):
    """Why somebody is away, or a branch closed."""

    VACATION = "vacation", _("Urlaub")
    SICK = "sick", _("Krankheit")
    CLOSURE = "closure", _("Betriebsruhe")
    BLOCKED = "blocked", _("Blockiert")


class OfferState(models.TextChoices):
    """What became of an offer; running out is told by ``expires_at`` alone."""

    HELD = "held", _("gehalten")
    RELEASED = "released", _("freigegeben")
    BOOKED = "booked", _("gebucht")


class AppointmentStatus(models.TextChoices):
    """Where an appointment stands."""

    PENDING = "pending", _("angefragt")
    CONFIRMED = "confirmed", _("bestätigt")
    CANCELLED = "cancelled", _("abgesagt")
    ARRIVED = "arrived", _("da")
    DONE = "done", _("erledigt")
    NO_SHOW = "no_show", _("nicht erschienen")


class AppointmentSource(models.TextChoices):
    """Which way it came in."""

    PHONE = "phone", _("Telefon")
    WEB = "web", _("Online")
    PORTAL = "portal", _("Team")
    IMPORT = "import", _("Import")
    CALENDAR = "calendar", _("Kalender")  # booked in a connected calendar, for example in Cal.com


class ChangeKind(models.TextChoices):
    """Lines of an appointment's history."""

    BOOKED = "booked", _("gebucht")
    RESCHEDULED = "rescheduled", _("verlegt")
    CANCELLED = "cancelled", _("abgesagt")
    STATUS = "status", _("Status geändert")
    DECLINED = "declined", _("abgelehnt")
    LAPSED = "lapsed", _("verfallen")
    DEPOSIT = "deposit", _("Anzahlung")
    FEE = "fee", _("Gebühr")


class OccupancyKind(models.TextChoices):
    """What takes a resource."""

    HOLD = "hold", _("Vormerkung")
    APPOINTMENT = "appointment", _("Termin")
    ABSENCE = "absence", _("Abwesenheit")
    SESSION = "session", _("Kurstermin")
    EXTERNAL = "external", _("anderer Kalender")


class CalendarDirection(models.TextChoices):
    """What goes between us and a connected calendar."""

    BOTH = "both", _("in beide Richtungen")
    OUT = "out", _("nur unsere Termine dorthin")
    IN = "in", _("nur belegte Zeiten hierher")


class EventOrigin(models.TextChoices):
    """Where something was written first."""

    OURS = "ours", _("hier")
    THEIRS = "theirs", _("dort")


class ConflictKind(models.TextChoices):
    """How two calendars contradict each other."""

    OVERLAP = "overlap", _("Überschneidung")
    BOOKING_REFUSED = "booking", _("Buchung passt nicht")
    CHANGE_REFUSED = "change", _("Änderung passt nicht")
    BOTH_CHANGED = "both", _("an beiden Orten geändert")
    PUSH_REFUSED = "push", _("dort abgelehnt")


class ConflictResolution(models.TextChoices):
    """What was decided about a conflict."""

    OURS = "ours", _("unser Stand gilt")
    THEIRS = "theirs", _("der andere Stand gilt")
    MOVED = "moved", _("verlegt")
    COLLEAGUE = "colleague", _("an Kollegen gegeben")
    KEPT = "kept", _("beides bleibt")
    ASKED = "asked", _("Kunde wird gefragt")
    VANISHED = "vanished", _("von selbst erledigt")


class Reach(models.TextChoices):
    """By which way somebody wants to hear of a time."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-Mail")
    PHONE = "phone", _("Anruf")


class WaitlistState(models.TextChoices):
    """Where somebody on the waitlist stands."""

    WAITING = "waiting", _("wartet")
    BOOKED = "booked", _("hat einen Termin")
    WITHDRAWN = "withdrawn", _("wartet nicht mehr")
    EXPIRED = "expired", _("Zeitraum vorbei")


class InvitationState(models.TextChoices):
    """What became of a time that was offered to somebody who waits."""

    OPEN = "open", _("offen")
    ACCEPTED = "accepted", _("angenommen")
    DECLINED = "declined", _("abgelehnt")
    MISSED = "missed", _("ein anderer war schneller")
    EXPIRED = "expired", _("nicht beantwortet")
    VOID = "void", _("hinfällig")


class OutageState(models.TextChoices):
    """Everything can be undone until it is sent."""

    PLANNED = "planned", _("geplant")
    SENT = "sent", _("gesendet")
    UNDONE = "undone", _("zurückgenommen")


class ProposalKind(models.TextChoices):
    """What is proposed to a customer whose person is out."""

    SAME_TIME = "same_time", _("gleiche Zeit, andere Person")
    COLLEAGUE = "colleague", _("andere Zeit, andere Person")
    SAME_PERSON = "same_person", _("andere Zeit, gleiche Person")
    NONE = "none", _("nichts frei")


class MoveWay(models.TextChoices):
    """What is done about an appointment that an outage touches."""

    INFORM = "inform", _("verlegen und Bescheid geben")
    ASK = "ask", _("fragen")
    CALL = "call", _("anrufen")
    CANCEL = "cancel", _("absagen")
    KEEP = "keep", _("nichts tun")


class MoveState(models.TextChoices):
    """How far an appointment got that an outage touches."""

    PLANNED = "planned", _("geplant")
    SENDING = "sending", _("wird gesendet")
    ASKED = "asked", _("wartet auf Antwort")
    MOVED = "moved", _("verlegt")
    CANCELLED = "cancelled", _("abgesagt")
    TO_CALL = "to_call", _("anzurufen")
    KEPT = "kept", _("bleibt")


class CodeState(models.TextChoices):
    """How far the code that proves a number got."""

    NONE = "none", _("keiner")
    QUEUED = "queued", _("unterwegs")
    SENT = "sent", _("verschickt")
    FAILED = "failed", _("nicht zustellbar")


class ImportState(models.TextChoices):
    """How far the taking over of a file got."""

    DRAFT = "draft", _("wird geprüft")
    RUNNING = "running", _("läuft")
    DONE = "done", _("fertig")
