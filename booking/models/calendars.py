"""Calendars elsewhere that belong to somebody here: what is linked, what stands there, what clashes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import CalendarDirection, ConflictKind, ConflictResolution, EventOrigin
from booking.models.appointments import Appointment
from booking.models.places import StaffMember
from tenants.connections.models import Connection
from tenants.fields import EncryptedJSONField, EncryptedTextField


class LinkedCalendar(models.Model):
    """One calendar of a connected account, and the person whose time it shows.

    Of Cal.com it is one host; ``event_types`` says which of their event types is which service of ours:
    ``{"id": "123", "service_id": 4}``.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+", verbose_name=_("Verbindung"))
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="calendars", verbose_name=_("Mitarbeiter")
    )
    remote_id = models.CharField(_("Kennung dort"), max_length=500)
    name = models.CharField(_("Name"), max_length=200)
    direction = models.CharField(
        _("Richtung"), max_length=4, choices=CalendarDirection, default=CalendarDirection.BOTH
    )
    event_types = models.JSONField(_("Leistungen dort"), default=list, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    # Where the provider goes on telling what changed; empty: from the beginning.
    cursor = models.TextField(_("Lesezeichen"), blank=True, default="")
    # The provider tells us of changes until then: id, resource, secret of the subscription.
    watch = EncryptedJSONField(null=True)
    watch_until = models.DateTimeField(_("beobachtet bis"), null=True, blank=True)
    # When we look next, and when both sides are compared in full.
    due_at = models.DateTimeField(_("nächster Abgleich"))
    compare_at = models.DateTimeField(_("nächster Vergleich"))
    leased_until = models.DateTimeField(_("vergeben bis"), null=True, blank=True)
    synced_at = models.DateTimeField(_("abgeglichen"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("Fehler in Folge"), default=0)
    last_error = models.CharField(_("letzter Fehler"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("verbundener Kalender")
        verbose_name_plural = _("verbundene Kalender")
        ordering = ("staff", "pk")
        constraints = [
            models.UniqueConstraint(fields=["connection", "remote_id"], name="linked_calendar_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="linked_calendar_due", condition=Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sends(self) -> bool:
        """Whether our appointments go there."""
        return self.is_active and self.direction != CalendarDirection.IN

    @property
    def is_heard(self) -> bool:
        """Whether what happens to our appointments there counts here."""
        return self.is_active and self.direction == CalendarDirection.BOTH


class ExternalEvent(models.Model):
    """One entry of a linked calendar: a copy of an appointment, or somebody else's time.

    ``agreed_ours`` and ``agreed_theirs`` are the states of both sides when they last said the same: whoever
    differs from that has changed since. So the order in which news comes does not matter, nor how often.
    """

    calendar = models.ForeignKey(
        LinkedCalendar, models.CASCADE, related_name="events", verbose_name=_("Kalender")
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="external_events", verbose_name=_("Termin")
    )
    # What we write into the entry there: by it our own are known again, and creating twice is creating once.
    mark = models.UUIDField(_("Kennzeichen"), default=uuid.uuid4, unique=True, editable=False)
    remote_id = models.CharField(_("Kennung dort"), max_length=500, blank=True, default="")
    # Entries of one series share this and are replaced together.
    series = models.CharField(_("Serie"), max_length=500, blank=True, default="")
    ical_uid = models.CharField(_("iCalendar-Kennung"), max_length=500, blank=True, default="")
    origin = models.CharField(_("Herkunft"), max_length=6, choices=EventOrigin)
    version = models.CharField(_("Fassung dort"), max_length=200, blank=True, default="")
    period = DateTimeRangeField(_("Zeitraum dort"), null=True)
    title = EncryptedTextField(_("Titel"), blank=True, default="")  # empty when it is private there
    is_gone = models.BooleanField(_("dort gelöscht"), default=False)
    agreed_ours = models.CharField(_("vereinbarter Stand hier"), max_length=160, blank=True, default="")
    agreed_theirs = models.CharField(_("vereinbarter Stand dort"), max_length=160, blank=True, default="")
    # What was sent last, whether or not an answer came: their having it is no change of theirs.
    attempted = models.CharField(_("zuletzt gesendeter Stand"), max_length=160, blank=True, default="")
    seen_at = models.DateTimeField(_("zuletzt gelesen"), null=True)

    class Meta:
        verbose_name = _("Kalendereintrag")
        verbose_name_plural = _("Kalendereinträge")
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "remote_id"], condition=~Q(remote_id=""), name="external_event_once"
            ),
            models.UniqueConstraint(
                fields=["calendar", "appointment"],
                condition=Q(appointment__isnull=False),
                name="external_event_once_per_appointment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["calendar", "series"], condition=~Q(series=""), name="external_event_by_series"
            ),
            models.Index(fields=["ical_uid"], condition=~Q(ical_uid=""), name="external_event_by_ical_uid"),
        ]

    def __str__(self) -> str:
        return self.calendar.name


class SyncConflict(models.Model):
    """Two calendars that cannot both be right. Nothing is lost meanwhile; somebody decides."""

    calendar = models.ForeignKey(
        LinkedCalendar, models.CASCADE, related_name="conflicts", verbose_name=_("Kalender")
    )
    event = models.ForeignKey(
        ExternalEvent, models.CASCADE, related_name="conflicts", verbose_name=_("Kalendereintrag")
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="sync_conflicts", verbose_name=_("Termin")
    )
    kind = models.CharField(_("Art"), max_length=10, choices=ConflictKind)
    code = models.CharField(_("Grund"), max_length=60, blank=True)
    # The states that contradict each other: after a decision, only another contradiction is a new conflict.
    states = models.CharField(_("Stände"), max_length=330)
    # What they want: the booking's customer and service, where it is not an appointment here yet.
    wanted = EncryptedJSONField(null=True)
    found_at = models.DateTimeField(_("gefunden"))
    resolution = models.CharField(_("Entscheidung"), max_length=10, choices=ConflictResolution, blank=True)
    resolved_by = models.CharField(_("entschieden durch"), max_length=60, blank=True)
    resolved_at = models.DateTimeField(_("entschieden"), null=True, blank=True)

    class Meta:
        verbose_name = _("Kalenderkonflikt")
        verbose_name_plural = _("Kalenderkonflikte")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "appointment", "kind", "states"],
                nulls_distinct=False,
                name="sync_conflict_once",
            ),
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True)
                | (~Q(resolution="") & Q(resolved_at__isnull=False)),
                name="sync_conflict_resolved_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["found_at"], name="sync_conflict_open", condition=Q(resolution="")),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.kind}"
