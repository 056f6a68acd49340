"""What a person chose for themselves."""

from __future__ import annotations

from tenants.enums import Language
from tenants.models import User


def choose_language(*, user_id: int, language: str) -> None:
    """Speak this language with the person from now on, in all companies.

    :raises ValueError: the portal does not speak it.
    """
    User.objects.filter(pk=user_id).update(language=Language(language))
