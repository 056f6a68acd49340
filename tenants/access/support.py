"""Staff of the platform inside of a company: by its consent, this far, this long, and in sight of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tenants.access.errors import SupportOpen, SupportOver
from tenants.access.sessions import end_keys
from tenants.enums import SupportLevel
from tenants.models import Company, SupportGrant, User, UserSession
from tenants.outbox.services import enqueue_again
from tenants.privacy.audit import KEPT_FOR

# A kind of mail: the owners are asked.
SUPPORT_ASKED: Final = "support-asked"
# For how long consent can be given.
HOURS: Final = (1, 24, 168)
# Staff who may come in where a company lets them; superusers may anyway.
PERMISSION: Final = "tenants.use_supportgrant"
# A question that nobody answers is withdrawn by itself.
ANSWER_WITHIN: Final = timedelta(days=7)
# Who has not opened a page for so long is not counted as being inside.
INSIDE_WITHIN: Final = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """How far, how long, and why."""

    level: SupportLevel
    hours: int
    reason: str


@transaction.atomic
def ask_for_support(*, company: Company, user: User, wish: Wish, now: datetime) -> SupportGrant:
    """Ask the owners to let staff in, and mail them. Inside of the company's scope.

    :raises SupportOpen: staff may come in already, or were asked about already.
    """
    _lock(company, now=now)
    if SupportGrant.objects.filter(company=company, ended_at=None).exists():
        raise SupportOpen
    asked = SupportGrant.objects.create(
        company=company,
        level=wish.level,
        hours=wish.hours,
        reason=wish.reason,
        asked_by=user,
        asked_at=now,
    )
    enqueue_again(kind=SUPPORT_ASKED, subject_ids=[asked.pk], now=now)
    return asked


@transaction.atomic
def grant_support(*, company: Company, user: User, wish: Wish, now: datetime) -> SupportGrant:
    """Let staff in from now on. It takes the place of what was asked for or granted before."""
    _lock(company, now=now)
    _end(SupportGrant.objects.filter(company=company, ended_at=None), user=user, now=now)
    return SupportGrant.objects.create(
        company=company,
        level=wish.level,
        hours=wish.hours,
        reason=wish.reason,
        asked_at=now,
        granted_by=user,
        granted_at=now,
        expires_at=now + timedelta(hours=wish.hours),
    )


@transaction.atomic
def approve_support(*, company: Company, user: User, grant_id: int, now: datetime) -> SupportGrant:
    """Let staff in as they asked to be. Twice is the same as once, and the time does not begin anew.

    :raises SupportOver: the question was withdrawn, answered with no, or too old.
    """
    _lock(company, now=now)
    grant = SupportGrant.objects.filter(company=company, pk=grant_id, ended_at=None).first()
    if grant is None:
        raise SupportOver
    if grant.granted_at is None:
        grant.granted_by, grant.granted_at = user, now
        grant.expires_at = now + timedelta(hours=grant.hours)
        grant.save(update_fields=["granted_by", "granted_at", "expires_at"])
    return grant


@transaction.atomic
def end_support(*, company: Company, user: User, grant_id: int, now: datetime) -> bool:
    """Take consent back, decline, or withdraw the question: whoever is inside is out at once.

    ``False``: there is nothing to end any more.
    """
    _lock(company, now=now)
    return bool(_end(SupportGrant.objects.filter(company=company, pk=grant_id), user=user, now=now))


def open_support(company: Company, *, now: datetime) -> SupportGrant | None:
    """The consent that holds, or else the question that waits."""
    found = SupportGrant.objects.filter(company=company, ended_at=None).select_related(
        "asked_by", "granted_by", "company"
    )
    grant = found.first()
    if grant is None or (grant.expires_at is not None and grant.expires_at <= now):
        return None
    return grant


def grant_of_session(
    *, user_id: int, session_key: str | None, company: Company, now: datetime
) -> SupportGrant | None:
    """The consent by which this session of staff is inside of the company right now."""
    return (
        SupportGrant.objects.running(now)
        .filter(
            company=company,
            sessions__session_key=session_key,
            sessions__user_id=user_id,
            sessions__user__is_active=True,
            sessions__user__is_staff=True,
        )
        .first()
    )


def bind_session(*, grant: SupportGrant, session_key: str) -> None:
    """The session that was just opened lives by this consent."""
    UserSession.objects.filter(session_key=session_key).update(support_grant=grant)


def visitors(company: Company, *, now: datetime) -> list[str]:
    """Names of staff who are inside of the company."""
    found = User.objects.filter(
        sessions__company=company,
        sessions__support_grant__in=SupportGrant.objects.running(now).filter(company=company),
        sessions__seen_at__gt=now - INSIDE_WITHIN,
    )
    return [name or email for name, email in found.values_list("name", "email").distinct()]


def close_run_out(*, now: datetime) -> int:
    """Write down the end of what ran out, and sign out whoever came in by it; returns how many."""
    run_out = SupportGrant.objects.filter(ended_at=None, expires_at__lte=now)
    unanswered = SupportGrant.objects.asked().filter(asked_at__lte=now - ANSWER_WITHIN)
    with transaction.atomic():
        return _end(run_out, user=None, now=now) + _end(unanswered, user=None, now=now)


def forget_old_support(*, now: datetime) -> int:
    """Delete what was over for as long as the company's log is kept: who was inside stands there."""
    return SupportGrant.objects.filter(ended_at__lt=now - KEPT_FOR).delete()[0]


def _lock(company: Company, *, now: datetime) -> None:
    """One change after the other for each company; what ran out stands in nobody's way."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    run_out = SupportGrant.objects.filter(company=company, ended_at=None, expires_at__lte=now)
    unanswered = SupportGrant.objects.asked().filter(company=company, asked_at__lte=now - ANSWER_WITHIN)
    for each in (run_out, unanswered):
        _end(each, user=None, now=now)


def _end(grants: Iterable[SupportGrant], *, user: User | None, now: datetime) -> int:
    ids = [grant.pk for grant in grants]
    ended = SupportGrant.objects.filter(pk__in=ids, ended_at=None).update(ended_at=now, ended_by=user)
    keys = UserSession.objects.filter(support_grant__in=ids).values_list("session_key", flat=True)
    end_keys(list(keys))
    return ended
