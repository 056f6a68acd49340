"""OAuth 2 of the calendar providers: consent page, codes with PKCE, tokens that end."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from askproai.standins.ledger import Json
from askproai.standins.markup import document, tag, together
from askproai.standins.world import PEOPLE, World

CODE_SECONDS = 600
ACCESS_SECONDS = 3600

Fault = Callable[[str, str], Json]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Code:
    email: str
    scope: str
    redirect_uri: str
    challenge: str
    expires: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Grant:
    email: str
    scope: str


class OAuthServer:
    """Sign-in and tokens of one provider.

    ``rotates``: each refresh gives a new refresh token; the old one is good until the new one has been used.
    """

    def __init__(
        self, *, world: World, provider: str, title: str, client: Callable[[], tuple[str, str]], rotates: bool
    ) -> None:
        self._world = world
        self._provider = provider
        self._title = title
        self._client = client
        self._rotates = rotates
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, _Grant] = {}
        # By which token each refresh token was got.
        self._before: dict[str, str] = {}
        self._access: dict[str, tuple[str, float]] = {}
        self.fault: Fault = lambda error, text: {"error": error, "error_description": text}

    async def authorize(self, request: Request) -> Response:
        """Ask whose calendar it is; with ``account`` in the query it was clicked."""
        query = dict(request.query_params)
        if query.get("client_id") != self._client()[0] or query.get("response_type") != "code":
            return _page(self._title, [tag("p", "invalid_client")], status=HTTPStatus.BAD_REQUEST)
        redirect_uri, state = query.get("redirect_uri", ""), query.get("state", "")
        if query.get("account") == "-":
            return _back(redirect_uri, error="access_denied", state=state)
        if query.get("account"):
            return _back(redirect_uri, code=self._code(query), state=state)
        chosen = [
            tag("li", tag("a", name, href=f"?{urlencode({**query, 'account': name})}")) for name in PEOPLE
        ]
        deny = tag("a", "Ablehnen", href=f"?{urlencode({**query, 'account': '-'})}")
        asked = tag("p", f"AskProAI möchte auf Ihren Kalender zugreifen: {query.get('scope', '')}")
        return _page(self._title, [asked, tag("ul", together(chosen)), tag("p", deny)])

    async def token(self, request: Request) -> Response:
        """Exchange a code or a refresh token."""
        form = _form(await request.body(), request.headers.get("content-type", ""))
        if (form.get("client_id"), form.get("client_secret")) != self._client():
            return self._refuse("invalid_client", "Unauthorized", status=HTTPStatus.UNAUTHORIZED)
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(form)
            case "refresh_token":
                return self._renew(form.get("refresh_token", ""))
        return self._refuse("unsupported_grant_type", "Invalid grant_type")

    def email_of(self, request: Request) -> str | None:
        """Return whose access token the request carries, or None when it is none or has expired."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        email, expires = self._access.get(token, ("", 0.0))
        return email if kind.lower() == "bearer" and expires > time.monotonic() else None

    def grant(self, email: str, *, scope: str = "calendar") -> Json:
        """Return tokens for a person without the detour over the consent page."""
        return self._tokens(_Grant(email=email, scope=scope), with_refresh=True)

    def expire_access(self) -> None:
        """Let all access tokens expire; they can be refreshed."""
        self._access.clear()

    def revoke(self, email: str) -> None:
        """Take back what this person agreed to."""
        self._refresh = {token: grant for token, grant in self._refresh.items() if grant.email != email}
        self._access = {token: found for token, found in self._access.items() if found[0] != email}

    def revoke_token(self, token: str) -> bool:
        """Take back what one token stands for; false when nobody knows it."""
        grant = self._refresh.get(token)
        email = grant.email if grant else self._access.get(token, ("", 0.0))[0]
        if email:
            self.revoke(email)
        return bool(email)

    def clear(self) -> None:
        """Forget everything that was agreed to."""
        self._codes.clear()
        self._refresh.clear()
        self._access.clear()

    def _code(self, query: dict[str, str]) -> str:
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(
            email=query["account"],
            scope=query.get("scope", ""),
            redirect_uri=query.get("redirect_uri", ""),
            challenge=query.get("code_challenge", ""),
            expires=time.monotonic() + CODE_SECONDS,
        )
        return code

    def _exchange(self, form: dict[str, str]) -> Response:
        code = self._codes.pop(form.get("code", ""), None)  # good for one exchange
        if code is None or code.expires < time.monotonic():
            return self._refuse("invalid_grant", "Malformed auth code.")
        if code.redirect_uri != form.get("redirect_uri"):
            return self._refuse("redirect_uri_mismatch", "Bad Request")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if code.challenge and base64.urlsafe_b64encode(digest).decode().rstrip("=") != code.challenge:
            return self._refuse("invalid_grant", "Invalid code verifier.")
        self._world.ledger.record(provider=self._provider, kind="oauth.granted", account=code.email)
        return JSONResponse(self._tokens(_Grant(email=code.email, scope=code.scope), with_refresh=True))

    def _renew(self, token: str) -> Response:
        grant = self._refresh.get(token)
        if grant is None:
            return self._refuse("invalid_grant", "Token has been expired or revoked.")
        self._refresh.pop(self._before.pop(token, ""), None)
        tokens = self._tokens(grant, with_refresh=self._rotates)
        if self._rotates:
            self._before[tokens["refresh_token"]] = token
        return JSONResponse(tokens)

    def _tokens(self, grant: _Grant, *, with_refresh: bool) -> Json:
        access = secrets.token_urlsafe(32)
        self._access[access] = (grant.email, time.monotonic() + ACCESS_SECONDS)
        tokens: Json = {
            "access_token": access,
            "expires_in": ACCESS_SECONDS - 1,
            "scope": grant.scope,
            "token_type": "Bearer",
        }
        if with_refresh:
            tokens["refresh_token"] = secrets.token_urlsafe(40)
            self._refresh[tokens["refresh_token"]] = grant
        return tokens

    def _refuse(self, error: str, text: str, *, status: int = HTTPStatus.BAD_REQUEST) -> Response:
        self._world.ledger.record(provider=self._provider, kind="oauth.refused", error=error)
        return JSONResponse(self.fault(error, text), status_code=status)


def _form(body: bytes, content_type: str) -> dict[str, str]:
    """A form, or JSON where a provider takes both."""
    if not content_type.startswith("application/json"):
        return dict(parse_qsl(body.decode(errors="replace")))
    try:
        found = json.loads(body)
    except ValueError:
        found = {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _back(redirect_uri: str, **query: str) -> Response:
    joint = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{joint}{urlencode(query)}", status_code=HTTPStatus.FOUND)


def _page(title: str, parts: list[object], *, status: int = HTTPStatus.OK) -> Response:
    body = tag("main", tag("article", tag("h1", title), *parts, cls="sheet"))  # type: ignore[arg-type]
    return HTMLResponse(document(title=title, body=body, refresh_seconds=None), status_code=status)
