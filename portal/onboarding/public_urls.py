"""Routes of signing up, on the platform's own host."""

from django.urls import path

from portal.onboarding import signing_up

urlpatterns = [path("registrieren/", signing_up.register, name="sign-up")]
