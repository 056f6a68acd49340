"""A kind of effect that exists only here, with a provider that remembers what reached it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from tenants import work
from tenants.outbox import services
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Done, Outcome

KIND = "postcard"


@dataclass
class PostOffice:
    """Takes postcards by reference. ``behave`` is what the next attempts do; by default they arrive."""

    arrived: Counter[UUID] = field(default_factory=Counter)
    attempts_seen: list[int] = field(default_factory=list)
    behave: Callable[[OutboxEntry], Outcome | None] = lambda _: None

    def handle(self, entry: OutboxEntry, now: datetime) -> Outcome:
        self.attempts_seen.append(entry.attempts)
        told = self.behave(entry)
        if told is not None:
            return told
        # As real handlers do: after an attempt whose end nobody knows, ask before sending again.
        if entry.attempts == 1 or not self.arrived[entry.client_reference]:
            self.arrived[entry.client_reference] += 1
        return Done()


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    services.register_handler(kind=KIND, queue="messages", handler=office.handle)
    yield office
    del services._handlers[KIND], work._kinds[KIND]
