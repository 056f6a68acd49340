"""A server process that says that it is alive for as long as it runs."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from askproai.core import signs

SIGN_EVERY_S: Final = 10


class Lifespan:
    """The ASGI server's "lifespan": begins when it starts, ends when it stops."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        beating: asyncio.Task[None] | None = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                beating = asyncio.create_task(self._beat())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if beating is not None:
                    beating.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _beat(self) -> None:
        while True:
            await asyncio.to_thread(signs.beat, self._name)
            await asyncio.sleep(SIGN_EVERY_S)
