"""Routes of a company's own host."""

from django.urls import include, path

from tenants.admin_sites import company_site

urlpatterns = [
    path("hooks/", include("telephony.urls")),
    path("hooks/", include("tenants.inbox.urls")),
    path("admin/", company_site.urls),
    path("", include("portal.urls")),
]
