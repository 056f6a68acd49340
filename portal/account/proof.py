"""How long ago somebody proved who they are, and with what: some acts ask for it again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

View = TypeVar("View", bound=Callable[..., Any])

PROVED_AT: Final = "proved_at"
PROVED_BY: Final = "proved_by"
PASSWORD: Final = "password"  # noqa: S105  a way, not a secret
PASSKEY: Final = "passkey"
SSO: Final = "sso"
FRESH_S: Final = 15 * 60


def is_fresh(request: HttpRequest, *, own: bool = False) -> bool:
    """Whether the proof is younger than a quarter of an hour.

    ``own``: a proof by the company's identity provider does not count. It opens this company; the account
    behind it may open others, and must not be taken over by whoever runs that provider.
    """
    if own and request.session.get(PROVED_BY) == SSO:
        return False
    return time.time() - float(request.session.get(PROVED_AT, 0)) < FRESH_S


def prove_again(request: HttpRequest, *, by: str) -> None:
    """They just did; the clock starts anew."""
    request.session[PROVED_AT] = time.time()
    request.session[PROVED_BY] = by


def fresh_proof(*, own: bool = False) -> Callable[[View], View]:
    """Decorator: whoever signed in long ago proves first that it is still them."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if is_fresh(request, own=own):
                return view(request, *args, **kwargs)
            return _ask(request, own=own)

        return guarded  # type: ignore[return-value]

    return guard


def _ask(request: HttpRequest, *, own: bool) -> HttpResponse:
    query = {"next": _page(request), **({"eigen": "1"} if own else {})}
    address = f"{reverse('account-prove')}?{urlencode(query)}"
    if getattr(request, "htmx", False):
        answer: HttpResponse = HttpResponseClientRedirect(address)
        return answer
    return redirect(address)


def _page(request: HttpRequest) -> str:
    """The page to come back to: this one, or for a button the one it stands on."""
    if request.method == "GET":
        return request.get_full_path()
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path if parts.netloc == request.get_host() and parts.path else reverse("dashboard")
