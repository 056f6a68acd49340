"""The server around the stand-ins. It can drop a connection without an answer, as a dying provider does."""

import uvicorn

from askproai.standins.app import Standins
from askproai.standins.world import ClientAddress


class StandinServer(uvicorn.Server):
    """Serves the stand-ins on one address."""

    def __init__(self, standins: Standins, *, host: str = "127.0.0.1", port: int = 8002) -> None:
        config = uvicorn.Config(
            standins.application(),
            host=host,
            port=port,
            ws="none",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        standins.world.drop_connection = self._drop_connection

    def _drop_connection(self, client: ClientAddress) -> None:
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None and getattr(connection, "client", None) == client:
                transport.abort()
