"""A provider that exists only here, and a place where its processed events are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from tenants.inbox import registry
from tenants.inbox.ports import Delivery, Envelope

PROVIDER = "acme"


@dataclass
class Desk:
    """Processes events: remembers them, and does what a test asks before."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    before: Callable[[dict[str, Any]], None] = lambda _: None

    def __call__(
        self, *, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime
    ) -> None:
        event = {"kind": kind, "subject": subject, "payload": payload}
        self.before(event)
        self.seen.append(event)


class NeverOpened:
    """These tests put envelopes in directly."""

    def open(self, *, delivery: Delivery, connection: object, now: datetime) -> list[Envelope]:
        raise AssertionError


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    registry.register_provider(PROVIDER, receiver=NeverOpened(), processor=desk)
    yield desk
    del registry._receivers[PROVIDER], registry._processors[PROVIDER]
