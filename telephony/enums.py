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
    """Who does the talking: our engine, a model that we lead, or the provider's with our functions."""

    OWN = "own", _("eigene")
    MODEL = "model", _("Sprachmodell")
    PROVIDER = "provider", _("Anbieter")


class Outcome(models.TextChoices):
    """What came out of a call. The order of ``OUTCOME_RANK`` decides when there was more than one thing."""

    BOOKED = "booked", _("gebucht")
    RESCHEDULED = "rescheduled", _("verlegt")
    CANCELLED = "cancelled", _("abgesagt")
    CALLBACK = "callback", _("Rückruf")
    MESSAGE = "message", _("Nachricht")
    TRANSFERRED = "transferred", _("verbunden")
    ANSWERED = "answered", _("Auskunft")
    NOTHING_FREE = "nothing_free", _("nichts frei")
    HUNG_UP = "hung_up", _("aufgelegt")
    SPAM = "spam", _("Spam")
    FAILED = "failed", _("Störung")


OUTCOME_RANK = {outcome: rank for rank, outcome in enumerate(reversed(Outcome.values[:9]))}


class MissedReason(models.TextChoices):
    """Why somebody who wanted an appointment got none."""

    NOTHING_FREE = "nothing_free", _("nichts frei")
    NOT_OFFERED = "not_offered", _("nicht im Angebot")
    REFUSED_TIMES = "refused_times", _("angebotene Zeiten passten nicht")
    GAVE_UP = "gave_up", _("vorher aufgelegt")
    NOT_UNDERSTOOD = "not_understood", _("nicht verstanden")
    HANDED_OVER = "handed_over", _("an Menschen übergeben")
    OUTAGE = "outage", _("Störung")


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


class TicketResult(models.TextChoices):
    """What came of calling back."""

    REACHED = "reached", _("erreicht")
    BOOKED = "booked", _("Termin vereinbart")
    SETTLED = "settled", _("ohne Anruf erledigt")
    GAVE_UP = "gave_up", _("nie erreicht")


class AnswerMode(models.TextChoices):
    """When calls reach us; the forwarding at the telephone company does the switching, we only say hello."""

    ALWAYS = "always", _("immer")
    OVERFLOW = "overflow", _("wenn niemand abnimmt")
    AFTER_HOURS = "after_hours", _("außerhalb der Öffnungszeiten")
    HOLIDAY = "holiday", _("an Feiertagen und im Urlaub")


class Otherwise(models.TextChoices):
    """What happens to a call that comes at a time at which we are not to answer ourselves."""

    PASS_ON = "pass_on", _("an den Betrieb durchstellen")
    MESSAGE = "message", _("Nachricht aufnehmen")
    ANSWER = "answer", _("trotzdem annehmen")


class Route(models.TextChoices):
    """What was decided while it rang."""

    ANSWER = "answer", _("angenommen")
    PASS_ON = "pass_on", _("durchgestellt")
    MESSAGE = "message", _("Nachricht aufgenommen")
    TURNED_AWAY = "turned_away", _("abgewiesen")


class Tone(models.TextChoices):
    """How the greeting sounds."""

    WARM = "warm", _("herzlich")
    PLAIN = "plain", _("sachlich")
    LIVELY = "lively", _("locker")


class NumberState(models.TextChoices):
    """How far a number is that calls are to come through."""

    ORDERED = "ordered", _("wird eingerichtet")
    ACTIVE = "active", _("bereit")
    PORTING = "porting", _("zieht um")
    FAILED = "failed", _("nicht bekommen")


class Reach(models.TextChoices):
    """When somebody may be put through to."""

    OPENING_HOURS = "open", _("während der Öffnungszeiten")
    OWN_HOURS = "own", _("zu eigenen Zeiten")
    ALWAYS = "always", _("jederzeit")


class TransferState(models.TextChoices):
    """How putting a caller through went."""

    STARTED = "started", _("wird verbunden")
    BRIDGED = "bridged", _("verbunden")
    FAILED = "failed", _("nicht erreicht")


class VersionState(models.TextChoices):
    """Whether a version can take calls."""

    WAITING = "waiting", _("wird eingerichtet")
    READY = "ready", _("bereit")
    FAILED = "failed", _("gescheitert")


class PublicationAction(models.TextChoices):
    """What somebody asked for."""

    PUBLISH = "publish", _("veröffentlicht")
    ROLLBACK = "rollback", _("zurückgeholt")
    SPLIT = "split", _("aufgeteilt")
    REPAIR = "repair", _("abgeglichen")


class PublicationState(models.TextChoices):
    """How far it got; ``overtaken``: something newer was asked for before."""

    WAITING = "waiting", _("läuft")
    DONE = "done", _("erledigt")
    FAILED = "failed", _("gescheitert")
    OVERTAKEN = "overtaken", _("überholt")


class ConsentPurpose(models.TextChoices):
    """What somebody agreed to. Reminders of a booked appointment need no consent."""

    TRANSCRIPT = "transcript", _("Mitschreiben")
    FOLLOW_UP = "follow_up", _("Nachfassen nach dem Termin")
    REVIEW = "review", _("Bitte um Bewertung")
    MARKETING = "marketing", _("Angebote")


# What a person agrees to for good; writing a call down is agreed to in each call.
OF_PERSONS = (ConsentPurpose.FOLLOW_UP, ConsentPurpose.REVIEW, ConsentPurpose.MARKETING)


class ConsentGivenBy(models.TextChoices):
    """Who said so: the person in the call, or the company at the person's request."""

    CALLER = "caller", _("Anrufer")
    COMPANY = "company", _("Betrieb, auf Wunsch")


class StatementKind(models.TextChoices):
    """What can be checked in what was said."""

    TIME = "time", _("Zeit")
    HOURS = "hours", _("Öffnungszeit")
    PRICE = "price", _("Preis")
    DURATION = "duration", _("Dauer")
    POLICY = "policy", _("Regel")
    DONE = "done", _("Zusage")


class ProofSource(models.TextChoices):
    """What a statement rests on."""

    ACT = "act", _("Schritt")
    CALLER = "caller", _("Wort des Anrufers")
    CATALOGUE = "catalogue", _("Preisliste")


class SourceKind(models.TextChoices):
    """Where knowledge comes from."""

    TEXT = "text", _("Text")
    FAQ = "faq", _("Frage und Antwort")
    WEB = "web", _("Webseite")
    PDF = "pdf", _("PDF")


class KnowledgeTopic(models.TextChoices):
    """What a source is about, where that decides which act reads it."""

    GENERAL = "general", _("Allgemein")
    DIRECTIONS = "directions", _("Anfahrt")
    PARKING = "parking", _("Parken")
    PRICES = "prices", _("Preise")
    POLICIES = "policies", _("Regeln")


class SourceState(models.TextChoices):
    """Whether a source can be answered from."""

    WAITING = "waiting", _("wird gelesen")
    READY = "ready", _("bereit")
    FAILED = "failed", _("nicht lesbar")


class QuestionState(models.TextChoices):
    """An open question waits for the owner."""

    OPEN = "open", _("offen")
    ANSWERED = "answered", _("beantwortet")
    DISMISSED = "dismissed", _("verworfen")


class SimulationState(models.TextChoices):
    """How far a run of simulated callers is."""

    WAITING = "waiting", _("wartet")
    DONE = "done", _("fertig")
    IMPOSSIBLE = "impossible", _("nicht möglich")


class SuggestionKind(models.TextChoices):
    """What can be learned from calls."""

    ALIAS = "alias", _("anderer Name")
    QUESTION = "question", _("offene Frage")
    NOT_OFFERED = "not_offered", _("nicht im Angebot")
    NOTHING_FREE = "nothing_free", _("nichts frei")
    ROUTING = "routing", _("Weiterleitung")


class SuggestionState(models.TextChoices):
    """A suggestion waits for a person."""

    OPEN = "open", _("offen")
    ACCEPTED = "accepted", _("übernommen")
    DISMISSED = "dismissed", _("verworfen")
