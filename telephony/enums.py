"""Closed lists of the room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    """Where a call stands. Providers tell of it late, twice and out of order; a call only ever moves on."""

    RINGING = "ringing", _("klingelt")
    ONGOING = "ongoing", _("im Gespräch")
    ENDED = "ended", _("beendet")
    ANALYSED = "analysed", _("ausgewertet")
    REJECTED = "rejected", _("abgewiesen")
    FAILED = "failed", _("fehlgeschlagen")


class CallSource(models.TextChoices):
    """A test call books for real, but is not charged and not counted."""

    PHONE = "phone", _("Telefon")
    TEST = "test", _("Testanruf")


class CallDirection(models.TextChoices):
    """Seen from the company."""

    INBOUND = "inbound", _("eingehend")
    OUTBOUND = "outbound", _("ausgehend")


class BrainKind(models.TextChoices):
    """Who does the talking: our own engine, or the provider's model that calls our functions."""

    OWN = "own", _("eigene")
    PROVIDER = "provider", _("Anbieter")


class Outcome(models.TextChoices):
    """What came out of a call. The order of ``OUTCOME_RANK`` decides when there was more than one thing."""

    BOOKED = "booked", _("gebucht")
    RESCHEDULED = "rescheduled", _("verlegt")
    CANCELLED = "cancelled", _("abgesagt")
    CALLBACK = "callback", _("Rückruf")
    MESSAGE = "message", _("Nachricht")
    ANSWERED = "answered", _("Auskunft")
    NOTHING_FREE = "nothing_free", _("nichts frei")
    HUNG_UP = "hung_up", _("aufgelegt")
    SPAM = "spam", _("Spam")
    FAILED = "failed", _("Störung")


OUTCOME_RANK = {outcome: rank for rank, outcome in enumerate(reversed(Outcome.values[:8]))}


class ConsentState(models.TextChoices):
    """Whether words may be stored. Anything but ``granted`` means no."""

    NOT_ASKED = "not_asked", _("nicht gefragt")
    GRANTED = "granted", _("erteilt")
    REFUSED = "refused", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("widerrufen")


class Speaker(models.TextChoices):
    """Who said it."""

    CALLER = "caller", _("Anrufer")
    RECEPTIONIST = "receptionist", _("Empfang")


class TicketState(models.TextChoices):
    """A callback is owed until somebody has called."""

    OPEN = "open", _("offen")
    DONE = "done", _("erledigt")


class AnswerMode(models.TextChoices):
    """When calls reach us; the forwarding at the telephone company does the switching, we only say hello."""

    ALWAYS = "always", _("immer")
    OVERFLOW = "overflow", _("wenn niemand abnimmt")
    AFTER_HOURS = "after_hours", _("außerhalb der Öffnungszeiten")
