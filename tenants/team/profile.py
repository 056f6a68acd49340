"""What people say of themselves."""

from __future__ import annotations

from tenants.models import User


def rename_user(*, user: User, name: str) -> None:
    """What colleagues in all companies read."""
    User.objects.filter(pk=user.pk).update(name=name)
