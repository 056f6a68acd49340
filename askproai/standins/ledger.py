"""The ledger: everything that reached or left the stand-ins, in order, bounded, kept in memory."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

Json = dict[str, Any]
Item = TypeVar("Item")

KEPT_EVENTS = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened, e.g. provider ``twilio``, kind ``sms.accepted``."""

    number: int
    at: datetime
    provider: str
    kind: str
    fields: Json

    def as_json(self) -> Json:
        """Return the event as it goes over the wire of the control API."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "provider": self.provider,
            "kind": self.kind,
            **self.fields,
        }


class Shelf(Generic[Item]):
    """Named items in the order they came; the oldest falls off when the shelf is full."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._items: OrderedDict[str, Item] = OrderedDict()

    def put(self, key: str, item: Item) -> Item:
        """Keep the item, replacing one of the same name, and return it."""
        self._items[key] = item
        while len(self._items) > self._limit:
            self._items.popitem(last=False)
        return item

    def get(self, key: str) -> Item | None:
        """Return the item or None."""
        return self._items.get(key)

    def drop(self, key: str) -> Item | None:
        """Forget the item and return it, or None when there was none."""
        return self._items.pop(key, None)

    def newest_first(self) -> list[Item]:
        """Return all items, the latest first."""
        return list(reversed(self._items.values()))

    def clear(self) -> None:
        """Forget everything."""
        self._items.clear()

    def __iter__(self) -> Iterator[Item]:
        return iter(list(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)


@dataclass(kw_only=True, slots=True)
class Ledger:
    """Numbered events; the numbers keep growing over a reset, so that a follower never reads one twice."""

    events: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    last: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self, *, provider: str, kind: str, **fields: object) -> Event:
        """Write one event down and wake everybody who waits for news."""
        self.last += 1
        event = Event(number=self.last, at=datetime.now(UTC), provider=provider, kind=kind, fields=fields)
        self.events.append(event)
        self._changed.set()
        self._changed = asyncio.Event()
        return event

    def after(self, number: int, *, limit: int = 5000) -> list[Event]:
        """Return the events with a higher number, oldest first."""
        if number >= self.last:
            return []
        return [event for event in list(self.events) if event.number > number][:limit]

    async def wait_after(self, number: int, *, seconds: float) -> list[Event]:
        """Return the events with a higher number, waiting up to ``seconds`` for the first of them."""
        changed = self._changed
        found = self.after(number)
        if not found and seconds > 0:
            try:
                await asyncio.wait_for(changed.wait(), seconds)
            except TimeoutError:
                return []
            found = self.after(number)
        return found

    def clear(self) -> None:
        """Forget the events, not the numbering."""
        self.events.clear()
