"""Requests to Cal.com's API v2: the version of each family, tokens that run out, errors by their words.

https://cal.com/docs/api-reference/v2/introduction
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings

from askproai.core.errors import ProviderRejected, ProviderUnauthorized
from askproai.core.http import ProviderHttp
from booking.ports import AccountKeys, TimeRefused
from booking.providers.calcom.answers import Tokens, read

# Without its dated header an endpoint silently answers in an older format, or not at all.
_VERSIONS = {"/v2/bookings": "2024-08-13", "/v2/event-types": "2024-06-14"}
_EARLY_S = 300

# Cal.com tells its errors apart by sentences only.
SLOT_GONE, PAST, OUT_OF_BOUNDS = "slot_gone", "past", "out_of_bounds"
_SENTENCES = {
    "already has booking at this time or is not available": SLOT_GONE,
    "no_available_users_found_error": SLOT_GONE,
    "attempting to book a meeting in the past": PAST,
    "booking_time_out_of_bounds": OUT_OF_BOUNDS,
}


class CalcomClient:
    """Asks for one account."""

    def __init__(self, keys: AccountKeys) -> None:
        self._keys = keys
        self._credentials = keys.credentials
        self._http = _http()

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request in its turn. A token that died early is renewed once.

        :raises TimeRefused: the time is taken or closed there.
        """
        if self._runs_out():
            self._renew()
        try:
            return self._ask(method, path, **request)
        except ProviderUnauthorized as error:
            if error.context.get("status") != 401 or "refresh_token" not in self._credentials:
                raise
            self._renew()
            return self._ask(method, path, **request)

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        self._keys.pace()
        token = self._credentials.get("access_token") or self._credentials.get("api_key", "")
        headers = {"Authorization": f"Bearer {token}", **_version_of(path)}
        try:
            return self._http.call(method, path, headers=headers, **request)
        except ProviderRejected as error:
            code = error.context.get("provider_code")
            if error.context.get("status") == 409 or code in {SLOT_GONE, PAST, OUT_OF_BOUNDS}:
                raise TimeRefused(provider="calcom", provider_code=code or SLOT_GONE) from error
            raise

    def _runs_out(self) -> bool:
        ends = self._credentials.get("expires_at")
        return bool(ends) and float(ends or 0) - _EARLY_S < time.time()

    def _renew(self) -> None:
        self._credentials = self._keys.renewed(_exchange)


def exchange_code(*, code: str, redirect_uri: str) -> dict[str, str]:
    """The tokens for what Cal.com sent the owner back with.

    :raises ProviderUnauthorized: the code is wrong, used, or too old.
    """
    return _tokens({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})


def _exchange(credentials: Mapping[str, str]) -> dict[str, str]:
    return _tokens({"grant_type": "refresh_token", "refresh_token": credentials["refresh_token"]})


def _tokens(grant: dict[str, str]) -> dict[str, str]:
    own = {"client_id": settings.CALCOM["client_id"], "client_secret": settings.CALCOM["client_secret"]}
    try:
        answer = read(Tokens, _http().call("POST", "/v2/auth/oauth2/token", json={**grant, **own}))
    except ProviderRejected as error:
        # invalid_grant: used before, revoked, or run out. Only the owner can change that.
        raise ProviderUnauthorized(provider="calcom", provider_code="invalid_grant") from error
    return {
        "access_token": answer.access_token,
        "refresh_token": answer.refresh_token,
        "expires_at": str(int(time.time()) + answer.expires_in),
    }


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
