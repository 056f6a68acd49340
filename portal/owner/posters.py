"""The way to the booking page on paper: a code for door, mirror or invoice, per branch and service."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.models import Branch, Service
from booking.queries.online import online_branches, online_services
from portal.access import role_required
from portal.publicbooking.words import service_slug
from portal.qr_code import qr_code_svg
from portal.scope import sees_branch
from tenants.connections.services import company_url

# What readers need around a code on paper (ISO/IEC 18004).
_QUIET_ZONE = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """Where a code leads: to all that a branch offers, or straight to one service."""

    branches: tuple[Branch, ...]
    branch: Branch
    services: tuple[Service, ...]
    service: Service | None

    @property
    def address(self) -> str:
        if self.service is None:
            return f"{company_url()}{reverse('booking-branch', args=(self.branch.slug,))}"
        args = (self.branch.slug, service_slug(self.service))
        return f"{company_url()}{reverse('booking-service', args=args)}"

    @property
    def picture_url(self) -> str:
        chosen = f"filiale={self.branch.pk}&leistung={self.service.pk if self.service else ''}"
        return f"{reverse('online-booking-code')}?{chosen}"


@role_required("owner", "manager")
@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """A sheet to print; where nothing can be booked online yet, the way to that."""
    chosen = _chosen(request)
    return render(request, "portal/owner/poster.html", {"chosen": chosen, "address": _shown(chosen)})


@role_required("owner", "manager")
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The code alone, to put into one's own sheet; ``laden`` keeps it as a file."""
    chosen = _chosen(request)
    if chosen is None:
        raise Http404
    response = HttpResponse(
        qr_code_svg(chosen.address, border=_QUIET_ZONE), content_type="image/svg+xml", charset="utf-8"
    )
    if "laden" in request.GET:
        name = service_slug(chosen.service) if chosen.service else chosen.branch.slug
        response.headers["Content-Disposition"] = f'attachment; filename="termin-{name}.svg"'
    return response


def _chosen(request: HttpRequest) -> _Chosen | None:
    """What was asked for, as far as it is there; ``None``: nothing can be booked online."""
    now = timezone.now()
    branches = tuple(each for each in online_branches(now=now) if sees_branch(request, each.pk))
    if not branches:
        return None
    wanted = request.GET.get("filiale")
    branch = next((each for each in branches if str(each.pk) == wanted), branches[0])
    services = tuple(online_services(branch, now=now))
    service = next((each for each in services if str(each.pk) == request.GET.get("leistung")), None)
    return _Chosen(branches=branches, branch=branch, services=services, service=service)


def _shown(chosen: _Chosen | None) -> str:
    """The address as somebody types it."""
    return chosen.address.partition("://")[2].rstrip("/") if chosen else ""
