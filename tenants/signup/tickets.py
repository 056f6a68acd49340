"""The way from one host to another: a session is made where the company is, for who proved it elsewhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db.models import QuerySet

from tenants.models import Company, SignInTicket, SupportGrant, User
from tenants.signup.errors import LinkInvalid, TicketInvalid

VALID_FOR: Final = timedelta(minutes=1)
CONFIRM_WITHIN: Final = timedelta(days=14)
_SALT: Final = "tenants.signup.confirm"


def issue_ticket(
    *, user: User, company: Company, now: datetime, support_grant: SupportGrant | None = None
) -> str:
    """A secret that opens this company to this user, once, within a minute.

    ``support_grant``: the user is staff of the platform and comes in by it, not as a member.
    """
    SignInTicket.objects.filter(expires_at__lt=now).delete()
    secret = secrets.token_urlsafe(32)
    SignInTicket.objects.create(
        digest=_digest(secret),
        user=user,
        company=company,
        support_grant=support_grant,
        expires_at=now + VALID_FOR,
    )
    return secret


def redeem_ticket(*, secret: str, company: Company, now: datetime) -> User:
    """Whom the ticket lets in. Of two who come with the same one, one gets in.

    :raises TicketInvalid: used, too old, another company's, or none of ours.
    """
    return _redeem(SignInTicket.objects.filter(support_grant=None), secret, company, now).user


def redeem_support_ticket(*, secret: str, company: Company, now: datetime) -> tuple[User, SupportGrant]:
    """Whom of the platform's staff the ticket lets in, and by which consent; it must hold still.

    :raises TicketInvalid: used, too old, another company's, none of ours, or the consent is over.
    """
    running = SupportGrant.objects.running(now).filter(company=company)
    tickets = SignInTicket.objects.filter(support_grant__in=running, user__is_staff=True)
    ticket = _redeem(tickets, secret, company, now)
    if ticket.support_grant is None:
        raise TicketInvalid
    return ticket.user, ticket.support_grant


def _redeem(tickets: QuerySet[SignInTicket], secret: str, company: Company, now: datetime) -> SignInTicket:
    ticket = (
        tickets.select_related("user", "support_grant")
        .filter(digest=_digest(secret), company=company, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if ticket is None or not SignInTicket.objects.filter(pk=ticket.pk).delete()[0]:
        raise TicketInvalid
    return ticket


def confirmation_token(user: User) -> str:
    """What the link in the mail carries; it holds for the address that it was sent to and no other."""
    return signing.dumps([user.pk, user.email], salt=_SALT, compress=True)


def user_to_confirm(token: str) -> User:
    """Whose address the link speaks of.

    :raises LinkInvalid: not ours, too old, or of an address that is no longer the user's.
    """
    try:
        user_id, email = signing.loads(token, salt=_SALT, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError) as error:
        raise LinkInvalid from error
    user = User.objects.filter(pk=user_id, email=email, is_active=True).first()
    if user is None:
        raise LinkInvalid
    return user


def confirm_email(*, token: str, now: datetime) -> User:
    """The address belongs to the user. Twice is the same as once.

    :raises LinkInvalid: see :func:`user_to_confirm`.
    """
    user = user_to_confirm(token)
    User.objects.filter(pk=user.pk, email_confirmed_at=None).update(email_confirmed_at=now)
    return user


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
