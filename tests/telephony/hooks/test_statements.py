"""How many statements a request of the phone line takes. Fewer are welcome, more are a decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from askproai.standins import retell_wire
from tests.factories.telephony import ANNA_CALLS_FROM
from tests.telephony.hooks.conftest import Post

CALL = {
    "call_id": "call_8f1f3c0d5f3a4b6f9a1d2e3f4a5b6c7d",
    "from_number": ANNA_CALLS_FROM,
    "to_number": "+493012345678",
    "agent_id": "agent_1",
}
# The outermost savepoint of a request stands for its BEGIN and COMMIT, which every transaction has.
FRAME = 2


@pytest.fixture
def line(post: Post, monkeypatch: pytest.MonkeyPatch) -> Line:
    """The line after a call before this one: what a process remembers for a while, it knows."""
    for module in ("tenants.context", "tenants.connections.services"):
        monkeypatch.setattr(f"{module}._MEMORY_S", 10**9)
    line = Line(post)
    line.ring("call_before")
    line.act("find_times", call_id="call_before", service="Haarschnitt", when="nächste Woche")
    line.tell("transfer_started")
    return line


class Line:
    """Sends what Retell sends, and counts."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.statements = 0

    def ring(self, call_id: str = CALL["call_id"]) -> None:
        known = {name: CALL[name] for name in ("from_number", "to_number")}
        self._count("inbound", retell_wire.inbound_payload(call_id=call_id, **known))

    def act(self, act: str, *, call_id: str = CALL["call_id"], **args: str) -> dict[str, Any]:
        call = {**CALL, "call_id": call_id, "call_status": "ongoing"}
        payload = retell_wire.function_payload(name=act, args=args, call=call)
        answer: dict[str, Any] = self._count("functions", payload).json()  # type: ignore[attr-defined]
        assert answer["ok"], answer
        return answer

    def tell(self, event: str) -> None:
        self._count("events", retell_wire.event_payload(event=event, call={**CALL, "call_status": "ongoing"}))

    def _count(self, channel: str, payload: dict[str, Any]) -> HttpResponse:
        with CaptureQueriesContext(connection) as asked:
            answer = self._post(channel, payload)
        assert answer.status_code in (200, 204)
        self.statements = len(asked) - FRAME
        return answer


def test_inbound_is_answered_with_8_statements(line: Line) -> None:
    line.ring()

    assert line.statements <= 8


def test_an_event_is_taken_in_with_4_statements(line: Line) -> None:
    line.ring()
    line.tell("call_started")

    assert line.statements <= 4


def test_a_price_is_quoted_with_5_statements(line: Line) -> None:
    line.ring()
    line.act("opening_hours")
    line.act("quote_price", service="Haarschnitt")

    assert line.statements <= 5


def test_times_are_found_and_held_with_11_statements(line: Line) -> None:
    line.ring()
    line.act("opening_hours")
    line.act("find_times", service="Haarschnitt", when="nächste Woche vormittags")

    assert line.statements <= 11


def test_a_hold_is_renewed_with_8_statements(line: Line) -> None:
    line.ring()
    slot = line.act("find_times", service="Haarschnitt", when="nächste Woche vormittags")["slots"][0]
    line.act("hold", slot_id=slot["slot_id"])

    assert line.statements <= 8


def test_a_visit_is_booked_and_its_messages_planned_with_22_statements(line: Line) -> None:
    line.ring()
    slot = line.act("find_times", service="Haarschnitt", when="nächste Woche vormittags")["slots"][0]
    line.act("book", slot_id=slot["slot_id"], name="Clara Weber")

    assert line.statements <= 22
