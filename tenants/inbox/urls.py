"""Routes under ``/hooks/`` that only store; rooms that must answer at once (calls) add their own before these."""

from django.urls import path

from tenants.inbox.views import receive

urlpatterns = [path("<slug:provider>/<str:path_secret>/<slug:channel>/", receive, name="hook")]
