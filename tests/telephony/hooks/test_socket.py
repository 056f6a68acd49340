"""The custom-LLM socket, spoken to as Retell does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from booking.models import Appointment
from telephony.models import Call
from telephony.routing import websocket_urlpatterns
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import furnish

CALL_ID = "call_8f1f3c0d5f3a4b6f9a1d2e3f4a5b6c7d"
pytestmark = pytest.mark.slow


class Line:
    """One connection of Retell."""

    def __init__(self, secret: str, *, call_id: str = CALL_ID, host: bytes = b"salon.localhost:8001") -> None:
        self.socket = WebsocketCommunicator(
            URLRouter(websocket_urlpatterns), f"/ws/retell/{secret}/{call_id}", headers=[(b"host", host)]
        )
        self.said: list[dict[str, str]] = []
        self.number = 0

    async def open(self) -> bool:
        connected, _ = await self.socket.connect(timeout=5)
        return bool(connected)

    async def frame(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(await self.socket.receive_from(timeout=10))
        return answer

    async def answer(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The next response, and the tool frames before it."""
        tools = []
        while (frame := await self.frame())["response_type"] != "response":
            tools.append(frame)
        return frame, tools

    async def ask(self, kind: str = "response_required") -> None:
        self.number += 1
        await self.send({"interaction_type": kind, "response_id": self.number, "transcript": self.said})

    async def say(self, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        self.said.append({"role": "user", "content": text})
        await self.ask()
        return await self.answer()

    async def send(self, frame: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(frame))


@pytest.fixture
def secret(committed_company: Company) -> str:
    """The salon with a call that rings, and the secret path of its socket."""
    furnish()
    CallFactory(provider_call_id=CALL_ID, now=timezone.now())
    return str(connect(provider="retell", credentials={}, now=timezone.now()).path_secret)


async def in_salon(company: Company, work: Any) -> Any:
    def run() -> Any:
        with company_scope(company):
            return work()

    return await sync_to_async(run)()


async def test_socket_sends_configuration_then_the_greeting_that_cannot_be_talked_over(secret: str) -> None:
    line = Line(secret)
    assert await line.open()

    config, (greeting, _) = await line.frame(), await line.answer()

    assert config["config"]["auto_reconnect"] is True
    assert (greeting["response_id"], greeting["content_complete"]) == (0, True)
    assert "KI-Assistentin" in greeting["content"]
    assert greeting["no_interruption_allowed"] is True
    await line.socket.disconnect()


async def test_socket_books_and_hangs_up(secret: str, committed_company: Company) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    for text in (
        "Ich hätte gern einen Haarschnitt nächsten Mittwoch um 10 Uhr.",
        "Ja, passt.",
        "Clara Weber",
        "Ja, bitte.",
    ):
        response, tools = await line.say(text)
        if await in_salon(committed_company, Appointment.objects.exists):
            break

    assert response["response_id"] == line.number
    names = [frame["name"] for frame in tools if frame["response_type"] == "tool_call_invocation"]
    assert "book" in names
    results = [
        json.loads(frame["content"]) for frame in tools if frame["response_type"] == "tool_call_result"
    ]
    assert results[-1]["ok"] is True
    goodbye, _ = await line.say("Nein danke, das war alles. Tschüss.")
    assert goodbye["end_call"] is True
    assert (await in_salon(committed_company, Call.objects.get)).is_over
    await line.socket.disconnect()


async def test_socket_answers_pings_and_silence_and_ignores_the_rest(secret: str) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    for frame in (
        {"interaction_type": "update_only", "transcript": []},
        {"interaction_type": "something_new"},
        [1, 2],
        {"interaction_type": "response_required", "response_id": "7"},
    ):
        await line.send(frame)
    await line.socket.send_to(text_data="{kein json")
    await line.send({"interaction_type": "ping_pong", "timestamp": 1})

    assert (await line.frame())["response_type"] == "ping_pong"
    await line.ask("reminder_required")
    reminder, _ = await line.answer()
    assert reminder["content"]
    await line.socket.disconnect()


async def test_socket_repeats_its_reply_after_a_lost_connection(
    secret: str, committed_company: Company
) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    first, _ = await line.say("Was kostet Färben?")
    await line.socket.disconnect()

    back = Line(secret)
    back.said, back.number = line.said, line.number
    await back.open()
    nothing, _ = await back.answer()
    await back.ask()
    again, _ = await back.answer()

    assert nothing["content"] == ""
    assert again["content"] == first["content"]
    assert (await in_salon(committed_company, Call.objects.get)).acts_done == 1
    await back.socket.disconnect()


async def test_socket_answers_only_the_newest_id(secret: str) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    line.said.append({"role": "user", "content": "Was kostet Färben?"})
    await line.ask()
    line.said.append({"role": "user", "content": "Und wann haben Sie offen?"})
    await line.ask()

    response, _ = await line.answer()

    assert response["response_id"] == 2
    assert await line.socket.receive_nothing(timeout=0.3)
    await line.socket.disconnect()


@pytest.mark.parametrize(
    "line",
    [
        {"secret": "geraten"},
        {"host": b"praxis.localhost"},
        {"host": b"niemand.localhost"},
        {"call_id": "kein.anruf!"},
    ],
)
async def test_socket_stays_closed_for_strangers(secret: str, line: dict[str, Any]) -> None:
    asked = {"secret": secret, **line}

    assert not await Line(asked.pop("secret"), **asked).open()


async def test_socket_closes_on_binary_frames(secret: str) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()

    await line.socket.send_to(bytes_data=b"\x00")

    assert (await line.socket.receive_output(timeout=5))["code"] == 1007
