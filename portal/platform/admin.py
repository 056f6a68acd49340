"""Companies in the platform's admin, each with how it is doing, and the cockpit over all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce
from operator import add
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from analytics.ops.enums import Level
from analytics.ops.models import CompanyStanding
from portal.platform import acts, ports, second_factor, support, views
from portal.platform.company_page import company_page
from portal.platform.words import stuck_words
from tenants.access.staff import owes_second_factor
from tenants.admin_sites import Page, platform_site
from tenants.errors import CompanyUnavailable
from tenants.models import Company, Domain, Membership
from tenants.suspension import resume_company, suspend_company

# Where the phone never rang.
_LONG_AGO: Final = Value(datetime(2000, 1, 1, tzinfo=UTC))


def _by(*figures: str) -> Any:
    """The sum of figures to sort by; a company without any comes with those that have none of it."""
    return reduce(add, (Coalesce(f"standing__{figure}", 0) for figure in figures))


class DomainInline(TabularInline):
    """Where the company answers."""

    model = Domain
    fields = readonly_fields = ("address", "is_canonical")
    extra = 0
    can_delete = False
    hide_title = True

    @display(description=_("Adresse"))
    def address(self, domain: Domain) -> str:
        """The host name."""
        return str(domain.domain)

    @display(description=_("Hauptadresse"), boolean=True)
    def is_canonical(self, domain: Domain) -> bool:
        """Links in messages lead here."""
        return bool(domain.is_primary)

    def has_add_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        return False


class MembershipInline(TabularInline):
    """Who may sign in: for the company to say."""

    model = Membership
    extra = 0
    can_delete = False
    fields = readonly_fields = ("user", "role")
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        return False


class TroubleFilter(admin.SimpleListFilter):
    """Companies that need somebody, by what is wrong."""

    title = _("Lage")
    parameter_name = "lage"
    _RULES: Final = {
        "hilfe": (_("braucht Hilfe"), Q(standing__level=Level.TROUBLE)),
        "spaet": (_("verspätet"), Q(standing__level=Level.ATTENTION)),
        "gut": (_("läuft"), Q(standing__level=Level.FINE)),
        "vorfall": (
            _("mit offenem Vorfall"),
            Q(incident_effects__ended_at=None, incident_effects__incident__closed_at=None)
            & Q(incident_effects__isnull=False),
        ),
        "verbindung": (_("Verbindung getrennt"), Q(standing__broken_connections__gt=0)),
        "still": (_("7 Tage kein Anruf"), Q(standing__calls_week=0)),
        "nachrichten": (_("Nachrichten gescheitert"), Q(standing__unsent_week__gt=0)),
        "umzug": (_("Rufnummer im Umzug"), Q(standing__ports_open__gt=0)),
    }

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(key, str(words)) for key, (words, _rule) in self._RULES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:
        _words, rule = self._RULES.get(self.value() or "", ("", Q()))
        return queryset.filter(rule).distinct()


@admin.register(Company, site=platform_site)
class CompanyAdmin(ModelAdmin):
    """Made and removed by provisioning; here they are watched, suspended and resumed.

    Figures are those of the last round over all schemas; opening the list opens none.
    """

    list_display = (
        "page", "health_label", "calls", "bookings", "unbooked", "minutes", "last_call",
        "messages_sent", "stuck", "connections",
    )  # fmt: skip
    list_display_links = None
    list_filter = (TroubleFilter, "state", "industry", "country")
    search_fields = ("name", "slug", "domains__domain")
    ordering = ("name", "pk")
    list_per_page = 50
    list_select_related = ("standing",)
    show_full_result_count = False
    fields = ("name", "slug", "state", "industry", "country", "timezone", "schema", "created_at")
    readonly_fields = ("slug", "state", "country", "timezone", "schema", "created_at")
    inlines = (DomainInline, MembershipInline)
    actions = ("suspend", "resume")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        queryset: QuerySet[Company] = super().get_queryset(request)
        return queryset.filter(schema_name__startswith="t_")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        return False

    @display(description=_("Betrieb"), ordering="name")
    def page(self, company: Company) -> SafeString:
        """The name; leads to the company's page in the cockpit."""
        link = '<a href="{}" class="font-medium text-primary-600 dark:text-primary-500">{}</a>'
        return format_html(link, reverse("admin:company-page", args=[company.pk]), company.name)

    @display(
        description=_("Lage"),
        ordering=_by("level"),
        label={
            Level.FINE: "success",
            Level.ATTENTION: "warning",
            Level.TROUBLE: "danger",
            "suspended": "warning",
            "creating": "info",
            "deleting": "danger",
        },
    )
    def health_label(self, company: Company) -> tuple[int | str, str] | None:
        """One badge for everything that may be wrong; of a company that is not served, why not."""
        if not company.is_served:
            return company.state, company.get_state_display()
        found = _standing(company)
        return (found.level, str(Level(found.level).label)) if found else None

    @display(description=_("Datenbankschema"))
    def schema(self, company: Company) -> str:
        """Where its rows live."""
        return str(company.schema_name)

    @display(description=_("Anrufe 1 / 7 T."), ordering=_by("calls_week"))
    def calls(self, company: Company) -> str | None:
        """Over the phone, by the company's own days."""
        found = _standing(company)
        return f"{found.calls_today} / {found.calls_week}" if found else None

    @display(description=_("Termine 1 / 7 T."), ordering=_by("bookings_week"))
    def bookings(self, company: Company) -> str | None:
        """Made on any way, without imports."""
        found = _standing(company)
        return f"{found.bookings_today} / {found.bookings_week}" if found else None

    @display(description=_("ohne / verb."), ordering=_by("missed_week"))
    def unbooked(self, company: Company) -> str | None:
        """Of seven days: who wanted an appointment and got none, and who was put through."""
        found = _standing(company)
        return f"{found.missed_week} / {found.transferred_week}" if found else None

    @display(description=_("Min."), ordering=_by("spoken_ms_week"))
    def minutes(self, company: Company) -> int | None:
        """Spoken on the phone."""
        found = _standing(company)
        return round(found.spoken_ms_week / 60_000) if found else None

    @display(description=_("zuletzt"), ordering=Coalesce("standing__last_call_at", _LONG_AGO))
    def last_call(self, company: Company) -> str | None:
        """When the phone last rang, short enough for the table."""
        found = _standing(company)
        if found is None or found.last_call_at is None:
            return None
        return formats.date_format(timezone.localtime(found.last_call_at), "j.n. H:i")

    @display(description=_("Nachr."), ordering=_by("unsent_week"))
    def messages_sent(self, company: Company) -> str | None:
        """Sent, and how many did not arrive."""
        found = _standing(company)
        if found is None:
            return None
        unsent = _(" (%(unsent)s gescheitert)") % {"unsent": found.unsent_week} if found.unsent_week else ""
        return f"{found.sent_week}{unsent}"

    @display(
        description=_("Stau"), ordering=_by("dead_entries", "quarantined", "late_entries", "late_events")
    )
    def stuck(self, company: Company) -> str | None:
        """What was given up, what waits, and since when."""
        found = _standing(company)
        return stuck_words(found, now=timezone.now()) if found else None

    @display(description=_("Verbindungen"), ordering=_by("broken_connections"))
    def connections(self, company: Company) -> str | None:
        """How many accounts elsewhere are connected, and which are not any more."""
        found = _standing(company)
        if found is None:
            return None
        lost = [provider for provider, state in sorted(found.connections.items()) if state != "ok"]
        return _("getrennt: %(names)s") % {"names": ", ".join(lost)} if lost else str(len(found.connections))

    @action(description=_("Sperren: keine Anrufe, keine Seiten"), permissions=["change"])
    def suspend(self, request: HttpRequest, companies: QuerySet[Company]) -> None:
        """Stop serving the chosen companies."""
        for company in companies:
            try:
                suspend_company(company_id=company.pk)
            except CompanyUnavailable:
                self._refuse(request, company)
            else:
                self.log_change(request, company, "gesperrt")
                messages.warning(request, _("%(name)s ist gesperrt.") % {"name": company.name})

    @action(description=_("Entsperren"), permissions=["change"])
    def resume(self, request: HttpRequest, companies: QuerySet[Company]) -> None:
        """Serve the chosen companies again."""
        for company in companies:
            try:
                resume_company(company_id=company.pk)
            except CompanyUnavailable:
                self._refuse(request, company)
            else:
                self.log_change(request, company, "entsperrt")
                messages.success(request, _("%(name)s ist wieder aktiv.") % {"name": company.name})

    def _refuse(self, request: HttpRequest, company: Company) -> None:
        words = _("%(name)s bleibt, wie es ist: %(state)s.")
        messages.error(request, words % {"name": company.name, "state": company.get_state_display()})


def _standing(company: Company) -> CompanyStanding | None:
    """What is known of the company; nothing of one that was made a moment ago."""
    return getattr(company, "standing", None)


for _page in (
    Page(route="zentrale/", name="cockpit", view=views.cockpit, title=_("Zentrale"), icon="monitor_heart"),
    Page(
        route="zentrale/<int:company_id>/ausgang/<int:entry_id>/", name="retry-entry", view=acts.retry_entry
    ),
    Page(
        route="zentrale/<int:company_id>/eingang/<int:event_id>/",
        name="replay-event",
        view=acts.replay_event,
    ),
    Page(
        route="zentrale/<int:company_id>/inhalt/<int:event_id>/", name="open-payload", view=acts.open_payload
    ),
    Page(route="zentrale/<int:company_id>/anstoss/<slug:kind>/", name="nudge-work", view=acts.nudge_work),
    Page(
        route="zentrale/<int:company_id>/ausgang/<int:entry_id>/verwerfen/",
        name="drop-entry",
        view=acts.drop_entry,
    ),
    Page(
        route="zentrale/<int:company_id>/eingang/<int:event_id>/verwerfen/",
        name="drop-event",
        view=acts.drop_event,
    ),
    Page(route="bestaetigen/", name="second-factor", view=second_factor.second, is_step=True),
    Page(
        route="bestaetigen/einrichten/",
        name="second-factor-set-up",
        view=second_factor.set_up,
        is_step=True,
    ),
    Page(route="rufnummern/", name="ports", view=ports.ports, title=_("Rufnummern"), icon="phone_forwarded"),
    Page(route="rufnummern/<int:company_id>/<int:number_id>/", name="port", view=ports.port),
    Page(route="zentrale/<int:company_id>/", name="company-page", view=company_page),
    Page(route="zentrale/<int:company_id>/zugang/bitten/", name="support-ask", view=support.ask),
    Page(route="zentrale/<int:company_id>/zugang/betreten/", name="support-go-in", view=support.go_in),
    Page(
        route="zentrale/<int:company_id>/zugang/<int:grant_id>/beenden/",
        name="support-withdraw",
        view=support.withdraw,
    ),
):
    platform_site.add_page(_page)
platform_site.add_step(
    is_owed=lambda request: owes_second_factor(request.user, request.session), page="second-factor"
)
