"""Production: refuses to start with anything that would be unsafe there."""

from __future__ import annotations

import base64
import binascii

from django.core.exceptions import ImproperlyConfigured

from askproai.settings.base import *  # noqa: F403
from askproai.settings.base import (
    ALLOWED_HOSTS,
    LISTS_COMPANIES,
    MASTER_KEY,
    OPENAI,
    PUBLIC_URL,
    RETELL,
    SECRET_KEY,
    SENDGRID,
    TWILIO,
)

# Whoever sees all companies never comes in by a password alone.
STAFF_SECOND_FACTOR = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def _refuse_weak_keys() -> None:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("development"):
        raise ImproperlyConfigured("SECRET_KEY must be a random value of at least 50 characters.")
    try:
        key = base64.b64decode(MASTER_KEY, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured("ASKPROAI_MASTER_KEY must be 32 random bytes in base64.") from error
    # Of 32 random bytes hardly any are the same.
    if len(key) != 32 or len(set(key)) < 16 or key.startswith(b"development"):
        raise ImproperlyConfigured("ASKPROAI_MASTER_KEY must be 32 random bytes in base64.")


def _refuse_open_doors() -> None:
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts this installation serves.")
    if not PUBLIC_URL.startswith("https://"):
        raise ImproperlyConfigured("ASKPROAI_PUBLIC_URL must be an https address.")
    if LISTS_COMPANIES:
        raise ImproperlyConfigured(
            "ASKPROAI_LISTS_COMPANIES shows every company to everybody: leave it at 0."
        )


def _refuse_unproven_providers() -> None:
    verifiers = {
        "RETELL_API_KEY": RETELL["api_key"],
        "TWILIO_AUTH_TOKEN": TWILIO["auth_token"],
        "SENDGRID_API_KEY": SENDGRID["api_key"],
        "SENDGRID_WEBHOOK_PUBLIC_KEY": SENDGRID["webhook_public_key"],
    }
    missing = [name for name, value in verifiers.items() if not value or "development" in value]
    if missing:
        raise ImproperlyConfigured(f"Webhooks cannot be verified without {', '.join(missing)}.")
    providers = {"RETELL": RETELL, "TWILIO": TWILIO, "SENDGRID": SENDGRID, "OPENAI": OPENAI}
    for name, provider in providers.items():
        if not provider["base_url"].startswith("https://"):
            raise ImproperlyConfigured(f"{name}_BASE_URL must be an https address: our key travels there.")


_refuse_weak_keys()
_refuse_open_doors()
_refuse_unproven_providers()
