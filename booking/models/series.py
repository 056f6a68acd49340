"""Recurring appointments of one customer: the rule by the wall clock, beside the appointments themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import AppointmentSource, RepeatUnit
from booking.models.customers import Customer
from booking.models.places import Branch, StaffMember
from booking.models.services import Service


class Series(models.Model):
    """Every so many days, weeks or months at the same time on the branch's clock, up to the last date.

    Appointments point here; one that was moved alone stays part of it.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="series", verbose_name=_("Kunde"))
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("Filiale"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("Leistung"))
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("Mitarbeiter"))
    every = models.PositiveSmallIntegerField(_("alle"), default=1)
    unit = models.CharField(_("Abstand"), max_length=14, choices=RepeatUnit)
    starts_on = models.DateField(_("erster Tag"))
    at = models.TimeField(_("Uhrzeit"))
    last_on = models.DateField(_("letzter Tag"))
    party_size = models.PositiveSmallIntegerField(_("Personen"), default=1)
    source = models.CharField(_("Herkunft"), max_length=10, choices=AppointmentSource)
    idempotency_key = models.CharField(_("Schlüssel"), max_length=200, unique=True, editable=False)
    digest = models.BinaryField(_("Prüfsumme"), max_length=32, editable=False)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Serie")
        verbose_name_plural = _("Serien")
        constraints = [
            models.CheckConstraint(condition=Q(every__range=(1, 52)), name="series_every_bounded"),
            models.CheckConstraint(condition=Q(last_on__gte=models.F("starts_on")), name="series_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.every} {self.unit}"
