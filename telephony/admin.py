"""The room for platform admins: calls are looked at, never edited; words only where the caller agreed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from telephony.models import BlockedNumber, Call, CallAct, CallbackTicket, CallTurn, Receptionist
from tenants.admin_sites import company_site


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ActInline(ReadOnly, TabularInline):
    """What was done, without what was said."""

    model = CallAct
    fields = ("position", "name", "ok", "code", "repeats", "duration_ms", "appointment")
    extra = 0


class TurnInline(ReadOnly, TabularInline):
    """Rows exist only from the caller's yes on."""

    model = CallTurn
    fields = ("position", "speaker", "text", "offset_ms")
    extra = 0


@admin.register(Call, site=company_site)
class CallAdmin(ReadOnly, ModelAdmin):
    """Neither number nor name: who called is shown to the company, not to the platform."""

    list_display = (
        "pk",
        "ringing_at",
        "branch",
        "state",
        "outcome",
        "duration_ms",
        "ring_to_booked_ms",
        "consent",
    )
    list_filter = ("state", "outcome", "source", "branch")
    date_hierarchy = "ringing_at"
    inlines = (ActInline, TurnInline)
    fields = (
        "provider",
        "provider_call_id",
        "source",
        "brain",
        "branch",
        "customer",
        "state",
        "ringing_at",
        "started_at",
        "ended_at",
        "duration_ms",
        "disconnection_reason",
        "outcome",
        "intents",
        "ring_to_booked_ms",
        "sentiment",
        "cost_micro_usd",
        "latency",
        "consent",
        "turns",
        "acts_done",
    )

    def get_inlines(self, request: HttpRequest, obj: Call | None) -> tuple[type[TabularInline], ...]:
        return self.inlines if obj is not None and obj.may_store_words else (ActInline,)


@admin.register(CallbackTicket, site=company_site)
class CallbackTicketAdmin(ReadOnly, ModelAdmin):
    """Deadlines, without the people."""

    list_display = ("pk", "call", "state", "created_at", "due_at", "done_at")
    list_filter = ("state",)
    fields = ("call", "state", "created_at", "due_at", "done_at")


@admin.register(Receptionist, site=company_site)
class ReceptionistAdmin(ModelAdmin):
    """How the phone is answered."""

    list_display = ("__str__", "branch", "mode", "asks_for_transcript_consent")


@admin.register(BlockedNumber, site=company_site)
class BlockedNumberAdmin(ReadOnly, ModelAdmin):
    """That numbers are blocked and why, not which."""

    list_display = ("pk", "reason", "created_at")
    fields = ("reason", "created_at")
