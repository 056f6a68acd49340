"""From the first proof to an open session: second factor, company, log."""

from __future__ import annotations

import time
from typing import Any, Final

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from portal.access import SECOND_FACTOR, SESSION_COMPANY, membership_of
from portal.account.proof import PASSWORD, PROVED_AT, PROVED_BY
from portal.auditing import actor_of, address_of
from portal.devices import device_of
from tenants.access.factors import has_second_factor
from tenants.access.sessions import open_session
from tenants.models import User
from tenants.privacy import audit

_PENDING: Final = "pending_sign_in"
_PENDING_S: Final = 600
_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def after_password(request: HttpRequest, user: User, *, next_url: str) -> HttpResponse:
    """The password was right: on to the second factor where there is one, else in."""
    if not has_second_factor(user):
        return let_in(request, user, by=PASSWORD, is_second=False, next_url=next_url)
    request.session.cycle_key()
    request.session[_PENDING] = {"user_id": user.pk, "at": time.time(), "next": next_url}
    return redirect("sign-in-second")


def pending_user(request: HttpRequest) -> User | None:
    """Who gave the right password on this browser and still owes the second factor."""
    pending: dict[str, Any] = request.session.get(_PENDING) or {}
    if time.time() - pending.get("at", 0) > _PENDING_S:
        return None
    return User.objects.filter(pk=pending["user_id"], is_active=True).first()


def pending_next(request: HttpRequest) -> str:
    """Where that person wanted to go."""
    return str((request.session.get(_PENDING) or {}).get("next", ""))


def let_in(request: HttpRequest, user: User, *, by: str, is_second: bool, next_url: str = "") -> HttpResponse:
    """Open the session for this host's company and go on to where somebody wanted to go."""
    company = request.company  # type: ignore[attr-defined]
    request.session.pop(_PENDING, None)
    login(request, user, backend=_BACKEND)
    request.session[SESSION_COMPANY] = company.pk
    request.session[PROVED_BY] = by
    if is_second:
        request.session[SECOND_FACTOR] = True
    _write_down(request, user, by)
    return redirect(safe_next(request, next_url))


def safe_next(request: HttpRequest, next_url: str) -> str:
    """The address if it is one of this host, else the start page."""
    is_ours = url_has_allowed_host_and_scheme(
        next_url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return next_url if next_url and is_ours else resolve_url("dashboard")


def may_try(request: HttpRequest, user: User) -> bool:
    """Whether this person is not locked out on this machine."""
    return bool(AxesProxyHandler.is_allowed(request, {"username": user.email}))


def note_failure(request: HttpRequest, user: User) -> None:
    """A wrong code counts like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.email}, request=request)


@receiver(user_logged_in)
def _keep_session(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    """Every session is written down, however it came about; without its row it opens nothing."""
    if request.session.session_key is None:
        request.session.create()
    request.session[PROVED_AT] = time.time()
    request.session.setdefault(PROVED_BY, PASSWORD)
    open_session(
        user=user,
        company=getattr(request, "company", None),
        session_key=str(request.session.session_key),
        address=address_of(request),
        device=device_of(request.headers.get("User-Agent", "")),
        now=timezone.now(),
    )


def _write_down(request: HttpRequest, user: User, by: str) -> None:
    company = request.company  # type: ignore[attr-defined]
    request.membership = membership_of(  # type: ignore[attr-defined]
        user_id=user.pk,
        session_company_id=company.pk,
        company=company,
        session_key=request.session.session_key,
    )
    audit.record(actor=actor_of(request), act="sign-in", arguments={"by": by}, now=timezone.now())
