"""The door of a link to a question: what it is about, and in which language it is read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from booking.errors import LinkExpired, LinkUnknown
from booking.models import Branch, Customer
from booking.services.links import LinkPurpose, subject_of
from portal.access import public_view
from portal.errors import bad_request
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import LANGUAGES, Visit, is_unreadable, language_of, softly, visit_by_link
from portal.publicbooking.gone import link_ended, link_unknown

Page = Callable[..., HttpResponse]


def question_page(
    purpose: LinkPurpose, customer_of: Callable[[int], Customer | None]
) -> Callable[[Page], Page]:
    """Decorator: a page behind a link of this purpose. The view gets the visit and the subject's primary key.

    Without a link it is 404, after its end 410. A mere visit changes nothing: mail programs open links.
    """

    def mark(view: Page) -> Page:
        @public_view
        @functools.wraps(view)
        def run(request: HttpRequest, secret: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_unreadable(request):
                return bad_request(request)
            language, is_chosen = language_of(request)
            with translation.override(language):
                try:
                    subject_id = subject_of(secret=secret, purpose=purpose, now=timezone.now())
                except LinkUnknown:
                    return _private(link_unknown(request, visit_by_link(language, is_chosen=is_chosen)))
                except LinkExpired:
                    return _private(link_ended(request, visit_by_link(language, is_chosen=is_chosen)))
            customer = customer_of(subject_id)
            if customer is not None and not is_chosen and customer.language in LANGUAGES:
                language = customer.language
            visit = visit_by_link(language, is_chosen=is_chosen)
            with translation.override(language):
                return _private(softly(view(request, visit, subject_id, secret, *args, **kwargs), request))

        return run

    return mark


def show(
    request: HttpRequest, template: str, visit: Visit, branch: Branch, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page in the frame of the booking pages."""
    context = frame(request, visit, branch, again_url=visit.url("booking-branch", branch.slug), **more)
    return render(request, f"portal/answers/{template}.html", context, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
