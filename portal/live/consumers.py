"""The socket of an open portal page."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import urlsplit

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from portal.access import SESSION_COMPANY, membership_of
from portal.live.hub import Page, hub
from tenants.models import Company

NOT_ALLOWED: Final = 4403
# "Service restart": the page connects again and loads what it missed.
TRY_AGAIN: Final = 1012
# Whoever loses the membership loses the line after this time at the latest.
TRUSTED_FOR_S: Final = 30.0


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels is untyped
    """Sends pieces of pages; listens to nothing. Only members of the host's company are let in."""

    async def connect(self) -> None:
        """Accept members who come from our own pages with a session made for this company."""
        self._company: Company = self.scope["company"]
        self._sender: asyncio.Task[None] | None = None
        if not self._is_same_site() or not await self._is_member():
            await self.close(code=NOT_ALLOWED)
            return
        self._trusted_until = self._in_a_while()
        self._hub = hub()
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
        """Pass pieces on as they come, until the line or the membership ends."""
        while (piece := await page.get()) is not None:
            if asyncio.get_running_loop().time() > self._trusted_until:
                if not await self._is_member():
                    await self.close(code=NOT_ALLOWED)
                    return
                self._trusted_until = self._in_a_while()
            await self.send_json(piece)
        await self.close(code=TRY_AGAIN)

    def _in_a_while(self) -> float:
        return asyncio.get_running_loop().time() + TRUSTED_FOR_S

    def _is_same_site(self) -> bool:
        """Browsers name the page that opens a socket; a page of another host must not use our cookie."""
        headers = {name: value.decode("latin-1") for name, value in self.scope["headers"]}
        host = headers.get(b"host", "").rsplit(":", 1)[0]
        return bool(host) and urlsplit(headers.get(b"origin", "")).hostname == host.lower()

    async def _is_member(self) -> bool:
        membership = await database_sync_to_async(membership_of)(
            user_id=self.scope["user"].pk,
            session_company_id=self.scope["session"].get(SESSION_COMPANY),
            company=self._company,
        )
        return membership is not None
