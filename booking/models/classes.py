"""Group classes: a weekly timetable, and sessions whose places are counted in one row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.enums import SessionState, Weekday
from booking.models.places import Branch, StaffMember
from booking.models.services import Service


class ClassTime(models.Model):
    """One line of the weekly timetable, by the wall clock of the branch: sessions are made from it."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="class_times", verbose_name=_("Kurs"))
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="+", verbose_name=_("Filiale"))
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+", verbose_name=_("Kursleitung"))
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    starts_at = models.TimeField(_("Beginn"))
    places = models.PositiveSmallIntegerField(_("Plätze"))
    # With fewer people so long before the start the session is called off.
    min_participants = models.PositiveSmallIntegerField(_("Mindestteilnehmer"), default=0)
    decided_before = models.DurationField(_("Entscheidung vorher"), default=timedelta(hours=24))
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)  # the last day included

    class Meta:
        verbose_name = _("Kurszeit")
        verbose_name_plural = _("Kursplan")
        ordering = ("weekday", "starts_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="class_time_weekday"),
            models.CheckConstraint(
                condition=Q(
                    places__gte=1, min_participants__lte=F("places"), decided_before__gte=timedelta(0)
                ),
                name="class_time_places",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}"


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    """Filters with more than one user."""

    def taking_place(self) -> ClassSessionQuerySet:
        return self.exclude(state=SessionState.CANCELLED)

    def starting_in(self, start: datetime, end: datetime) -> ClassSessionQuerySet:
        return self.filter(period__startswith__gte=start, period__startswith__lt=end)

    def with_names(self) -> ClassSessionQuerySet:
        return self.select_related("service", "staff", "branch")


class ClassSession(models.Model):
    """A class at one start. ``booked`` counts its places; it changes only while the person is locked.

    What is held for a while is no part of it: offers that have not run out are counted beside it.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="sessions", verbose_name=_("Kurs"))
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("Filiale"))
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="sessions", verbose_name=_("Kursleitung")
    )
    class_time = models.ForeignKey(
        ClassTime, models.SET_NULL, null=True, blank=True, related_name="sessions", verbose_name=_("Kurszeit")
    )
    day_on = models.DateField(_("Tag im Kursplan"))
    period = DateTimeRangeField(_("Zeitraum"))
    places = models.PositiveSmallIntegerField(_("Plätze"))
    # Places that may be promised beyond those that there are, for people who do not come.
    overbooking = models.PositiveSmallIntegerField(_("Überbuchung"), default=0)
    booked = models.PositiveSmallIntegerField(_("belegte Plätze"), default=0)
    min_participants = models.PositiveSmallIntegerField(_("Mindestteilnehmer"), default=0)
    decides_at = models.DateTimeField(_("Entscheidung"), null=True, blank=True)
    state = models.CharField(_("Zustand"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    cancelled_at = models.DateTimeField(_("abgesagt"), null=True, blank=True)
    cancel_reason = models.CharField(_("Grund der Absage"), max_length=200, blank=True)
    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kurstermin")
        verbose_name_plural = _("Kurstermine")
        indexes = [
            models.Index("service", RangeStartsWith("period"), name="class_session_by_start"),
            models.Index(
                fields=["decides_at"], condition=Q(state=SessionState.PLANNED), name="class_session_undecided"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["class_time", "day_on"], name="class_session_once"),
            models.UniqueConstraint(
                "service",
                "staff",
                RangeStartsWith("period"),
                condition=~Q(state=SessionState.CANCELLED),
                name="class_session_one_per_start",
            ),
            models.CheckConstraint(
                condition=Q(booked__lte=F("places") + F("overbooking")), name="class_session_not_overfull"
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="class_session_period_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.booked}/{self.places}"

    @property
    def starts_at(self) -> datetime:
        starts: datetime = self.period.lower
        return starts

    @property
    def ends_at(self) -> datetime:
        ends: datetime = self.period.upper
        return ends

    @property
    def local_start(self) -> datetime:
        """On the branch's clock."""
        return self.starts_at.astimezone(self.branch.zone)
