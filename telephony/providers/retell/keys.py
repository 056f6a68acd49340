"""Which keys may have signed what Retell sends."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from tenants.connections.models import Connection

PROVIDER = "retell"


def platform_key() -> str:
    """The key of the platform's own workspace."""
    return str(settings.RETELL["api_key"])


def signing_keys(connection: Connection | None) -> Iterator[str]:
    """The company's own key and the one before it (rotation); without one, the platform's."""
    own = connection.credentials if connection else {}
    if own.get("api_key"):
        yield str(own["api_key"])
        yield str(own.get("previous_api_key", ""))
    else:
        yield platform_key()
