"""What is sold, and who can do it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from booking.enums import PriceKind
from booking.models.places import StaffMember


class Service(models.Model):
    """Something with a duration and a price. Offers are bound to ``version``.

    A trigger raises it whenever price, duration or buffers change.
    """

    name = models.CharField(max_length=120)
    spoken_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    category = models.CharField(max_length=80, blank=True)
    duration = models.DurationField()
    buffer_before = models.DurationField(default=timedelta(0))
    buffer_after = models.DurationField(default=timedelta(0))
    price_cents = models.PositiveIntegerField(null=True, blank=True)
    price_kind = models.CharField(max_length=10, choices=PriceKind, default=PriceKind.FIXED)
    currency = models.CharField(max_length=3, default="EUR")
    min_notice = models.DurationField(null=True, blank=True)
    horizon_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration__gt=timedelta(0), duration__lte=timedelta(hours=24)),
                name="service_duration_up_to_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(buffer_before__gte=timedelta(0), buffer_after__gte=timedelta(0)),
                name="service_buffers_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(price_kind=PriceKind.ON_REQUEST, price_cents__isnull=True)
                | (~models.Q(price_kind=PriceKind.ON_REQUEST) & models.Q(price_cents__isnull=False)),
                name="service_price_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffSkill(models.Model):
    """This person does this service, perhaps in a time of their own."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="skills")
    service = models.ForeignKey(Service, models.CASCADE, related_name="skills")
    duration = models.DurationField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "service"], name="staff_skill_once"),
            models.CheckConstraint(
                condition=models.Q(duration__isnull=True)
                | models.Q(duration__gt=timedelta(0), duration__lte=timedelta(hours=24)),
                name="staff_skill_duration_up_to_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.service_id}"
