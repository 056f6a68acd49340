"""Who signs in where, and how companies are found: rows of the public schema in the platform's admin."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from tenants.admin_sites import ReadOnlyAdmin, platform_site
from tenants.models import DirectoryEntry, Domain, Membership, SupportGrant, User, Wakeup


class MembershipInline(TabularInline):
    """The companies of a user. Who belongs to a company is for the company to say."""

    model = Membership
    extra = 0
    can_delete = False
    fields = readonly_fields = ("company", "role")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User, site=platform_site)
class UserAdmin(ModelAdmin):
    """People who sign in. Here an account is made, and switched on and off.

    Neither password nor address of somebody can be changed: whoever can do that can go in as them.
    """

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "user_permissions", "last_login")
    filter_horizontal = ("user_permissions",)
    inlines = (MembershipInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        closed = ("last_login",) if obj is None else ("last_login", "email")
        # Only who may do everything says who else may.
        is_superuser = bool(getattr(request.user, "is_superuser", False))
        return closed if is_superuser else (*closed, "is_staff", "is_superuser", "user_permissions")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:  # noqa: FBT001  Django's signature
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Membership, site=platform_site)
class MembershipAdmin(ReadOnlyAdmin):
    """Who may do what in which company; given and taken by the company."""

    list_display = ("user", "company", "role")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    search_fields = ("user__email", "company__name")


@admin.register(SupportGrant, site=platform_site)
class SupportGrantAdmin(ReadOnlyAdmin):
    """Which company let staff in, how far, when and why."""

    list_display = ("company", "level", "reason", "asked_at", "granted_at", "expires_at", "ended_at")
    list_filter = ("level",)
    list_select_related = ("company",)
    search_fields = ("company__name",)
    ordering = ("-asked_at",)


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
