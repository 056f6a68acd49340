"""What is taken. The exclusion constraint here is the last word on double bookings."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from askproai.core.db import OneValueRange
from booking.enums import OccupancyKind
from booking.models.appointments import Appointment, Offer
from booking.models.calendars import ExternalEvent
from booking.models.classes import ClassSession
from booking.models.hours import TimeOff
from booking.models.places import Resource

_CAUSES = ("offer", "appointment", "time_off", "session", "external_event")


def _caused_by(kind: OccupancyKind, cause: str) -> Q:
    """Rows of this kind have this cause and no other; only holds run out."""
    causes = {f"{each}__isnull": each != cause for each in _CAUSES}
    return Q(kind=kind, expires_at__isnull=kind != OccupancyKind.HOLD, **causes)


class Occupancy(models.Model):
    """One resource is taken for [start, end), buffers included; one row for each resource and phase."""

    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="occupancies", verbose_name=_("Ressource")
    )
    # Lanes above 0 exist only where overbooking is allowed.
    lane = models.PositiveSmallIntegerField(_("Spur"), default=0)
    blocked = DateTimeRangeField(_("belegt"))
    kind = models.CharField(_("Art"), max_length=12, choices=OccupancyKind)
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, related_name="occupancies", verbose_name=_("Vormerkung")
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="occupancies", verbose_name=_("Termin")
    )
    time_off = models.ForeignKey(
        TimeOff, models.CASCADE, null=True, related_name="occupancies", verbose_name=_("Abwesenheit")
    )
    session = models.ForeignKey(
        ClassSession, models.CASCADE, null=True, related_name="occupancies", verbose_name=_("Kurstermin")
    )
    external_event = models.ForeignKey(
        ExternalEvent,
        models.CASCADE,
        null=True,
        related_name="occupancies",
        verbose_name=_("Eintrag eines anderen Kalenders"),
    )
    expires_at = models.DateTimeField(_("gehalten bis"), null=True)  # of a hold, by the database's clock

    class Meta:
        verbose_name = _("Belegung")
        verbose_name_plural = _("Belegungen")
        indexes = [models.Index("resource", RangeEndsWith("blocked"), name="occupancy_by_resource_end")]
        constraints = [
            ExclusionConstraint(
                name="occupancy_resource_free",
                # A range of one value stands for equality, so the constraint needs no btree_gist extension.
                expressions=[
                    (OneValueRange("resource_id"), RangeOperators.OVERLAPS),
                    (OneValueRange("lane"), RangeOperators.OVERLAPS),
                    ("blocked", RangeOperators.OVERLAPS),
                ],
                # Absences are checked under the lock only: sickness may come over booked appointments, and
                # so may what somebody writes into another calendar.
                condition=Q(kind__in=[OccupancyKind.HOLD, OccupancyKind.APPOINTMENT, OccupancyKind.SESSION]),
            ),
            models.CheckConstraint(
                condition=Q(blocked__isempty=False, blocked__lower_inf=False, blocked__upper_inf=False),
                name="occupancy_blocked_bounded",
            ),
            models.CheckConstraint(
                condition=_caused_by(OccupancyKind.HOLD, "offer")
                | _caused_by(OccupancyKind.APPOINTMENT, "appointment")
                | _caused_by(OccupancyKind.ABSENCE, "time_off")
                | _caused_by(OccupancyKind.SESSION, "session")
                | _caused_by(OccupancyKind.EXTERNAL, "external_event"),
                name="occupancy_has_one_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.kind}"
