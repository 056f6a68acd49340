"""An account at Google: how people connect it, and how it is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from askproai.core.errors import NotFound
from askproai.core.http import ProviderHttp
from booking.ports import AccountKeys
from booking.providers.google_calendar.client import GoogleAccount, error_code
from booking.signed_http import SignedHttp
from tenants.connections.oauth import Identity, OAuthApp

_SCOPES = "https://www.googleapis.com/auth/calendar"


def oauth_app() -> OAuthApp:
    """We as a client of Google: events of calendars, and the list of them; nothing else."""
    configured: dict[str, Any] = settings.GOOGLE_CALENDAR
    return OAuthApp(
        provider="google_calendar",
        authorize_url=configured["authorize_url"],
        token_url=configured["token_url"],
        client_id=configured["client_id"],
        client_secret=configured["client_secret"],
        scopes=(f"{_SCOPES}.events", f"{_SCOPES}.calendarlist.readonly"),
        needed=(f"{_SCOPES}.events", f"{_SCOPES}.calendarlist.readonly"),
        timeout_s=configured["timeout_s"],
        # A refresh token comes with the first consent only, unless consent is asked for again.
        parameters={"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"},
    )


def open_account(keys: AccountKeys) -> GoogleAccount:
    """The account behind these keys."""
    configured: dict[str, Any] = settings.GOOGLE_CALENDAR
    http = ProviderHttp(
        provider="google_calendar",
        base_url=configured["base_url"],
        timeout_s=configured["timeout_s"],
        code_of=error_code,
    )
    return GoogleAccount(SignedHttp(http, app=oauth_app(), keys=keys))


def identify(credentials: Mapping[str, str]) -> Identity:
    """Whose account it is: named by its main calendar, whose id is the owner's address.

    :raises NotFound: an account without any calendar.
    """
    keys = AccountKeys(credentials=credentials, renewed=lambda exchange: exchange(credentials))
    for calendar in open_account(keys).calendars():
        if calendar.is_default:
            return Identity(account=hashlib.sha256(calendar.id.encode()).hexdigest()[:40], label=calendar.id)
    raise NotFound(provider="google_calendar")
