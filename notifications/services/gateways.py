"""The current company's ways out: its own connection where it has one, else the platform's account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from askproai.core.http import ProviderHttp
from notifications.ports import MailGateway, SmsGateway
from notifications.providers.sendgrid.account import account_of as sendgrid_account
from notifications.providers.sendgrid.client import SendGridMail
from notifications.providers.twilio.account import account_of as twilio_account
from notifications.providers.twilio.client import TwilioSms
from tenants.connections.models import Connection
from tenants.connections.services import ask_to_reconnect, connect, hooks_url


def sms_gateway(*, now: datetime) -> SmsGateway:
    """Where SMS of the current company are handed over."""
    platform: dict[str, Any] = settings.TWILIO
    account = twilio_account(provider_connection("twilio", now=now))
    http = ProviderHttp(
        provider="twilio",
        base_url=platform["base_url"],
        timeout_s=platform["timeout_s"],
        auth=(account.account_sid, next(iter(account.auth_tokens), "")),
    )
    return TwilioSms(http, account=account)


def mail_gateway(*, now: datetime) -> MailGateway:
    """Where mails of the current company are handed over."""
    platform: dict[str, Any] = settings.SENDGRID
    account = sendgrid_account(provider_connection("sendgrid", now=now))
    http = ProviderHttp(
        provider="sendgrid",
        base_url=platform["base_url"],
        timeout_s=platform["timeout_s"],
    )
    return SendGridMail(http, account=account)


def mail_sender(*, now: datetime) -> str:
    """The address that mails of the current company come from."""
    return sendgrid_account(provider_connection("sendgrid", now=now)).sender


def sms_status_url(*, reference: str, now: datetime) -> str:
    """Where Twilio reports on the message; our reference is part of the address and so of the signature."""
    return f"{hooks_url('twilio', connection=provider_connection('twilio', now=now))}/status/?ref={reference}"


def takes_replies(*, now: datetime) -> bool:
    """Whether an answer to an SMS reaches this company: from a number of its own, and not from a name.

    A number that companies share cannot tell for whom an answer is.
    """
    credentials: dict[str, str] = provider_connection("twilio", now=now).credentials
    return credentials.get("from", "").startswith("+")


def mark_unauthorized(provider: str) -> None:
    """The provider no longer takes the company's own credentials: its owner is asked to reconnect.

    Where the platform's account is used there is nothing that an owner could do; the log alerts the operator.
    """
    own = Connection.objects.filter(provider=provider).first()
    if own is not None and own.credentials:
        ask_to_reconnect(connection_id=own.pk)


def provider_connection(provider: str, *, now: datetime) -> Connection:
    """The company's connection; made where there is none, so that reports find their way."""
    return Connection.objects.filter(provider=provider).first() or connect(
        provider=provider, credentials={}, now=now
    )
