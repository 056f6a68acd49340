"""Incidents in the platform's admin: what was noticed, whom it touched, and what staff know of it."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from analytics.ops.enums import IncidentKind
from analytics.ops.models import Incident, IncidentEffect
from tenants.admin_sites import platform_site


class EffectInline(TabularInline):
    """The companies that an incident touches or touched."""

    model = IncidentEffect
    extra = 0
    can_delete = False
    fields = readonly_fields = ("company_page", "began_at", "ended_at", "figure")
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[IncidentEffect]:
        found: QuerySet[IncidentEffect] = super().get_queryset(request)
        return found.select_related("company").order_by(F("ended_at").desc(nulls_first=True), "-figure")

    @display(description=_("Betrieb"))
    def company_page(self, effect: IncidentEffect) -> SafeString:
        """The name; leads to its page."""
        link = '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>'
        return format_html(link, reverse("admin:company-page", args=[effect.company_id]), effect.company.name)

    def has_add_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False


class OverFilter(admin.SimpleListFilter):
    """Those that last, or those that are over."""

    title = _("Stand")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("offen", str(_("offen"))), ("vorbei", str(_("vorbei")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        if self.value() is None:
            return queryset
        return queryset.filter(closed_at__isnull=self.value() == "offen")


@admin.register(Incident, site=platform_site)
class IncidentAdmin(ModelAdmin):
    """Opened and closed by themselves; staff write down what it was."""

    list_display = ("what", "subject", "state", "opened_at", "closed_at", "touched", "note")
    list_filter = (OverFilter, "kind")
    search_fields = ("subject", "note", "effects__company__name")
    list_per_page = 50
    fields = ("kind", "subject", "opened_at", "closed_at", "note", "noted_by")
    readonly_fields = ("kind", "subject", "opened_at", "closed_at", "noted_by")
    inlines = (EffectInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        found: QuerySet[Incident] = super().get_queryset(request)
        return found.annotate(touched=Count("effects"))

    @display(description=_("Vorfall"), ordering="kind")
    def what(self, incident: Incident) -> str:
        """Its kind in words."""
        return str(IncidentKind(incident.kind).label)

    @display(description=_("Stand"), label={"open": "danger", "over": "success"})
    def state(self, incident: Incident) -> tuple[str, str]:
        """Whether it lasts."""
        return ("over", str(_("vorbei"))) if incident.closed_at else ("open", str(_("offen")))

    @display(description=_("Betriebe"), ordering="touched")
    def touched(self, incident: Incident) -> int:
        """How many companies it touched."""
        return int(incident.touched)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Incident, form: object, change: bool) -> None:  # noqa: FBT001  Django's signature
        obj.noted_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False
