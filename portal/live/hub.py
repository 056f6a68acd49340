"""One line to the broker for all pages of this process; each news is rendered once for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import redis.asyncio
from channels.db import database_sync_to_async
from django.conf import settings

from portal.live.bell import BEGINNING, News, channel_of, log_of
from portal.live.pieces import pieces_of
from tenants.models import Company

logger = logging.getLogger(__name__)

# A page that takes nothing for so many news is not being looked at; it loads afresh when it is.
BACKLOG: Final = 200
# Rendered news are kept for the pages that come back together after a restart.
REMEMBERED: Final = 500


# Told when nothing else is, so that both ends notice a line that is dead without having been closed.
BEAT_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One news as it goes to every page: its place in the company's log, and the frame.

    ``branch_id``: only for those who see this branch; ``None`` is for everybody.
    """

    place: str
    frame: str
    branch_id: int | None = None

    def is_after(self, place: str) -> bool:
        """Whether it stands behind a place in the log; a beat stands in none and is never too late."""
        return not self.place or _order(self.place) > _order(place)


BEAT: Final = Delivery("", "{}")


# ``None`` ends a page's line: the page connects again and catches up.
Page = asyncio.Queue[Delivery | None]


class Hub:
    """Pages by company, and the subscription that feeds them. One per event loop."""

    def __init__(self) -> None:
        self._pages: dict[str, set[Page]] = defaultdict(set)
        self._companies: dict[str, Company] = {}
        self._rendered: OrderedDict[tuple[str, str], asyncio.Task[Delivery]] = OrderedDict()
        self._broker = redis.asyncio.Redis.from_url(settings.REDIS_URL)
        self._line = self._broker.pubsub(ignore_subscribe_messages=True)
        # Two first pages at once would each open a connection: one of the two is lost, and news come twice.
        self._subscribing = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None
        self._heart: asyncio.Task[None] | None = None

    async def open(self, company: Company) -> Page:
        """A queue of news for one page of the company, from now on."""
        channel, page = channel_of(company), Page(maxsize=BACKLOG)
        self._pages[channel].add(page)
        self._companies[channel] = company
        async with self._subscribing:
            await self._line.subscribe(channel)
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())
        self._heart = self._heart or asyncio.create_task(self._beat())
        return page

    async def missed(self, company: Company, place: str) -> list[Delivery] | None:
        """What stands in the log behind a place; ``None``: nobody can tell what came between.

        The place itself is read too: where it still stands, nothing behind it has gone.
        """
        found: Any = await self._broker.xrange(log_of(company), min=place, count=BACKLOG + 1)
        entries = [(entry.decode(), fields[b"news"].decode()) for entry, fields in found]
        if place == BEGINNING:
            entries.insert(0, (BEGINNING, ""))
        if not entries or entries[0][0] != place or len(entries) > BACKLOG:
            return None
        return [await self._rendering(company, entry, text) for entry, text in entries[1:]]

    async def close(self, company: Company, page: Page) -> None:
        """The page is gone; the last one takes the subscription with it, the last of all the connection."""
        channel = channel_of(company)
        self._pages[channel].discard(page)
        if self._pages[channel]:
            return
        del self._pages[channel], self._companies[channel]
        if self._pages:
            async with self._subscribing:
                await self._line.unsubscribe(channel)
            return
        await self._hang_up()

    async def _read(self) -> None:
        try:
            async for message in self._line.listen():
                await self._pass_on(message["channel"].decode(), message["data"].decode())
        except (redis.RedisError, OSError) as error:
            logger.warning("portal.live_line_lost", extra={"error": type(error).__name__})
            self._end_all_pages()

    async def _pass_on(self, channel: str, message: str) -> None:
        company = self._companies.get(channel)
        if company is None:
            return
        place, _space, text = message.partition(" ")
        _put(tuple(self._pages[channel]), await self._rendering(company, place, text))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            for pages in tuple(self._pages.values()):
                _put(tuple(pages), BEAT)

    async def _rendering(self, company: Company, place: str, text: str) -> Delivery:
        """The news as it is sent, rendered once for however many ask."""
        key = (company.schema_name, place)
        if key not in self._rendered:
            self._rendered[key] = asyncio.create_task(_render(company, place, text))
            while len(self._rendered) > REMEMBERED:
                self._rendered.popitem(last=False)
        # A page that leaves meanwhile must not take the others' news with it.
        return await asyncio.shield(self._rendered[key])

    def _end_all_pages(self) -> None:
        for pages in self._pages.values():
            for page in pages:
                _end(page)

    async def _hang_up(self) -> None:
        for task in filter(None, (self._reader, self._heart)):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        _hubs.pop(asyncio.get_running_loop(), None)
        with contextlib.suppress(redis.RedisError, OSError):
            await self._line.aclose()  # type: ignore[no-untyped-call]  # redis leaves this one untyped
            await self._broker.aclose()


async def _render(company: Company, place: str, text: str) -> Delivery:
    try:
        branch_id, pieces = await database_sync_to_async(pieces_of)(company, News.from_text(text))
    except Exception:
        # The edge of the loop: one thing that cannot be shown must not silence everything after it.
        logger.exception("portal.live_not_rendered", extra={"place": place})
        branch_id, pieces = None, ()
    frame = {"place": place, "pieces": [asdict(piece) for piece in pieces]}
    return Delivery(place, json.dumps(frame, ensure_ascii=False), branch_id)


def _put(pages: Iterable[Page], delivery: Delivery) -> None:
    for page in pages:
        try:
            page.put_nowait(delivery)
        except asyncio.QueueFull:
            _end(page)


def _end(page: Page) -> None:
    while not page.empty():
        page.get_nowait()
    page.put_nowait(None)


def _order(place: str) -> tuple[int, int]:
    moment, _dash, number = place.partition("-")
    return int(moment), int(number)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
