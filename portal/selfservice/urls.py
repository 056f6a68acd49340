"""Addresses in messages to customers, as short as they can be: they travel by SMS."""

from django.urls import path

from portal.selfservice import feeds, moving, pages

urlpatterns = [
    path("t/<str:secret>", pages.appointment, name="appointment-link"),
    path("t/<str:secret>/verlegen/", moving.times, name="appointment-link-move"),
    path("t/<str:secret>/vormerken/", moving.hold, name="appointment-link-hold"),
    path("t/<str:secret>/neue-zeit/", moving.agree, name="appointment-link-agree"),
    path("t/<str:secret>/absagen/", pages.cancel, name="appointment-link-cancel"),
    path("t/<str:secret>/nachrichten/", pages.messages, name="appointment-link-messages"),
    path("t/<str:secret>/termin.ics", pages.file, name="appointment-link-file"),
    path("kalender-abo/<str:secret>.ics", feeds.feed, name="calendar-feed"),
]
