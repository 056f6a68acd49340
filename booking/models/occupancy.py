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
from booking.models.hours import TimeOff
from booking.models.places import Resource


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
                # Absences are checked under the lock only: sickness may come over booked appointments.
                condition=Q(kind__in=[OccupancyKind.HOLD, OccupancyKind.APPOINTMENT]),
            ),
            models.CheckConstraint(
                condition=Q(blocked__isempty=False, blocked__lower_inf=False, blocked__upper_inf=False),
                name="occupancy_blocked_bounded",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=OccupancyKind.HOLD,
                    offer__isnull=False,
                    appointment__isnull=True,
                    time_off__isnull=True,
                    expires_at__isnull=False,
                )
                | Q(
                    kind=OccupancyKind.APPOINTMENT,
                    offer__isnull=True,
                    appointment__isnull=False,
                    time_off__isnull=True,
                    expires_at__isnull=True,
                )
                | Q(
                    kind=OccupancyKind.ABSENCE,
                    offer__isnull=True,
                    appointment__isnull=True,
                    time_off__isnull=False,
                    expires_at__isnull=True,
                ),
                name="occupancy_has_one_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.kind}"
