"""The main menu: what stands in it, in which group, and which pages belong to which entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from portal.access import support_grant_of
from portal.permissions import MATRIX
from portal.scope import branch_ids_of
from portal.support.rules import is_open_to_support
from telephony.queries.callbacks import count_owed
from tenants.enums import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A figure beside an entry."""

    open: int
    late: int


def callbacks_owed(request: HttpRequest) -> Count:
    """Calls that are owed to customers of the member's branches."""
    owed = count_owed(branch_ids_of(request), user_id=request.user.pk, now=timezone.now())
    return Count(open=owed.open, late=owed.overdue)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One page of the menu.

    ``family``: beginnings of the route names that belong to it besides its own. ``is_tab``: stands at the
    bottom of a phone; more than four words side by side cannot be read there.
    """

    route: str
    label: str | Promise
    icon: str
    family: tuple[str, ...] = ()
    is_tab: bool = False
    # How much there is to do, and how much of it is late.
    count: Callable[[HttpRequest], Count] | None = None

    def holds(self, route: str | None) -> bool:
        """Whether a page belongs to this entry."""
        if route is None:
            return False
        return any(route == each or route.startswith(f"{each}-") for each in (self.route, *self.family))


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Entries under one heading; the first group has none."""

    label: str | Promise
    entries: tuple[Entry, ...]


GROUPS: Final[tuple[Group, ...]] = (
    Group(
        label="",
        entries=(
            Entry(route="dashboard", label=gettext_lazy("Übersicht"), icon="layout-dashboard", is_tab=True),
            Entry(
                route="calendar",
                label=gettext_lazy("Kalender"),
                icon="calendar-days",
                family=("appointment", "series", "diary"),
                is_tab=True,
            ),
            Entry(route="calls", label=gettext_lazy("Anrufe"), icon="phone", family=("call",), is_tab=True),
            Entry(
                route="callbacks",
                label=gettext_lazy("Rückrufe"),
                icon="phone-forwarded",
                family=("callback",),
                count=callbacks_owed,
            ),
            Entry(route="customers", label=gettext_lazy("Kunden"), icon="users", family=("customer",)),
        ),
    ),
    Group(
        label=gettext_lazy("Planen"),
        entries=(
            Entry(route="waitlist", label=gettext_lazy("Warteliste"), icon="hourglass"),
            Entry(route="outages", label=gettext_lazy("Ausfall"), icon="thermometer", family=("outage",)),
            Entry(route="classes", label=gettext_lazy("Kurse"), icon="users", family=("class",)),
        ),
    ),
    Group(
        label=gettext_lazy("Telefon"),
        entries=(
            Entry(
                route="receptionist",
                label=gettext_lazy("Empfang"),
                icon="bot",
                family=("transfer-target", "transfer-targets", "blocklist", "suggestions"),
                is_tab=True,
            ),
            Entry(route="numbers", label=gettext_lazy("Nummern"), icon="smartphone", family=("number",)),
            Entry(route="knowledge", label=gettext_lazy("Wissen"), icon="book-open"),
            Entry(
                route="test-call",
                label=gettext_lazy("Testanruf"),
                icon="headset",
                family=("simulations",),
            ),
        ),
    ),
    Group(
        label=gettext_lazy("Betrieb"),
        entries=(
            # What is set up once has its door there, so that the menu can be seen whole.
            Entry(
                route="settings",
                label=gettext_lazy("Einstellungen"),
                icon="settings",
                family=(
                    "rules",
                    "integrations",
                    "integration",
                    "caldav",
                    "calendars",
                    "imports",
                    "import",
                    "company-export",
                ),
            ),
            Entry(route="team", label=gettext_lazy("Team"), icon="users-round"),
            Entry(
                route="online-booking",
                label=gettext_lazy("Online-Buchung"),
                icon="globe",
                family=("calendar-feeds",),
            ),
            Entry(route="audit", label=gettext_lazy("Protokoll"), icon="scroll-text"),
        ),
    ),
)


# Behind the own name: what belongs to one person and not to the company, and what explains it all.
ACCOUNT: Final[tuple[Entry, ...]] = (
    Entry(route="account", label=gettext_lazy("Ihr Konto"), icon="user-cog"),
    Entry(
        route="account-alerts",
        label=gettext_lazy("Benachrichtigungen"),
        icon="bell",
        family=("account-device",),
    ),
    Entry(route="help", label=gettext_lazy("Hilfe"), icon="circle-help"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuItem:
    """One entry as a page shows it."""

    label: str
    url: str
    icon: str
    is_current: bool
    is_tab: bool
    count: Count | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuGroup:
    """A heading and what stands under it for somebody of one role."""

    label: str
    items: tuple[MenuItem, ...]


def menu(request: HttpRequest, role: Role) -> tuple[MenuGroup, ...]:
    """The groups with at least one page this role may open; the most special entry is the current one."""
    match = request.resolver_match
    here = _current(match.url_name if match else None)
    return tuple(group for group in _groups(request, here, role) if group.items)


def account_menu(request: HttpRequest, role: Role) -> tuple[MenuItem, ...]:
    """Pages about the person who is signed in, as far as the role may open them."""
    match = request.resolver_match
    route = match.url_name if match else None
    return tuple(
        _item(request, entry, entry if entry.holds(route) else None)
        for entry in ACCOUNT
        if role in MATRIX[entry.route] and support_grant_of(request) is None
    )


def _groups(request: HttpRequest, here: Entry | None, role: Role) -> Iterator[MenuGroup]:
    is_member = support_grant_of(request) is None
    for group in GROUPS:
        items = tuple(
            _item(request, entry, here)
            for entry in group.entries
            if role in MATRIX[entry.route] and (is_member or is_open_to_support(entry.route))
        )
        yield MenuGroup(label=str(group.label), items=items)


def _current(route: str | None) -> Entry | None:
    holding = [entry for group in GROUPS for entry in group.entries if entry.holds(route)]
    # "calendar-feeds" begins like "calendar" and belongs to the online booking: the longer name wins.
    return max(holding, key=lambda entry: _fit(entry, route or ""), default=None)


def _fit(entry: Entry, route: str) -> int:
    names = (entry.route, *entry.family)
    return max(len(each) for each in names if route == each or route.startswith(f"{each}-"))


def _item(request: HttpRequest, entry: Entry, here: Entry | None) -> MenuItem:
    return MenuItem(
        label=str(entry.label),
        url=reverse(entry.route),
        icon=entry.icon,
        is_current=entry is here,
        is_tab=entry.is_tab,
        count=entry.count(request) if entry.count else None,
    )
