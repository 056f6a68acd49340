"""Where and by whom: branches, resources that can be taken, and staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy as _

from booking.enums import Gender, ResourceKind
from booking.models.policies import BranchPolicy, amount_once

HUES = 8
GRID_CHOICES = [(minutes, f"{minutes} Minuten") for minutes in (5, 10, 15, 20, 30, 60)]


class Branch(BranchPolicy):
    """A place with an address, its own clock and its own rules for booking."""

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(_("Kürzel"), max_length=60)
    spoken_names = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("gesprochene Namen")
    )
    address = models.CharField(_("Adresse"), max_length=300, blank=True)
    country = models.CharField(_("Land"), max_length=2, default="DE")
    subdivision = models.CharField(_("Bundesland"), max_length=10, blank=True)  # or Kanton: "BE", "ZH"
    timezone = models.CharField(_("Zeitzone"), max_length=60, default="Europe/Berlin")
    phone = models.CharField(_("Rufnummer"), max_length=20, blank=True)
    min_notice = models.DurationField(_("Vorlauf"), default=timedelta(hours=1))
    horizon_days = models.PositiveSmallIntegerField(_("buchbar für Tage im Voraus"), default=90)
    # Until so long before it, customers move or cancel an appointment themselves.
    change_notice = models.DurationField(_("änderbar bis vorher"), default=timedelta(0))
    slot_grid_minutes = models.PositiveSmallIntegerField(_("Raster"), default=15, choices=GRID_CHOICES)
    closes_on_public_holidays = models.BooleanField(_("an Feiertagen geschlossen"), default=True)
    # Holidays of its Land on which it opens all the same, by their German names.
    open_holidays = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("an Feiertagen geöffnet")
    )
    # No visit begins later, whatever the service says.
    last_start = models.TimeField(_("letzter Terminbeginn"), null=True, blank=True)
    # Rules that are its own; all others follow the company (see booking.services.defaults).
    own_rules = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("eigene Regeln")
    )
    # Of a time that gets free: how many who wait are asked at once, and how long it is held for them.
    waitlist_parallel = models.PositiveSmallIntegerField(_("Wartende zugleich fragen"), default=3)
    waitlist_answer_minutes = models.PositiveSmallIntegerField(_("Minuten zum Antworten"), default=30)
    # Somebody is sick and a colleague is free at the same time: move and tell, or ask first.
    outage_informs = models.BooleanField(_("bei Ausfall gleich zum Kollegen verlegen"), default=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Filiale")
        verbose_name_plural = _("Filialen")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="branch_slug_unique"),
            # A change of summer time moves the clock by an hour: only parts of an hour stay on the grid then.
            models.CheckConstraint(
                condition=models.Q(slot_grid_minutes__in=[minutes for minutes, _label in GRID_CHOICES]),
                name="branch_grid_divides_an_hour",
            ),
            models.CheckConstraint(
                condition=models.Q(min_notice__gte=timedelta(0), change_notice__gte=timedelta(0)),
                name="branch_notice_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(horizon_days__range=(1, 730)), name="branch_horizon_bounded"
            ),
            amount_once("branch_fee_once", of="fee"),
            models.CheckConstraint(
                condition=models.Q(waitlist_parallel__range=(1, 20), waitlist_answer_minutes__range=(5, 240)),
                name="branch_waitlist_bounded",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def region(self) -> str:
        """Country and Land or Kanton, as school holidays are known by: ``CH-BE`` is Bern."""
        return f"{self.country}-{self.subdivision}"


class ResourceGroup(models.Model):
    """Things of one sort, any of which will do: chairs, treatment rooms, lifts."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    kind = models.CharField(
        _("Art"),
        max_length=10,
        choices=[choice for choice in ResourceKind.choices if choice[0] != ResourceKind.STAFF],
    )

    class Meta:
        verbose_name = _("Raum- oder Geräteart")
        verbose_name_plural = _("Räume und Geräte nach Art")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Locking is the one way to be alone with a resource."""

    def lock(self, resource_ids: Iterable[int]) -> list[int]:
        """Lock these rows until the transaction ends, always in one order: nobody waits in a circle.

        ``NO KEY UPDATE`` lets foreign keys be checked meanwhile; two bookings of one resource go one by one.
        """
        return _locked("%(ids)s", {"ids": list(resource_ids)})

    def lock_visit(
        self,
        *,
        service_ids: Iterable[int],
        branch_id: int,
        resource_ids: Iterable[int],
        customer_id: int | None = None,
        phone_index: bytes | None = None,
    ) -> list[int]:
        """The same for these and everything at the branch that the services may need, in one statement.

        First what is counted for their caps, and for those of this customer or number: caps over several
        people need a lock of their own, because the resources are different ones. Without caps there is none.
        And their entry: it does not become part of another one, or go, while somebody books for it.
        """
        things = """%(ids)s || ARRAY(
            SELECT thing.id FROM booking_resourceneed need JOIN booking_resource thing USING (group_id)
            WHERE need.service_id = ANY(%(service_ids)s) AND thing.branch_id = %(branch_id)s
                AND thing.is_active
        )"""
        asked = {
            "ids": list(resource_ids),
            "service_ids": list(service_ids),
            "branch_id": branch_id,
            "customer_id": customer_id,
            "phone_index": phone_index,
        }
        return _locked(things, asked, after=_CAPS_LOCKED)


# Asks for no column, so it is settled before the first row is looked for.
_CAPS_LOCKED = """(
    SELECT count(*) FROM booking_lock_caps(
        %(service_ids)s::int8[], ARRAY[%(branch_id)s::int8], %(customer_id)s, %(phone_index)s
    )
) = 1 AND (
    SELECT count(*) FROM (
        SELECT FROM booking_customer WHERE id = %(customer_id)s OR phone_index = %(phone_index)s FOR KEY SHARE
    ) customer
) >= 0"""


def _locked(ids: str, params: dict[str, Any], *, after: str = "true") -> list[int]:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a lock outside of a transaction locks nothing")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM booking_resource WHERE {after} AND id = ANY({ids})"  # noqa: S608  our own texts
            " ORDER BY id FOR NO KEY UPDATE",
            params,
        )
        return [key for (key,) in cursor.fetchall()]


class Resource(models.Model):
    """Something that only one appointment can have at a time: a person, a room, a device."""

    kind = models.CharField(_("Art"), max_length=10, choices=ResourceKind)
    name = models.CharField(_("Name"), max_length=120)
    # Of rooms and devices only: of which sort, and where.
    group = models.ForeignKey(
        ResourceGroup, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("Art")
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("Filiale")
    )
    # Made by us out of what was uploaded. Here, because people are read everywhere and their pictures seldom.
    photo = models.BinaryField(_("Foto"), null=True, blank=True, editable=False)
    # For how many people there is room; empty: it does not matter.
    capacity = models.PositiveSmallIntegerField(_("Personen höchstens"), null=True, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ressource")
        verbose_name_plural = _("Ressourcen")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ResourceKind.STAFF, group__isnull=True, branch__isnull=True)
                | (~models.Q(kind=ResourceKind.STAFF) & models.Q(group__isnull=False, branch__isnull=False)),
                name="resource_is_a_person_or_stands_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffMember(models.Model):
    """A person who can be booked. Not a login."""

    resource = models.OneToOneField(
        Resource, models.PROTECT, related_name="staff_member", verbose_name=_("Ressource")
    )
    name = models.CharField(_("Name"), max_length=120)
    spoken_names = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("gesprochene Namen")
    )
    gender = models.CharField(_("Geschlecht"), max_length=10, choices=Gender, blank=True)
    branches = models.ManyToManyField(Branch, related_name="staff", blank=True, verbose_name=_("Filialen"))
    max_per_day = models.PositiveSmallIntegerField(
        _("Termine am Tag höchstens"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # One of eight colours; empty: by turns. And the beginning of the picture's digest, part of its address.
    hue = models.PositiveSmallIntegerField(
        _("Farbe"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(HUES)]
    )
    photo = models.CharField(_("Foto"), max_length=120, blank=True, default="", db_default="")
    is_active = models.BooleanField(_("aktiv"), default=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Mitarbeiter")
        verbose_name_plural = _("Mitarbeiter")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def shade(self) -> int:
        """The colour that was chosen, else one of the eight by turns: the same on every page."""
        return self.hue or (self.pk - 1) % HUES + 1
