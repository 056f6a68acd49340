"""What every page of the portal shows around its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.permissions import MATRIX
from tenants.models import Membership

_ENTRIES = (
    ("dashboard", gettext_lazy("Übersicht"), "layout-dashboard", ("dashboard",)),
    (
        "calendar",
        gettext_lazy("Kalender"),
        "calendar-days",
        (
            "calendar",
            "appointment",
            "appointment-cancel",
            "appointment-settle",
            "series",
            "classes",
            "class-session",
        ),
    ),
    ("calls", gettext_lazy("Anrufe"), "phone", ("calls", "call")),
    (
        "receptionist",
        gettext_lazy("Empfang"),
        "bot",
        (
            "receptionist",
            "receptionist-section",
            "receptionist-versions",
            "transfer-targets",
            "transfer-target",
            "transfer-target-new",
            "blocklist",
            "suggestions",
        ),
    ),
    (
        "waitlist",
        gettext_lazy("Warteliste"),
        "hourglass",
        ("waitlist", "waitlist-new", "waitlist-offer"),
    ),
    ("outages", gettext_lazy("Ausfall"), "thermometer", ("outages", "outage", "outage-start")),
    ("knowledge", gettext_lazy("Wissen"), "book-open", ("knowledge", "knowledge-add", "knowledge-source")),
    (
        "test-call",
        gettext_lazy("Testanruf"),
        "headset",
        ("test-call", "test-call-start", "test-call-say", "simulations"),
    ),
    ("rules", gettext_lazy("Regeln"), "sliders-horizontal", ("rules", "rules-branch", "rules-service")),
    ("online-booking", gettext_lazy("Online-Buchung"), "globe", ("online-booking", "calendar-feeds")),
    (
        "integrations",
        gettext_lazy("Integrationen"),
        "refresh-cw",
        ("integrations", "caldav-connect", "calendars-link", "integration-calcom", "integration-review"),
    ),
    (
        "imports",
        gettext_lazy("Daten übernehmen"),
        "upload",
        ("imports", "import"),
    ),
)

# More words side by side cannot be read on a phone.
_MOST_TABS: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class NavigationItem:
    """One entry of the main menu."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """The frame around a signed-in page."""

    company_name: str
    user_name: str
    live_url: str
    navigation: tuple[NavigationItem, ...]

    @property
    def tabs(self) -> tuple[NavigationItem, ...]:
        """What stands at the bottom of a phone."""
        return self.navigation if len(self.navigation) <= _MOST_TABS else self.navigation[: _MOST_TABS - 1]

    @property
    def more(self) -> tuple[NavigationItem, ...]:
        """What a phone has no room for: behind the last tab."""
        return self.navigation[len(self.tabs) :]

    @property
    def is_more_current(self) -> bool:
        """Whether the page that is open stands behind the last tab."""
        return any(item.is_current for item in self.more)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` for members, nothing for anybody else."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "shell": Shell(
            company_name=request.company.name,  # type: ignore[attr-defined]
            user_name=request.user.name or request.user.email,  # type: ignore[union-attr]
            live_url=live_url(request),
            navigation=tuple(_navigation(request, membership)),
        )
    }


def live_url(request: HttpRequest) -> str:
    """Address of the live line: our own origin behind a proxy, or the port that ``live`` has for itself."""
    if not settings.LIVE_PORT:
        return "/ws/live/"
    host = request.get_host().rsplit(":", 1)[0]
    return f"//{host}:{settings.LIVE_PORT}/ws/live/"


def _navigation(request: HttpRequest, membership: Membership) -> Iterator[NavigationItem]:
    here = request.resolver_match.url_name if request.resolver_match else None
    for route, label, icon, family in _ENTRIES:
        if membership.role in MATRIX[route]:
            yield NavigationItem(label=str(label), url=reverse(route), icon=icon, is_current=here in family)
