"""Access in one layer: a view says who may enter, the middleware asks before it runs, silence means no."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from askproai.core.rows import Prepared
from portal.live.bell import last_place
from portal.permissions import SELF_CHECKED_PREFIXES
from portal.scope import sees_rows
from portal.support.rules import STANDS_AS, support_may
from tenants.access.sessions import SEEN_EVERY, is_open, see_session
from tenants.access.staff import PROVED
from tenants.access.support import INSIDE_WITHIN, grant_of_session
from tenants.enums import Role
from tenants.models import Company, Membership, SupportGrant, UserSession

logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

# The company a session was made for. A session carried to another company's host opens nothing there.
SESSION_COMPANY: Final = "company_id"
# Whether this session was opened with more than a password.
SECOND_FACTOR: Final = PROVED
# The consent by which staff of the platform came in; members have none.
SUPPORT: Final = "support_grant_id"
# Left in the browser of staff, so that they are told of the end and not asked to sign in.
WAS_SUPPORT: Final = "support"
# Where people without a second factor may go in a company that asks for one.
_SETTING_UP: Final = "account"


def role_required(*roles: str) -> Callable[[View], View]:
    """Decorator: only members of this host's company with one of the roles may enter."""

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(Role(role) for role in roles)  # type: ignore[attr-defined]
        return view

    return mark


def public_view(view: View) -> View:
    """Decorator: anybody may enter, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def _memberships(
    inside_within: timedelta, company_id: int, user_id: int, session_key: str
) -> QuerySet[Membership]:
    visiting = UserSession.objects.filter(
        company=OuterRef("company"), support_grant__ended_at=None, support_grant__expires_at__gt=Now()
    )
    found = Membership.objects.filter(
        company=company_id, user=user_id, user__is_active=True, user__sessions__session_key=session_key
    )
    return found.annotate(
        seen_at=F("user__sessions__seen_at"),
        a_visitor=Subquery(visiting.filter(seen_at__gt=Now() - inside_within).values("pk")[:1]),
        support_asked=Subquery(
            SupportGrant.objects.asked().filter(company=OuterRef("company")).values("pk")[:1]
        ),
    )[:1]


# Asked before each page and part of a page.
_MEMBERSHIP: Prepared[Any] = Prepared(_memberships)


def membership_of(
    *,
    user_id: int | None,
    session_company_id: int | None,
    company: Company,
    session_key: str | None,
    now: datetime | None = None,
) -> Membership | None:
    """The membership that lets this session in, or ``None``; with ``now`` the session counts as seen."""
    if user_id is None or session_key is None or session_company_id != company.pk:
        return None
    membership = _MEMBERSHIP.first(INSIDE_WITHIN, company.pk, user_id, session_key)
    if membership is not None and now is not None and now - membership.seen_at > SEEN_EVERY:
        see_session(session_key=str(session_key), now=now)
    return membership


def standing_of(
    session: SessionBase, *, user_id: int | None, company: Company, now: datetime | None = None
) -> Membership | None:
    """Who this session is in the company: a member, or staff of the platform by the company's consent.

    Staff get a standing that is in no table; the consent it comes from is asked for anew each time.
    """
    session_company_id = session.get(SESSION_COMPANY)
    if not session.get(SUPPORT):
        return membership_of(
            user_id=user_id,
            session_company_id=session_company_id,
            company=company,
            session_key=session.session_key,
            now=now,
        )
    if user_id is None or session_company_id != company.pk:
        return None
    grant = support_of(session, user_id=user_id, company=company)
    if grant is None:
        return None
    if now is not None:
        see_session(session_key=str(session.session_key), now=now)
    standing = Membership(user_id=user_id, company=company, role=STANDS_AS)
    standing.support_grant = grant  # type: ignore[attr-defined]
    return standing


def support_of(session: SessionBase, *, user_id: int, company: Company) -> SupportGrant | None:
    """The consent that lets this session of staff in right now; sessions of members have none."""
    if session.get(SUPPORT) is None or session.get(SESSION_COMPANY) != company.pk:
        return None
    return grant_of_session(
        user_id=user_id, session_key=session.session_key, company=company, now=timezone.now()
    )


def support_grant_of(request: HttpRequest) -> SupportGrant | None:
    """The consent by which this request of staff came in; ``None`` for members."""
    return getattr(getattr(request, "membership", None), "support_grant", None)


class AccessMiddleware:
    """Refuses every view that is not marked, and everybody whom the mark does not name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        company = getattr(request, "company", None)
        # Times on screen are the company's, wherever the server stands.
        with timezone.override(company.timezone if company else None):
            response = self._get_response(request)
        if support_grant_of(request) is not None and not _is_still_let_in(request):
            # Consent was taken back while the page was being made: what is in it is not shown any more.
            response = _lead(request, "support-over")
        if getattr(request, "membership", None) is not None:
            # Pages with callers' names and words stay out of every cache, the browser's own included.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.route.startswith(SELF_CHECKED_PREFIXES):
            _note_support(request)
            return None
        if getattr(view, "is_public", False):
            return None
        allowed: frozenset[Role] | None = getattr(view, "allowed_roles", None)
        if allowed is None:
            logger.error(
                "portal.view_without_access_mark", extra={"view": getattr(view, "__qualname__", "?")}
            )
            raise PermissionDenied
        return _admit(request, allowed, kwargs)


def _admit(request: HttpRequest, allowed: frozenset[Role], named: dict[str, Any]) -> HttpResponse | None:
    company = getattr(request, "company", None)
    if company is None:
        raise Http404
    session_company_id = request.session.get(SESSION_COMPANY)
    if not request.user.is_authenticated or session_company_id is None:
        return _ask_to_sign_in(request)
    membership = standing_of(request.session, user_id=request.user.pk, company=company, now=timezone.now())
    if membership is None and request.session.get(SUPPORT):
        return _lead(request, "support-over")
    if membership is None and not is_open(session_key=request.session.session_key):
        return _ask_to_sign_in(request)
    if membership is None:
        raise Http404
    if membership.role not in allowed or not _support_may(request, membership):
        raise PermissionDenied
    is_staff = hasattr(membership, "support_grant")
    if (
        not is_staff
        and company.requires_second_factor
        and not request.session.get(SECOND_FACTOR)
        and not _sets_up(request)
    ):
        return _lead(request, "account-app")
    # A row of another branch is answered like one that does not exist; one's own account has no branches.
    if not _sets_up(request) and not sees_rows(membership, named):
        raise Http404
    request.membership = membership  # type: ignore[attr-defined]
    if request.method == "GET" and not getattr(request, "htmx", False):
        # Before anything is read for the page: it is told of everything that happens from here on.
        request.live_place = last_place(company)  # type: ignore[attr-defined]
    return None


def _support_may(request: HttpRequest, membership: Membership) -> bool:
    grant: SupportGrant | None = getattr(membership, "support_grant", None)
    match = request.resolver_match
    route = (match.url_name if match else None) or ""
    if grant is None or support_may(route=route, method=str(request.method), level=grant.level):
        return True
    request.is_closed_to_support = True  # type: ignore[attr-defined]
    return False


def _owes_second_factor(request: HttpRequest, membership: Membership) -> bool:
    """Staff of the platform prove theirs where they sign in."""
    company: Company = request.company  # type: ignore[attr-defined]
    if hasattr(membership, "support_grant") or not company.requires_second_factor:
        return False
    return not request.session.get(SECOND_FACTOR) and not _sets_up(request)


def _note_support(request: HttpRequest) -> None:
    """The company's own admin is open to staff who were let in; their acts there are written down, too."""
    company = getattr(request, "company", None)
    if company is not None and request.user.is_authenticated and request.session.get(SUPPORT):
        request.membership = standing_of(  # type: ignore[attr-defined]
            request.session, user_id=request.user.pk, company=company, now=timezone.now()
        )


def _is_still_let_in(request: HttpRequest) -> bool:
    company: Company = request.company  # type: ignore[attr-defined]
    user_id = request.user.pk
    # Whoever has just left on their own has seen nothing that they might not.
    return user_id is None or support_of(request.session, user_id=user_id, company=company) is not None


def _sets_up(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.split("-")[0] == _SETTING_UP)


def _lead(request: HttpRequest, route: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        answer: HttpResponse = HttpResponseClientRedirect(reverse(route))
        return answer
    return redirect(route)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.COOKIES.get(WAS_SUPPORT):
        # The session is gone with the consent; staff have no password here to give.
        return _lead(request, "support-over")
    if getattr(request, "htmx", False):
        # htmx would follow a redirect silently and put the sign-in page into a corner of the old one.
        return _lead(request, "sign-in")
    return redirect_to_login(request.get_full_path(), reverse("sign-in"))
