"""When: rules of branch and staff by the wall clock of the branch, days that differ, and times off."""

from __future__ import annotations

import uuid
from datetime import time

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.enums import Season, TimeOffKind, Weekday
from booking.models.places import Branch, StaffMember

MIDNIGHT = time(0)
WEEKS_APART = [(1, "jede Woche"), (2, "alle 2 Wochen"), (3, "alle 3 Wochen"), (4, "alle 4 Wochen")]
# Closing at 00:00 means the end of the day; longer nights are two rows that meet at midnight.
_CLOSES_LATER = Q(closes_at__gt=F("opens_at")) | Q(closes_at=MIDNIGHT)


class WorkingHours(models.Model):
    """One weekly span. Without ``staff``: the branch is open. With ``staff``: this person works there then.

    A person without any row of their own works whenever their branches are open.
    """

    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="working_hours", verbose_name=_("Filiale")
    )
    staff = models.ForeignKey(
        StaffMember,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="working_hours",
        verbose_name=_("Mitarbeiter"),
    )
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    opens_at = models.TimeField(_("von"))
    closes_at = models.TimeField(_("bis"))
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)  # the last day included
    # A shift of every second, third or fourth week: that of ``anchor_on`` and those in step with it.
    every_weeks = models.PositiveSmallIntegerField(_("alle … Wochen"), default=1, choices=WEEKS_APART)
    anchor_on = models.DateField(_("gilt in der Woche vom"), null=True, blank=True)
    season = models.CharField(_("Schulferien"), max_length=10, choices=Season, blank=True)

    class Meta:
        verbose_name = _("Arbeitszeit")
        verbose_name_plural = _("Öffnungs- und Arbeitszeiten")
        ordering = ("branch", "staff", "weekday", "opens_at")
        constraints = [
            models.CheckConstraint(condition=_CLOSES_LATER, name="working_hours_close_later"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="working_hours_weekday"),
            models.CheckConstraint(
                condition=Q(every_weeks=1) | Q(every_weeks__range=(2, 4), anchor_on__isnull=False),
                name="working_hours_in_step_with_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class SpecialDay(models.Model):
    """A date with other hours or (without times) closed; wins over weekday and public holiday."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="special_days", verbose_name=_("Filiale"))
    date_on = models.DateField(_("Datum"))
    opens_at = models.TimeField(_("von"), null=True, blank=True)
    closes_at = models.TimeField(_("bis"), null=True, blank=True)
    label = models.CharField(_("Anlass"), max_length=80, blank=True)
    # From that year on, on the same day of every year. A date of one year wins over it.
    is_yearly = models.BooleanField(_("jedes Jahr"), default=False, db_default=False)

    class Meta:
        verbose_name = _("besonderer Tag")
        verbose_name_plural = _("besondere Tage")
        ordering = ("branch", "date_on", "opens_at")
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "date_on", "opens_at"], nulls_distinct=False, name="special_day_once"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | (Q(opens_at__isnull=False, closes_at__isnull=False) & _CLOSES_LATER),
                name="special_day_closed_or_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date_on:%d.%m.%Y}"


class TimeOff(models.Model):
    """A span of instants in which one person is away, or a whole branch is closed.

    Written by ``booking.services.add_time_off`` only: a person's absence is also a row of occupancy.
    """

    staff = models.ForeignKey(
        StaffMember,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="times_off",
        verbose_name=_("Mitarbeiter"),
    )
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="times_off", verbose_name=_("Filiale")
    )
    period = DateTimeRangeField(_("Zeitraum"))
    kind = models.CharField(_("Art"), max_length=10, choices=TimeOffKind, default=TimeOffKind.BLOCKED)
    label = models.CharField(_("Anlass"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Abwesenheit")
        verbose_name_plural = _("Abwesenheiten")
        ordering = ("period",)
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=False, branch__isnull=True)
                | Q(staff__isnull=True, branch__isnull=False),
                name="time_off_of_staff_or_branch",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="time_off_period_bounded",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class CalendarVersion(models.Model):
    """A stamp that changes with every change of the rules (triggers write it): copies know if they are old.

    Random instead of counted: a stamp from a transaction that was rolled back can never come again.
    """

    stamp = models.UUIDField(_("Stempel"), default=uuid.uuid4)

    class Meta:
        verbose_name = _("Stand des Kalenders")
        verbose_name_plural = _("Stand des Kalenders")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="calendar_version_single_row")]

    def __str__(self) -> str:
        return str(self.stamp)
