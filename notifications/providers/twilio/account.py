"""Whose Twilio account is used: the company's own, else the platform's. Never a mixture of the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tenants.connections.models import Connection


@dataclass(frozen=True, kw_only=True, slots=True)
class TwilioAccount:
    """One account and what proves that a webhook is its own."""

    account_sid: str
    auth_tokens: tuple[str, ...]  # the current one first; a second while they are being changed
    sender: str
    messaging_service_sid: str
    # Set once the account signs with a SharedKey; SHA-1 is then refused, whatever a header says.
    shared_key: str


def account_of(connection: Connection) -> TwilioAccount:
    """The account behind a connection; missing credentials stay empty and prove or open nothing."""
    own: dict[str, str] = connection.credentials
    platform: dict[str, Any] = settings.TWILIO
    if own.get("account_sid"):
        tokens = (own.get("auth_token", ""), own.get("previous_auth_token", ""))
        account_sid, sender = own["account_sid"], own.get("from", "")
    else:
        tokens = (platform["auth_token"], "")
        account_sid, sender = platform["account_sid"], own.get("from") or platform["from"]
    return TwilioAccount(
        account_sid=account_sid,
        auth_tokens=tuple(token for token in tokens if token),
        sender=sender,
        messaging_service_sid=own.get("messaging_service_sid", ""),
        shared_key=own.get("shared_key", ""),
    )
