"""Routes of the platform's host."""

from django.urls import include, path

from tenants.admin_sites import platform_site

urlpatterns = [
    path("admin/", platform_site.urls),
    path("", include("portal.site.urls")),
]
