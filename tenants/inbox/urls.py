"""Routes under ``/hooks/`` that only store; rooms that must answer at once add their own before these."""

from django.urls import path

from tenants.inbox.views import receive, receive_for_account

company_urlpatterns = [path("<slug:provider>/<str:path_secret>/<slug:channel>/", receive, name="hook")]
platform_urlpatterns = [path("<slug:provider>/<slug:channel>/", receive_for_account, name="account-hook")]
