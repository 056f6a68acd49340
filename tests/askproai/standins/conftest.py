"""The stand-ins, and an application for them to talk to."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from askproai.standins.testing import RunningStandins, running_standins

Answer = Callable[["Received"], tuple[int, Any]]


@dataclass(frozen=True, kw_only=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(kw_only=True)
class Application:
    """Writes down what it is told and answers as the test wishes, by default 204."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answer: Answer = lambda _: (204, None)

    @property
    def hooks_url(self) -> str:
        return f"{self.url}/hooks/retell/secret"

    def at(self, ending: str) -> list[Received]:
        return [request for request in self.received if request.path.split("?")[0].endswith(ending)]


@pytest.fixture
def application() -> Iterator[Application]:
    told = Application()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Received(path=self.path, headers=headers, body=body)
            told.received.append(request)
            status, content = told.answer(request)
            raw = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told.url = f"http://salon.localhost:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins) -> RunningStandins:
    """The same process for all tests, without anything a former one left behind."""
    _running.reset()
    _running.standins.sendgrid.webhooks.clear()
    _running.standins.twilio.reply_urls.clear()
    _running.standins.retell.workspaces.clear()
    return _running
