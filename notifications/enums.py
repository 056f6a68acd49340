"""Closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What one SMS costs beyond those of the plan.
SMS_CENTS = 10


class Channel(models.TextChoices):
    """By which way a message leaves the house. Also the kind of its outbox entry."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-Mail")


class Purpose(models.TextChoices):
    """What a message is about."""

    CONFIRMATION = "confirmation", _("Bestätigung")
    REMINDER = "reminder", _("Erinnerung")
    REMIND_SOON = "remind_soon", _("Erinnerung kurz vorher")
    CHANGE = "change", _("Verlegung")
    CANCELLATION = "cancellation", _("Absage")
    REQUEST = "request", _("Vormerkung")
    DECLINED = "declined", _("Ablehnung")
    LAPSED = "lapsed", _("Anzahlung fehlt")
    WAIT_JOINED = "wait_joined", _("Warteliste: eingetragen")
    WAIT_OFFER = "wait_offer", _("Warteliste: freier Termin")
    WAIT_TAKEN = "wait_taken", _("Warteliste: schon vergeben")
    WAIT_WHICH = "wait_which", _("Warteliste: Rückfrage")
    WAIT_OVER = "wait_over", _("Warteliste: nichts gefunden")
    OUTAGE_ASK = "outage_ask", _("Ausfall: Frage")
    OUTAGE_MOVED = "outage_moved", _("Ausfall: verlegt")


REMINDERS = frozenset({Purpose.REMINDER, Purpose.REMIND_SOON})
# After these nobody needs to come.
CALLED_OFF = frozenset({Purpose.CANCELLATION, Purpose.DECLINED, Purpose.LAPSED})


class NotificationState(models.TextChoices):
    """How far a message got. ``sending`` means that a call to the provider may be under way or unanswered."""

    QUEUED = "queued", _("geplant")
    SENDING = "sending", _("wird übergeben")
    SENT = "sent", _("verschickt")
    DELIVERED = "delivered", _("zugestellt")
    UNDELIVERED = "undelivered", _("nicht zustellbar")
    FAILED = "failed", _("gescheitert")
    CANCELLED = "cancelled", _("hinfällig")


class Reason(models.TextChoices):
    """Why a message was not sent or did not arrive."""

    SUPERSEDED = "superseded", _("Der Termin wurde seitdem geändert.")
    APPOINTMENT_CANCELLED = "appointment_cancelled", _("Der Termin wurde abgesagt.")
    TOO_LATE = "too_late", _("Der Termin hatte schon begonnen.")
    NO_ADDRESS = "no_address", _("Keine Adresse hinterlegt, die diese Nachricht erreicht.")
    OPTED_OUT = "opted_out", _("Der Kunde möchte hier keine Nachrichten.")
    ADDRESS_UNUSABLE = "address_unusable", _("Unter dieser Adresse kommt nichts an.")
    TEMPORARY = "temporary", _("Vorübergehend nicht erreichbar.")
    CONTENT_REFUSED = "content_refused", _("Der Anbieter hat den Inhalt abgelehnt.")
    CONFIGURATION = "configuration", _("Die Verbindung zum Anbieter muss geprüft werden.")
    ADDRESS_CAP = "address_cap", _("Zu viele Nachrichten an diese Adresse.")
    GAVE_UP = "gave_up", _("Der Anbieter war zu lange nicht erreichbar.")


class SuppressionCause(models.TextChoices):
    """Why an address gets nothing more."""

    OPTED_OUT = "opted_out", _("abgemeldet")
    UNUSABLE = "unusable", _("unzustellbar")
