"""The way from one host to another: a session is made where the company is, for who proved it elsewhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.core import signing

from tenants.models import Company, SignInTicket, User
from tenants.signup.errors import LinkInvalid, TicketInvalid

VALID_FOR: Final = timedelta(minutes=1)
CONFIRM_WITHIN: Final = timedelta(days=14)
_SALT: Final = "tenants.signup.confirm"


def issue_ticket(*, user: User, company: Company, now: datetime) -> str:
    """A secret that opens this company to this user, once, within a minute."""
    SignInTicket.objects.filter(expires_at__lt=now).delete()
    secret = secrets.token_urlsafe(32)
    SignInTicket.objects.create(
        digest=_digest(secret), user=user, company=company, expires_at=now + VALID_FOR
    )
    return secret


def redeem_ticket(*, secret: str, company: Company, now: datetime) -> User:
    """Whom the ticket lets in. Of two who come with the same one, one gets in.

    :raises TicketInvalid: used, too old, another company's, or none of ours.
    """
    ticket = (
        SignInTicket.objects.select_related("user")
        .filter(digest=_digest(secret), company=company, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if ticket is None or not SignInTicket.objects.filter(pk=ticket.pk).delete()[0]:
        raise TicketInvalid
    return ticket.user


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
