"""Routes of the platform's public host."""

from django.urls import path

from portal.icons import favicon
from portal.onboarding.public_urls import urlpatterns as sign_up_urls
from portal.site import health, oauth, views

urlpatterns = [
    *sign_up_urls,
    path("", views.home, name="home"),
    path("favicon.ico", favicon, name="favicon"),
    path("verbindungen/oauth/", oauth.callback, name="oauth-callback"),
    path("healthz/", health.alive, name="alive"),
    path("readyz/", health.ready, name="ready"),
]
