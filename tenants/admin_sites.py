"""Two Django admins: the platform's own, and one per company that knows company tables only.

One shared site would show a company's admin the shared tables (verified: a row was written into public).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from tenants.enums import SupportLevel
from tenants.models import SupportGrant

# The theme runs Alpine's normal build and sets styles inline; the rest is as strict as in the portal.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The portal's deep green, as the shades that the theme asks for.
_COLOURS: Final = {
    "50": "oklch(0.98 0.012 180)",
    "100": "oklch(0.95 0.03 180)",
    "200": "oklch(0.9 0.05 181)",
    "300": "oklch(0.83 0.075 182)",
    "400": "oklch(0.74 0.09 182)",
    "500": "oklch(0.6 0.095 183)",
    "600": "oklch(0.43 0.079 184)",
    "700": "oklch(0.38 0.07 184)",
    "800": "oklch(0.33 0.06 185)",
    "900": "oklch(0.28 0.05 186)",
    "950": "oklch(0.21 0.035 187)",
}
_ICONS: Final = {
    "tenants.company": "storefront",
    "tenants.user": "person",
    "tenants.membership": "badge",
    "tenants.supportgrant": "support_agent",
    "tenants.domain": "language",
    "tenants.directoryentry": "contact_phone",
    "tenants.wakeup": "alarm",
    "ops.incident": "warning",
    "admin.logentry": "history",
    "inbox.inboundevent": "inbox",
    "outbox.outboxentry": "outbox",
    "connections.connection": "key",
    "booking.appointment": "event",
    "booking.customer": "group",
    "telephony.call": "call",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page of a site that shows no single model. Access is the site's own, actions ask for more."""

    route: str
    name: str
    view: Callable[..., HttpResponse]
    title: str | Promise = ""
    icon: str = ""
    # A step of signing in: open to whoever gave the right password.
    is_step: bool = False


class AskProAdminSite(UnfoldAdminSite):
    """What both sites share: their own content security policy, colours, and a menu of what is registered."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._pages: list[Page] = []

    def add_page(self, page: Page) -> None:
        """Show a page at ``route`` below the site; one with a title is in the menu, before the models."""
        self._pages.append(page)

    def extra_urls(self) -> list[URLPattern]:
        return [path(page.route, self.admin_view(page.view), name=page.name) for page in self._pages]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # noqa: FBT001, FBT002  Django's signature
        return _with_policy(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and REDIRECT_FIELD_NAME not in request.GET:
            # The theme's form posts to its own address and has no field for where to go then.
            query = urlencode({REDIRECT_FIELD_NAME: reverse("admin:index")})
            return redirect(f"{request.path}?{query}")
        response: HttpResponse = _with_policy(super().login)(request, extra_context)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        return {**context, "site_header": self.site_header, "site_title": self.site_title} | {
            "colors": {**(context.get("colors") or {}), "primary": _COLOURS}
        }

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        pages = [
            _entry(request, page.title, f"admin:{page.name}", page.icon) for page in self._pages if page.title
        ]
        groups: list[dict[str, Any]] = [
            {"title": "", "items": [_entry(request, _("Übersicht"), "admin:index", "home"), *pages]}
        ]
        for app in self.get_app_list(request):
            items = [
                _entry(
                    request,
                    model["name"],
                    _list_of(model["model"]),
                    _ICONS.get(_label(model["model"]), "table_rows"),
                )
                for model in app["models"]
            ]
            groups.append({"title": app["name"], "items": items, "separator": True})
        return groups


class PlatformSite(AskProAdminSite):
    """For platform admins on the public host: companies, users, and the health of everything."""

    site_header = "AskProAI Plattform"
    site_title = "AskProAI Plattform"
    index_title = _("Übersicht")

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._steps: list[tuple[Callable[[HttpRequest], bool], str]] = []

    def add_step(self, *, is_owed: Callable[[HttpRequest], bool], page: str) -> None:
        """A step of signing in besides the password: who owes it finds nothing open but this page."""
        self._steps.append((is_owed, page))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # noqa: FBT001, FBT002  Django's signature
        """Whoever owes a step is led there, from every page."""
        guarded = super().admin_view(view, cacheable)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request) and not self._is_step(request):
                for is_owed, step in self._steps:
                    if is_owed(request):
                        return redirect(f"admin:{step}")
            response: HttpResponse = guarded(request, *args, **kwargs)
            return response

        return answer

    def _is_step(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        steps = {"logout", *(page.name for page in self._pages if page.is_step)}
        return match is not None and match.url_name in steps


class CompanySite(AskProAdminSite):
    """Rows of a company's schema, for platform admins whom the company let in; nobody signs in here."""

    site_header = "AskProAI Betrieb"
    site_title = "AskProAI Betrieb"
    index_title = _("Daten dieses Betriebs")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not (user.is_active and getattr(user, "is_superuser", False)):
            return False
        # Whoever is inside by the company's consent was noted by the portal's layer of access.
        grant: SupportGrant | None = getattr(getattr(request, "membership", None), "support_grant", None)
        if grant is None:
            return False
        return grant.level == SupportLevel.FULL or request.method in {"GET", "HEAD", "OPTIONS"}

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # noqa: FBT001, FBT002  Django's signature
        return self._hidden_from_others(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no door here: staff come in from the platform's host, with the company's consent."""
        raise Http404

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """As in the portal, so that the log knows."""
        raise Http404

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own password is changed where one signs in."""
        raise Http404

    def _hidden_from_others(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """For members, strangers, and staff without consent there is nothing here."""

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return answer

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        company = getattr(request, "company", None)
        return {**super().each_context(request), "site_subheader": company.name if company else ""}


class ReadOnlyAdmin(ModelAdmin):
    """Rows that are looked at here and written by services only."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _with_policy(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(*args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        return response

    return answer


def _entry(request: HttpRequest, title: str | Promise, route: str, icon: str) -> dict[str, Any]:
    link = reverse(route)
    here = request.path == link if route == "admin:index" else request.path.startswith(link)
    return {"title": title, "link": link, "icon": icon, "active": here, "has_permission": True}


def _label(model: type[Model]) -> str:
    return model._meta.label_lower


def _list_of(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


platform_site = PlatformSite(name="platform")
company_site = CompanySite(name="company")
