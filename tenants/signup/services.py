"""Somebody signs up: a company of their own, with the person who owns it, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from tenants.enums import Industry, Role
from tenants.models import Company, Membership, Onboarding, User
from tenants.outbox.services import enqueue, enqueue_again
from tenants.provisioning.errors import DomainTaken, SlugTaken
from tenants.provisioning.services import create_company
from tenants.signup.errors import EmailTaken
from tenants.signup.slugs import slug_candidates

logger = logging.getLogger(__name__)

CONFIRM_EMAIL: Final = "confirm_email"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedUp:
    """Who signed up, and the company; ``is_new``: false when the same person had made it already."""

    user: User
    company: Company
    is_new: bool


class _SignedUpBefore(Exception):
    def __init__(self, user: User, company: Company) -> None:
        super().__init__()
        self.user, self.company = user, company


def sign_up(
    *, email: str, password: str, company_name: str, known_user_id: int | None = None, now: datetime
) -> SignedUp:
    """Make the company and its owner; the mail that asks to confirm the address is owed with it.

    The same person with the same company name, twice or at the same time, gets the same company.

    :param known_user_id: somebody who has proved to be the user of this address: gets one more company.
    :raises EmailTaken: the address belongs to somebody who has not proved it here.
    """
    email, name = email.strip().lower(), " ".join(company_name.split())
    known = _known(email, known_user_id)
    if known is not None and (company := _own_company(known, name)):
        return SignedUp(user=known, company=company, is_new=False)
    # Hashing takes a tenth of a second: not while others wait for the lock below.
    hashed = "" if known else make_password(password)

    def fill(company: Company) -> None:
        _one_at_a_time(email)
        user = known or _owner(email, hashed=hashed, password=password)
        if own := _own_company(user, name):
            raise _SignedUpBefore(user, own)
        Membership.objects.create(user=user, company=company, role=Role.OWNER)
        Onboarding.objects.create(company=company, started_at=now)
        if user.email_confirmed_at is None:
            enqueue(kind=CONFIRM_EMAIL, subject_id=user.pk, due_at=now, now=now)

    try:
        company = _create(name, fill=fill, now=now)
    except _SignedUpBefore as before:
        return SignedUp(user=before.user, company=before.company, is_new=False)
    logger.info("signup.company_created", extra={"company": company.pk})
    return SignedUp(user=User.objects.get(email=email), company=company, is_new=True)


def ask_to_confirm(*, user: User, now: datetime) -> None:
    """Owe the mail with the link once more, from the current company."""
    if user.email_confirmed_at is None:
        enqueue_again(kind=CONFIRM_EMAIL, subject_ids=[user.pk], now=now)


def _create(name: str, *, fill: Callable[[Company], None], now: datetime) -> Company:
    host = urlsplit(settings.PUBLIC_URL).hostname
    for slug in slug_candidates(name):
        try:
            return create_company(
                name=name,
                slug=slug,
                industry=Industry.OTHER,
                domains=[f"{slug}.{host}"],
                now=now,
                fill=fill,
            )
        except (SlugTaken, DomainTaken):
            continue
    raise SlugTaken(name=name)


def _one_at_a_time(email: str) -> None:
    """Whoever signs up with the same address at the same moment waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-up:{email}"])


def _known(email: str, known_user_id: int | None) -> User | None:
    """Who has the address already, and has proved it."""
    user = User.objects.filter(email=email).first()
    if user is not None and user.pk != known_user_id:
        raise EmailTaken
    return user


def _owner(email: str, *, hashed: str, password: str) -> User:
    """A new user, or the one that the same form made a moment ago in another tab."""
    user = User.objects.filter(email=email).first()
    if user is None:
        return User.objects.create(email=email, password=hashed)
    if not user.check_password(password):
        raise EmailTaken
    return user


def _own_company(user: User, name: str) -> Company | None:
    own = Membership.objects.filter(user=user, role=Role.OWNER, company__name__iexact=name)
    found = own.select_related("company").order_by("pk").first()
    return found.company if found else None
