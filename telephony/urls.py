"""Routes under ``/hooks/`` that must answer at once; events go through the inbox."""

from django.urls import path

from telephony.hooks import views

urlpatterns = [
    path("retell/<str:path_secret>/inbound/", views.inbound, name="retell-inbound"),
    path("retell/<str:path_secret>/functions/", views.functions, name="retell-functions"),
]
