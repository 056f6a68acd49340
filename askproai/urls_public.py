"""Routes of the platform's host."""

from django.urls import include, path

from tenants.admin_sites import platform_site
from tenants.inbox.urls import platform_urlpatterns

urlpatterns = [
    path("hooks/", include(platform_urlpatterns)),
    path("admin/", platform_site.urls),
    path("", include("portal.site.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
