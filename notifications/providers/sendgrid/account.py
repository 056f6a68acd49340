"""Whose SendGrid account is used: the company's own, else the platform's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tenants.connections.models import Connection


@dataclass(frozen=True, kw_only=True, slots=True)
class SendGridAccount:
    """One account and the keys that its event webhook may be signed with."""

    api_key: str
    sender: str
    reply_to: str
    public_keys: tuple[str, ...]  # the current one first; a second while they are being changed


def account_of(connection: Connection | None) -> SendGridAccount:
    """The account behind a connection; missing credentials stay empty and prove or open nothing."""
    own: dict[str, str] = connection.credentials if connection else {}
    platform: dict[str, Any] = settings.SENDGRID
    keys = (
        (own.get("webhook_public_key", ""), own.get("previous_webhook_public_key", ""))
        if own.get("api_key")
        else (platform["webhook_public_key"],)
    )
    return SendGridAccount(
        api_key=own.get("api_key") or platform["api_key"],
        sender=own.get("from") or platform["from"],
        reply_to=own.get("reply_to", ""),
        public_keys=tuple(key for key in keys if key),
    )
