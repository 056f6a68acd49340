"""What is sold, and who can do it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.enums import OptionKind, PhaseKind, PriceKind, ServiceKind
from booking.models.places import ResourceGroup, StaffMember
from booking.models.policies import ServicePolicy, amount_once

MOST_OVERBOOKED = 5


class Service(ServicePolicy):
    """Something with a duration and a price. Offers are bound to ``version``.

    A trigger raises it whenever price, duration, phases, buffers or needs change. With phases, ``duration``
    is their sum; another trigger sees to that.
    """

    name = models.CharField(_("Name"), max_length=120)
    spoken_names = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("gesprochene Namen")
    )
    category = models.CharField(_("Kategorie"), max_length=80, blank=True)
    # What whoever books should know of it: what belongs to it, what to bring.
    description = models.CharField(_("Beschreibung"), max_length=300, blank=True, default="", db_default="")
    duration = models.DurationField(_("Dauer"))
    buffer_before = models.DurationField(_("Puffer davor"), default=timedelta(0))
    buffer_after = models.DurationField(_("Puffer danach"), default=timedelta(0))
    price_cents = models.PositiveIntegerField(_("Preis in Cent"), null=True, blank=True)
    price_kind = models.CharField(_("Preisart"), max_length=10, choices=PriceKind, default=PriceKind.FIXED)
    currency = models.CharField(_("Währung"), max_length=3, default="EUR")
    min_notice = models.DurationField(_("Vorlauf"), null=True, blank=True)
    horizon_days = models.PositiveSmallIntegerField(_("buchbar für Tage im Voraus"), null=True, blank=True)
    change_notice = models.DurationField(_("änderbar bis vorher"), null=True, blank=True)
    # On the branch's clock, both included; the last start keeps long visits from the last hour.
    first_start = models.TimeField(_("Beginn frühestens"), null=True, blank=True)
    last_start = models.TimeField(_("Beginn spätestens"), null=True, blank=True)
    kind = models.CharField(_("Art"), max_length=10, choices=ServiceKind, default=ServiceKind.VISIT)
    # How many people come together, and what each of them beyond the first adds.
    min_party = models.PositiveSmallIntegerField(_("Personen mindestens"), default=1)
    max_party = models.PositiveSmallIntegerField(_("Personen höchstens"), default=1)
    is_priced_per_person = models.BooleanField(_("Preis je Person"), default=False)
    duration_per_person = models.DurationField(_("Dauer je weitere Person"), default=timedelta(0))
    # Of a class: places promised beyond those that there are. Never where people are treated.
    overbooking = models.PositiveSmallIntegerField(_("Überbuchung"), default=0)
    # Of two services in one visit, this one may be done while the other one takes effect.
    fits_processing = models.BooleanField(
        _("in der Einwirkzeit einer anderen Leistung möglich"), default=False, db_default=False
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_bookable_online = models.BooleanField(_("online buchbar"), default=True, db_default=True)
    version = models.PositiveIntegerField(_("Fassung"), default=1, editable=False)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        verbose_name = _("Leistung")
        verbose_name_plural = _("Leistungen")
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
            models.CheckConstraint(
                condition=models.Q(
                    min_party__gte=1,
                    max_party__gte=models.F("min_party"),
                    duration_per_person__gte=timedelta(0),
                    overbooking__lte=MOST_OVERBOOKED,
                ),
                name="service_party_and_overbooking",
            ),
            amount_once("service_deposit_once", of="deposit"),
            amount_once("service_fee_once", of="fee"),
            models.CheckConstraint(
                condition=models.Q(deposit_kind="")
                | models.Q(deposit_cents__isnull=False)
                | models.Q(deposit_percent__isnull=False),
                name="service_deposit_has_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServicePhase(models.Model):
    """A part of a visit, written by ``set_phases``. While something takes effect, the person is free.

    Who takes longer or shorter than usual does so in the working phases: chemistry keeps its time.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="phases", verbose_name=_("Leistung"))
    position = models.PositiveSmallIntegerField(_("Reihenfolge"))
    kind = models.CharField(_("Art"), max_length=12, choices=PhaseKind)
    duration = models.DurationField(_("Dauer"))

    class Meta:
        verbose_name = _("Abschnitt")
        verbose_name_plural = _("Abschnitte")
        ordering = ("service", "position")
        constraints = [
            models.UniqueConstraint(fields=["service", "position"], name="service_phase_once"),
            models.CheckConstraint(
                condition=models.Q(duration__gt=timedelta(0), duration__lte=timedelta(hours=24)),
                name="service_phase_duration_up_to_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.duration}"


class ServiceOptionQuerySet(models.QuerySet["ServiceOption"]):
    """Filters with more than one user."""

    def variants(self) -> ServiceOptionQuerySet:
        return self.filter(kind=OptionKind.VARIANT)

    def add_ons(self) -> ServiceOptionQuerySet:
        return self.filter(kind=OptionKind.ADD_ON)


class ServiceOption(models.Model):
    """One way to have a service (hair length, vehicle class), or something to take along with it.

    A variant has the time and price of the whole; what it takes longer or shorter than the service is spread
    over the work, unless it has ``phases`` of its own: ``[kind, seconds]`` in order. An add-on has what comes
    on top. Triggers raise the service's version when an option changes.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="options", verbose_name=_("Leistung"))
    kind = models.CharField(_("Art"), max_length=8, choices=OptionKind)
    name = models.CharField(_("Name"), max_length=80)
    spoken_names = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("gesprochene Namen")
    )
    duration = models.DurationField(_("Dauer"))
    phases = models.JSONField(_("eigene Abschnitte"), default=list, blank=True)
    price_cents = models.PositiveIntegerField(_("Preis in Cent"), null=True, blank=True)
    price_kind = models.CharField(_("Preisart"), max_length=10, choices=PriceKind, default=PriceKind.FIXED)
    is_active = models.BooleanField(_("aktiv"), default=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    objects = ServiceOptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Variante oder Zusatz")
        verbose_name_plural = _("Varianten und Zusätze")
        ordering = ("service", "kind", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["service", "kind", "name"], name="service_option_once"),
            models.CheckConstraint(
                condition=models.Q(duration__gte=timedelta(0), duration__lte=timedelta(hours=24)),
                name="service_option_duration_up_to_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=OptionKind.ADD_ON) | models.Q(duration__gt=timedelta(0)),
                name="service_option_variant_takes_time",
            ),
            models.CheckConstraint(
                condition=models.Q(price_kind=PriceKind.ON_REQUEST, price_cents__isnull=True)
                | (~models.Q(price_kind=PriceKind.ON_REQUEST) & models.Q(price_cents__isnull=False)),
                name="service_option_price_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ResourceNeed(models.Model):
    """The service takes one thing of this sort: for the whole visit with its buffers, or in some phases."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="needs", verbose_name=_("Leistung"))
    group = models.ForeignKey(
        ResourceGroup, models.PROTECT, related_name="+", verbose_name=_("Raum- oder Geräteart")
    )
    during = models.CharField(
        _("nur während"), max_length=12, choices=PhaseKind, blank=True, help_text=_("leer: den ganzen Besuch")
    )

    class Meta:
        verbose_name = _("Bedarf")
        verbose_name_plural = _("Bedarf an Räumen und Geräten")
        constraints = [models.UniqueConstraint(fields=["service", "group"], name="resource_need_once")]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.group_id}"


class StaffSkill(models.Model):
    """This person does this service, perhaps in a time of their own."""

    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="skills", verbose_name=_("Mitarbeiter")
    )
    service = models.ForeignKey(Service, models.CASCADE, related_name="skills", verbose_name=_("Leistung"))
    duration = models.DurationField(_("eigene Dauer"), null=True, blank=True)

    class Meta:
        verbose_name = _("Fertigkeit")
        verbose_name_plural = _("Fertigkeiten")
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
