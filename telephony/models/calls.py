"""One phone call: where it stands, what was done in it, and (only where the caller agreed) what was said."""

from __future__ import annotations

import uuid
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment, Branch, Customer
from telephony.enums import (
    BrainKind,
    CallDirection,
    CallSource,
    CallState,
    ConsentState,
    MissedReason,
    Outcome,
    Route,
    Speaker,
)
from tenants.fields import EncryptedJSONField, EncryptedTextField

# Who a call is with that nobody dialled: it is typed into a page of ours.
TYPED: Final = "test"
UNFINISHED = (CallState.RINGING, CallState.ONGOING)
# What the database writes for code of before that does not know the column.
NO_IDS = models.Value([], output_field=ArrayField(models.BigIntegerField()))
NO_WORDS = models.Value([], output_field=ArrayField(models.IntegerField()))


class CallQuerySet(models.QuerySet["Call"]):
    """Filters with more than one user."""

    def running(self) -> CallQuerySet:
        """Ringing or in conversation."""
        return self.filter(state__in=UNFINISHED)

    def real(self) -> CallQuerySet:
        """Calls that came over the phone."""
        return self.filter(source=CallSource.PHONE)


class Call(models.Model):
    """A call. ``facts_rank`` says how late the event was that its facts come from: later beats earlier."""

    provider = models.CharField(_("Anbieter"), max_length=20)
    # Unknown while it rings if the provider's inbound request carries none: ``token`` links the two later.
    # NULL and not empty, because only NULL may be there twice under the unique constraint.
    provider_call_id = models.CharField(_("Kennung"), max_length=100, null=True, unique=True)  # noqa: DJ001
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(_("Quelle"), max_length=10, choices=CallSource, default=CallSource.PHONE)
    brain = models.CharField(
        _("Gesprächsführung"), max_length=10, choices=BrainKind, default=BrainKind.PROVIDER
    )
    direction = models.CharField(
        _("Richtung"), max_length=10, choices=CallDirection, default=CallDirection.INBOUND
    )
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("Filiale"))
    # The published version of the receptionist that took it; empty before anything was published.
    version = models.ForeignKey(
        "telephony.ReceptionistVersion",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("Fassung"),
    )
    # The database has the default too: while a release goes out, its predecessor still writes calls.
    route = models.CharField(
        _("Weg"), max_length=12, choices=Route, default=Route.ANSWER, db_default=Route.ANSWER
    )
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Kunde")
    )
    from_number = EncryptedTextField(_("Rufnummer"), blank=True, default="")  # empty: hidden
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    to_number = models.CharField(_("angerufene Nummer"), max_length=20, blank=True)

    # A greeting in somebody's own voice was played before: the receptionist does not greet again.
    is_greeted = models.BooleanField(_("Aufnahme gespielt"), default=False, db_default=False)
    state = models.CharField(_("Zustand"), max_length=10, choices=CallState, default=CallState.RINGING)
    facts_rank = models.PositiveSmallIntegerField(default=0, editable=False)
    ringing_at = models.DateTimeField(_("klingelte"))
    started_at = models.DateTimeField(_("begann"), null=True, blank=True)
    ended_at = models.DateTimeField(_("endete"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("Dauer"), null=True, blank=True)
    disconnection_reason = models.CharField(_("Grund des Endes"), max_length=60, blank=True)

    outcome = models.CharField(_("Ergebnis"), max_length=15, choices=Outcome, blank=True)
    intents = ArrayField(
        models.CharField(max_length=20), verbose_name=_("Anliegen"), default=list, blank=True
    )
    summary = EncryptedTextField(_("Zusammenfassung"), blank=True, default="")
    sentiment = models.CharField(_("Stimmung"), max_length=10, blank=True)
    # The provider counts US cents with fractions; a millionth of a dollar is exact enough to add up.
    cost_micro_usd = models.PositiveBigIntegerField(_("Kosten"), null=True, blank=True)
    latency = models.JSONField(_("Antwortzeiten"), null=True, blank=True)
    ring_to_booked_ms = models.PositiveIntegerField(_("gebucht nach"), null=True, blank=True)

    consent = models.CharField(
        _("Einwilligung"), max_length=10, choices=ConsentState, default=ConsentState.NOT_ASKED
    )
    # What the engine has understood so far; only while the call lasts.
    dialogue_state = EncryptedJSONField(null=True)
    spoken_ms = models.PositiveIntegerField(_("Sprechzeit"), default=0)
    turns = models.PositiveSmallIntegerField(_("Beiträge"), default=0)
    acts_done = models.PositiveSmallIntegerField(_("Schritte"), default=0)
    # Copied from the receptionist when the call begins, so that a change does not reach into a running call.
    max_turns = models.PositiveSmallIntegerField(default=80)
    max_acts = models.PositiveSmallIntegerField(default=60)
    max_seconds = models.PositiveSmallIntegerField(default=900)
    # What was claimed and how long it took to say, turn by turn and without words; gone once it is reviewed.
    trace = EncryptedJSONField(null=True)
    statements_made = models.PositiveSmallIntegerField(_("Aussagen"), null=True, blank=True)
    unproven = models.PositiveSmallIntegerField(_("unbelegt"), null=True, blank=True)
    waterfall = models.JSONField(_("Verlauf"), null=True, blank=True)
    spoken_to_booked_ms = models.PositiveIntegerField(_("gesprochen bis zur Buchung"), null=True, blank=True)
    # A phone number is no proof: who has also given a name or date is in here; guesses are counted.
    identity_tries = models.PositiveSmallIntegerField(default=0)
    proven_customer_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)

    language = models.CharField(_("Sprache"), max_length=5, blank=True, default="", db_default="")
    # Why nothing was booked although somebody wanted to, and what it would have cost by the price list.
    missed_reason = models.CharField(
        _("nicht gebucht, weil"), max_length=20, choices=MissedReason, blank=True, default="", db_default=""
    )
    missed_cents = models.PositiveIntegerField(_("entgangen in Cent"), null=True, blank=True)

    # The team's side. Users live in the public schema, so they are numbers and no foreign keys.
    seen_at = models.DateTimeField(_("gelesen"), null=True, blank=True)
    is_important = models.BooleanField(_("wichtig"), default=False, db_default=False)
    note = EncryptedTextField(_("Notiz"), null=True, blank=True)
    assigned_to_user_id = models.BigIntegerField(_("zuständig"), null=True, blank=True)
    # Who was asked to look at it and has not yet; what was written to whom lies in ``shares``.
    shared_with = ArrayField(
        models.BigIntegerField(), verbose_name=_("gezeigt"), default=list, db_default=NO_IDS, blank=True
    )
    shares = EncryptedJSONField(null=True)
    # What the receptionist should have understood: played as a test caller of the company's own. No words.
    correction = models.JSONField(_("Richtigstellung"), null=True, blank=True)
    objects = CallQuerySet.as_manager()

    # While one reply is being made: when and in which words the caller was heard. No columns.
    heard_at_s: float | None = None
    heard_now: str = ""

    class Meta:
        verbose_name = _("Anruf")
        verbose_name_plural = _("Anrufe")
        ordering = ("-ringing_at", "-pk")
        indexes = [
            models.Index(fields=["-ringing_at"], name="call_by_time"),
            models.Index(
                fields=["state"], condition=Q(state__in=["ringing", "ongoing"]), name="call_running"
            ),
            models.Index(
                fields=["phone_index"], condition=Q(phone_index__isnull=False), name="call_by_number"
            ),
            models.Index(
                fields=["customer", "-ringing_at"],
                condition=Q(customer__isnull=False),
                name="call_by_customer",
            ),
            models.Index(fields=["-ringing_at"], condition=Q(seen_at__isnull=True), name="call_unseen"),
            models.Index(fields=["id"], condition=Q(correction__isnull=False), name="call_corrected"),
            GinIndex(fields=["shared_with"], condition=~Q(shared_with=[]), name="call_shared"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.pk}"

    @property
    def is_over(self) -> bool:
        """Nothing is said or done in it any more."""
        return self.state not in UNFINISHED

    @property
    def is_typed(self) -> bool:
        """A test without a telephone: time in it is what was spoken."""
        return self.source == CallSource.TEST and self.provider == TYPED

    @property
    def may_store_words(self) -> bool:
        """Whether the caller agreed that the conversation is kept as text."""
        return self.consent == ConsentState.GRANTED

    @property
    def holder(self) -> str:
        """The name under which this call holds times."""
        return f"call:{self.pk}"


class CallTurn(models.Model):
    """One utterance. Rows exist only from the moment on at which the caller agreed."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="transcript", verbose_name=_("Anruf"))
    position = models.PositiveSmallIntegerField(_("Nr."))
    speaker = models.CharField(_("Sprecher"), max_length=12, choices=Speaker)
    text = EncryptedTextField(_("Text"))
    offset_ms = models.PositiveIntegerField(_("nach"))  # since the call began
    # By what the utterance is found: keyed fingerprints of its words. They go with the row.
    words = ArrayField(models.IntegerField(), default=list, db_default=NO_WORDS, editable=False)

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering = ("call", "position")
        constraints = [models.UniqueConstraint(fields=["call", "position"], name="call_turn_position_once")]
        # Without a list of what is pending: every search takes the same time.
        indexes = [GinIndex(fields=["words"], fastupdate=False, name="call_turn_words")]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.position}"


class CallAct(models.Model):
    """Something done for the caller. A repetition is recognised by ``fingerprint`` and answered from here."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="acts", verbose_name=_("Anruf"))
    position = models.PositiveSmallIntegerField(_("Nr."))
    name = models.CharField(_("Schritt"), max_length=30)
    fingerprint = models.BinaryField(max_length=32)
    args = EncryptedJSONField(default=dict)
    result = EncryptedJSONField(default=dict)
    ok = models.BooleanField(_("gelungen"))
    code = models.CharField(_("Ergebnis"), max_length=40)
    repeats = models.PositiveSmallIntegerField(_("Wiederholungen"), default=0)
    at = models.DateTimeField(_("Zeitpunkt"))
    offset_ms = models.PositiveIntegerField(_("nach"), default=0)
    duration_ms = models.PositiveIntegerField(_("Dauer"))
    appointment = models.ForeignKey(
        Appointment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Termin")
    )

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Schritte")
        ordering = ("call", "position")
        constraints = [models.UniqueConstraint(fields=["call", "fingerprint"], name="call_act_once")]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.name}"
