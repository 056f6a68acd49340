"""The door of a customer's secret link: whose appointment it is, and in which language they read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from booking.errors import LinkExpired, LinkUnknown
from booking.models import Appointment
from booking.queries.visits import parts_still_on
from booking.services.links import LinkPurpose, subject_of
from portal.access import public_view
from portal.errors import bad_request
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import LANGUAGES, Visit, is_unreadable, language_of, softly, visit_by_link
from portal.publicbooking.gone import link_ended, link_unknown

Page = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """Somebody with a link to one appointment."""

    secret: str
    appointment: Appointment
    # Everything that goes on with it, in the order of time.
    parts: tuple[Appointment, ...]
    visit: Visit

    @property
    def holder(self) -> str:
        """For whom times are held while they choose a new one."""
        return f"link:{self.appointment.pk}"

    def url(self, name: str, **query: object) -> str:
        """The address of one of the pages of this link."""
        return self.visit.url(name, self.secret, **query)


def link_page(view: Page) -> Page:
    """Decorator: a page behind a customer's link. The view gets the guest; without a link it is 404 or 410.

    Forms carry Django's CSRF token, and a mere visit changes nothing: mail programs open links to look.
    """

    @public_view
    @functools.wraps(view)
    def run(request: HttpRequest, secret: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_unreadable(request):
            return bad_request(request)
        language, is_chosen = language_of(request)
        try:
            appointment_id = subject_of(secret=secret, purpose=LinkPurpose.APPOINTMENT, now=timezone.now())
            appointment = Appointment.objects.with_names().get(pk=appointment_id)
        except (LinkUnknown, Appointment.DoesNotExist):
            with translation.override(language):
                return _kept_private(link_unknown(request, visit_by_link(language, is_chosen=is_chosen)))
        except LinkExpired:
            with translation.override(language):
                return _kept_private(link_ended(request, visit_by_link(language, is_chosen=is_chosen)))
        if not is_chosen and appointment.customer.language in LANGUAGES:
            language = appointment.customer.language
        guest = Guest(
            secret=secret,
            appointment=appointment,
            parts=tuple(parts_still_on(appointment)),
            visit=visit_by_link(language, is_chosen=is_chosen),
        )
        with translation.override(language):
            return _kept_private(softly(view(request, guest, *args, **kwargs), request))

    return run


def link_frame(request: HttpRequest, guest: Guest, **more: Any) -> dict[str, Any]:
    """The context of a page behind a link."""
    context = frame(request, guest.visit, guest.appointment.branch, guest=guest, **more)
    return {**context, "appointment": guest.appointment, "home_url": guest.url("appointment-link")}


def _kept_private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Our own forms need to say where they come from; nobody else learns the address.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
