"""What staff of the platform may do inside: what the company lets them, never what is its own alone.

They stand where its management stands. Pages that only owners open are closed to them, and so is what would
outlive the consent (exports, keys, passwords, devices), cannot be taken back (erasure) or costs money.
"""

from __future__ import annotations

from typing import Final

from portal.permissions import MATRIX
from tenants.enums import Role, SupportLevel

STANDS_AS: Final = Role.MANAGER
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# These change nothing: what is searched for comes in the body so that it stands in no address.
SEARCHES: Final = frozenset({"customers-search"})

# Beginnings of route names: passwords and second factors, members, the whole of the data, money.
_CLOSED_FAMILIES: Final = (
    "account",
    "audit",
    "billing",
    "company-export",
    "invoice",
    "payment",
    "plan",
    "subscription",
    "team",
)
# Of those families, what may be looked at.
_OPEN: Final = frozenset({"team", "team-rights"})
_CLOSED: Final = frozenset(
    {
        # Data that leaves the house, also onto a device.
        "customers-export",
        "customer-data",
        "import-report",
        "offline-days",
        "offline-acts",
        # Keys and links that go on opening something afterwards.
        "calendar-feeds",
        "calendar-feed-change",
        "calendars-link",
        "caldav-connect",
        "connect-begin",
        "connect-finish",
        "integration-calcom",
        "integrations-end",
        # What cannot be taken back, and what somebody agreed to.
        "call-withdraw",
        "customer-consent",
        "customer-erase",
        "customer-erased",
        # Orders in the company's name.
        "confirm-again",
        "number-order",
        "number-port",
        "number-keep",
    }
)


def is_open_to_support(route: str) -> bool:
    """Whether staff may look at the page at all."""
    if route in _CLOSED or STANDS_AS not in MATRIX.get(route, ()):
        return False
    is_closed_family = any(route == each or route.startswith(f"{each}-") for each in _CLOSED_FAMILIES)
    return route in _OPEN or not is_closed_family


def support_may(*, route: str, method: str, level: str) -> bool:
    """Whether staff may send this request under a consent of this level."""
    if not is_open_to_support(route):
        return False
    return level == SupportLevel.FULL or method in SAFE or route in SEARCHES
