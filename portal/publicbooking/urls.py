"""Addresses of the booking page: short, German, the same for years, because others link to them."""

from django.urls import path

from portal.publicbooking import choosing, confirming, holding, waiting, widget

urlpatterns = [
    path("termin/", choosing.branches, name="booking"),
    path("termin/widget.js", widget.script, name="booking-widget"),
    path("termin/<slug:branch_slug>/", choosing.services, name="booking-branch"),
    path("termin/<slug:branch_slug>/<slug:slug>/", choosing.times, name="booking-service"),
    path("termin/<slug:branch_slug>/<slug:slug>/vormerken/", holding.hold, name="booking-hold"),
    path("termin/<slug:branch_slug>/<slug:slug>/angaben/", holding.details, name="booking-details"),
    path("termin/<slug:branch_slug>/<slug:slug>/warteliste/", waiting.wait, name="booking-wait"),
    path("buchung/<str:token>/", confirming.code, name="booking-code"),
    path("buchung/<str:token>/neuer-code/", confirming.new_code, name="booking-new-code"),
    path("buchung/<str:token>/fertig/", confirming.done, name="booking-done"),
    path("buchung/<str:token>/warteliste/", confirming.waiting, name="booking-waiting"),
    path("buchung/<str:token>/termin.ics", confirming.file, name="booking-file"),
]
