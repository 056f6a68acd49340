"""OpenID Connect, as the relying party: discovery, code with PKCE, and an ID token that is looked at hard.

Everything goes through the door for addresses that users choose: an issuer is one.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import jwt
from pydantic import BaseModel, ValidationError

from askproai.core import crypto, egress
from askproai.core.addresses import EgressRefused
from tenants.access.errors import SsoRefused

# Signatures only, and of asymmetric keys only: "none" and HMAC with a public key are the classic ways in.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_LEEWAY_S: Final = 60
_MOST_BYTES: Final = 300_000
_TIMEOUT_S: Final = 8.0
_WELL_KNOWN: Final = "/.well-known/openid-configuration"


class _Discovered(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(BaseModel):
    id_token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """Who we are at an identity provider."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """Where the browser is sent, and what the session keeps until it comes back."""

    url: str
    kept: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who signed in, as the provider says."""

    subject: str
    email: str
    is_verified: bool
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """How addresses are reached; tests have a name service and certificates of their own."""

    resolve: egress.Resolver | None = None
    trust: ssl.SSLContext | None = None


def discover(issuer: str, *, door: Door | None = None) -> _Discovered:
    """What the provider says of itself.

    :raises SsoRefused: not reachable, not readable, or it calls itself something else.
    """
    body = _asked("GET", f"{issuer.rstrip('/')}{_WELL_KNOWN}", door=door)
    try:
        found = _Discovered.model_validate_json(body)
    except ValidationError as error:
        raise SsoRefused(why="discovery") from error
    if found.issuer != issuer:
        raise SsoRefused(why="issuer")
    if urlsplit(found.authorization_endpoint).scheme != "https":
        raise SsoRefused(why="discovery")
    return found


def begin(client: Client, *, redirect_uri: str, login_hint: str = "", door: Door | None = None) -> Begun:
    """Send somebody to the provider; state, nonce and verifier are made anew each time."""
    found = discover(client.issuer, door=door)
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = hashlib.sha256(kept["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email profile",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **({"login_hint": login_hint} if login_hint else {}),
    }
    joint = "&" if urlsplit(found.authorization_endpoint).query else "?"
    return Begun(
        url=f"{found.authorization_endpoint}{joint}{urlencode(query)}", kept={**kept, "issuer": client.issuer}
    )


def finish(
    client: Client,
    *,
    kept: Mapping[str, str],
    answer: Mapping[str, str],
    redirect_uri: str,
    now: datetime,
    door: Door | None = None,
) -> Identity:
    """Who came back from the provider.

    :raises SsoRefused: anything is not as it must be; ``why`` names it.
    """
    if not crypto.constant_time_equal(kept.get("state", ""), answer.get("state", "")) or not kept.get(
        "state"
    ):
        raise SsoRefused(why="state")
    if kept.get("issuer") != client.issuer:
        raise SsoRefused(why="changed")
    found = discover(client.issuer, door=door)
    _check_sender(found, answer)
    if answer.get("error") or not answer.get("code"):
        raise SsoRefused(why="denied")
    body = _exchange(client, found, answer["code"], kept["verifier"], redirect_uri, door)
    try:
        token = _Tokens.model_validate_json(body).id_token
    except ValidationError as error:
        raise SsoRefused(why="token") from error
    claims = _claims(client, token, _asked("GET", found.jwks_uri, door=door), now)
    if not crypto.constant_time_equal(str(claims.get("nonce", "")), kept["nonce"]):
        raise SsoRefused(why="nonce")
    return _identity(claims)


def _check_sender(found: _Discovered, answer: Mapping[str, str]) -> None:
    """Answers of another provider, mixed up on the way, name another issuer (RFC 9207)."""
    sender = answer.get("iss")
    is_missing = sender is None and found.authorization_response_iss_parameter_supported
    if is_missing or (sender is not None and sender != found.issuer):
        raise SsoRefused(why="issuer")


def _exchange(
    client: Client, found: _Discovered, code: str, verifier: str, redirect_uri: str, door: Door | None
) -> bytes:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if "client_secret_basic" in found.token_endpoint_auth_methods_supported:
        pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client.client_id, "client_secret": client.client_secret}
    return _asked("POST", found.token_endpoint, headers=headers, content=urlencode(form).encode(), door=door)


def _claims(client: Client, token: str, jwks: bytes, now: datetime) -> dict[str, Any]:
    """What the token says, after its signature, issuer, audience and times were found right."""
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_json(jwks.decode()).keys
        fitting = [key for key in keys if key.key_id == header.get("kid")]
        if header.get("alg") not in ALGORITHMS or not fitting:
            raise SsoRefused(why="key")
        claims: dict[str, Any] = jwt.decode(
            token,
            fitting[0].key,
            algorithms=[str(header["alg"])],
            audience=client.client_id,
            issuer=client.issuer,
            options={
                "require": ["exp", "iat", "sub", "aud", "iss"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise SsoRefused(why=type(error).__name__) from error
    _check_times(claims, now)
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client.client_id) != client.client_id or (len(parties) > 1 and "azp" not in claims):
        raise SsoRefused(why="audience")
    return claims


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    try:
        expires, issued = float(claims["exp"]), float(claims["iat"])
    except (TypeError, ValueError) as error:
        raise SsoRefused(why="times") from error
    if expires + _LEEWAY_S <= now.timestamp() or issued - _LEEWAY_S > now.timestamp():
        raise SsoRefused(why="times")


def _identity(claims: Mapping[str, Any]) -> Identity:
    # Microsoft Entra says so in a claim of its own.
    verified = claims.get("email_verified", claims.get("xms_edov", False))
    return Identity(
        subject=str(claims["sub"]),
        email=str(claims.get("email", "")).strip().lower(),
        is_verified=str(verified).lower() in {"true", "1"},
        name=" ".join(str(claims.get("name", "")).split())[:120],
    )


def _asked(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    door: Door | None,
) -> bytes:
    door = door or Door()
    try:
        answer = egress.send(
            method,
            url,
            headers={"Accept": "application/json", "User-Agent": "AskProAI", **(headers or {})},
            content=content,
            most_bytes=_MOST_BYTES,
            total_timeout_s=_TIMEOUT_S,
            resolve=door.resolve,
            trust=door.trust,
        )
    except (EgressRefused, egress.EgressFailed) as error:
        raise SsoRefused(why="unreachable") from error
    if answer.status != 200:
        raise SsoRefused(why="status", status=answer.status)
    return answer.body
