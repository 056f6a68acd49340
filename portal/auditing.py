"""Every request of a member that may change something leaves an entry in the company's log.

By construction: no view has to think of it. The entry stands before the view runs and is closed with the
answer. Looks at what callers said, and exports, are written down too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.access import support_grant_of
from portal.acts import act_words
from portal.devices import device_of
from portal.platform.audit import write_down
from portal.support.rules import SAFE, SEARCHES
from tenants.models import Membership, SupportGrant, User
from tenants.privacy import audit

# Reading these is an act in itself: a caller's words, or data that leaves the house.
RECORDED_READS: Final = frozenset(
    {"call", "customer-data", "customers-export", "import-report", "audit-export"}
)
# Browsers of staff ask for these by themselves while somebody looks at a page.
_BY_ITSELF: Final = frozenset(
    {
        "callbacks-count",
        "dashboard-counts",
        "dashboard-trends",
        "diary-free",
        "number-state",
        "onboarding-live-state",
        "receptionist-publishing",
        "staff-photo",
    }
)
# Rows of the company looked at as rows: the one act of staff that is no page of the portal.
SUPPORT_ADMIN: Final = "support-admin"


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
            _tell_platform(request, entry.act, response.status_code)
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
            arguments=_arguments(request, kwargs),
            now=timezone.now(),
        )


def actor_of(request: HttpRequest) -> audit.Actor:
    """Who sent this request, and from where; staff of the platform by name, and as nobody's member."""
    membership: Membership | None = getattr(request, "membership", None)
    is_staff = support_grant_of(request) is not None
    role = membership.role if membership else ""
    return audit.Actor(
        user_id=request.user.pk,
        role=audit.SUPPORT if is_staff else role,
        name=name_of(cast("User", request.user)) if is_staff else "",
        address=address_of(request),
        device=device_of(request.headers.get("User-Agent", "")),
    )


def name_of(user: User) -> str:
    """What somebody is called where it is written down."""
    return user.name or user.email


def address_of(request: HttpRequest) -> str:
    """The address a request came from, behind the proxies that are ours."""
    return str(get_client_ip_address(request) or "")


def _is_recorded(request: HttpRequest) -> bool:
    route = _route(request)
    if support_grant_of(request) is not None:
        # What staff look at is an act as well as what they change; words for scripts are neither.
        match = request.resolver_match
        return route not in _BY_ITSELF and not (match and match.url_name == "jsi18n")
    return route in RECORDED_READS or (request.method not in SAFE and route not in SEARCHES)


def _tell_platform(request: HttpRequest, act: str, outcome: int) -> None:
    """What staff do in a company stands in the platform's own log, too."""
    grant = support_grant_of(request)
    if grant is None:
        return
    words = act_words(act) if request.method in SAFE else f"{act_words(act)} ({request.method})"
    write_down(
        user_id=cast("User", request.user).pk,
        company=request.company,  # type: ignore[attr-defined]
        model=SupportGrant,
        object_id=grant.pk,
        what=f"{words}: {outcome}",
    )


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None and match.app_name == "admin":
        return SUPPORT_ADMIN
    return (match.url_name if match else None) or ""


def _arguments(request: HttpRequest, kwargs: dict[str, Any]) -> dict[str, str]:
    grant, match = support_grant_of(request), request.resolver_match
    named = {name: value for name, value in kwargs.items() if isinstance(value, str)}
    if grant is None:
        return named
    page = {"page": match.url_name or ""} if match is not None and match.app_name == "admin" else {}
    return {**named, **page, "grant": str(grant.pk)}


def _subject(kwargs: dict[str, Any]) -> tuple[str, int | None]:
    """The row an address names: the last number in it, called as the address calls it."""
    if "object_id" in kwargs:
        # The admin's addresses have text where ours have numbers.
        return "", int(kwargs["object_id"]) if str(kwargs["object_id"]).isdecimal() else None
    numbers = [(name, value) for name, value in kwargs.items() if isinstance(value, int)]
    name, value = numbers[-1] if numbers else ("", None)
    return name.removesuffix("_id"), value
