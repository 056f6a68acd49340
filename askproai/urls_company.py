"""Routes of a company's own host."""

from django.urls import include, path

from tenants.admin_sites import company_site
from tenants.inbox.urls import company_urlpatterns

urlpatterns = [
    path("hooks/", include("telephony.urls")),
    path("hooks/", include(company_urlpatterns)),
    path("admin/", company_site.urls),
    path("", include("portal.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
