"""Who signs in where, and how companies are found: rows of the public schema in the platform's admin."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from tenants.admin_sites import ReadOnlyAdmin, platform_site
from tenants.models import DirectoryEntry, Domain, Membership, User, Wakeup


class MembershipInline(TabularInline):
    """The companies of a user."""

    model = Membership
    extra = 0
    autocomplete_fields = ("company",)


@admin.register(User, site=platform_site)
class UserAdmin(ModelAdmin):
    """People who sign in. Passwords are set by themselves; here an account is switched on and off."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    readonly_fields = ("last_login",)
    inlines = (MembershipInline,)
    change_password_form = AdminPasswordChangeForm

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:  # noqa: FBT001  Django's signature
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Membership, site=platform_site)
class MembershipAdmin(ModelAdmin):
    """Who may do what in which company."""

    list_display = ("user", "company", "role")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    search_fields = ("user__email", "company__name")
    autocomplete_fields = ("user", "company")


@admin.register(Domain, site=platform_site)
class DomainAdmin(ReadOnlyAdmin):
    """Host names. They are given and taken by provisioning, which checks that nobody else has them."""

    list_display = ("domain", "tenant", "is_primary")
    list_filter = ("is_primary",)
    list_select_related = ("tenant",)
    search_fields = ("domain", "tenant__name")
    ordering = ("domain",)


@admin.register(DirectoryEntry, site=platform_site)
class DirectoryEntryAdmin(ReadOnlyAdmin):
    """By which number or agent a company is found."""

    list_display = ("key", "kind", "company", "branch_id")
    list_filter = ("kind",)
    list_select_related = ("company",)
    search_fields = ("key", "company__name")
    ordering = ("key",)


@admin.register(Wakeup, site=platform_site)
class WakeupAdmin(ReadOnlyAdmin):
    """Hints that work is due. Many nudges on one row mean that nobody does that work."""

    list_display = ("company_id", "kind", "due_at", "nudges")
    list_filter = ("kind",)
    ordering = ("-nudges", "due_at")


@admin.register(LogEntry, site=platform_site)
class LogEntryAdmin(ReadOnlyAdmin):
    """What platform admins did, their looks into payloads included."""

    list_display = ("action_time", "user", "what", "object_repr", "change_message_text")
    list_select_related = ("user", "content_type")
    search_fields = ("user__email", "object_repr", "object_id")
    ordering = ("-action_time",)
    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "change_message_text")

    @display(description=_("Art"))
    def what(self, entry: LogEntry) -> str:
        """The kind of object, in German."""
        model: type[Model] | None = entry.content_type.model_class() if entry.content_type else None
        return str(model._meta.verbose_name) if model else ""

    @display(description=_("Änderung"))
    def change_message_text(self, entry: LogEntry) -> str:
        """Django's own wording of the stored message."""
        return entry.get_change_message()
