"""OAuth 2 with PKCE: from "connect" to keys that are kept, and their renewal.

Providers allow only addresses that were registered beforehand, so all companies come back to one address of
the platform. The state names the company, signed; whoever began keeps the rest in their session on the
company's own host, and only there the code can be redeemed.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
from django.conf import settings
from pydantic import BaseModel, Field, ValidationError

from askproai.core.crypto import read_token, sign_token
from askproai.core.errors import (
    Malformed,
    NotFound,
    ProviderRejected,
    ProviderUnauthorized,
    ProviderUnavailable,
    RuleViolated,
)
from askproai.core.foreign_json import read_json
from askproai.core.http import ProviderHttp
from tenants.connections.models import Connection
from tenants.connections.services import connect
from tenants.keys import platform_key

CALLBACK_PATH = "/verbindungen/oauth/"
# How long somebody may take to sign in there.
PATIENCE = timedelta(minutes=15)
# A token that ends within a request is renewed before it.
MARGIN = timedelta(minutes=2)
# Their words for: what was agreed to is over, ask again.
_OVER = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})


class ConsentIncomplete(RuleViolated):
    """They signed in, but did not tick what we need."""

    code = "consent_incomplete"


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuthApp:
    """We as a client of one provider. ``needed`` are the scopes without which a connection is no use."""

    provider: str
    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...]
    needed: tuple[str, ...]
    timeout_s: float
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who agreed: the provider's opaque id of the account, and words by which a person knows it again."""

    account: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """Where to send the browser, and what to keep in the session until it comes back."""

    url: str
    state: str
    verifier: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    app: Callable[[], OAuthApp]
    identify: Callable[[Mapping[str, str]], Identity]


class _Tokens(BaseModel):
    access_token: str = Field(min_length=1)
    refresh_token: str = ""
    expires_in: int = 3600
    scope: str = ""


_providers: dict[str, _Entry] = {}


def register_oauth(
    provider: str, *, app: Callable[[], OAuthApp], identify: Callable[[Mapping[str, str]], Identity]
) -> None:
    """Make a provider known to which people sign in; called in ``AppConfig.ready``."""
    _providers[provider] = _Entry(app=app, identify=identify)


def is_oauth(provider: str) -> bool:
    """Whether one signs in there, and this installation has a client id for it."""
    entry = _providers.get(provider)
    return entry is not None and bool(entry.app().client_id)


def begin(*, provider: str, company_id: int, now: datetime) -> Beginning:
    """Start connecting an account.

    :raises NotFound: nobody signs in there.
    """
    if not is_oauth(provider):
        raise NotFound(provider=provider)
    app = _providers[provider].app()
    verifier = secrets.token_urlsafe(48)
    nonce = secrets.token_urlsafe(16)
    state = sign_token(_key(), f"{company_id}:{int(now.timestamp())}:{nonce}".encode())
    query = {
        "client_id": app.client_id,
        "redirect_uri": callback_url(),
        "response_type": "code",
        "scope": " ".join(app.scopes),
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        **app.parameters,
    }
    return Beginning(url=f"{app.authorize_url}?{urlencode(query)}", state=state, verifier=verifier)


def company_of_state(state: str, *, now: datetime) -> int:
    """Whose connection this is about.

    :raises NotFound: the state is not ours, or too old.
    """
    try:
        company_id, began, _ = read_token(_key(), state).decode().split(":")
        age = now.timestamp() - int(began)
    except (Malformed, ValueError) as error:
        raise NotFound(what="state") from error
    if not 0 <= age <= PATIENCE.total_seconds():
        raise NotFound(what="state")
    return int(company_id)


def finish(*, provider: str, code: str, verifier: str, now: datetime) -> Connection:
    """Redeem a code and keep the keys in the current company; the same account again replaces its keys.

    :raises ConsentIncomplete: what we need was not ticked.
    :raises ProviderUnauthorized: the code is no good any more.
    """
    entry = _providers[provider]
    app = entry.app()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": callback_url(),
    }
    tokens = _exchange(app, form)
    granted = tokens.scope.split()
    if granted and any(not any(each.endswith(need) for each in granted) for need in app.needed):
        raise ConsentIncomplete(provider=provider)
    credentials = _credentials(tokens, now=now)
    identity = entry.identify(credentials)
    return connect(
        provider=provider,
        account=identity.account,
        credentials={**credentials, "label": identity.label},
        now=now,
    )


def refreshed(app: OAuthApp, credentials: Mapping[str, str], *, now: datetime) -> dict[str, str]:
    """Fresh keys for old ones; run it where nobody else can at the same time, and keep what it returns.

    :raises ProviderUnauthorized: the consent is over; they have to connect again.
    """
    form = {"grant_type": "refresh_token", "refresh_token": credentials.get("refresh_token", "")}
    tokens = _exchange(app, form)
    kept = {} if tokens.refresh_token else {"refresh_token": credentials.get("refresh_token", "")}
    return {**_credentials(tokens, now=now), **kept}


def is_stale(credentials: Mapping[str, str], *, now: datetime) -> bool:
    """Whether the access token has ended or is about to."""
    ends = credentials.get("expires_at", "")
    return not ends or datetime.fromisoformat(ends) - MARGIN <= now


def callback_url() -> str:
    """Where every provider sends people back to."""
    return f"{settings.PUBLIC_URL}{CALLBACK_PATH}"


def _exchange(app: OAuthApp, form: Mapping[str, str]) -> _Tokens:
    address = urlsplit(app.token_url)
    http = ProviderHttp(
        provider=app.provider,
        base_url=f"{address.scheme}://{address.netloc}",
        timeout_s=app.timeout_s,
        code_of=_error_code,
    )
    client = {"client_id": app.client_id, "client_secret": app.client_secret}
    try:
        answer = http.call("POST", address.path, data={**form, **client})
        return _Tokens.model_validate(read_json(answer.content))
    except ProviderRejected as error:
        if error.context.get("provider_code") in _OVER:
            raise ProviderUnauthorized(provider=app.provider, provider_code="invalid_grant") from error
        raise
    except (ValidationError, Malformed) as error:
        raise ProviderUnavailable(provider=app.provider, why="unreadable answer") from error


def _error_code(response: httpx.Response) -> str | None:
    try:
        body = response.json()
    except ValueError:
        return None
    code = body.get("error") if isinstance(body, dict) else None
    return code[:60] if isinstance(code, str) else None


def _credentials(tokens: _Tokens, *, now: datetime) -> dict[str, str]:
    found = {
        "access_token": tokens.access_token,
        "expires_at": (now + timedelta(seconds=tokens.expires_in)).isoformat(),
    }
    return {**found, "refresh_token": tokens.refresh_token} if tokens.refresh_token else found


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _key() -> bytes:
    return platform_key(purpose="oauth.state")
