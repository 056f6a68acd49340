"""Links that are mailed to people: a new password, a new address. Each works once and not for long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db import transaction
from django.db.models import Q

from tenants.access.errors import AddressTaken, LinkOver
from tenants.access.sessions import end_sessions
from tenants.models import Company, User
from tenants.outbox.services import enqueue_again

PASSWORD_RESET: Final = "password-reset"  # noqa: S105  a kind of mail
EMAIL_CHANGE: Final = "email-change"
SECURITY_NOTE: Final = "security-note"
ADDRESS_VALID_FOR: Final = timedelta(hours=24)
_ADDRESS_SALT: Final = "askproai.email-change"


def ask_for_new_password(*, company: Company, email: str, now: datetime) -> None:
    """Mail a link to whoever signs in to this company with the address; nothing happens for anybody else.

    Nothing in the answer or in its time tells which it was: the mail is written later, by a worker.
    """
    user = User.objects.filter(
        email=email.strip().lower(), is_active=True, memberships__company=company
    ).first()
    if user is not None:
        enqueue_again(kind=PASSWORD_RESET, subject_ids=[user.pk], now=now)


def password_token(user: User) -> str:
    """What the mailed link carries. Signing in, a new password or an hour end it."""
    return default_token_generator.make_token(user)


def user_by_password_token(*, company: Company, user_id: int, token: str) -> User:
    """Whose link it is.

    :raises LinkOver: used, too old, or never ours.
    """
    user = User.objects.filter(pk=user_id, is_active=True, memberships__company=company).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkOver
    return user


@transaction.atomic
def set_password(*, user: User, password: str, but: str = "", now: datetime) -> None:
    """Store the new password, end the user's sessions (all ``but`` one), and tell them by mail."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    user.password = locked.password
    end_sessions(user=user, but=but)
    tell_of_change(user=user, now=now)


def tell_of_change(*, user: User, now: datetime) -> None:
    """A mail that says that how they sign in was changed; part of the caller's transaction."""
    enqueue_again(kind=SECURITY_NOTE, subject_ids=[user.pk], now=now)


@transaction.atomic
def ask_for_new_address(*, user: User, email: str, now: datetime) -> None:
    """Mail a link to the new address, and word of it to the old one."""
    User.objects.filter(pk=user.pk).update(pending_email=email.strip().lower())
    enqueue_again(kind=EMAIL_CHANGE, subject_ids=[user.pk], now=now)


def address_token(user: User) -> str:
    """What the link to the new address carries."""
    return signing.dumps([user.pk, user.email, user.pending_email], salt=_ADDRESS_SALT)


@transaction.atomic
def confirm_address(*, user_id: int, token: str) -> User:
    """The link was opened by who is signed in: from now on they sign in with the new address.

    :raises LinkOver: used, too old, another one was asked for since, or somebody else's.
    :raises AddressTaken: somebody else signs in with it.
    """
    try:
        owner_id, old, new = signing.loads(token, salt=_ADDRESS_SALT, max_age=ADDRESS_VALID_FOR)
    except (signing.BadSignature, ValueError) as error:
        raise LinkOver from error
    user = User.objects.select_for_update().filter(pk=owner_id, is_active=True).first()
    if user is None or owner_id != user_id or (user.email, user.pending_email) != (old, new):
        raise LinkOver
    if is_taken(email=new, user=user):
        raise AddressTaken
    user.email, user.pending_email = new, ""
    user.save(update_fields=["email", "pending_email"])
    return user


def is_taken(*, email: str, user: User) -> bool:
    """Whether somebody else signs in with this address."""
    return User.objects.filter(Q(email__iexact=email) & ~Q(pk=user.pk)).exists()
