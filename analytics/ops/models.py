"""What is known of each company without opening its schema, and what went wrong when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.ops.enums import IncidentKind, Level
from tenants.models import Company, User


class CompanyDay(models.Model):
    """Figures of one company on one day of its own calendar. No persons: numbers only."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    day = models.DateField(_("Tag"))
    calls = models.PositiveIntegerField(_("Anrufe"), default=0)
    missed = models.PositiveIntegerField(_("ohne Termin"), default=0)
    transferred = models.PositiveIntegerField(_("verbunden"), default=0)
    calls_failed = models.PositiveIntegerField(_("Störungen"), default=0)
    spoken_ms = models.PositiveBigIntegerField(_("gesprochen"), default=0)
    bookings = models.PositiveIntegerField(_("Termine"), default=0)
    sent = models.PositiveIntegerField(_("Nachrichten"), default=0)
    unsent = models.PositiveIntegerField(_("gescheiterte Nachrichten"), default=0)

    class Meta:
        verbose_name = _("Tag eines Betriebs")
        verbose_name_plural = _("Tage der Betriebe")
        constraints = [models.UniqueConstraint(fields=["company", "day"], name="company_day_once")]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.day}"


class CompanyStanding(models.Model):
    """One company as it was found last. The week is the last seven days, today included."""

    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="standing")
    gathered_at = models.DateTimeField(_("Stand"))
    level = models.PositiveSmallIntegerField(_("Lage"), choices=Level, default=Level.FINE)
    calls_today = models.PositiveIntegerField(_("Anrufe heute"), default=0)
    calls_week = models.PositiveIntegerField(_("Anrufe, 7 Tage"), default=0)
    missed_week = models.PositiveIntegerField(_("ohne Termin, 7 Tage"), default=0)
    transferred_week = models.PositiveIntegerField(_("verbunden, 7 Tage"), default=0)
    spoken_ms_week = models.PositiveBigIntegerField(_("gesprochen, 7 Tage"), default=0)
    bookings_today = models.PositiveIntegerField(_("Termine heute"), default=0)
    bookings_week = models.PositiveIntegerField(_("Termine, 7 Tage"), default=0)
    sent_week = models.PositiveIntegerField(_("Nachrichten, 7 Tage"), default=0)
    unsent_week = models.PositiveIntegerField(_("gescheiterte Nachrichten, 7 Tage"), default=0)
    last_call_at = models.DateTimeField(_("letzter Anruf"), null=True, blank=True)
    # Of the last hour: how many calls came, and how many ended in a fault of ours.
    calls_hour = models.PositiveIntegerField(default=0)
    calls_failed_hour = models.PositiveIntegerField(default=0)
    # What is owed to the outside, how much of it is late, since when, and what was given up.
    open_entries = models.PositiveIntegerField(_("Ausgang offen"), default=0)
    late_entries = models.PositiveIntegerField(_("verspätet"), default=0)
    dead_entries = models.PositiveIntegerField(_("gescheitert"), default=0)
    oldest_entry_due_at = models.DateTimeField(_("ältester Eintrag"), null=True, blank=True)
    # What came from outside: waiting, and given up on.
    late_events = models.PositiveIntegerField(_("Eingang verspätet"), default=0)
    quarantined = models.PositiveIntegerField(_("in Quarantäne"), default=0)
    oldest_event_at = models.DateTimeField(_("ältestes Ereignis"), null=True, blank=True)
    stuck_wakeups = models.PositiveIntegerField(_("hängende Weckrufe"), default=0)
    # {provider: state}; of several accounts at one provider the worst counts.
    connections = models.JSONField(_("Verbindungen"), default=dict, blank=True)
    broken_connections = models.PositiveIntegerField(_("getrennte Verbindungen"), default=0)
    # Numbers that are to move here and have not yet.
    ports_open = models.PositiveIntegerField(_("Rufnummern im Umzug"), default=0)
    statements = models.PositiveIntegerField(_("Aussagen, 7 Tage"), default=0)
    unproven = models.PositiveIntegerField(_("unbelegt, 7 Tage"), default=0)
    spoken_median_ms = models.FloatField(_("gesprochen bis gebucht"), null=True, blank=True)

    class Meta:
        verbose_name = _("Lage eines Betriebs")
        verbose_name_plural = _("Lage der Betriebe")

    def __str__(self) -> str:
        return str(self.company_id)

    @property
    def troubled_entries(self) -> int:
        """What there are rows of to look at."""
        return self.dead_entries + self.late_entries

    def judge(self) -> Level:
        """What these figures mean for somebody who looks after all companies."""
        if self.dead_entries or self.quarantined:
            return Level.TROUBLE
        is_late = self.late_entries or self.late_events or self.stuck_wakeups or self.broken_connections
        return Level.ATTENTION if is_late else Level.FINE


class Incident(models.Model):
    """Something is wrong from a moment to another; opened and closed by itself, explained by staff."""

    kind = models.CharField(_("Art"), max_length=20, choices=IncidentKind)
    # Which provider or process; empty where the companies say it all.
    subject = models.CharField(_("Gegenstand"), max_length=40, blank=True)
    opened_at = models.DateTimeField(_("Beginn"))
    seen_at = models.DateTimeField(_("zuletzt gesehen"))
    closed_at = models.DateTimeField(_("Ende"), null=True, blank=True)
    note = models.TextField(_("Notiz"), max_length=2000, blank=True)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("Vorfall")
        verbose_name_plural = _("Vorfälle")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], name="incident_open_once", condition=Q(closed_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["-opened_at"], name="incident_newest")]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return f"{kind}: {self.subject}" if self.subject else kind


class IncidentEffect(models.Model):
    """One company that an incident touched, from when to when, and how badly at its worst."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="effects")
    company = models.ForeignKey(Company, models.CASCADE, related_name="incident_effects")
    began_at = models.DateTimeField(_("Beginn"))
    ended_at = models.DateTimeField(_("Ende"), null=True, blank=True)
    # Minutes that the oldest waits, or percent of calls.
    figure = models.PositiveIntegerField(_("Ausmaß"), default=0)

    class Meta:
        verbose_name = _("betroffener Betrieb")
        verbose_name_plural = _("betroffene Betriebe")
        constraints = [models.UniqueConstraint(fields=["incident", "company"], name="incident_effect_once")]
        indexes = [models.Index(fields=["company", "-began_at"], name="incident_of_company")]

    def __str__(self) -> str:
        return f"{self.incident_id}:{self.company_id}"
