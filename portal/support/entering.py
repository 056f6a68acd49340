"""How staff of the platform come in and go out again."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.access import SESSION_COMPANY, SUPPORT, WAS_SUPPORT, public_view, standing_of
from portal.auditing import actor_of
from portal.platform.audit import write_down
from tenants.access.sessions import forget_session
from tenants.access.support import bind_session
from tenants.models import Company, SupportGrant, User
from tenants.privacy import audit
from tenants.signup.errors import TicketInvalid
from tenants.signup.tickets import redeem_support_ticket

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@public_view
@never_cache
def enter(request: HttpRequest, ticket: str) -> HttpResponse:
    """Good for one time and one minute, and only while the company's consent holds."""
    company: Company = request.company  # type: ignore[attr-defined]
    try:
        user, grant = redeem_support_ticket(secret=ticket, company=company, now=timezone.now())
    except TicketInvalid:
        return redirect("support-over")
    _open(request, user, grant)
    _write_down(request, "support-enter")
    answer = redirect("dashboard")
    answer.set_cookie(WAS_SUPPORT, "1", secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return answer


@public_view
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Out again, by oneself."""
    company: Company = request.company  # type: ignore[attr-defined]
    if request.user.is_authenticated and request.session.get(SUPPORT):
        request.membership = standing_of(  # type: ignore[attr-defined]
            request.session, user_id=request.user.pk, company=company
        )
        if request.membership is not None:  # type: ignore[attr-defined]
            _write_down(request, "support-leave")
        forget_session(session_key=request.session.session_key or "")
        logout(request)
    return redirect("support-over")


@public_view
@never_cache
def over(request: HttpRequest) -> HttpResponse:
    """Nobody of ours is inside any more, at least not in this browser."""
    company: Company = request.company  # type: ignore[attr-defined]
    if request.session.get(SUPPORT) and request.user.is_authenticated:
        if standing_of(request.session, user_id=request.user.pk, company=company) is not None:
            return redirect("dashboard")
        logout(request)
    answer = render(request, "portal/support/over.html", {"company_name": company.name})
    answer.delete_cookie(WAS_SUPPORT)
    return answer


def _open(request: HttpRequest, user: User, grant: SupportGrant) -> None:
    # Whoever is signed in as a member in this browser comes back as staff, with nothing of the other session.
    request.session.flush()
    login(request, user, backend=_BACKEND)
    request.session[SESSION_COMPANY] = grant.company_id
    request.session[SUPPORT] = grant.pk
    request.session.set_expiry(grant.expires_at)
    bind_session(grant=grant, session_key=str(request.session.session_key))
    request.membership = standing_of(  # type: ignore[attr-defined]
        request.session,
        user_id=user.pk,
        company=request.company,  # type: ignore[attr-defined]
    )


def _write_down(request: HttpRequest, act: str) -> None:
    """In the company's log and in the platform's."""
    grant: SupportGrant = request.membership.support_grant  # type: ignore[attr-defined]
    audit.record(actor=actor_of(request), act=act, arguments={"grant": str(grant.pk)}, now=timezone.now())
    write_down(
        user_id=cast("User", request.user).pk,
        company=request.company,  # type: ignore[attr-defined]
        model=SupportGrant,
        object_id=grant.pk,
        what="betreten" if act == "support-enter" else "verlassen",
    )
