"""One line to the broker for all pages of this process; each news is rendered once for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from dataclasses import asdict
from typing import Any, Final
from weakref import WeakKeyDictionary

import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings

from portal.live.bell import News, What, channel_of
from portal.live.pieces import pieces_of
from tenants.models import Company

logger = logging.getLogger(__name__)

# A page that takes nothing for so many pieces is not being looked at; it loads afresh when it is.
BACKLOG: Final = 200
# ``None`` ends a page's line: the page connects again and loads the state it missed.
Page = asyncio.Queue[dict[str, Any] | None]


class Hub:
    """Pages by company, and the subscription that feeds them. One per event loop."""

    def __init__(self) -> None:
        self._pages: dict[str, set[Page]] = defaultdict(set)
        self._companies: dict[str, Company] = {}
        self._broker = redis.asyncio.Redis.from_url(settings.REDIS_URL)
        self._line = self._broker.pubsub(ignore_subscribe_messages=True)
        self._reader: asyncio.Task[None] | None = None

    async def open(self, company: Company) -> Page:
        """A queue of pieces for one page of the company."""
        channel, page = channel_of(company), Page(maxsize=BACKLOG)
        self._pages[channel].add(page)
        self._companies[channel] = company
        await self._line.subscribe(channel)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read())
        return page

    async def close(self, company: Company, page: Page) -> None:
        """The page is gone; the last one takes the subscription with it, the last of all the connection."""
        channel = channel_of(company)
        self._pages[channel].discard(page)
        if self._pages[channel]:
            return
        del self._pages[channel], self._companies[channel]
        if self._pages:
            await self._line.unsubscribe(channel)
            return
        await self._hang_up()

    async def _read(self) -> None:
        try:
            async for message in self._line.listen():
                await self._pass_on(message["channel"].decode(), message["data"])
        except (redis.RedisError, OSError) as error:
            logger.warning("portal.live_line_lost", extra={"error": type(error).__name__})
            self._end_all_pages()

    async def _pass_on(self, channel: str, text: bytes) -> None:
        company = self._companies.get(channel)
        if company is None:
            return
        what, subject_id = json.loads(text)
        try:
            pieces = await database_sync_to_async(pieces_of)(company, News(What(what), subject_id))
        except Exception:
            # The edge of the loop: one thing that cannot be shown must not silence everything after it.
            logger.exception("portal.live_not_rendered", extra={"what": what})
            return
        for page in tuple(self._pages[channel]):
            self._put(page, [asdict(piece) for piece in pieces])

    def _put(self, page: Page, pieces: list[dict[str, Any]]) -> None:
        try:
            for piece in pieces:
                page.put_nowait(piece)
        except asyncio.QueueFull:
            _end(page)

    def _end_all_pages(self) -> None:
        for pages in self._pages.values():
            for page in pages:
                _end(page)

    async def _hang_up(self) -> None:
        if self._reader:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        _hubs.pop(asyncio.get_running_loop(), None)
        with contextlib.suppress(redis.RedisError, OSError):
            await self._line.aclose()  # type: ignore[no-untyped-call]  # redis leaves this one untyped
            await self._broker.aclose()


def _end(page: Page) -> None:
    while not page.empty():
        page.get_nowait()
    page.put_nowait(None)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
