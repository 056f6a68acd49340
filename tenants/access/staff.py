"""What staff of the platform prove besides their password."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from tenants.enums import FactorKind
from tenants.models import User

# Set in a session that was opened with more than a password.
PROVED: Final = "second_factor"


def owes_second_factor(user: Any, session: Any) -> bool:
    """Whether somebody who gave the right password has a step left: whoever has an app; in production all."""
    if session.get(PROVED):
        return False
    return bool(settings.STAFF_SECOND_FACTOR) or has_app(user)


def has_app(user: User) -> bool:
    """Whether an authenticator app is connected. Passkeys are made for companies' hosts and open those."""
    return user.factors.filter(kind=FactorKind.TOTP, confirmed_at__isnull=False).exists()
