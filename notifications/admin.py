"""Messages in the company's admin: to look at, and to send what gave up once more."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from notifications.models import Notification, Suppression
from notifications.services.retrying import retry_notification
from tenants.admin_sites import company_site


@admin.register(Notification, site=company_site)
class NotificationAdmin(ModelAdmin):
    """Without recipient and text: those are between the company and its customer."""

    list_display = (
        "created_at",
        "purpose",
        "channel",
        "state",
        "reason",
        "due_at",
        "sent_at",
        "delivered_at",
        "error_code",
    )
    list_filter = ("state", "channel", "purpose", "reason")
    date_hierarchy = "created_at"
    exclude = ("recipient", "recipient_index", "subject", "body")
    actions = ("send_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False

    @admin.action(description=_("Gescheiterte noch einmal senden"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        """Another round for what failed; the rest is left alone."""
        for notification_id in queryset.values_list("pk", flat=True):
            retry_notification(notification_id=notification_id, now=timezone.now())


@admin.register(Suppression, site=company_site)
class SuppressionAdmin(ModelAdmin):
    """Deleting one allows messages to that address again."""

    list_display = ("created_at", "channel", "cause")
    list_filter = ("channel", "cause")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False
