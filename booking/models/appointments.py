"""What is promised: offers that are held, appointments, and the history of their changes."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from booking.enums import (
    AppointmentSource,
    AppointmentStatus,
    ChangeKind,
    DepositState,
    OfferState,
    PriceKind,
)
from booking.models.classes import ClassSession
from booking.models.customers import Customer
from booking.models.places import Branch, StaffMember
from booking.models.policies import AppointmentTerms, deposit_fits_its_state, fee_fits_its_state
from booking.models.series import Series
from booking.models.services import Service, ServiceOption
from tenants.fields import EncryptedTextField

# What the database writes for code of before that does not know the column.
EMPTY_LIST = models.Value([], output_field=models.JSONField())
NO_IDS = models.Value([], output_field=ArrayField(models.BigIntegerField()))


class OfferQuerySet(models.QuerySet["Offer"]):
    """Filters with more than one user."""

    def running(self) -> OfferQuerySet:
        """Held, and not yet run out by the database's clock."""
        return self.filter(state=OfferState.HELD, expires_at__gt=Now())

    def of_holder(self, holder: str) -> OfferQuerySet:
        """Those of a holder and of its parts: ``call:7:1`` is a part of ``call:7``."""
        return self.filter(Q(holder=holder) | Q(holder__startswith=f"{holder}:"))


class Offer(models.Model):
    """A time offered to one holder (a call, a web session) and held for them until ``expires_at``.

    A visit of several services is one offer with followers: its ``public_id`` stands for all of them.
    """

    public_id = models.UUIDField(_("Kennung"), default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("Leistung"))
    service_version = models.PositiveIntegerField(_("Fassung der Leistung"))
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("Mitarbeiter"))
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("Filiale"))
    variant = models.ForeignKey(
        ServiceOption,
        models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("Variante"),
    )
    add_on_ids = ArrayField(
        models.BigIntegerField(), default=list, db_default=NO_IDS, verbose_name=_("Zusätze")
    )
    # For whom it was made to measure: somebody with whom the service takes longer.
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, db_index=False, related_name="+", verbose_name=_("Kunde")
    )
    lead = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="followers", verbose_name=_("beginnt mit")
    )
    part = models.PositiveSmallIntegerField(_("Teil des Besuchs"), default=0, db_default=0)
    person = models.PositiveSmallIntegerField(_("Person im Besuch"), default=0, db_default=0)
    # How the parts of the visit have to fit together; on its lead alone.
    visit_terms = models.JSONField(_("Bedingungen des Besuchs"), null=True)
    period = DateTimeRangeField(_("Zeitraum"))
    party_size = models.PositiveSmallIntegerField(_("Personen"), default=1)
    # Of a class: the session whose places are held.
    session = models.ForeignKey(
        ClassSession, models.CASCADE, null=True, related_name="offers", verbose_name=_("Kurstermin")
    )
    # Found for the team, which may look farther ahead than customers.
    ignores_horizon = models.BooleanField(_("ohne Buchungsgrenze"), default=False)
    price_cents = models.PositiveIntegerField(_("Preis in Cent"), null=True)
    price_kind = models.CharField(_("Preisart"), max_length=10, choices=PriceKind)
    currency = models.CharField(_("Währung"), max_length=3)
    holder = models.CharField(_("gehalten für"), max_length=120)
    caller_index = models.BinaryField(_("Suchwert der Rufnummer"), max_length=16, null=True)
    # The appointment that is to move here: its own time may overlap the new one.
    moving = models.ForeignKey(
        "Appointment", models.CASCADE, null=True, related_name="+", verbose_name=_("zu verlegender Termin")
    )
    state = models.CharField(_("Zustand"), max_length=10, choices=OfferState, default=OfferState.HELD)
    # When the rules were asked: what was far enough ahead when it was offered stays so while it is held.
    offered_at = models.DateTimeField(_("angeboten"))
    created_at = models.DateTimeField(_("angelegt"))  # by the database's clock, like expires_at
    expires_at = models.DateTimeField(_("gehalten bis"))
    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vormerkung")
        verbose_name_plural = _("Vormerkungen")
        indexes = [
            models.Index(fields=["holder"], condition=Q(state=OfferState.HELD), name="offer_held_by_holder"),
            models.Index(
                fields=["caller_index"], condition=Q(state=OfferState.HELD), name="offer_held_by_caller"
            ),
            models.Index(fields=["expires_at"], name="offer_by_expiry"),
            models.Index(
                fields=["session"],
                condition=Q(state=OfferState.HELD, session__isnull=False),
                name="offer_held_of_session",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Visit(models.Model):
    """Appointments that belong together: several services, or several people who come along with each other.

    ``terms`` say how they have to fit together when all of them are moved.
    """

    terms = models.JSONField(_("Bedingungen"), default=dict)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Besuch")
        verbose_name_plural = _("Besuche")

    def __str__(self) -> str:
        return str(self.pk)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Filters with more than one user."""

    def between(self, start: datetime, end: datetime) -> AppointmentQuerySet:
        """Those that touch [start, end)."""
        return self.filter(period__overlap=(start, end))

    def starting_in(self, start: datetime, end: datetime) -> AppointmentQuerySet:
        return self.filter(period__startswith__gte=start, period__startswith__lt=end)

    def upcoming(self, now: datetime) -> AppointmentQuerySet:
        """Promised and not begun yet, earliest first."""
        promised = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)
        return self.filter(status__in=promised, period__startswith__gt=now).order_by("period", "pk")

    def requests(self, now: datetime) -> AppointmentQuerySet:
        """What waits for the team's answer, the most urgent first."""
        waiting = self.filter(status=AppointmentStatus.PENDING, period__startswith__gt=now)
        return waiting.order_by("answer_due_at", "pk")

    def not_cancelled(self) -> AppointmentQuerySet:
        return self.exclude(status=AppointmentStatus.CANCELLED)

    def with_names(self) -> AppointmentQuerySet:
        return self.select_related("customer", "service", "staff", "branch")


class Appointment(AppointmentTerms):
    """A promise to a customer. ``period`` is the visit itself; buffers live in its occupancies."""

    # Spoken and printed.
    reference = models.CharField(_("Terminnummer"), max_length=8, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="appointments", verbose_name=_("Kunde")
    )
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="appointments", verbose_name=_("Filiale"))
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="appointments", verbose_name=_("Leistung")
    )
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="appointments", verbose_name=_("Mitarbeiter")
    )
    variant = models.ForeignKey(
        ServiceOption,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Variante"),
    )
    # What was agreed keeps its words and prices: ``[{"id", "name", "price_cents", "minutes"}]``.
    variant_name = models.CharField(
        _("Variante bei Buchung"), max_length=80, blank=True, default="", db_default=""
    )
    add_ons = models.JSONField(_("Zusätze"), default=list, db_default=EMPTY_LIST, blank=True)
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("Besuch")
    )
    part = models.PositiveSmallIntegerField(_("Teil des Besuchs"), default=0, db_default=0)
    person = models.PositiveSmallIntegerField(_("Person im Besuch"), default=0, db_default=0)
    period = DateTimeRangeField(_("Zeitraum"))
    # What the team gave it more (or less) than its service takes; it keeps that wherever it is moved.
    extra_minutes = models.SmallIntegerField(_("verlängert um Minuten"), default=0, db_default=0)
    party_size = models.PositiveSmallIntegerField(_("Personen"), default=1)
    session = models.ForeignKey(
        ClassSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("Kurstermin"),
    )
    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("Serie"),
    )
    status = models.CharField(
        _("Status"), max_length=10, choices=AppointmentStatus, default=AppointmentStatus.CONFIRMED
    )
    price_cents = models.PositiveIntegerField(_("Preis in Cent"), null=True, blank=True)
    price_kind = models.CharField(_("Preisart"), max_length=10, choices=PriceKind, default=PriceKind.FIXED)
    currency = models.CharField(_("Währung"), max_length=3, default="EUR")
    source = models.CharField(_("Herkunft"), max_length=10, choices=AppointmentSource)
    note = EncryptedTextField(_("Notiz"), blank=True, default="")
    version = models.PositiveIntegerField(_("Fassung"), default=1)
    created_at = models.DateTimeField(_("angelegt"))
    cancelled_at = models.DateTimeField(_("abgesagt"), null=True, blank=True)
    cancel_reason = models.CharField(_("Grund der Absage"), max_length=200, blank=True)
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        indexes = [
            models.Index(RangeStartsWith("period"), name="appointment_by_start"),
            models.Index("staff", RangeStartsWith("period"), name="appointment_by_staff_start"),
            models.Index(
                fields=["customer"], condition=Q(status=AppointmentStatus.NO_SHOW), name="appointment_no_show"
            ),
            models.Index(
                fields=["answer_due_at"],
                condition=Q(answer_due_at__isnull=False),
                name="appointment_by_answer",
            ),
            models.Index(
                fields=["deposit_due_at"],
                condition=Q(deposit_due_at__isnull=False),
                name="appointment_by_deposit",
            ),
        ]
        constraints = [
            deposit_fits_its_state("appointment_deposit_fits_its_state"),
            fee_fits_its_state("appointment_fee_fits_its_state"),
            # A due date outlives neither the question nor the answer: what is due is found by it alone.
            models.CheckConstraint(
                condition=Q(answer_due_at__isnull=True) | Q(status=AppointmentStatus.PENDING),
                name="appointment_answer_due_while_pending",
            ),
            models.CheckConstraint(
                condition=Q(deposit_due_at__isnull=True) | Q(deposit_state=DepositState.REQUIRED),
                name="appointment_deposit_due_while_required",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="appointment_period_bounded",
            ),
            models.CheckConstraint(
                condition=Q(status=AppointmentStatus.CANCELLED, cancelled_at__isnull=False)
                | (~Q(status=AppointmentStatus.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="appointment_cancelled_at_fits_status",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def starts_at(self) -> datetime:
        starts: datetime = self.period.lower
        return starts

    @property
    def ends_at(self) -> datetime:
        ends: datetime = self.period.upper
        return ends

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def what(self) -> str:
        """``Färben, langes Haar, Haarkur``: the service as it was agreed."""
        chosen = (self.variant_name, *(each["name"] for each in self.add_ons))
        return ", ".join(filter(None, (self.service.name, *chosen)))

    @property
    def add_on_ids(self) -> tuple[int, ...]:
        return tuple(each["id"] for each in self.add_ons)

    @property
    def local_start(self) -> datetime:
        """On the branch's clock; ``fold`` tells the two hours apart that exist twice in autumn."""
        return self.starts_at.astimezone(self.branch.zone)


class AppointmentChange(models.Model):
    """One line of an appointment's history, never altered."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="changes", verbose_name=_("Termin")
    )
    kind = models.CharField(_("Art"), max_length=12, choices=ChangeKind)
    changed_at = models.DateTimeField(_("geändert"))
    by = models.CharField(_("durch"), max_length=60)  # "phone", "web", "import", "user:17", never a name
    old_period = DateTimeRangeField(_("alter Zeitraum"), null=True)
    new_period = DateTimeRangeField(_("neuer Zeitraum"), null=True)
    old_staff = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+", verbose_name=_("bisher bei")
    )
    new_staff = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+", verbose_name=_("jetzt bei")
    )
    old_status = models.CharField(_("alter Status"), max_length=10, choices=AppointmentStatus, blank=True)
    new_status = models.CharField(_("neuer Status"), max_length=10, choices=AppointmentStatus, blank=True)
    reason = models.CharField(_("Grund"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Terminänderung")
        verbose_name_plural = _("Terminänderungen")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.appointment_id}: {self.kind}"


class IdempotencyKey(models.Model):
    """A request that has been answered: the same key and content get the same appointment again, for good."""

    key = models.CharField(_("Schlüssel"), max_length=200)
    digest = models.BinaryField(_("Prüfsumme"), max_length=32)
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="+", verbose_name=_("Termin")
    )
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("beantwortete Anfrage")
        verbose_name_plural = _("beantwortete Anfragen")
        constraints = [models.UniqueConstraint(fields=["key"], name="idempotency_key_unique")]

    def __str__(self) -> str:
        return self.key
