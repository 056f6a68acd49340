"""Short notes at the edge of the screen.

A view calls ``messages.success(request, text)`` as ever, or :func:`undoable` when the act can be taken back.
Notes show on the next page after a redirect, and at once where htmx swaps only a part of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage, Message
from django.http import HttpRequest, HttpResponse
from django_htmx.http import trigger_client_event

# Where htmx is told to leave, the note waits for the page it goes to.
_LEAVING: Final = ("HX-Redirect", "HX-Refresh", "HX-Location")
_SHOWN_WITH_REASONS: Final = 422


def undoable(request: HttpRequest, text: str, *, url: str) -> None:
    """Say what was done, with a button "Rückgängig" that POSTs to ``url`` (a path of ours).

    The view behind it takes the act back and answers 204, or redirects where there is no htmx; the page then
    fetches its live regions (``hx-trigger="live:reload from:body"``), or itself where it has none.
    """
    messages.success(request, text, extra_tags=url)


def undo_url(message: Message) -> str:
    """Where the act that the note tells of is taken back; empty where it cannot be."""
    tags = message.extra_tags or ""
    return tags if tags.startswith("/") else ""


class ToastMiddleware:
    """Hands the notes of a request to the page that sent it by htmx. Stands behind ``HtmxMiddleware``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        storage: BaseStorage | None = getattr(request, "_messages", None)
        if storage is not None and storage.added_new and not storage.used and _stays(request, response):
            notes = [{"text": str(each), "tone": each.level_tag, "undo": undo_url(each)} for each in storage]
            trigger_client_event(response, "toasts", {"notes": notes})
        return response


def _stays(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page remains and takes in the answer."""
    if not request.htmx or request.htmx.boosted:  # type: ignore[attr-defined]
        return False
    taken_in = 200 <= response.status_code < 300 or response.status_code == _SHOWN_WITH_REASONS
    return taken_in and not any(header in response for header in _LEAVING)
