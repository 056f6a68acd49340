"""The custom-LLM socket, spoken to as Retell does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.utils import timezone
from jsonschema import Draft202012Validator

from askproai.standins.retell_wire import now_ms
from askproai.standins.testing import RunningStandins, running_standins
from booking.models import Appointment
from telephony.enums import BrainKind, Reach
from telephony.hooks import frames, socket
from telephony.models import Call, TransferTarget
from telephony.routing import websocket_urlpatterns
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.telephony import CallFactory, ReceptionistFactory
from tests.telephony.conftest import furnish
from tests.telephony.model import model_at

CALL_ID = "call_8f1f3c0d5f3a4b6f9a1d2e3f4a5b6c7d"
WIRE = Path(__file__).parents[2] / "contracts" / "specs" / "retell_wire.json"
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

    async def heard(self) -> tuple[str, list[dict[str, Any]]]:
        """A whole reply, put together from its pieces, and all frames of it."""
        received = [await self.frame()]
        while not received[-1].get("content_complete"):
            received.append(await self.frame())
        return "".join(
            frame.get("content", "") for frame in received if "content_complete" in frame
        ), received

    async def answer(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The next response, and the tool frames before it; a slow machine asks for a moment first."""
        tools = []
        while not (frame := await self.frame()).get("content_complete"):
            if frame["response_type"] != "response":
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


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def modelled(_running: RunningStandins, committed_company: Company) -> Iterator[RunningStandins]:
    """The salon's receptionist is led by a language model."""
    _running.reset()
    ReceptionistFactory(brain=BrainKind.MODEL)
    with model_at(_running):
        yield _running


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

    assert (await line.frame())["response_type"] == "update_agent"
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
    assert await line.socket.receive_nothing(timeout=0.1)
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


async def test_socket_speaks_the_models_sentences_as_they_come(
    modelled: RunningStandins, secret: str
) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()

    line.said.append(
        {"role": "user", "content": "Ich hätte gern einen Haarschnitt nächsten Mittwoch um 10 Uhr."}
    )
    await line.ask()
    text, received = await line.heard()

    pieces = [frame for frame in received if frame["response_type"] == "response"]
    assert len(pieces) > 1
    assert {frame["response_id"] for frame in pieces} == {1}
    assert [frame["content_complete"] for frame in pieces] == [False] * (len(pieces) - 1) + [True]
    assert "10 Uhr" in text
    await line.socket.disconnect()


async def test_socket_fills_the_gap_while_the_model_thinks(modelled: RunningStandins, secret: str) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    await sync_to_async(modelled.fail)("openai", "slow", seconds=0.8)

    line.said.append({"role": "user", "content": "Was kostet Färben?"})
    await line.ask()
    text, _ = await line.heard()

    assert text.startswith("Einen kleinen Moment")
    assert "89 Euro" in text
    await line.socket.disconnect()


async def test_socket_goes_on_with_the_engine_when_the_model_fails(
    modelled: RunningStandins, secret: str, committed_company: Company
) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    await sync_to_async(modelled.fail)("openai", "500")

    response, _ = await line.say("Was kostet Färben?")

    assert "89 Euro" in response["content"]
    assert (await in_salon(committed_company, Call.objects.get)).brain == BrainKind.OWN
    await line.socket.disconnect()


async def test_socket_drops_the_models_answer_when_the_caller_goes_on(
    modelled: RunningStandins, secret: str, committed_company: Company
) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    await sync_to_async(modelled.fail)("openai", "slow", seconds=1.0)
    line.said.append({"role": "user", "content": "Was kostet ein Haarschnitt?"})
    await line.ask()
    await asyncio.sleep(0.1)

    line.said.append({"role": "user", "content": "Nein, was kostet Färben?"})
    await line.ask()
    text, received = await line.heard()

    assert {frame["response_id"] for frame in received if "response_id" in frame} == {2}
    assert "89 Euro" in text
    assert "39 Euro" not in text
    assert (await in_salon(committed_company, Call.objects.get)).brain == BrainKind.MODEL
    await line.socket.disconnect()


async def test_socket_puts_the_caller_through(
    modelled: RunningStandins, secret: str, committed_company: Company
) -> None:
    def stored() -> None:
        TransferTarget.objects.create(name="Frau Sommer", phone="+493055501234", reach=Reach.ALWAYS)

    await in_salon(committed_company, stored)
    line = Line(secret)
    await line.open()
    await line.answer()

    line.said.append({"role": "user", "content": "Können Sie mich bitte verbinden?"})
    await line.ask()
    _, received = await line.heard()

    assert received[-1]["transfer_number"] == "+493055501234"
    assert received[-1]["end_call"] is False
    await line.socket.disconnect()


async def test_socket_breaks_in_when_nobody_lets_it_answer(
    secret: str, committed_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def over() -> None:
        Call.objects.update(started_at=timezone.now() - timedelta(hours=1))

    monkeypatch.setattr(socket, "GRACE", timedelta(seconds=0.2))
    await in_salon(committed_company, over)
    line = Line(secret)
    await line.open()
    await line.answer()
    frame = await line.frame()
    while frame["response_type"] != "agent_interrupt":
        frame = await line.frame()

    assert (frame["end_call"], frame["content_complete"]) == (True, True)
    assert (await in_salon(committed_company, Call.objects.get)).is_over
    await line.socket.disconnect()


async def test_socket_takes_over_what_retell_says_of_its_own_call_only(
    secret: str, committed_company: Company
) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()
    details = {"call_type": "web_call", "call_status": "ongoing", "start_timestamp": now_ms()}
    await line.send({"interaction_type": "call_details", "call": {**details, "call_id": "call_of_somebody"}})
    await line.send({"interaction_type": "call_details", "call": {**details, "call_id": CALL_ID}})
    await line.send({"interaction_type": "call_details", "call": "kein Anruf"})

    _, tools = await line.say("Was kostet Färben?")

    assert (await in_salon(committed_company, Call.objects.count)) == 1
    progress = [frame["metadata"] for frame in tools if frame["response_type"] == "metadata"]
    assert progress == [{"done": [{"act": "quote_price", "code": "quoted"}]}]
    await line.socket.disconnect()


async def test_every_frame_of_ours_fits_the_contract(secret: str) -> None:
    line = Line(secret)
    await line.open()
    received = [await line.frame()]
    line.said.append({"role": "user", "content": "Was kostet Färben?"})
    await line.ask()
    while received[-1].get("response_id") != 1:
        received.append(await line.frame())
    received.append(frames.interrupt(interrupt_id=1, content="Auf Wiederhören.", end_call=True))
    received.append(frames.piece(response_id=1, content="Gern. "))
    received.append(frames.progress(()))
    received.append(
        frames.response(response_id=1, content="Gern.", end_call=False, transfer_number="+493055501234")
    )

    document = json.loads(WIRE.read_text())
    check = Draft202012Validator({"$ref": "#/components/schemas/SocketFrameFromUs", **document})
    for frame in received:
        check.validate(frame)
    await line.socket.disconnect()


async def test_socket_closes_on_binary_frames(secret: str) -> None:
    line = Line(secret)
    await line.open()
    await line.answer()

    await line.frame()
    await line.socket.send_to(bytes_data=b"\x00")

    assert (await line.socket.receive_output(timeout=5))["code"] == 1007
