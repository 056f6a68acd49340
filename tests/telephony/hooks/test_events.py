from __future__ import annotations

import json
from contextvars import copy_context
from pathlib import Path
from typing import Any

from django.utils import timezone

from telephony.enums import CallState
from telephony.models import Call, CallTurn
from telephony.services.acting import perform_act
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tests.telephony.conftest import Salon
from tests.telephony.hooks.conftest import Post

EXAMPLES = Path(__file__).parent / "retell_events.json"


def example(name: str) -> dict[str, Any]:
    """An event as the contract shows it."""
    found: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8"))[name]
    return found


def test_events_of_a_call_bring_it_to_its_end_in_any_order(post: Post, salon: Salon) -> None:
    statuses = [
        post("events", example(name)).status_code for name in ("call_analyzed", "call_started", "call_ended")
    ]
    process_due(timezone.now())

    call = Call.objects.get()
    assert statuses == [204, 204, 204]
    assert call.state == CallState.ANALYSED
    assert (call.duration_ms, call.disconnection_reason) == (124_000, "user_hangup")
    assert (call.cost_micro_usd, call.sentiment) == (217_000, "positive")
    assert call.latency is not None
    assert call.latency["e2e"]["p50"] == 820.0
    assert "values" not in call.latency["e2e"]


def test_events_delivered_again_are_one(post: Post, salon: Salon) -> None:
    for _ in range(3):
        post("events", example("call_ended"))

    assert InboundEvent.objects.get().deliveries == 3


def test_events_keep_no_word_before_the_caller_agreed(post: Post, salon: Salon) -> None:
    post("events", example("call_ended"))

    payload = InboundEvent.objects.get().payload
    assert "Kontrolle" not in json.dumps(payload, ensure_ascii=False)

    post("events", example("call_analyzed"))
    process_due(timezone.now())
    call = Call.objects.get()
    assert call.summary == ""
    assert not CallTurn.objects.exists()


def test_events_keep_what_was_said_after_the_yes(post: Post, salon: Salon) -> None:
    started = example("call_started")
    post("events", started)
    process_due(timezone.now())
    call = Call.objects.get()
    assert call.started_at is not None
    perform_act(call_id=call.pk, name="set_consent", args={"granted": True}, now=call.started_at)

    post("events", example("call_analyzed"))
    process_due(timezone.now())

    call.refresh_from_db()
    assert call.summary
    assert call.transcript.count() == 4


def test_a_transferred_and_an_unconnected_call_end_too(post: Post, salon: Salon) -> None:
    post("events", example("call_ended__not_connected"))
    process_due(timezone.now())

    assert Call.objects.get().state == CallState.FAILED


def test_transcript_updates_are_told_apart_by_their_bytes(post: Post, salon: Salon) -> None:
    first = {"event": "transcript_updated", "call": {"call_id": "call_1", "call_status": "ongoing"}}
    second = {**first, "call": {**first["call"], "transcript_object": [{"role": "user", "content": "Hallo"}]}}  # type: ignore[dict-item]

    for event in (first, second, first):
        post("events", event)

    assert InboundEvent.objects.count() == 2


def test_chat_events_are_nothing_to_us(post: Post, salon: Salon) -> None:
    assert post("events", {"event": "chat_started", "chat": {"chat_id": "chat_1"}}).status_code == 204
    assert not InboundEvent.objects.exists()


def test_events_read_leniently(post: Post, salon: Salon) -> None:
    odd = {
        "call_id": "call_odd",
        "call_status": 7,
        "from_number": None,
        "start_timestamp": "gestern",
        "duration_ms": -5,
        "call_cost": [],
        "call_analysis": "gut",
        "latency": {"e2e": 3},
        "transcript_object": [{"role": "dtmf", "digit": "1"}, 5, {"role": "user"}],
        "metadata": "x",
    }

    assert post("events", {"event": "call_ended", "call": odd}).status_code == 204
    process_due(timezone.now())

    assert Call.objects.get().state == CallState.ENDED


def test_an_event_to_the_platforms_address_reaches_the_company_it_is_for(
    client: Any, salon: Salon, company: Any, settings: Any
) -> None:
    from askproai.standins import retell_wire

    event = example("call_started")
    event["call"]["metadata"] = {"company_id": str(company.pk)}
    request = retell_wire.signed(event, api_key=settings.RETELL["api_key"])

    answer = copy_context().run(
        client.post,
        "/hooks/retell/events/",
        data=request.body,
        content_type="application/json",
        headers={"X-Retell-Signature": request.headers["X-Retell-Signature"], "Host": "localhost"},
    )

    assert answer.status_code == 204
    assert InboundEvent.objects.get().kind == "call_started"
