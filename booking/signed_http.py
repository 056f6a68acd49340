"""Requests in the name of a connected account: in turn, with keys that are renewed when they end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from django.utils import timezone

from askproai.core.errors import ProviderUnauthorized
from askproai.core.http import ProviderHttp
from booking.ports import AccountKeys
from tenants.connections.oauth import OAuthApp, is_stale, refreshed


class SignedHttp:
    """A provider's HTTP with the access token of one account.

    A token that has ended is renewed before the request, and once more when the provider says so; whether
    another worker did it meanwhile is seen by the token.
    """

    def __init__(self, http: ProviderHttp, *, app: OAuthApp, keys: AccountKeys) -> None:
        self._http = http
        self._app = app
        self._keys = keys
        self._credentials: Mapping[str, str] = keys.credentials

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        """As :meth:`ProviderHttp.call`.

        :raises ProviderUnauthorized: the account has to be connected again.
        """
        if is_stale(self._credentials, now=timezone.now()):
            self._renew()
        try:
            return self._send(method, path, **request)
        except ProviderUnauthorized as error:
            if error.context.get("status") != 401:
                raise
        self._renew()
        return self._send(method, path, **request)

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        self._keys.pace()
        bearer = {"Authorization": f"Bearer {self._credentials.get('access_token', '')}"}
        headers = {**dict(request.pop("headers", {})), **bearer}
        return self._http.call(method, path, headers=headers, **request)

    def _renew(self) -> None:
        used = self._credentials.get("access_token")

        def exchange(stored: Mapping[str, str]) -> Mapping[str, str]:
            if stored.get("access_token") != used:
                return stored  # somebody else has done it
            return refreshed(self._app, stored, now=timezone.now())

        self._credentials = self._keys.renewed(exchange)
