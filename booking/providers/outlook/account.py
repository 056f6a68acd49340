"""An account at Microsoft: how people connect it, and how it is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from askproai.core.http import ProviderHttp
from booking.ports import AccountKeys
from booking.providers.outlook.client import OutlookAccount, error_code
from booking.signed_http import SignedHttp
from tenants.connections.oauth import Identity, OAuthApp


def oauth_app() -> OAuthApp:
    """We as a client of Microsoft: calendars, and who it is; nothing else."""
    configured: dict[str, Any] = settings.OUTLOOK
    return OAuthApp(
        provider="outlook",
        authorize_url=f"{configured['login_url']}/authorize",
        token_url=f"{configured['login_url']}/token",
        client_id=configured["client_id"],
        client_secret=configured["client_secret"],
        scopes=("offline_access", "Calendars.ReadWrite", "User.Read"),
        needed=("Calendars.ReadWrite",),
        timeout_s=configured["timeout_s"],
        # Whoever is signed in with several accounts chooses one of them.
        parameters={"response_mode": "query", "prompt": "select_account"},
    )


def open_account(keys: AccountKeys) -> OutlookAccount:
    """The account behind these keys."""
    configured: dict[str, Any] = settings.OUTLOOK
    http = ProviderHttp(
        provider="outlook",
        base_url=configured["base_url"],
        timeout_s=configured["timeout_s"],
        code_of=error_code,
    )
    return OutlookAccount(SignedHttp(http, app=oauth_app(), keys=keys), base_url=configured["base_url"])


def identify(credentials: Mapping[str, str]) -> Identity:
    """Whose account it is."""
    keys = AccountKeys(credentials=credentials, renewed=lambda exchange: exchange(credentials))
    me = open_account(keys).me()
    account = hashlib.sha256(me.id.encode()).hexdigest()[:40]
    return Identity(account=account, label=me.mail or me.user_principal_name)
