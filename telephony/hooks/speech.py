"""The sentences of one reply on their way from a thread to the line, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

# The caller hears something within half a second, also where a model has not begun by then.
FILLER_AFTER_S = 0.4


class Speech:
    """``say`` puts a piece on the line; ``filler`` is said when nothing else comes in time."""

    def __init__(self, say: Callable[[str], Awaitable[None]], *, filler: str) -> None:
        self.said = ""
        self._say = say
        self._filler = filler
        self._loop = asyncio.get_running_loop()
        self._has_begun = asyncio.Event()
        self._last: asyncio.Task[None] | None = None

    def hear(self, sentence: str) -> None:
        """Called on the thread that thinks."""
        self._loop.call_soon_threadsafe(self._queue, sentence)

    async def fill_the_gap(self) -> None:
        """Say that it takes a moment, if it does."""
        try:
            await asyncio.wait_for(self._has_begun.wait(), FILLER_AFTER_S)
        except TimeoutError:
            await self._say(self._filler)

    async def done(self) -> None:
        """Wait until everything that was heard is on the line."""
        await asyncio.sleep(0)
        if self._last is not None:
            await self._last

    def _queue(self, sentence: str) -> None:
        self._has_begun.set()
        self.said = f"{self.said} {sentence}".strip()
        self._last = asyncio.create_task(self._after(self._last, sentence))

    async def _after(self, earlier: asyncio.Task[None] | None, sentence: str) -> None:
        if earlier is not None:
            await earlier
        await self._say(sentence)
