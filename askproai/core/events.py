"""In-process publish and subscribe: how a lower room lets higher rooms know, inside the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorator: the function is called with each event of exactly this type, in order of subscription."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        if handler not in _subscribers[event_type]:
            _subscribers[event_type].append(handler)
        return handler

    return register


def publish(event: object) -> None:
    """Run all subscribers now, in the caller's transaction; an error in one undoes the whole act."""
    for handler in _subscribers[type(event)]:
        handler(event)
