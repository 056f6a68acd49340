"""Every request of a member that may change something leaves an entry in the company's log.

By construction: no view has to think of it. The entry stands before the view runs and is closed with the
answer. Looks at what callers said, and exports, are written down too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.devices import device_of
from tenants.models import Membership
from tenants.privacy import audit

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Reading these is an act in itself: a caller's words, or data that leaves the house.
RECORDED_READS: Final = frozenset(
    {"call", "customer-data", "customers-export", "import-report", "audit-export"}
)
# These change nothing: what is searched for comes in the body so that it stands in no address.
SEARCHES: Final = frozenset({"customers-search"})


class AuditMiddleware:
    """Stands behind ``AccessMiddleware``: whoever was refused there has done nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.noting() as notes:
            response = self._get_response(request)
        entry = getattr(request, "audit_entry", None)
        if entry is not None:
            audit.close(entry, outcome=response.status_code, notes=notes)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        membership: Membership | None = getattr(request, "membership", None)
        if membership is None or not _is_recorded(request):
            return
        subject, subject_id = _subject(kwargs)
        request.audit_entry = audit.begin(  # type: ignore[attr-defined]
            actor=actor_of(request),
            act=_route(request),
            subject=subject,
            subject_id=subject_id,
            arguments={name: value for name, value in kwargs.items() if isinstance(value, str)},
            now=timezone.now(),
        )


def actor_of(request: HttpRequest) -> audit.Actor:
    """Who sent this request, and from where."""
    membership: Membership | None = getattr(request, "membership", None)
    return audit.Actor(
        user_id=request.user.pk,
        role=membership.role if membership else "",
        address=address_of(request),
        device=device_of(request.headers.get("User-Agent", "")),
    )


def address_of(request: HttpRequest) -> str:
    """The address a request came from, behind the proxies that are ours."""
    return str(get_client_ip_address(request) or "")


def _is_recorded(request: HttpRequest) -> bool:
    route = _route(request)
    return route in RECORDED_READS or (request.method not in _SAFE and route not in SEARCHES)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name if match else None) or ""


def _subject(kwargs: dict[str, Any]) -> tuple[str, int | None]:
    """The row an address names: the last number in it, called as the address calls it."""
    numbers = [(name, value) for name, value in kwargs.items() if isinstance(value, int)]
    name, value = numbers[-1] if numbers else ("", None)
    return name.removesuffix("_id"), value
