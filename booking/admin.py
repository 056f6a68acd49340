"""Company rows for the platform's admins. What only services may write is shown and cannot be changed."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from django.contrib import admin
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from askproai.core.money import format_cents
from booking.enums import AppointmentSource, PriceKind
from booking.models import (
    Appointment,
    AppointmentChange,
    Branch,
    ClassSession,
    ClassTime,
    Customer,
    Occupancy,
    Offer,
    Series,
    Service,
    ServiceOption,
    SpecialDay,
    StaffMember,
    StaffSkill,
    TimeOff,
    WorkingHours,
)
from tenants.admin_sites import ReadOnlyAdmin, company_site


class RuleAdmin(ModelAdmin):
    """Calendar rules: triggers notice every change."""


@admin.register(Branch, site=company_site)
class BranchAdmin(RuleAdmin):
    """Branches with their rules."""

    list_display = ("name", "address", "subdivision", "is_active")


@admin.register(Service, site=company_site)
class ServiceAdmin(RuleAdmin):
    """Services with duration and price."""

    list_display = ("name", "category", "lasts", "price", "is_active")

    @display(description=_("Dauer"), ordering="duration")
    def lasts(self, service: Service) -> str:
        """How long it takes."""
        return minutes_text(service.duration)

    @display(description=_("Preis"), ordering="price_cents")
    def price(self, service: Service) -> str:
        """What it costs."""
        return price_text(service)


@admin.register(ServiceOption, site=company_site)
class ServiceOptionAdmin(RuleAdmin):
    """Variants and add-ons of services."""

    list_display = ("name", "service", "kind", "lasts", "price", "is_active")
    list_filter = ("kind",)
    list_select_related = ("service",)

    @display(description=_("Dauer"), ordering="duration")
    def lasts(self, option: ServiceOption) -> str:
        """How long it takes, or how much longer."""
        return minutes_text(option.duration)

    @display(description=_("Preis"), ordering="price_cents")
    def price(self, option: ServiceOption) -> str:
        """What it costs, or what it adds."""
        if option.price_cents is None:
            return str(PriceKind.ON_REQUEST.label)
        amount = format_cents(option.price_cents, option.service.currency)
        return f"{PriceKind.FROM.label} {amount}" if option.price_kind == PriceKind.FROM else amount


@admin.register(StaffMember, site=company_site)
class StaffMemberAdmin(RuleAdmin):
    """People; their resource is made by ``add_staff_member``."""

    list_display = ("name", "is_active", "position")
    exclude = ("resource",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(StaffSkill, site=company_site)
class StaffSkillAdmin(RuleAdmin):
    """Who does what."""

    list_display = ("staff", "service", "lasts")
    list_select_related = ("staff", "service")

    @display(description=_("Dauer"))
    def lasts(self, skill: StaffSkill) -> str:
        """The time this person takes, their own or the usual one."""
        return minutes_text(skill.duration or skill.service.duration)


@admin.register(WorkingHours, site=company_site)
class WorkingHoursAdmin(RuleAdmin):
    """Opening and working hours."""

    list_display = ("branch", "staff", "weekday", "opens_at", "closes_at")
    list_select_related = ("branch", "staff")


@admin.register(SpecialDay, site=company_site)
class SpecialDayAdmin(RuleAdmin):
    """Dates that differ."""

    list_display = ("branch", "date_on", "opens_at", "closes_at", "label")
    list_select_related = ("branch",)


@admin.register(TimeOff, site=company_site)
class TimeOffAdmin(ReadOnlyAdmin):
    """Times off; their occupancies are written with them."""

    list_display = ("staff", "branch", "kind", "when")
    list_display_links = ("staff", "branch")
    list_select_related = ("staff", "branch")
    fields = readonly_fields = ("staff", "branch", "when", "kind", "label")

    @display(description=_("Zeitraum"), ordering="period")
    def when(self, time_off: TimeOff) -> str:
        """From when until when."""
        return period_text(time_off.period, zone_of(time_off.branch))


@admin.register(Customer, site=company_site)
class CustomerAdmin(ReadOnlyAdmin):
    """Persons by name; how to reach them is not for the platform."""

    list_display = ("name", "language", "created_at")
    fields = ("name", "language", "created_at")
    search_fields = ("name",)


@admin.register(Appointment, site=company_site)
class AppointmentAdmin(ReadOnlyAdmin):
    """Appointments without the notes of customers."""

    list_display = ("reference", "when", "staff", "service", "status", "source")
    list_filter = ("status", "source")
    list_select_related = ("branch", "staff", "service")
    fields = readonly_fields = (
        "reference", "when", "customer", "branch", "service", "variant_name", "add_ons", "visit", "staff",
        "status", "price", "source",
        "version", "created_at", "cancelled_at", "cancel_reason",
    )  # fmt: skip

    @display(description=_("Zeitraum"), ordering="period")
    def when(self, appointment: Appointment) -> str:
        """From when until when."""
        return period_text(appointment.period, zone_of(appointment.branch))

    @display(description=_("Preis"))
    def price(self, appointment: Appointment) -> str:
        """What was agreed."""
        return price_text(appointment)


@admin.register(AppointmentChange, site=company_site)
class AppointmentChangeAdmin(ReadOnlyAdmin):
    """History of appointments."""

    list_display = ("appointment", "kind", "changed_at", "through", "reason")
    list_select_related = ("appointment",)
    fields = readonly_fields = (
        "appointment", "kind", "changed_at", "through", "old_when", "new_when", "old_staff", "new_staff",
        "old_status", "new_status", "reason",
    )  # fmt: skip

    @display(description=_("durch"), ordering="by")
    def through(self, change: AppointmentChange) -> str:
        """Which way it came in; who of the team it was stays with the company."""
        sources = dict(AppointmentSource.choices)
        return str(sources.get(change.by, AppointmentSource.PORTAL.label))

    @display(description=_("alter Zeitraum"))
    def old_when(self, change: AppointmentChange) -> str | None:
        """What it was before."""
        return _moved(change, change.old_period)

    @display(description=_("neuer Zeitraum"))
    def new_when(self, change: AppointmentChange) -> str | None:
        """What it was afterwards."""
        return _moved(change, change.new_period)


@admin.register(Offer, site=company_site)
class OfferAdmin(ReadOnlyAdmin):
    """What callers and sessions hold or held."""

    list_display = ("when", "staff", "service", "state", "expires_at")
    list_select_related = ("branch", "staff", "service")
    fields = readonly_fields = (
        "when", "branch", "service", "staff", "price", "state", "holder", "moving", "offered_at",
        "created_at", "expires_at",
    )  # fmt: skip

    @display(description=_("Zeitraum"), ordering="period")
    def when(self, offer: Offer) -> str:
        """From when until when."""
        return period_text(offer.period, zone_of(offer.branch))

    @display(description=_("Preis"))
    def price(self, offer: Offer) -> str:
        """What was named."""
        return price_text(offer)


@admin.register(Occupancy, site=company_site)
class OccupancyAdmin(ReadOnlyAdmin):
    """What is taken."""

    list_display = ("resource", "when", "kind", "expires_at")
    list_filter = ("kind",)
    list_select_related = ("resource", "appointment__branch", "offer__branch", "time_off__branch")
    fields = readonly_fields = (
        "resource", "lane", "when", "kind", "offer", "appointment", "time_off", "expires_at",
    )  # fmt: skip

    @display(description=_("belegt"), ordering="blocked")
    def when(self, occupancy: Occupancy) -> str:
        """From when until when, buffers included."""
        cause = occupancy.appointment or occupancy.offer or occupancy.time_off
        return period_text(occupancy.blocked, zone_of(cause.branch if cause else None))


@admin.register(ClassTime, site=company_site)
class ClassTimeAdmin(ModelAdmin):
    """The timetable of group classes; sessions follow from it within the hour."""

    list_display = ("service", "weekday", "starts_at", "staff", "branch", "places", "min_participants")
    list_select_related = ("service", "staff", "branch")


@admin.register(ClassSession, site=company_site)
class ClassSessionAdmin(ReadOnlyAdmin):
    """Sessions with their places; booking counts them."""

    list_display = ("service", "when", "staff", "taken", "state")
    list_filter = ("state",)
    list_select_related = ("service", "staff", "branch")
    fields = readonly_fields = (
        "service", "when", "staff", "branch", "taken", "overbooking", "min_participants", "decides_at",
        "state", "cancelled_at",
    )  # fmt: skip

    @display(description=_("Zeitraum"), ordering="period")
    def when(self, session: ClassSession) -> str:
        """From when until when."""
        return period_text(session.period, zone_of(session.branch))

    @display(description=_("Plätze"))
    def taken(self, session: ClassSession) -> str:
        """``7/12``."""
        return f"{session.booked}/{session.places}"


@admin.register(Series, site=company_site)
class SeriesAdmin(ReadOnlyAdmin):
    """Recurring appointments by their rule."""

    list_display = ("customer", "service", "every", "unit", "starts_on", "at", "last_on")
    list_select_related = ("customer", "service")
    fields = readonly_fields = (
        "customer", "service", "staff", "branch", "every", "unit", "starts_on", "at", "last_on", "party_size",
        "source", "created_at",
    )  # fmt: skip


def zone_of(branch: Branch | None) -> tzinfo:
    """The branch's clock; the company's for what belongs to no branch."""
    return branch.zone if branch else timezone.get_current_timezone()


def period_text(period: DateTimeTZRange, zone: tzinfo) -> str:
    """``Mo, 23.11.2026, 10:00–10:45 Uhr``; over more than one day ``Mo, 23.11.2026, 10:00 – Di, …``."""
    starts, ends = (edge.astimezone(zone) for edge in (period.lower, period.upper))
    first = formats.date_format(starts, "D, d.m.Y, H:i")
    if starts.date() == ends.date():
        return gettext("%(first)s–%(last)s Uhr") % {"first": first, "last": f"{ends:%H:%M}"}
    last = formats.date_format(ends, "D, d.m.Y, H:i")
    return gettext("%(first)s – %(last)s Uhr") % {"first": first, "last": last}


def minutes_text(span: timedelta) -> str:
    """``45 Min.``."""
    return gettext("%(minutes)d Min.") % {"minutes": span // timedelta(minutes=1)}


def price_text(priced: Service | Appointment | Offer) -> str:
    """``45,00 €``, ``ab 45,00 €`` or ``auf Anfrage``."""
    if priced.price_cents is None:
        return str(PriceKind.ON_REQUEST.label)
    amount = format_cents(priced.price_cents, priced.currency)
    return f"{PriceKind.FROM.label} {amount}" if priced.price_kind == PriceKind.FROM else amount


def _moved(change: AppointmentChange, period: DateTimeTZRange | None) -> str | None:
    return period_text(period, zone_of(change.appointment.branch)) if period else None
