"""Company rows for the platform's admins. What only services may write is shown and cannot be changed."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from booking.models import (
    Appointment,
    AppointmentChange,
    Branch,
    Customer,
    Occupancy,
    Offer,
    Service,
    SpecialDay,
    StaffMember,
    StaffSkill,
    TimeOff,
    WorkingHours,
)
from tenants.admin_sites import company_site


class RuleAdmin(ModelAdmin):
    """Calendar rules: triggers notice every change."""


class ReadOnlyAdmin(ModelAdmin):
    """Rows that come and go together with others, in one transaction of a service."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Branch, site=company_site)
class BranchAdmin(RuleAdmin):
    """Branches with their rules."""

    list_display = ("name", "address", "subdivision", "is_active")


@admin.register(Service, site=company_site)
class ServiceAdmin(RuleAdmin):
    """Services with duration and price."""

    list_display = ("name", "category", "duration", "price_cents", "is_active")


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

    list_display = ("staff", "service", "duration")


@admin.register(WorkingHours, site=company_site)
class WorkingHoursAdmin(RuleAdmin):
    """Opening and working hours."""

    list_display = ("branch", "staff", "weekday", "opens_at", "closes_at")


@admin.register(SpecialDay, site=company_site)
class SpecialDayAdmin(RuleAdmin):
    """Dates that differ."""

    list_display = ("branch", "date_on", "opens_at", "closes_at", "label")


@admin.register(TimeOff, site=company_site)
class TimeOffAdmin(ReadOnlyAdmin):
    """Times off; their occupancies are written with them."""

    list_display = ("staff", "branch", "kind", "period")


@admin.register(Customer, site=company_site)
class CustomerAdmin(ReadOnlyAdmin):
    """Persons by name; how to reach them is not for the platform."""

    list_display = ("name", "language", "created_at")
    fields = ("name", "language", "created_at")
    search_fields = ("name",)


@admin.register(Appointment, site=company_site)
class AppointmentAdmin(ReadOnlyAdmin):
    """Appointments without the notes of customers."""

    list_display = ("reference", "period", "staff", "service", "status", "source")
    list_filter = ("status", "source")
    list_select_related = ("staff", "service")
    exclude = ("note",)


@admin.register(AppointmentChange, site=company_site)
class AppointmentChangeAdmin(ReadOnlyAdmin):
    """History of appointments."""

    list_display = ("appointment", "kind", "changed_at", "by", "reason")
    list_select_related = ("appointment",)


@admin.register(Offer, site=company_site)
class OfferAdmin(ReadOnlyAdmin):
    """What callers and sessions hold or held."""

    list_display = ("period", "staff", "service", "state", "expires_at")
    list_select_related = ("staff", "service")


@admin.register(Occupancy, site=company_site)
class OccupancyAdmin(ReadOnlyAdmin):
    """What is taken."""

    list_display = ("resource", "blocked", "kind", "expires_at")
    list_filter = ("kind",)
    list_select_related = ("resource",)
