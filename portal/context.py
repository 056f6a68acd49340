"""What every page of the portal shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from portal.access import support_grant_of
from portal.help.links import help_for
from portal.navigation import MenuGroup, MenuItem, account_menu, menu
from tenants.access.support import visitors
from tenants.context import current_company
from tenants.enums import Language, Role
from tenants.models import Membership, SupportGrant


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """The frame around a signed-in page."""

    company_name: str
    user_name: str
    # Empty without a logo.
    logo_key: str
    live_url: str
    # The last news that the page knows of; what came after it is asked for with it.
    live_place: str
    # What this browser keeps for the time without a connection belongs to this session and no other.
    offline_owner: str
    menu: tuple[MenuGroup, ...]
    account: tuple[MenuItem, ...]
    languages: tuple[tuple[str, str, bool], ...]
    # Of staff of the platform: by which consent they look at this page.
    support: SupportGrant | None
    # Told to members: who of the platform's staff is inside; to owners also that staff ask to come in.
    visitors: str
    is_asked_for_support: bool
    # Where the page that is open is explained.
    help_url: str

    @property
    def tabs(self) -> tuple[MenuItem, ...]:
        """What stands at the bottom of a phone."""
        return tuple(item for group in self.menu for item in group.items if item.is_tab)

    @property
    def is_more_current(self) -> bool:
        """Whether the page that is open stands behind the last tab of a phone."""
        return any(item.is_current and not item.is_tab for group in self.menu for item in group.items)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` for members, nothing for anybody else."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "shell": Shell(
            company_name=request.company.name,  # type: ignore[attr-defined]
            logo_key=request.company.logo_key,  # type: ignore[attr-defined]
            user_name=request.user.name or request.user.email,  # type: ignore[union-attr]
            live_url=live_url(request),
            live_place=getattr(request, "live_place", ""),
            offline_owner=_offline_owner(request, membership),
            menu=menu(request, Role(membership.role)),
            account=account_menu(request, Role(membership.role)),
            languages=_languages(),
            support=support_grant_of(request),
            visitors=_visitors(membership),
            is_asked_for_support=membership.role == Role.OWNER
            and getattr(membership, "support_asked", None) is not None,
            help_url=help_for(request),
        )
    }


def _visitors(membership: Membership) -> str:
    if getattr(membership, "a_visitor", None) is None:
        return ""
    return ", ".join(visitors(current_company(), now=timezone.now()))


def _offline_owner(request: HttpRequest, membership: Membership) -> str:
    if support_grant_of(request) is not None:
        return ""  # what is kept on a device would outlive the company's consent
    subject = f"{request.session.session_key}:{membership.pk}:{membership.role}:{membership.branch_ids}"
    return salted_hmac("portal.offline", subject, algorithm="sha256").hexdigest()[:32]


def _languages() -> tuple[tuple[str, str, bool], ...]:
    """Code, name, and whether the page speaks it."""
    spoken = (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return tuple((code, name, code == spoken) for code, name in Language.choices)


def live_url(request: HttpRequest) -> str:
    """Address of the live line: our own origin behind a proxy, or the port that ``live`` has for itself."""
    if not settings.LIVE_PORT:
        return "/ws/live/"
    host = request.get_host().rsplit(":", 1)[0]
    return f"//{host}:{settings.LIVE_PORT}/ws/live/"
