"""What pages may ask the browser for: nothing, but the microphone where somebody speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., Any])

_NOTHING: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_LISTENS: Final = _NOTHING.replace("microphone=()", "microphone=(self)")


def listens(view: View) -> View:
    """Decorator: the page may use the microphone once the person agrees."""
    view.listens = True  # type: ignore[attr-defined]
    return view


class PermissionsPolicyMiddleware:
    """Says so in a header of each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        is_listening = match is not None and getattr(match.func, "listens", False)
        response.headers.setdefault("Permissions-Policy", _LISTENS if is_listening else _NOTHING)
        return response
