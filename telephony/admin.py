"""The room for platform admins: calls are looked at, never edited; words only where the caller agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from telephony.models import (
    BlockedNumber,
    Call,
    CallAct,
    CallbackTicket,
    CallTransfer,
    CallTurn,
    HostedAgent,
    ModelUse,
    Publication,
    Receptionist,
    ReceptionistVersion,
)
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
    fields = readonly_fields = ("position", "name", "ok", "code", "repeats", "took", "appointment")
    extra = 0
    hide_title = True

    @display(description=_("Dauer"))
    def took(self, act: CallAct) -> str:
        """How long the caller waited for it."""
        return gettext("%(seconds)s Sek.") % {"seconds": formats.number_format(act.duration_ms / 1000, 2)}


class ModelUseInline(ReadOnly, TabularInline):
    """What a language model did in the call, and what that cost."""

    model = ModelUse
    fields = readonly_fields = ("model", "prompt_version", "requests", "cents", "unspoken", "left_why")
    extra = 0
    hide_title = True

    @display(description=_("US-Cent"))
    def cents(self, use: ModelUse) -> str:
        """What it cost."""
        return str(formats.number_format(use.cost_cents, 2))


class TurnInline(ReadOnly, TabularInline):
    """Rows exist only from the caller's yes on."""

    model = CallTurn
    fields = readonly_fields = ("position", "speaker", "text", "after")
    extra = 0
    hide_title = True

    @display(description=_("nach"))
    def after(self, turn: CallTurn) -> str:
        """Since the call began."""
        return minutes_text(turn.offset_ms)


@admin.register(Call, site=company_site)
class CallAdmin(ReadOnly, ModelAdmin):
    """Neither number nor name: who called is shown to the company, not to the platform."""

    list_display = ("ringing_at", "branch", "state", "outcome", "lasted", "booked_after", "consent")
    list_select_related = ("branch",)
    list_filter = ("state", "outcome", "source", "branch")
    date_hierarchy = "ringing_at"
    inlines = (ActInline, ModelUseInline, TurnInline)
    fields = readonly_fields = (
        "provider", "provider_call_id", "source", "brain", "branch", "customer", "state", "ringing_at",
        "started_at", "ended_at", "lasted", "disconnection_reason", "outcome", "intents", "booked_after",
        "sentiment", "cost", "latency", "consent", "turns", "acts_done",
    )  # fmt: skip

    @display(description=_("Dauer"), ordering="duration_ms")
    def lasted(self, call: Call) -> str | None:
        """How long the conversation took; nothing while it lasts."""
        return None if call.duration_ms is None else minutes_text(call.duration_ms)

    @display(description=_("gebucht nach"), ordering="ring_to_booked_ms")
    def booked_after(self, call: Call) -> str | None:
        """How long it took from the first ring to the appointment."""
        return None if call.ring_to_booked_ms is None else minutes_text(call.ring_to_booked_ms)

    @display(description=_("Kosten"), ordering="cost_micro_usd")
    def cost(self, call: Call) -> str | None:
        """What the provider takes for it."""
        if call.cost_micro_usd is None:
            return None
        return gettext("%(amount)s US-Dollar") % {
            "amount": formats.number_format(call.cost_micro_usd / 1_000_000, 4)
        }

    def get_inlines(self, request: HttpRequest, obj: Call | None) -> tuple[type[TabularInline], ...]:
        return self.inlines if obj is not None and obj.may_store_words else self.inlines[:2]


@admin.register(CallbackTicket, site=company_site)
class CallbackTicketAdmin(ReadOnly, ModelAdmin):
    """Deadlines, without the people."""

    list_display = ("due_at", "state", "called_at", "done_at")
    list_select_related = ("call",)
    list_filter = ("state",)
    fields = ("call", "state", "created_at", "due_at", "done_at")

    @display(description=_("Anruf vom"), ordering="call__ringing_at")
    def called_at(self, ticket: CallbackTicket) -> datetime | None:
        """When the call rang in which it was promised, if it was."""
        return ticket.call.ringing_at if ticket.call else None


@admin.register(Receptionist, site=company_site)
class ReceptionistAdmin(ModelAdmin):
    """How the phone is answered. Where versions were published, callers get the live one of those."""

    list_display = ("__str__", "branch", "mode", "asks_for_transcript_consent")


@admin.register(ReceptionistVersion, site=company_site)
class ReceptionistVersionAdmin(ReadOnly, ModelAdmin):
    """What was published, and which share of the calls it takes."""

    list_display = ("number", "receptionist", "state", "weight", "created_at", "note")
    list_filter = ("state",)
    fields = readonly_fields = (
        "receptionist", "number", "note", "state", "weight", "created_at", "settings", "provider_agent_id",
        "provider_agent_version", "brain_id",
    )  # fmt: skip


@admin.register(Publication, site=company_site)
class PublicationAdmin(ReadOnly, ModelAdmin):
    """Who asked for which version when, and what became of it."""

    list_display = ("at", "action", "version", "state", "error", "settled_at")
    list_select_related = ("version",)
    list_filter = ("state", "action")


@admin.register(HostedAgent, site=company_site)
class HostedAgentAdmin(ReadOnly, ModelAdmin):
    """Whether the provider's side is as we left it."""

    list_display = ("receptionist", "agent_id", "checked_at", "check_error", "differences")


@admin.register(CallTransfer, site=company_site)
class CallTransferAdmin(ReadOnly, ModelAdmin):
    """That callers were put through and how it went, not to whom nor about what."""

    list_display = ("at", "state", "settled_at")
    list_filter = ("state",)
    fields = ("call", "state", "at", "settled_at")


@admin.register(BlockedNumber, site=company_site)
class BlockedNumberAdmin(ReadOnly, ModelAdmin):
    """That numbers are blocked and why, not which."""

    list_display = ("created_at", "reason")
    fields = ("reason", "created_at")


def minutes_text(milliseconds: int) -> str:
    """``1:05 Min.``."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return gettext("%(span)s Min.") % {"span": f"{minutes}:{seconds:02d}"}
