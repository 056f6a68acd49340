"""The choices of this room; every refusal has exactly one code, which surfaces turn into a sentence."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


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

    STAFF = "staff", "Mitarbeiter"
    ROOM = "room", "Raum"
    EQUIPMENT = "equipment", "Gerät"


class ServiceKind(models.TextChoices):
    """How a service is sold: a time of one's own, or a place in a class that begins at fixed times."""

    VISIT = "visit", "Einzeltermin"
    CLASS = "class", "Kurs"


class SessionState(models.TextChoices):
    """Where a class session stands."""

    PLANNED = "planned", "geplant"
    CERTAIN = "certain", "findet statt"
    CANCELLED = "cancelled", "abgesagt"


class SeriesScope(models.TextChoices):
    """Of a series: this one, this and all that follow, or all that are still ahead."""

    ONE = "one", "nur diesen Termin"
    FOLLOWING = "following", "diesen und alle folgenden"
    ALL = "all", "alle Termine der Serie"


class RepeatUnit(models.TextChoices):
    """What a series counts in."""

    DAY = "day", "Tage"
    WEEK = "week", "Wochen"
    MONTH = "month", "Monate"
    MONTH_WEEKDAY = "month_weekday", "Monate, am selben Wochentag"


class PhaseKind(models.TextChoices):
    """What happens in a part of a visit."""

    WORK = "work", "Arbeit"
    PROCESSING = "processing", "Einwirkzeit"


class OptionKind(models.TextChoices):
    """Callers choose one variant at most, and as many add-ons as they like."""

    VARIANT = "variant", "Variante"
    ADD_ON = "add_on", "Zusatz"


class Gender(models.TextChoices):
    """Asked for by callers who prefer somebody."""

    FEMALE = "female", "weiblich"
    MALE = "male", "männlich"
    DIVERSE = "diverse", "divers"


class PriceKind(models.TextChoices):
    """How binding a price is when it is named on the phone."""

    FIXED = "fixed", "Festpreis"
    FROM = "from", "ab"
    ON_REQUEST = "on_request", "auf Anfrage"


class Weekday(models.IntegerChoices):
    """As in ``date.weekday()``."""

    MONDAY = 0, "Montag"
    TUESDAY = 1, "Dienstag"
    WEDNESDAY = 2, "Mittwoch"
    THURSDAY = 3, "Donnerstag"
    FRIDAY = 4, "Freitag"
    SATURDAY = 5, "Samstag"
    SUNDAY = 6, "Sonntag"


class PreferenceSubject(models.TextChoices):
    """About what the company has decided for all of its branches."""

    BRANCH_RULES = "branch_rules", "Regeln der Filialen"
    MESSAGES = "messages", "Nachrichten"
    CALLBACKS = "callbacks", "Rückrufe"
    CUSTOMERS = "customers", "Kunden"


class AddressForm(models.TextChoices):
    """How a German message speaks to its reader."""

    SIE = "sie", "Sie"
    DU = "du", "du"


class Season(models.TextChoices):
    """Hours of a branch or person that hold only inside or only outside the school holidays of its region."""

    SCHOOL = "school", "nur in der Schulzeit"
    HOLIDAYS = "holidays", "nur in den Schulferien"


class QuestionKind(models.TextChoices):
    """How a question before booking is answered."""

    TEXT = "text", "Freitext"
    CHOICE = "choice", "Auswahl"
    YES_NO = "yes_no", "Ja oder Nein"


class DepositKind(models.TextChoices):
    """How a visit is secured."""

    DEPOSIT = "deposit", "Anzahlung"
    CARD_HOLD = "card_hold", "Kartenreservierung"


class DepositState(models.TextChoices):
    """Where the security of an appointment stands; empty: none is asked for."""

    REQUIRED = "required", "offen"
    PAID = "paid", "erhalten"
    RELEASED = "released", "freigegeben"
    KEPT = "kept", "einbehalten"


class FeeState(models.TextChoices):
    """Where the fee for a late cancellation stands; empty: there is none."""

    OWED = "owed", "offen"
    WAIVED = "waived", "erlassen"
    PAID = "paid", "bezahlt"


class TimeOffKind(models.TextChoices):
    """Why somebody is away, or a branch closed."""

    VACATION = "vacation", "Urlaub"
    SICK = "sick", "Krankheit"
    CLOSURE = "closure", "Betriebsruhe"
    BLOCKED = "blocked", "Blockiert"


class OfferState(models.TextChoices):
    """What became of an offer; running out is told by ``expires_at`` alone."""

    HELD = "held", "gehalten"
    RELEASED = "released", "freigegeben"
    BOOKED = "booked", "gebucht"


class AppointmentStatus(models.TextChoices):
    """Where an appointment stands."""

    PENDING = "pending", "angefragt"
    CONFIRMED = "confirmed", "bestätigt"
    CANCELLED = "cancelled", "abgesagt"
    ARRIVED = "arrived", "da"
    DONE = "done", "erledigt"
    NO_SHOW = "no_show", "nicht erschienen"


class AppointmentSource(models.TextChoices):
    """Which way it came in."""

    PHONE = "phone", "Telefon"
    WEB = "web", "Online"
    PORTAL = "portal", "Team"
    IMPORT = "import", "Import"
    CALENDAR = "calendar", "Kalender"  # booked in a connected calendar, for example in Cal.com


class ChangeKind(models.TextChoices):
    """Lines of an appointment's history."""

    BOOKED = "booked", "gebucht"
    RESCHEDULED = "rescheduled", "verlegt"
    CANCELLED = "cancelled", "abgesagt"
    STATUS = "status", "Status geändert"
    DECLINED = "declined", "abgelehnt"
    LAPSED = "lapsed", "verfallen"
    DEPOSIT = "deposit", "Anzahlung"
    FEE = "fee", "Gebühr"


class OccupancyKind(models.TextChoices):
    """What takes a resource."""

    HOLD = "hold", "Vormerkung"
    APPOINTMENT = "appointment", "Termin"
    ABSENCE = "absence", "Abwesenheit"
    SESSION = "session", "Kurstermin"
    EXTERNAL = "external", "anderer Kalender"


class CalendarDirection(models.TextChoices):
    """What goes between us and a connected calendar."""

    BOTH = "both", "in beide Richtungen"
    OUT = "out", "nur unsere Termine dorthin"
    IN = "in", "nur belegte Zeiten hierher"


class EventOrigin(models.TextChoices):
    """Where something was written first."""

    OURS = "ours", "hier"
    THEIRS = "theirs", "dort"


class ConflictKind(models.TextChoices):
    """How two calendars contradict each other."""

    OVERLAP = "overlap", "Überschneidung"
    BOOKING_REFUSED = "booking", "Buchung passt nicht"
    CHANGE_REFUSED = "change", "Änderung passt nicht"
    BOTH_CHANGED = "both", "an beiden Orten geändert"
    PUSH_REFUSED = "push", "dort abgelehnt"


class ConflictResolution(models.TextChoices):
    """What was decided about a conflict."""

    OURS = "ours", "unser Stand gilt"
    THEIRS = "theirs", "der andere Stand gilt"
    MOVED = "moved", "verlegt"
    COLLEAGUE = "colleague", "an Kollegen gegeben"
    KEPT = "kept", "beides bleibt"
    ASKED = "asked", "Kunde wird gefragt"
    VANISHED = "vanished", "von selbst erledigt"


class Reach(models.TextChoices):
    """By which way somebody wants to hear of a time."""

    SMS = "sms", "SMS"
    EMAIL = "email", "E-Mail"
    PHONE = "phone", "Anruf"


class WaitlistState(models.TextChoices):
    """Where somebody on the waitlist stands."""

    WAITING = "waiting", "wartet"
    BOOKED = "booked", "hat einen Termin"
    WITHDRAWN = "withdrawn", "wartet nicht mehr"
    EXPIRED = "expired", "Zeitraum vorbei"


class InvitationState(models.TextChoices):
    """What became of a time that was offered to somebody who waits."""

    OPEN = "open", "offen"
    ACCEPTED = "accepted", "angenommen"
    DECLINED = "declined", "abgelehnt"
    MISSED = "missed", "ein anderer war schneller"
    EXPIRED = "expired", "nicht beantwortet"
    VOID = "void", "hinfällig"


class OutageState(models.TextChoices):
    """Everything can be undone until it is sent."""

    PLANNED = "planned", "geplant"
    SENT = "sent", "gesendet"
    UNDONE = "undone", "zurückgenommen"


class ProposalKind(models.TextChoices):
    """What is proposed to a customer whose person is out."""

    SAME_TIME = "same_time", "gleiche Zeit, andere Person"
    COLLEAGUE = "colleague", "andere Zeit, andere Person"
    SAME_PERSON = "same_person", "andere Zeit, gleiche Person"
    NONE = "none", "nichts frei"


class MoveWay(models.TextChoices):
    """What is done about an appointment that an outage touches."""

    INFORM = "inform", "verlegen und Bescheid geben"
    ASK = "ask", "fragen"
    CALL = "call", "anrufen"
    CANCEL = "cancel", "absagen"
    KEEP = "keep", "nichts tun"


class MoveState(models.TextChoices):
    """How far an appointment got that an outage touches."""

    PLANNED = "planned", "geplant"
    SENDING = "sending", "wird gesendet"
    ASKED = "asked", "wartet auf Antwort"
    MOVED = "moved", "verlegt"
    CANCELLED = "cancelled", "abgesagt"
    TO_CALL = "to_call", "anzurufen"
    KEPT = "kept", "bleibt"


class CodeState(models.TextChoices):
    """How far the code that proves a number got."""

    NONE = "none", "keiner"
    QUEUED = "queued", "unterwegs"
    SENT = "sent", "verschickt"
    FAILED = "failed", "nicht zustellbar"


class ImportState(models.TextChoices):
    """How far the taking over of a file got."""

    DRAFT = "draft", "wird geprüft"
    RUNNING = "running", "läuft"
    DONE = "done", "fertig"
