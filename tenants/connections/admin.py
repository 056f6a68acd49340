"""Which providers a company is connected to; never with what keys."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from tenants.admin_sites import ReadOnlyAdmin, company_site
from tenants.connections.models import Connection


@admin.register(Connection, site=company_site)
class ConnectionAdmin(ReadOnlyAdmin):
    """Provider and health. Credentials and the secret path are not even read from the database."""

    list_display = ("provider", "state_label", "created_at")
    list_filter = ("state",)
    ordering = ("provider",)
    fields = ("provider", "state", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        queryset: QuerySet[Connection] = super().get_queryset(request)
        return queryset.defer("credentials", "path_secret")

    @display(description=_("Zustand"), ordering="state", label={"ok": "success", "reconnect": "danger"})
    def state_label(self, connection: Connection) -> tuple[str, str]:
        """State and its words."""
        return connection.state, connection.get_state_display()
