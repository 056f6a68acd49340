"""An old link: what it led to is not there any more, and what there is instead. Never a dead end."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from booking.models import Branch
from portal.publicbooking.frame import frame, phones
from portal.publicbooking.gate import Visit


class BranchGone(Http404):
    """The branch was closed, or never was."""


class ServiceGone(Http404):
    """The service is not sold online at this branch any more, or never was."""

    def __init__(self, branch: Branch) -> None:
        super().__init__()
        self.branch = branch


class BookingGone(Http404):
    """The booking was made long ago, or never."""


def link_unknown(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A secret link that opens nothing: cut off on its way, taken back, or of another company."""
    return _show(request, visit, "unknown", status=404)


def link_ended(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A secret link whose time is over."""
    return _show(request, visit, "ended", status=410)


def booking_gone(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A page of a booking that is kept no longer; the appointment stands all the same."""
    return _show(request, visit, "booking", status=404)


def _show(request: HttpRequest, visit: Visit, what: str, *, status: int) -> HttpResponse:
    context = frame(request, visit, what=what, phones=phones(), again_url=visit.url("booking"))
    return render(request, "portal/public/gone.html", context, status=status)
