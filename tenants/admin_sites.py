"""Two Django admins: the platform's own, and one per company that knows company tables only.

One shared site would show a company's admin the shared tables (verified: a row was written into public).
"""

from __future__ import annotations

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite


class PlatformSite(UnfoldAdminSite):
    """For platform admins on the public host: companies, users, and the health of everything."""

    site_header = "AskProAI Plattform"
    site_title = "AskProAI Plattform"
    index_title = "Übersicht"


class CompanySite(UnfoldAdminSite):
    """For platform admins on a company's host: rows of this company's schema."""

    site_header = "AskProAI Betrieb"
    site_title = "AskProAI Betrieb"
    index_title = "Daten dieses Betriebs"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and getattr(user, "is_superuser", False))


platform_site = PlatformSite(name="platform")
company_site = CompanySite(name="company")
