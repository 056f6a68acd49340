"""Somebody is sick, and what becomes of the appointments that they had."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import MoveState, MoveWay, OutageState, ProposalKind, Reach
from booking.models.appointments import Appointment
from booking.models.hours import TimeOff
from booking.models.places import StaffMember


class Outage(models.Model):
    """One person is out for a while. Planned first, and undone or sent after that."""

    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="outages", verbose_name=_("Mitarbeiter")
    )
    time_off = models.OneToOneField(
        TimeOff, models.SET_NULL, null=True, related_name="outage", verbose_name=_("Abwesenheit")
    )
    period = DateTimeRangeField(_("Zeitraum"))
    state = models.CharField(_("Zustand"), max_length=10, choices=OutageState, default=OutageState.PLANNED)
    # Empty while proposals are still being worked out.
    planned_at = models.DateTimeField(_("geplant"), null=True, blank=True)
    # Until then customers may choose; whoever has not is called.
    answer_by = models.DateTimeField(_("Antwort bis"), null=True, blank=True)
    # Users live in the public schema, so these are numbers and no foreign keys.
    created_by_user_id = models.BigIntegerField(_("angelegt von"), null=True)
    created_at = models.DateTimeField(_("angelegt"))
    sent_by_user_id = models.BigIntegerField(_("gesendet von"), null=True, blank=True)
    sent_at = models.DateTimeField(_("gesendet"), null=True, blank=True)
    undone_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Ausfall")
        verbose_name_plural = _("Ausfälle")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(state=OutageState.PLANNED), name="outage_one_plan_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.state}"


class OutageMove(models.Model):
    """One appointment that an outage touches: where it was, what is proposed, and how far it got."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="moves", verbose_name=_("Ausfall"))
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="+", verbose_name=_("Termin"))
    old_period = DateTimeRangeField(_("bisheriger Zeitraum"))
    old_staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("bisher bei"))
    kind = models.CharField(_("Vorschlag"), max_length=12, choices=ProposalKind, blank=True)
    # Times held for this customer, best first: [{"slot_id", "staff_id", "starts_at", "ends_at"}].
    options = models.JSONField(_("gehaltene Zeiten"), default=list)
    way = models.CharField(_("Vorgehen"), max_length=8, choices=MoveWay, blank=True)
    # Why it is done like this; a code, the words are the portal's.
    reason = models.CharField(_("Grund"), max_length=24, blank=True)
    reach = models.CharField(_("Weg"), max_length=6, choices=Reach, blank=True)
    state = models.CharField(_("Zustand"), max_length=10, choices=MoveState, default=MoveState.PLANNED)
    sent_at = models.DateTimeField(_("gesendet"), null=True, blank=True)
    settled_at = models.DateTimeField(_("erledigt"), null=True, blank=True)

    class Meta:
        verbose_name = _("betroffener Termin")
        verbose_name_plural = _("betroffene Termine")
        ordering = ("old_period", "pk")
        constraints = [
            models.UniqueConstraint(fields=["outage", "appointment"], name="outage_appointment_once")
        ]
        indexes = [models.Index(fields=["appointment"], name="outage_move_by_appointment")]

    def __str__(self) -> str:
        return f"{self.appointment_id}: {self.state}"

    @property
    def starts_at(self) -> datetime:
        """When the visit was to begin."""
        starts: datetime = self.old_period.lower
        return starts
