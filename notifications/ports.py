"""What the room wants from the services that carry messages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from notifications.enums import NotificationState, Reason

# From this rank on a message goes nowhere any more.
FINAL_RANK = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusReport:
    """Where the provider says a message is. Reports of one message come in any order, any number of times."""

    status: str
    state: NotificationState
    rank: int
    # A message that was delivered can still be read, or come back.
    follows_delivery: bool = False
    reason: Reason | None = None
    error_code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    """One text message, ready to go."""

    to: str
    body: str
    # Where the provider reports what becomes of it; empty where nobody waits for that.
    status_url: str
    # How long the provider may try.
    valid_for: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsReceipt:
    """A text message as the provider has it."""

    provider_id: str
    report: StatusReport
    segments: int | None = None
    price: Decimal | None = None
    price_currency: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One mail, ready to go."""

    reference: str
    company_id: int
    to: str
    to_name: str
    sender_name: str
    subject: str
    text: str
    html: str
    category: str
    attachments: tuple[Attachment, ...] = ()


class SmsGateway(Protocol):
    """Sends text messages.

    Every method raises ``ProviderUnavailable`` and ``ProviderUnauthorized`` as
    :class:`~askproai.core.http.ProviderHttp` does.
    """

    def send(self, message: Sms) -> SmsReceipt:
        """Hand the message over.

        :raises ~notifications.errors.MessageRefused: the provider understood it and will not carry it.
        """

    def find(self, *, to: str, body: str, since: datetime, known: Collection[str]) -> SmsReceipt | None:
        """The message with this text that was handed over since then and is none of the ``known`` ids."""

    def fetch(self, provider_id: str) -> SmsReceipt:
        """The message as it is now."""


class MailGateway(Protocol):
    """Sends mails; raises as :class:`SmsGateway` does."""

    def send(self, mail: Mail) -> str:
        """Hand the mail over; the provider's id of it, empty when the answer did not tell.

        :raises ~notifications.errors.MessageRefused: the provider understood it and will not carry it.
        """
