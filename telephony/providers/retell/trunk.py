"""The SIP trunk over which our numbers reach Retell."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def trunk() -> dict[str, Any]:
    """What a number needs to be brought there, as ``POST /import-phone-number`` wants it."""
    known = {
        "termination_uri": settings.RETELL["termination_uri"],
        "sip_trunk_auth_username": settings.RETELL["sip_username"],
        "sip_trunk_auth_password": settings.RETELL["sip_password"],
        "transport": "TLS",
    }
    return {name: value for name, value in known.items() if value}
