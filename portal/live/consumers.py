"""The socket of an open portal page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import redis
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from portal.access import standing_of
from portal.live.hub import Delivery, Page, hub
from tenants.models import Company

NOT_ALLOWED: Final = 4403
# "Service restart": the page connects again and catches up.
TRY_AGAIN: Final = 1012
# Whoever loses the membership loses the line after this time at the latest.
TRUSTED_FOR_S: Final = 30.0
# The page cannot be given what it missed: it loads its live regions anew.
AFRESH: Final = json.dumps({"pieces": [{"topic": "reload"}]})
_PLACE: Final = re.compile(r"\d{1,16}-\d{1,10}")


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels is untyped
    """Sends pieces of pages; listens to nothing. Only members of the host's company are let in.

    ``?nach=1732270000000-0`` is the last news that the page knows.
    """

    async def connect(self) -> None:
        """Accept members who come from our own pages with a session made for this company."""
        self._company: Company = self.scope["company"]
        self._sender: asyncio.Task[None] | None = None
        if not self._is_same_site() or not await self._is_member():
            await self.close(code=NOT_ALLOWED)
            return
        self._hub = hub()
        # Listening before reading the log: what comes between the two is in both, and passed on once.
        self._page = await self._hub.open(self._company)
        await self.accept()
        self._sender = asyncio.create_task(self._send(self._page))

    async def disconnect(self, code: int) -> None:
        """Leave the hub."""
        if self._sender:
            self._sender.cancel()
            await self._hub.close(self._company, self._page)

    async def receive(self, *args: Any, **kwargs: Any) -> None:
        """Whatever a page sends is ignored."""

    async def _send(self, page: Page) -> None:
        """Pass on what was missed and then what comes, until the line or the membership ends."""
        place = await self._catch_up()
        while (delivery := await page.get()) is not None:
            if not await self._is_still_member():
                await self.close(code=NOT_ALLOWED)
                return
            if not place or delivery.is_after(place):
                await self._pass_on(delivery)
        await self.close(code=TRY_AGAIN)

    async def _catch_up(self) -> str:
        """Send what the page has missed; returns the place up to which it knows everything."""
        place, missed = self._known_place(), None
        if place:
            with contextlib.suppress(redis.RedisError, OSError):
                missed = await self._hub.missed(self._company, place)
        if missed is None:
            await self.send(text_data=AFRESH)
            return ""
        for delivery in missed:
            await self._pass_on(delivery)
        return missed[-1].place if missed else place

    async def _pass_on(self, delivery: Delivery) -> None:
        if delivery.branch_id is None or not self._branch_ids or delivery.branch_id in self._branch_ids:
            await self.send(text_data=delivery.frame)

    def _known_place(self) -> str:
        """Out of the address; empty for what is none."""
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        [place, *_rest] = query.get("nach", [""])
        return place if _PLACE.fullmatch(place) else ""

    async def _is_still_member(self) -> bool:
        return asyncio.get_running_loop().time() <= self._trusted_until or await self._is_member()

    def _is_same_site(self) -> bool:
        """Browsers name the page that opens a socket; a page of another host must not use our cookie."""
        headers = {name: value.decode("latin-1") for name, value in self.scope["headers"]}
        host = headers.get(b"host", "").rsplit(":", 1)[0]
        return bool(host) and urlsplit(headers.get(b"origin", "")).hostname == host.lower()

    async def _is_member(self) -> bool:
        """Asks the database, and notes for how long the answer holds."""
        self._trusted_until = asyncio.get_running_loop().time() + TRUSTED_FOR_S
        membership = await database_sync_to_async(standing_of)(
            self.scope["session"], user_id=self.scope["user"].pk, company=self._company
        )
        if hasattr(membership, "support_grant"):
            # Consent that is taken back ends at once: before each piece it is asked for again.
            self._trusted_until = 0.0
        self._branch_ids = frozenset(membership.branch_ids) if membership else frozenset()
        return membership is not None
