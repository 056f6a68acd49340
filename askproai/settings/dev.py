"""Development and demo on one machine: embedded servers where no URL is set, keys that are no secret."""

from __future__ import annotations

import os

from askproai import embedded, vapid

# Known to everybody and therefore refused by ``prod``.
os.environ.setdefault("SECRET_KEY", "development-only-key-that-production-refuses-to-start-with")
os.environ.setdefault("ASKPROAI_MASTER_KEY", "ZGV2ZWxvcG1lbnQtbWFzdGVyLWtleS0zMi1ieXRlcyE=")
os.environ.setdefault("ALLOWED_HOSTS", ".localhost,127.0.0.1")
os.environ.setdefault("RETELL_API_KEY", "key_development")
os.environ.setdefault("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001")
os.environ.setdefault("TWILIO_AUTH_TOKEN", "development-auth-token-00000000")
os.environ.setdefault("TWILIO_FROM", "+4930000000")
os.environ.setdefault("SENDGRID_API_KEY", "SG.development")
os.environ.setdefault("SENDGRID_FROM", "termine@askproai.example")
os.environ.setdefault("SENDGRID_WEBHOOK_PUBLIC_KEY", "")
os.environ.setdefault("ASKPROAI_SUPPORT_EMAIL", "hilfe@askproai.example")
os.environ.setdefault("ASKPROAI_LISTS_COMPANIES", "1")
os.environ.setdefault("WEBPUSH_PRIVATE_KEY", vapid.kept_key(embedded.data_dir()))
embedded.provide_urls()

from askproai.settings.base import *  # noqa: E402, F403  the environment must be complete before base reads it
from askproai.settings.base import DATA_DIR  # noqa: E402

# Static files straight from where the build put them: no collectstatic step before the first page.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
