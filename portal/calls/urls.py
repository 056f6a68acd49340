"""Routes of the company's calls."""

from django.urls import path

from portal.calls import views

urlpatterns = [
    path("anrufe/", views.calls, name="calls"),
    path("anrufe/<int:call_id>/", views.call, name="call"),
    path("anrufe/<int:call_id>/einwilligung/widerrufen/", views.withdraw_transcript, name="call-withdraw"),
]
