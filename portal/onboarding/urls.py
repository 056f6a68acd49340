"""Routes of setting up, on the company's host."""

from django.urls import path

from portal.onboarding import (
    calendar_step,
    company_step,
    entering,
    improvements,
    live_step,
    numbers,
    phone_step,
    wizard,
)

urlpatterns = [
    path("eintreten/<str:ticket>/", entering.enter, name="enter"),
    path("bestaetigen/<str:token>/", entering.confirm, name="confirm-email"),
    path("logo/<slug:key>.webp", company_step.logo, name="logo"),
    path("nummern/", numbers.numbers, name="numbers"),
    path("nummern/angebot/", numbers.offer, name="number-offer"),
    path("nummern/bestellen/", numbers.order, name="number-order"),
    path("nummern/mitnehmen/", numbers.port, name="number-port"),
    path("nummern/e-mail/", numbers.confirm_again, name="confirm-again"),
    path("nummern/<int:number_id>/stand/", numbers.state, name="number-state"),
    path("nummern/<int:number_id>/pruefen/", numbers.watch, name="number-watch"),
    path("nummern/<int:number_id>/behalten/", numbers.keep, name="number-keep"),
    path("einrichten/besser/", improvements.improvements, name="improvements"),
    path("einrichten/besser/<slug:entry>/", improvements.hide, name="improvement-hide"),
    path("einrichten/", wizard.resume, name="onboarding"),
    path("einrichten/betrieb/", company_step.company, name="onboarding-company"),
    path("einrichten/betrieb/logo-entfernen/", company_step.remove_logo, name="onboarding-remove-logo"),
    path("einrichten/leistungen/", company_step.offering, name="onboarding-offering"),
    path("einrichten/kalender/", calendar_step.calendar, name="onboarding-calendar"),
    path("einrichten/telefon/", phone_step.phone, name="onboarding-phone"),
    path("einrichten/live/", live_step.live, name="onboarding-live"),
    path("einrichten/live/stand/", live_step.state, name="onboarding-live-state"),
    path("einrichten/live/los/", live_step.start, name="onboarding-go-live"),
]
