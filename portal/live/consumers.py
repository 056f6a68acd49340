"""The socket of an open portal page."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import urlsplit

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from portal.access import SESSION_COMPANY, membership_of
from portal.live.messages import group_of
from tenants.models import Company

NOT_ALLOWED: Final = 4403
# Whoever loses the membership loses the line after this time at the latest.
TRUSTED_FOR_S: Final = 30.0


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels is untyped
    """Sends pieces of pages; listens to nothing. Only members of the host's company are let in."""

    async def connect(self) -> None:
        """Accept members who come from our own pages with a session made for this company."""
        self._company: Company = self.scope["company"]
        if not self._is_same_site() or not await self._is_member():
            await self.close(code=NOT_ALLOWED)
            return
        self._trusted_until = self._in_a_while()
        await self.channel_layer.group_add(group_of(self._company), self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        await self.channel_layer.group_discard(group_of(self._company), self.channel_name)

    async def receive(self, *args: Any, **kwargs: Any) -> None:
        """Whatever a page sends is ignored."""

    async def pieces(self, event: dict[str, Any]) -> None:
        """Pass a group message on, unless the membership has ended since."""
        if asyncio.get_running_loop().time() > self._trusted_until:
            if not await self._is_member():
                await self.close(code=NOT_ALLOWED)
                return
            self._trusted_until = self._in_a_while()
        for piece in event["pieces"]:
            await self.send_json(piece)

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
