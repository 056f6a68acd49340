"""The outbox of one company, on the company's host."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from tenants.admin_sites import ReadOnlyAdmin, company_site
from tenants.context import current_company
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import retry_dead

STATE_COLOURS = {
    "pending": "info",
    "sending": "info",
    "done": "success",
    "cancelled": "default",
    "dead": "danger",
}


@admin.register(OutboxEntry, site=company_site)
class OutboxEntryAdmin(ReadOnlyAdmin):
    """Effects that are owed to the outside."""

    list_display = ("due_at", "kind", "subject_id", "state_label", "attempts", "last_error", "settled_at")
    list_filter = ("state", "kind")
    search_fields = ("=subject_id", "=client_reference")
    ordering = ("-due_at", "-pk")
    actions = ("retry",)

    @display(description=_("Zustand"), ordering="state", label=STATE_COLOURS)
    def state_label(self, entry: OutboxEntry) -> tuple[str, str]:
        """State and its words."""
        return entry.state, entry.get_state_display()

    @action(description=_("Gescheiterte erneut versuchen"))
    def retry(self, request: HttpRequest, entries: QuerySet[OutboxEntry]) -> None:
        """Another round for the dead ones among the chosen."""
        dead = list(entries.filter(state=OutboxEntry.State.DEAD))
        for entry in dead:
            retry_dead(entry_id=entry.pk, now=timezone.now())
            self.log_change(request, entry, f"{current_company().slug}: erneut versucht")
        self.message_user(
            request, _("%(count)s Einträge werden erneut versucht.") % {"count": len(dead)}, messages.INFO
        )
