"""Open sessions of people. A session whose row is gone opens nothing, at once and in every process."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tenants.models import Company, User, UserSession

# Seen is written down this seldom: it costs a statement, and nobody needs it to the second.
SEEN_EVERY = timedelta(minutes=5)


def open_session(
    *, user: User, company: Company | None, session_key: str, address: str, device: str, now: datetime
) -> UserSession:
    """Write down that somebody signed in."""
    session, _ = UserSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "company": company,
            "address": address,
            "device": device,
            "created_at": now,
            "seen_at": now,
        },
    )
    return session


def sessions_of(user: User, *, company: Company | None = None) -> QuerySet[UserSession]:
    """Where a user is signed in, the latest first: everywhere, or in one company only."""
    found = user.sessions.select_related("company").order_by("-seen_at", "-pk")
    return found if company is None else found.filter(company=company)


def is_open(*, session_key: str | None) -> bool:
    """Whether anybody is signed in with this session."""
    return UserSession.objects.filter(session_key=session_key).exists()


def see_session(*, session_key: str, now: datetime) -> None:
    """Write down that a session is in use, at most every five minutes."""
    stale = UserSession.objects.filter(session_key=session_key, seen_at__lt=now - SEEN_EVERY)
    stale.update(seen_at=now)


@transaction.atomic
def end_session(*, user: User, session_id: int) -> bool:
    """Sign one browser of this user out; ``False`` when there is none by that id."""
    keys = list(UserSession.objects.filter(user=user, pk=session_id).values_list("session_key", flat=True))
    end_keys(keys)
    return bool(keys)


@transaction.atomic
def end_sessions(*, user: User, company: Company | None = None, but: str = "") -> int:
    """Sign a user out everywhere, or in one company only; ``but`` is the session that stays.

    Returns how many were ended.
    """
    found = UserSession.objects.filter(user=user).exclude(session_key=but)
    if company is not None:
        found = found.filter(company=company)
    keys = list(found.values_list("session_key", flat=True))
    end_keys(keys)
    return len(keys)


def follow_session(*, old_key: str, new_key: str) -> None:
    """The same browser goes on under another key, as after a new password."""
    UserSession.objects.filter(session_key=old_key).update(session_key=new_key)


def forget_session(*, session_key: str) -> None:
    """The browser signed itself out."""
    UserSession.objects.filter(session_key=session_key).delete()


def remove_stale_sessions(*, now: datetime) -> int:
    """Delete rows of sessions whose cookies have run out; returns how many."""
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return UserSession.objects.filter(created_at__lt=now - age).delete()[0]


def end_keys(keys: list[str]) -> None:
    """Sign these browsers out: neither their rows nor their sessions are left."""
    UserSession.objects.filter(session_key__in=keys).delete()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
