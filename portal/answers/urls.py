"""Addresses in messages, as short as they can be: they travel by SMS."""

from django.urls import path

from portal.answers import offers, outage

urlpatterns = [
    path("w/l/<str:secret>/", offers.leave, name="waitlist-leave"),
    path("w/<str:secret>/", offers.offer, name="waitlist-answer"),
    path("w/<str:secret>/nein/", offers.decline, name="waitlist-decline"),
    path("w/<str:secret>/andere/", offers.instead, name="waitlist-instead"),
    path("a/<str:secret>/", outage.question, name="outage-answer"),
    path("a/<str:secret>/nehmen/", outage.choose, name="outage-choose"),
    path("a/<str:secret>/anruf/", outage.call_me, name="outage-call-me"),
    path("a/<str:secret>/absagen/", outage.cancel, name="outage-cancel"),
]
