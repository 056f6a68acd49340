"""The door of the booking page: who comes, in which language, on whose website; and which forms are ours.

Nothing here needs a cookie: a page inside a foreign website gets none. What a browser may do hangs on the
random name that we gave it (``visitor``), which travels in a cookie of our own or, embedded, in the address.
"""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page

from booking.models import OnlineBooking
from booking.services.booking_requests import settings_of_online_booking
from portal.errors import bad_request, csrf_failure

LANGUAGES: Final = ("de", "en")
_VISITOR: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_VISITOR_FOR_S: Final = 3600
_REDIRECTS: Final = (301, 302)

Page = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One browser on the booking page, and how its addresses are written."""

    visitor: str
    is_embedded: bool
    language: str
    # Only a language that was chosen stays in the address; else each browser's own one counts.
    language_is_chosen: bool
    # Of an earlier attempt, so that nobody types their name twice.
    request_token: str
    settings: OnlineBooking

    @property
    def holder(self) -> str:
        """For whom times are held."""
        return f"web:{self.visitor}"

    def named(self) -> Visit:
        """The same with a name, which is given when there is something to remember."""
        return self if self.visitor else replace(self, visitor=secrets.token_urlsafe(16))

    def url(self, name: str, *args: object, **query: object) -> str:
        """The address of a page with all that has to travel along."""
        kept: dict[str, object] = {"einbetten": 1} if self.is_embedded else {}
        if self.is_embedded and self.visitor:
            kept["wer"] = self.visitor
        if self.language_is_chosen:
            kept["lang"] = self.language
        if self.request_token:
            kept["anfrage"] = self.request_token
        given = {key: value for key, value in {**kept, **query}.items() if value not in (None, "", ())}
        wanted = urlencode(given, doseq=True)
        path = reverse(name, args=args)
        return f"{path}?{wanted}" if wanted else path


def booking_page(*, step: str = "", is_indexed: bool = False) -> Callable[[Page], Page]:
    """Decorator: a public page of the flow. The view gets ``visit`` before its other arguments.

    :param step: which step it is, for the bar on top.
    :param is_indexed: whether search engines may keep it; all others are never stored anywhere.
    """

    def wrap(view: Page) -> Page:
        @gzip_page  # nothing on these pages is both secret and chosen by somebody else
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_unreadable(request):
                return bad_request(request)
            visit = _visit_of(request)
            with translation.override(visit.language):
                if request.method == "POST" and not is_our_own_form(request):
                    return csrf_failure(request)
                request.booking_step = step  # type: ignore[attr-defined]
                response = _answer(view, request, visit, *args, **kwargs)
            return _dressed(softly(response, request), request, visit, is_indexed=is_indexed)

        run.is_public = True  # type: ignore[attr-defined]
        # Without cookies there is no session for a foreign form to ride on; its origin is checked instead.
        run.csrf_exempt = True  # type: ignore[attr-defined]
        run.checks_origin = True  # type: ignore[attr-defined]
        return run

    return wrap


def _answer(view: Page, request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
    if not visit.settings.is_on:
        return closed(request, visit)
    try:
        return view(request, visit, *args, **kwargs)
    except Http404 as error:
        from portal.publicbooking.choosing import instead_of

        return instead_of(request, visit, error)


def is_our_own_form(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this very host, as every browser tells (Fetch, 4.6)."""
    origin = request.headers.get("Origin") or ""
    if origin:
        return urlsplit(origin).netloc == request.get_host()
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from:
        return fetched_from == "same-origin"
    return urlsplit(request.headers.get("Referer") or "").netloc == request.get_host()


def address_of(request: HttpRequest) -> str:
    """The IP address, for limits; behind as many proxies as are known."""
    return str(get_client_ip_address(request) or "")


def closed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The company books by phone only."""
    from portal.publicbooking.frame import frame, phones

    return render(request, "portal/public/closed.html", frame(request, visit, phones=phones()), status=404)


def language_of(request: HttpRequest) -> tuple[str, bool]:
    """In which language to speak, and whether it was chosen on the page."""
    chosen = request.GET.get("lang", "")
    if chosen in LANGUAGES:
        return chosen, True
    wanted = translation.get_language_from_request(request)
    return (wanted if wanted in LANGUAGES else settings.LANGUAGE_CODE), False


def _visit_of(request: HttpRequest) -> Visit:
    language, is_chosen = language_of(request)
    is_embedded = request.GET.get("einbetten") == "1"
    visitor = request.GET.get("wer", "") if is_embedded else request.COOKIES.get(_cookie_name(request), "")
    return Visit(
        visitor=visitor if _VISITOR.fullmatch(visitor) else "",
        is_embedded=is_embedded,
        language=language,
        language_is_chosen=is_chosen,
        request_token=_token(request.GET.get("anfrage", "")),
        settings=settings_of_online_booking(),
    )


def visit_by_link(language: str, *, is_chosen: bool) -> Visit:
    """Somebody who comes by a secret link of a message."""
    return Visit(
        visitor="",
        is_embedded=False,
        language=language,
        language_is_chosen=is_chosen,
        request_token="",
        settings=settings_of_online_booking(),
    )


def softly(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Where a form's script has to go next, told so that it need not load that page to learn it."""
    if response.status_code in _REDIRECTS and "Soft" in request.headers:
        response.status_code = 204
        response.headers["Go"] = response.headers["Location"]
        del response.headers["Location"]
    return response


def _dressed(response: HttpResponse, request: HttpRequest, visit: Visit, *, is_indexed: bool) -> HttpResponse:
    response.headers["Content-Language"] = visit.language
    patch_vary_headers(response, ["Accept-Language"])
    if is_indexed and response.status_code == 200:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    else:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
    if visit.is_embedded:
        # Only the page inside a frame, and only on the websites that the company named.
        response.xframe_options_exempt = True
        sources = ["'self'", *visit.settings.origins]
        response._csp_replace = {"frame-ancestors": sources}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def remember(response: HttpResponse, request: HttpRequest, visit: Visit) -> HttpResponse:
    """Have the browser say its name from now on; needed for what it asked for, so no consent is."""
    if not visit.is_embedded:
        response.set_cookie(
            _cookie_name(request),
            visit.visitor,
            max_age=_VISITOR_FOR_S,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def _cookie_name(request: HttpRequest) -> str:
    return "__Host-besuch" if request.is_secure() else "besuch"


def _token(text: str) -> str:
    return text if _VISITOR.fullmatch(text) else ""


def is_unreadable(request: HttpRequest) -> bool:
    """NUL in an address comes from no person, and PostgreSQL stores none. Forms refuse it themselves."""
    return any("\x00" in str(part) for pair in request.GET.items() for part in pair)
