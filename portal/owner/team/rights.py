"""The published matrix, readable: who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.access import role_required
from portal.acts import GROUPS, Words
from portal.permissions import MATRIX
from tenants.enums import Role

# The browser asks for these by itself while somebody does something else on the page.
_SILENT: Final = frozenset(
    {
        "callbacks-count",
        "customer-erased",
        "dashboard-counts",
        "dashboard-trends",
        "number-state",
        "settings-message-preview",
        "staff-photo",
        "diary-where",
        "diary-lengths",
        "diary-free",
        "diary-people",
        "diary-sheet",
        "diary-times",
        "onboarding-live-state",
        "receptionist-publishing",
        "account-passkey-options",
        "account-prove-options",
        "account-prove-passkey",
        "connect-finish",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """One act, and for each role whether it may."""

    words: Words
    allowed: tuple[bool, ...]


@role_required("owner", "manager")
def rights(request: HttpRequest) -> HttpResponse:
    """What each role may do, as the code decides it."""
    areas = [
        (area, [_right(route, words) for route, words in acts.items() if _is_shown(route)])
        for area, acts in GROUPS
    ]
    context = {"areas": areas, "roles": [role.label for role in Role]}
    return render(request, "portal/team/rights.html", context)


def _is_shown(route: str) -> bool:
    return route in MATRIX and route not in _SILENT


def _right(route: str, words: Words) -> Right:
    return Right(words=words, allowed=tuple(role in MATRIX[route] for role in Role))
