"""Routes of setting up, on the company's host."""

from django.urls import path

from portal.onboarding import calendar_step, company_step, entering, live_step, phone_step, wizard

urlpatterns = [
    path("eintreten/<str:ticket>/", entering.enter, name="enter"),
    path("bestaetigen/<str:token>/", entering.confirm, name="confirm-email"),
    path("logo/<slug:key>.webp", company_step.logo, name="logo"),
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
