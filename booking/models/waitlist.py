"""Who waits for a time, and to whom one was offered."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import AppointmentSource, InvitationState, Reach, WaitlistState
from booking.models.appointments import Appointment
from booking.models.customers import Customer
from booking.models.places import Branch, StaffMember
from booking.models.services import Service
from booking.values import DayWindow, PartWish, WaitlistWish
from tenants.fields import EncryptedTextField


class WaitlistQuerySet(models.QuerySet["WaitlistEntry"]):
    """Filters with more than one user."""

    def waiting(self) -> WaitlistQuerySet:
        """Those still waiting, longest first."""
        return self.filter(state=WaitlistState.WAITING).order_by("created_at", "pk")


class WaitlistEntry(models.Model):
    """A customer waits for a free time. Whoever waits longest is asked first."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="waitlist_entries", verbose_name=_("Kunde")
    )
    # Any of these services would do; usually it is one.
    service_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Leistungen"))
    # Of the service that they belong to; where another one will do as well, it is had without them.
    variant_id = models.BigIntegerField(_("Variante"), null=True, blank=True)
    add_on_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("Zusätze"))
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    # Empty: anybody.
    staff_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("Mitarbeiter"))
    party_size = models.PositiveSmallIntegerField(_("Personen"), default=1)
    # [{"service": 7, "person": 1, …}]: what is done in the same visit besides; it is one service first then.
    others = models.JSONField(
        _("weitere Leistungen"),
        default=list,
        db_default=models.Value([], output_field=models.JSONField()),
        blank=True,
    )
    # Empty: the people would begin at the same moment as well as one after the other.
    at_once = models.BooleanField(
        _("zu zweit gleichzeitig"), null=True, blank=True, default=False, db_default=False
    )
    # [{"days": [0, 4], "from": "09:00", "until": "12:00"}] on the branch's clock; empty: whenever.
    windows = models.JSONField(_("Zeiten"), default=list, blank=True)
    earliest_on = models.DateField(_("frühestens am"), null=True, blank=True)
    latest_on = models.DateField(_("spätestens am"), null=True, blank=True)
    # How long before the visit the customer has to know.
    notice = models.DurationField(_("braucht Vorlauf"), default=timedelta(hours=1))
    reach = models.CharField(_("erreichbar per"), max_length=6, choices=Reach, blank=True)
    # A later appointment that the earlier time would take the place of.
    replaces = models.ForeignKey(
        Appointment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("statt des Termins"),
    )
    note = EncryptedTextField(_("Notiz"), blank=True, default="")
    source = models.CharField(_("Herkunft"), max_length=10, choices=AppointmentSource)
    state = models.CharField(
        _("Zustand"), max_length=10, choices=WaitlistState, default=WaitlistState.WAITING
    )
    created_at = models.DateTimeField(_("wartet seit"))
    settled_at = models.DateTimeField(_("beendet"), null=True, blank=True)
    appointment = models.ForeignKey(
        Appointment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bekommener Termin"),
    )
    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wartende")
        verbose_name_plural = _("Warteliste")
        indexes = [
            models.Index(
                fields=["created_at"], name="waitlist_waiting", condition=Q(state=WaitlistState.WAITING)
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(service_ids=[]), name="waitlist_entry_wants_something"),
            models.CheckConstraint(
                condition=Q(state=WaitlistState.WAITING, settled_at__isnull=True)
                | (~Q(state=WaitlistState.WAITING) & Q(settled_at__isnull=False)),
                name="waitlist_settled_at_fits_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    @property
    def wish(self) -> WaitlistWish:
        """What they wait for; reverse of :func:`wish_fields`."""
        return WaitlistWish(
            service_ids=tuple(self.service_ids),
            variant_id=self.variant_id,
            add_on_ids=tuple(self.add_on_ids),
            staff_ids=frozenset(self.staff_ids),
            branch_id=self.branch_id,
            windows=tuple(
                DayWindow(
                    days=frozenset(row["days"]),
                    starts=time.fromisoformat(row["from"]),
                    ends=time.fromisoformat(row["until"]),
                )
                for row in self.windows
            ),
            earliest_on=self.earliest_on,
            latest_on=self.latest_on,
            notice=self.notice,
            party_size=self.party_size,
            others=tuple(
                PartWish(
                    service_id=row["service"],
                    variant_id=row["variant"],
                    add_on_ids=tuple(row["add_ons"]),
                    staff_ids=frozenset(row["staff"]) or None,
                    person=row["person"],
                )
                for row in self.others
            ),
            at_once=self.at_once,
        )

    @property
    def visit_ids(self) -> tuple[int, ...]:
        """The services of the visit, in its order; of those that would do as well, all."""
        return (*self.service_ids, *(row["service"] for row in self.others))


def wish_fields(wish: WaitlistWish) -> dict[str, Any]:
    """The wish as an entry stores it."""
    return {
        "service_ids": sorted(wish.service_ids),
        "variant_id": wish.variant_id,
        "add_on_ids": sorted(wish.add_on_ids),
        "staff_ids": sorted(wish.staff_ids),
        "branch_id": wish.branch_id,
        "windows": [
            {
                "days": sorted(window.days),
                "from": window.starts.isoformat("minutes"),
                "until": window.ends.isoformat("minutes"),
            }
            for window in wish.windows
        ],
        "earliest_on": wish.earliest_on,
        "latest_on": wish.latest_on,
        "notice": wish.notice,
        "party_size": wish.party_size,
        "others": [
            {
                "service": part.service_id,
                "variant": part.variant_id,
                "add_ons": sorted(part.add_on_ids),
                "staff": sorted(part.staff_ids or ()),
                "person": part.person,
            }
            for part in wish.others
        ],
        "at_once": wish.at_once,
    }


class WaitlistInvitation(models.Model):
    """One waiting customer was offered one free time. Invitations of one ``round`` are for the same time.

    The time is held once for all of them, by offers of the holder ``waitlist:<round>``.
    """

    entry = models.ForeignKey(
        WaitlistEntry, models.CASCADE, related_name="invitations", verbose_name=_("Wartende")
    )
    round = models.UUIDField(_("Runde"), default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("Leistung"))
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("Mitarbeiter"))
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("Filiale"))
    period = DateTimeRangeField(_("Zeitraum"))
    # "JA 2" answers the second of several open invitations to one number.
    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    state = models.CharField(
        _("Zustand"), max_length=10, choices=InvitationState, default=InvitationState.OPEN
    )
    is_by_hand = models.BooleanField(_("vom Team"), default=False)
    # When the rules were asked: what was far enough ahead then stays so until the answer.
    created_at = models.DateTimeField(_("angeboten"))
    expires_at = models.DateTimeField(_("gehalten bis"))  # by the database's clock
    answered_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)
    appointment = models.ForeignKey(
        Appointment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Termin")
    )

    class Meta:
        verbose_name = _("Angebot an Wartende")
        verbose_name_plural = _("Angebote an Wartende")
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state=InvitationState.ACCEPTED),
                name="waitlist_round_one_winner",
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=InvitationState.OPEN), name="waitlist_one_open_invitation"
            ),
        ]
        indexes = [
            models.Index(fields=["round"], name="waitlist_invitation_by_round"),
            models.Index(
                fields=["expires_at"],
                name="waitlist_invitation_open",
                condition=Q(state=InvitationState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    @property
    def starts_at(self) -> datetime:
        starts: datetime = self.period.lower
        return starts
