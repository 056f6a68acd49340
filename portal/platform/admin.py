"""Companies in the platform's admin, each with how it is doing, and the cockpit over all of them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from portal.platform import support, views
from portal.platform.company_page import company_page
from portal.platform.health import Health, Level, health_of
from tenants.admin_sites import Page, platform_site
from tenants.errors import CompanyUnavailable
from tenants.models import Company, Domain, Membership
from tenants.queries import address_of
from tenants.suspension import resume_company, suspend_company

_LEVELS = {
    Level.FINE: _("läuft"),
    Level.ATTENTION: _("verspätet"),
    Level.TROUBLE: _("braucht Hilfe"),
}


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


@admin.register(Company, site=platform_site)
class CompanyAdmin(ModelAdmin):
    """Made and removed by provisioning; here they are watched, suspended and resumed."""

    list_display = (
        "name", "state_label", "health_label", "addresses", "calls_today", "last_call", "open_entries",
        "dead_entries", "quarantined", "unproven",
    )  # fmt: skip
    list_filter = ("state", "industry", "country")
    search_fields = ("name", "slug", "domains__domain")
    ordering = ("name", "pk")
    list_per_page = 50
    fields = ("name", "slug", "state", "industry", "country", "timezone", "schema", "created_at")
    readonly_fields = ("slug", "state", "country", "timezone", "schema", "created_at")
    inlines = (DomainInline, MembershipInline)
    actions = ("suspend", "resume")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        queryset: QuerySet[Company] = super().get_queryset(request)
        domains = Prefetch("domains", Domain.objects.order_by("-is_primary", "domain"))
        return queryset.filter(schema_name__startswith="t_").prefetch_related(domains)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Figures of all companies on the page come in one statement, not one per row."""
        page: ChangeList = super().get_changelist_instance(request)
        companies = list(page.result_list)
        figures = health_of(companies, now=timezone.now())
        for company in companies:
            company.health = figures.get(company.pk)
        page.result_list = companies
        return page

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        return False

    @display(
        description=_("Zustand"),
        ordering="state",
        label={"ready": "success", "suspended": "warning", "creating": "info", "deleting": "danger"},
    )
    def state_label(self, company: Company) -> tuple[str, str]:
        """State and its words."""
        return company.state, company.get_state_display()

    @display(description=_("Lage"), label={"fine": "success", "attention": "warning", "trouble": "danger"})
    def health_label(self, company: Company) -> tuple[str, str] | None:
        """One badge for everything that may be wrong."""
        found = _health(company)
        return (found.level, str(_LEVELS[found.level])) if found else None

    @display(description=_("Datenbankschema"))
    def schema(self, company: Company) -> str:
        """Where its rows live."""
        return str(company.schema_name)

    @display(description=_("Adressen"))
    def addresses(self, company: Company) -> SafeString | str:
        """All host names, the canonical one first; each leads to the company's own admin."""
        domains = [domain.domain for domain in company.domains.all()]
        if not company.is_served:
            return ", ".join(domains)
        link = '<a href="{}/admin/" class="text-primary-600 dark:text-primary-500">{}</a>'
        return format_html_join(", ", link, ((address_of(domain), domain) for domain in domains))

    @display(description=_("Anrufe heute"))
    def calls_today(self, company: Company) -> int | None:
        """Since midnight where the company is."""
        found = _health(company)
        return found.calls_today if found else None

    @display(description=_("letzter Anruf"))
    def last_call(self, company: Company) -> str | None:
        """When the phone last rang, short enough for the table."""
        found = _health(company)
        if found is None or found.last_call_at is None:
            return None
        return formats.date_format(timezone.localtime(found.last_call_at), "j.n. H:i")

    @display(description=_("Ausgang offen"))
    def open_entries(self, company: Company) -> str | None:
        """What is still owed to the outside, and how much of it is late."""
        found = _health(company)
        if found is None:
            return None
        late = _(" (%(late)s verspätet)") % {"late": found.late_entries} if found.late_entries else ""
        return f"{found.open_entries}{late}"

    @display(description=_("gescheitert"))
    def dead_entries(self, company: Company) -> int | None:
        """Effects that did not come about."""
        found = _health(company)
        return found.dead_entries if found else None

    @display(description=_("Quarantäne"))
    def quarantined(self, company: Company) -> int | None:
        """Events that could not be processed."""
        found = _health(company)
        return found.quarantined if found else None

    @display(description=_("unbelegt, 7 Tage"))
    def unproven(self, company: Company) -> str | None:
        """Statements that nothing proves, of all that were made on the phone."""
        found = _health(company)
        return f"{found.unproven} / {found.statements}" if found else None

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


def _health(company: Company) -> Health | None:
    found: Health | None = getattr(company, "health", None)
    return found


for _page in (
    Page(route="zentrale/", name="cockpit", view=views.cockpit, title=_("Zentrale"), icon="monitor_heart"),
    Page(
        route="zentrale/<int:company_id>/ausgang/<int:entry_id>/", name="retry-entry", view=views.retry_entry
    ),
    Page(
        route="zentrale/<int:company_id>/eingang/<int:event_id>/",
        name="replay-event",
        view=views.replay_event,
    ),
    Page(
        route="zentrale/<int:company_id>/inhalt/<int:event_id>/", name="open-payload", view=views.open_payload
    ),
    Page(route="zentrale/<int:company_id>/anstoss/<slug:kind>/", name="nudge-work", view=views.nudge_work),
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
