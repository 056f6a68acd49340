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
