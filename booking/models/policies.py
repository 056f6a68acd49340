"""Columns for what an owner decides once: how many, on what conditions, and what it costs not to come."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import DepositKind, DepositState, FeeState
from tenants.fields import EncryptedJSONField

ONE_DAY = timedelta(days=1)
_AT_LEAST_ONE = (MinValueValidator(1),)
_PERCENT = (MinValueValidator(1), MaxValueValidator(100))


class Fees(models.Model):
    """What it costs to cancel late or not to come at all; free until ``free_until`` before the visit."""

    free_until = models.DurationField(_("kostenfrei absagbar bis vorher"), null=True, blank=True)
    fee_cents = models.PositiveIntegerField(_("Ausfallgebühr in Cent"), null=True, blank=True)
    fee_percent = models.PositiveSmallIntegerField(
        _("Ausfallgebühr in Prozent des Preises"), null=True, blank=True, validators=_PERCENT
    )

    class Meta:
        abstract = True


class BranchPolicy(Fees):
    """Of a branch: caps, and what holds for all services that say nothing else."""

    max_per_day = models.PositiveSmallIntegerField(
        _("Termine am Tag höchstens"), null=True, blank=True, validators=_AT_LEAST_ONE
    )
    max_upcoming = models.PositiveSmallIntegerField(
        _("offene Termine je Kunde höchstens"), null=True, blank=True, validators=_AT_LEAST_ONE
    )
    approval_within = models.DurationField(_("Anfragen beantworten binnen"), default=ONE_DAY)
    deposit_within = models.DurationField(_("Anzahlung fällig binnen"), default=ONE_DAY)
    # On 24 and 31 December; midnight: closed all day, nothing: as on any other day.
    eves_close_at = models.TimeField(_("Heiligabend und Silvester bis"), null=True, blank=True)
    # Those that hold in some places only: Mariä Himmelfahrt in Bavaria, the patron's day in Vienna.
    keeps_local_holidays = models.BooleanField(_("auch an örtlichen Feiertagen geschlossen"), default=False)
    # Minutes from the branches with these ids: {"3": 25}.
    travel_minutes = models.JSONField(_("Fahrzeit in Minuten von anderen Filialen"), default=dict, blank=True)

    class Meta:
        abstract = True


class ServicePolicy(Fees):
    """Of a service: caps per branch and day and per customer, conditions before it is confirmed."""

    max_per_day = models.PositiveSmallIntegerField(
        _("Termine am Tag höchstens"), null=True, blank=True, validators=_AT_LEAST_ONE
    )
    max_per_customer_day = models.PositiveSmallIntegerField(
        _("je Kunde und Tag höchstens"), null=True, blank=True, validators=_AT_LEAST_ONE
    )
    max_per_customer_week = models.PositiveSmallIntegerField(
        _("je Kunde und Woche höchstens"), null=True, blank=True, validators=_AT_LEAST_ONE
    )
    needs_approval = models.BooleanField(_("muss bestätigt werden"), default=False)
    # As :class:`booking.values.Question` has them; never asked for without their service.
    questions = models.JSONField(_("Fragen vor dem Buchen"), default=list, blank=True)
    deposit_kind = models.CharField(_("Sicherheit"), max_length=10, choices=DepositKind, blank=True)
    deposit_cents = models.PositiveIntegerField(_("Anzahlung in Cent"), null=True, blank=True)
    deposit_percent = models.PositiveSmallIntegerField(
        _("Anzahlung in Prozent des Preises"), null=True, blank=True, validators=_PERCENT
    )
    fee_on_moving = models.BooleanField(_("Gebühr auch beim späten Verlegen"), default=False)

    class Meta:
        abstract = True


class AppointmentTerms(models.Model):
    """What one appointment is still waiting for, and what it cost not to keep it."""

    # Of a request that the team has not answered: then the time is free again.
    answer_due_at = models.DateTimeField(_("zu bestätigen bis"), null=True, blank=True)
    # Question and answer as they were put: [{"question": …, "answer": …, "warning": …}].
    answers = EncryptedJSONField(_("Antworten"), null=True, blank=True)
    # With defaults of the database: code that does not know these columns yet goes on booking.
    deposit_kind = models.CharField(
        _("Sicherheit"), max_length=10, choices=DepositKind, blank=True, default="", db_default=""
    )
    deposit_state = models.CharField(
        _("Stand der Sicherheit"), max_length=10, choices=DepositState, blank=True, default="", db_default=""
    )
    deposit_cents = models.PositiveIntegerField(_("Anzahlung in Cent"), null=True, blank=True)
    deposit_due_at = models.DateTimeField(_("Anzahlung fällig"), null=True, blank=True)
    fee_state = models.CharField(
        _("Stand der Gebühr"), max_length=10, choices=FeeState, blank=True, default="", db_default=""
    )
    fee_cents = models.PositiveIntegerField(_("Gebühr in Cent"), null=True, blank=True)

    class Meta:
        abstract = True


def deposit_fits_its_state(name: str) -> models.CheckConstraint:
    """Whoever asks for money says how much."""
    return models.CheckConstraint(
        condition=Q(deposit_state="", deposit_cents__isnull=True)
        | (~Q(deposit_state="") & Q(deposit_cents__isnull=False)),
        name=name,
    )


def fee_fits_its_state(name: str) -> models.CheckConstraint:
    """The same for what it costs not to come."""
    return models.CheckConstraint(
        condition=Q(fee_state="", fee_cents__isnull=True) | (~Q(fee_state="") & Q(fee_cents__isnull=False)),
        name=name,
    )


def amount_once(name: str, *, of: str) -> models.CheckConstraint:
    """A fixed amount or a share of the price, never both."""
    return models.CheckConstraint(
        condition=Q(**{f"{of}_cents__isnull": True}) | Q(**{f"{of}_percent__isnull": True}), name=name
    )
