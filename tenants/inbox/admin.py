"""The inbox of one company, on the company's host."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import F, Func, IntegerField, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from tenants.admin_sites import ReadOnlyAdmin, company_site
from tenants.inbox.models import InboundEvent

STATE_COLOURS = {"pending": "info", "done": "success", "quarantined": "danger"}


@admin.register(InboundEvent, site=company_site)
class InboundEventAdmin(ReadOnlyAdmin):
    """What providers told us. The payload is never read here, only its sealed size."""

    list_display = (
        "received_at",
        "provider",
        "kind",
        "state_label",
        "attempts",
        "deliveries",
        "reason",
        "payload_size",
    )
    list_filter = ("state", "provider")
    search_fields = ("external_id", "subject")
    ordering = ("-received_at", "-pk")
    fields = (
        "provider",
        "external_id",
        "kind",
        "subject",
        "state",
        "attempts",
        "deliveries",
        "reason",
        "payload_size",
        "received_at",
        "due_at",
        "settled_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundEvent]:
        size = Func(F("payload"), function="octet_length", output_field=IntegerField())
        queryset: QuerySet[InboundEvent] = super().get_queryset(request)
        return queryset.defer("payload").annotate(sealed_bytes=size)

    @display(description=_("Zustand"), ordering="state", label=STATE_COLOURS)
    def state_label(self, event: InboundEvent) -> tuple[str, str]:
        """State and its words."""
        return event.state, event.get_state_display()

    @display(description=_("Inhalt"))
    def payload_size(self, event: InboundEvent) -> str:
        """How much there is, without opening it."""
        sealed: int | None = getattr(event, "sealed_bytes", None)
        return gettext("%(size)s Bytes, verschlüsselt") % {"size": sealed} if sealed else gettext("geleert")
