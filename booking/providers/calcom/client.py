"""Requests to Cal.com's API v2: the version of each family, tokens that run out, errors by their words.

https://cal.com/docs/api-reference/v2/introduction
"""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings

from askproai.core.errors import ProviderRejected
from askproai.core.http import ProviderHttp
from booking.ports import AccountKeys, TimeRefused
from booking.signed_http import SignedHttp
from tenants.connections.oauth import OAuthApp

# Without its dated header an endpoint silently answers in an older format, or not at all.
_VERSIONS = {"/v2/bookings": "2024-08-13", "/v2/event-types": "2024-06-14"}
_SCOPES = tuple(
    f"{team}{what}"
    for team in ("", "TEAM_")
    for what in (
        "PROFILE_READ",
        "EVENT_TYPE_READ",
        "BOOKING_READ",
        "BOOKING_WRITE",
        "WEBHOOK_READ",
        "WEBHOOK_WRITE",
    )
)

# Cal.com tells its errors apart by sentences only.
SLOT_GONE, PAST, OUT_OF_BOUNDS = "slot_gone", "past", "out_of_bounds"
_SENTENCES = {
    "already has booking at this time or is not available": SLOT_GONE,
    "no_available_users_found_error": SLOT_GONE,
    "attempting to book a meeting in the past": PAST,
    "booking_time_out_of_bounds": OUT_OF_BOUNDS,
}


class CalcomClient:
    """Asks for one account: with its API key, or with tokens that are renewed when they end."""

    def __init__(self, keys: AccountKeys) -> None:
        self._keys = keys
        self._api_key = keys.credentials.get("api_key", "")
        self._http = _http()
        self._signed = SignedHttp(self._http, app=oauth_app(), keys=keys)

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request in its turn.

        :raises TimeRefused: the time is taken or closed there.
        """
        headers = _version_of(path)
        try:
            if not self._api_key:
                return self._signed.call(method, path, headers=headers, **request)
            self._keys.pace()
            bearer = {"Authorization": f"Bearer {self._api_key}"}
            return self._http.call(method, path, headers={**headers, **bearer}, **request)
        except ProviderRejected as error:
            code = error.context.get("provider_code")
            if error.context.get("status") == 409 or code in {SLOT_GONE, PAST, OUT_OF_BOUNDS}:
                raise TimeRefused(provider="calcom", provider_code=code or SLOT_GONE) from error
            raise


def oauth_app() -> OAuthApp:
    """We as a client of Cal.com. A new client has to be approved there; until then there are API keys."""
    configured: dict[str, Any] = settings.CALCOM
    return OAuthApp(
        provider="calcom",
        authorize_url=f"{configured['app_url']}/auth/oauth2/authorize",
        token_url=f"{configured['base_url']}/v2/auth/oauth2/token",
        client_id=configured["client_id"],
        client_secret=configured["client_secret"],
        scopes=_SCOPES,
        needed=(),
        timeout_s=configured["timeout_s"],
    )


def _http() -> ProviderHttp:
    config = settings.CALCOM
    return ProviderHttp(
        provider="calcom", base_url=config["base_url"], timeout_s=config["timeout_s"], code_of=_code_of
    )


def _version_of(path: str) -> dict[str, str]:
    family = next((version for prefix, version in _VERSIONS.items() if path.startswith(prefix)), "")
    if "/event-types" in path:
        family = _VERSIONS["/v2/event-types"]
    return {"cal-api-version": family} if family else {}


def _code_of(response: httpx.Response) -> str | None:
    """Our word for the sentence, else Cal.com's own code; the sentence itself may quote a person."""
    try:
        body = response.json()
    except ValueError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return str(error)[:60] if isinstance(error, str) else None
    message = str(error.get("message", "")).casefold()
    known = (code for sentence, code in _SENTENCES.items() if sentence in message)
    return next(known, str(error.get("code", ""))[:60] or None)
