"""What a room must bring so that a provider's webhooks can come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tenants.connections.models import Connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One HTTP request of a provider, as raw as it came."""

    body: bytes
    headers: Mapping[str, str]
    # The address the provider was given, built from our configuration and not from the Host header.
    url: str
    channel: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One event out of a delivery, in our words. ``external_id`` is what makes a redelivery recognisable."""

    external_id: str
    kind: str
    subject: str
    payload: dict[str, Any]
    # Whose event it is, where companies share an account: taken from what we ourselves gave the provider.
    company_id: int | None = None


class Receiver(Protocol):
    """Verifies deliveries of one provider. Holds no state and touches no row."""

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        """The events of a delivery; without a connection it came to the platform's own account.

        :raises SignatureInvalid: not provably from the provider, or too old.
        :raises Malformed: from the provider, but unreadable.
        """


# The answer, as plain text, to a request that only asks whether somebody listens; ``None``: it is no such.
Handshake = Callable[[Delivery], str | None]


class Processor(Protocol):
    """Works on one stored event, inside a transaction: the same end state for any order and repetition."""

    def __call__(
        self, *, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime
    ) -> None:
        """Raise to have the event tried again and, in the end, quarantined."""
