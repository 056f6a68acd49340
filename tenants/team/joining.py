"""Somebody without a login of ours joins a company."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from tenants.models import Company, User
from tenants.team.errors import InvitationOver
from tenants.team.invitations import accept_invitation, invitation_by_secret


@transaction.atomic
def join_as_new(*, company: Company, secret: str, name: str, password: str, now: datetime) -> User:
    """Make the invited person's login, or give the one without a password its first, and let them in.

    :raises InvitationOver: as for every invitation, or the login came about meanwhile.
    """
    email = invitation_by_secret(company=company, secret=secret, now=now).email
    user = User.objects.select_for_update().filter(email=email).first()
    if user is not None and user.has_usable_password():
        raise InvitationOver
    try:
        with transaction.atomic():
            user = user or User.objects.create_user(email)
    except IntegrityError as error:
        raise InvitationOver from error
    user.name = " ".join(name.split())
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    accept_invitation(company=company, secret=secret, user=user, now=now)
    return user
