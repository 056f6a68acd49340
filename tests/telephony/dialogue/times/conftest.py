"""The clock of these tests: Tuesday, 24 November 2026, at 10 o'clock."""

from collections.abc import Callable
from datetime import datetime

import pytest

from telephony.dialogue import TimeWish, understand_time
from telephony.dialogue.times.grammar import Context

Hear = Callable[..., TimeWish]


@pytest.fixture
def now() -> datetime:
    return datetime.fromisoformat("2026-11-24T10:00")


@pytest.fixture
def hear(now: datetime) -> Hear:
    """Understand a phrase that says something about time, after these offers if there are any."""

    def understood(phrase: str, *, subdivision: str = "BE", offers: tuple[str, ...] = ()) -> TimeWish:
        starts = tuple(datetime.fromisoformat(offer) for offer in offers)
        context = Context(days=(min(starts).date(), max(starts).date()), offers=starts) if starts else None
        wish = understand_time(phrase, now=now, subdivision=subdivision, context=context)
        assert wish is not None, phrase
        return wish

    return understood
