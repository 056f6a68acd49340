import hashlib
import hmac
import re
from typing import Any

import httpx
import pytest

from askproai.standins.retell_script import booking_script
from askproai.standins.testing import RunningStandins

SLOT = {"slot_id": "slot_1", "spoken": "Dienstag, den 8. Dezember um 9 Uhr"}


def _booking(request: Any) -> tuple[int, Any]:
    """Answer like an application that has one free time and knows the caller."""
    if request.path.endswith("/inbound/"):
        variables = {"business_name": "Salon Haarmonie"}
        return 200, {"call_inbound": {"dynamic_variables": variables, "metadata": {"company_id": "42"}}}
    if request.path.endswith("/functions/"):
        answers = {
            "find_times": {"ok": True, "slots": [SLOT], "say": "Ginge Dienstag um 9 Uhr?"},
            "book": {"ok": True, "code": "booked", "say": "Ist eingetragen."},
        }
        return 200, answers[request.json["name"]]
    return 204, None


def _play(standins: RunningStandins, application: Any, **order: Any) -> Any:
    script = booking_script(service="Haarschnitt", when="Dienstag", name="Anna Berg")
    return standins.play_call(**{"company_hooks_url": application.hooks_url, "script": script, **order})


def test_booking_call_runs_from_ring_to_analysis(standins: RunningStandins, application: Any) -> None:
    application.answer = _booking
    call = _play(standins, application)

    events = [request.json for request in application.at("/events/")]
    assert [event["event"] for event in events] == ["call_started", "call_ended", "call_analyzed"]
    assert {event["call"]["call_id"] for event in events} == {call.call_id}
    book = application.at("/functions/")[1].json
    assert (book["name"], book["args"]) == ("book", {"slot_id": "slot_1", "name": "Anna Berg"})
    assert book["call"]["metadata"] == {"company_id": "42"}
    assert "User: Ja, das passt." in book["call"]["transcript"]
    ended = events[1]["call"]
    assert ended["disconnection_reason"] == "user_hangup"
    assert ended["duration_ms"] == ended["end_timestamp"] - ended["start_timestamp"] > 15_000
    assert ended["call_cost"]["combined_cost"] > 0
    assert ended["retell_llm_dynamic_variables"] == {"business_name": "Salon Haarmonie"}
    assert "call_analysis" not in ended
    assert events[2]["call"]["call_analysis"]["call_successful"] is True


def test_every_request_is_signed_with_the_key_of_the_workspace(
    standins: RunningStandins, application: Any
) -> None:
    application.answer = _booking
    _play(standins, application, api_key="key_salon")

    assert len(application.received) == 6
    for request in application.received:
        time, digest = re.fullmatch(
            r"v=(\d+),d=([0-9a-f]{64})", request.headers["x-retell-signature"]
        ).groups()  # type: ignore[union-attr]
        wanted = hmac.new(b"key_salon", request.body + time.encode(), hashlib.sha256).hexdigest()
        assert digest == wanted


def test_rejected_call_is_never_connected(standins: RunningStandins, application: Any) -> None:
    application.answer = lambda _: (200, {"call_inbound": {"reject": True}})
    call = _play(standins, application)

    assert (call.status, call.transcript()) == ("not_connected", "")
    assert application.at("/events/") == []


def test_override_decides_about_the_agent(standins: RunningStandins, application: Any) -> None:
    override = {"override_agent_id": "agent_night", "override_agent_version": 3}
    application.answer = lambda request: (
        (200, {"call_inbound": override}) if request.path.endswith("/inbound/") else (204, None)
    )
    call = _play(standins, application, script=[{"caller": "Hallo"}], agent_id=None)

    assert "agent_id" not in application.at("/inbound/")[0].json["call_inbound"]
    assert (call.agent.agent_id, call.agent.version) == ("agent_night", 3)


def test_call_without_any_agent_is_not_answered(standins: RunningStandins, application: Any) -> None:
    application.answer = lambda _: (200, {"call_inbound": {}})
    call = _play(standins, application, agent_id=None)

    assert call.status == "not_connected"


def test_inbound_webhook_is_tried_four_times_then_the_bound_agent_answers(
    standins: RunningStandins, application: Any
) -> None:
    application.answer = lambda request: (500 if request.path.endswith("/inbound/") else 204, None)
    call = _play(standins, application, script=[{"caller": "Hallo"}])

    assert len(application.at("/inbound/")) == 4
    assert call.status == "ended"


def test_refused_events_are_sent_again(standins: RunningStandins, application: Any) -> None:
    refused = []

    def refuse_once(request: Any) -> tuple[int, Any]:
        if request.path.endswith("/events/") and request.json["event"] not in refused:
            refused.append(request.json["event"])
            return 503, None
        return 204, None

    application.answer = refuse_once
    _play(standins, application, script=[{"caller": "Hallo"}])
    standins.wait_for(lambda: len(application.at("/events/")) == 6)

    bodies = [request.body for request in application.at("/events/")]
    assert len(set(bodies)) == 3


def test_analysis_can_overtake_the_end(standins: RunningStandins, application: Any) -> None:
    standins.fail("retell", "out_of_order", match="call_ended")
    _play(standins, application, script=[{"caller": "Hallo"}])

    events = [request.json["event"] for request in application.at("/events/")]
    assert events == ["call_started", "call_analyzed", "call_ended"]


def test_lost_end_of_a_call_is_found_by_asking(standins: RunningStandins, application: Any) -> None:
    standins.fail("retell", "no_webhooks", match="call_ended")
    call = _play(standins, application, script=[{"caller": "Hallo"}])
    read = httpx.get(
        f"{standins.retell_url}/v2/get-call/{call.call_id}",
        headers={"Authorization": f"Bearer {standins.environment['RETELL_API_KEY']}"},
        trust_env=False,
    ).json()

    assert [request.json["event"] for request in application.at("/events/")] == [
        "call_started",
        "call_analyzed",
    ]
    assert (read["call_status"], read["disconnection_reason"]) == ("ended", "user_hangup")


def test_failed_function_is_told_in_the_transcript(standins: RunningStandins, application: Any) -> None:
    application.answer = lambda request: (500 if request.path.endswith("/functions/") else 204, None)
    call = _play(standins, application, script=[{"function": "find_times"}])

    assert call.entries[-1]["successful"] is False
    assert len(application.at("/functions/")) == 4


def test_function_can_be_called_twice_with_the_same_arguments(
    standins: RunningStandins, application: Any
) -> None:
    application.answer = _booking
    _play(
        standins, application, script=[{"function": "find_times", "args": {"service": "Schnitt"}, "times": 2}]
    )

    first, second = application.at("/functions/")
    assert first.json["args"] == second.json["args"] == {"service": "Schnitt"}


def test_script_that_refers_to_nothing_ends_the_call_with_a_problem(
    standins: RunningStandins, application: Any
) -> None:
    call = _play(standins, application, script=[{"agent": "Um $find_times.slots.0.spoken?"}])

    assert (call.status, call.problem) == ("error", "$find_times.slots.0.spoken is not among the answers")


def test_reference_inside_a_sentence_is_filled_in(standins: RunningStandins, application: Any) -> None:
    application.answer = _booking
    steps = [{"function": "find_times", "speak": False}, {"agent": "Frei: $find_times.slots.0.spoken."}]
    call = _play(standins, application, script=steps)

    assert call.transcript() == "Agent: Frei: Dienstag, den 8. Dezember um 9 Uhr.\n"


def test_provisioned_number_needs_no_addresses(standins: RunningStandins, application: Any) -> None:
    application.answer = _booking
    headers = {"Authorization": f"Bearer {standins.environment['RETELL_API_KEY']}"}
    with httpx.Client(base_url=standins.retell_url, headers=headers, trust_env=False) as client:
        tool = {"type": "custom", "name": "find_times", "url": f"{application.url}/own/functions/"}
        llm = client.post("/create-retell-llm", json={"general_tools": [tool]}).json()
        agent = client.post(
            "/create-agent",
            json={
                "response_engine": {"type": "retell-llm", "llm_id": llm["llm_id"]},
                "voice_id": "v",
                "agent_name": "Empfang",
                "webhook_url": f"{application.url}/own/events/",
                "webhook_events": ["call_ended"],
            },
        ).json()
        number = {
            "phone_number": "+493055555555",
            "termination_uri": "x",
            "inbound_agents": [{"agent_id": agent["agent_id"], "weight": 1}],
            "inbound_webhook_url": f"{application.url}/own/inbound/",
        }
        client.post("/import-phone-number", json=number)
    call = standins.play_call(to_number="+493055555555", script=[{"function": "find_times"}])

    assert [request.path for request in application.received] == [
        "/own/inbound/",
        "/own/functions/",
        "/own/events/",
    ]
    assert call.agent.name == "Empfang"


def test_outbound_call_nobody_answers_is_not_connected(standins: RunningStandins, application: Any) -> None:
    retell = standins.standins.retell
    headers = {"Authorization": f"Bearer {standins.environment['RETELL_API_KEY']}"}
    with httpx.Client(base_url=standins.retell_url, headers=headers, trust_env=False) as client:
        engine = {"type": "custom-llm", "llm_websocket_url": "ws://127.0.0.1:1"}
        agent = client.post("/create-agent", json={"response_engine": engine, "voice_id": "v"}).json()
        client.post("/import-phone-number", json={"phone_number": "+4930777", "termination_uri": "x"})
        order = {"from_number": "+4930777", "to_number": "+4915112345678"}
        made = client.post(
            "/v2/create-phone-call", json={**order, "override_agent_id": agent["agent_id"]}
        ).json()
    standins.play_call(
        call_id=made["call_id"], unanswered="dial_no_answer", company_hooks_url=application.hooks_url
    )

    events = [request.json for request in application.at("/events/")]
    assert [event["event"] for event in events] == ["call_ended", "call_analyzed"]
    assert (events[0]["call"]["call_status"], events[0]["call"]["direction"]) == ("not_connected", "outbound")
    assert retell.calls.get(made["call_id"]) is not None


def test_running_call_can_be_stopped(standins: RunningStandins, application: Any) -> None:
    call_id = standins.start_call(company_hooks_url=application.hooks_url, script=[{"silence": 60}], pace=1)
    standins.wait_for(lambda: application.at("/events/"))
    httpx.post(f"{standins.url}/_control/retell/calls/{call_id}/stop", trust_env=False)
    standins.wait_for(lambda: len(application.at("/events/")) == 2)

    assert application.at("/events/")[1].json["call"]["disconnection_reason"] == "manual_stopped"


@pytest.mark.parametrize(
    "order", [{"script": [{}]}, {"script": [{"caller": "a", "agent": "b"}]}, {"call_id": "call_unknown"}]
)
def test_impossible_order_is_refused(standins: RunningStandins, order: dict[str, Any]) -> None:
    answer = httpx.post(f"{standins.url}/_control/retell/call", json=order, trust_env=False)

    assert answer.status_code in {404, 422}


def test_dialogue_can_be_followed_turn_by_turn(standins: RunningStandins, application: Any) -> None:
    application.answer = _booking
    after = standins.standins.world.ledger.last
    _play(standins, application)
    url = f"{standins.url}/_control/events"

    answer = httpx.get(url, params={"after": after, "wait": 5}, trust_env=False).json()

    turns = [event for event in answer["events"] if event["kind"] == "call.turn"]
    assert [turn["role"] for turn in turns[:3]] == ["agent", "user", "agent"]
    assert turns[2]["text"] == "Ginge Dienstag um 9 Uhr?"
    assert turns[2]["at_seconds"] > turns[1]["at_seconds"]
    assert answer["last"] == standins.standins.world.ledger.last
    assert httpx.get(url, params={"after": answer["last"]}, trust_env=False).json()["events"] == []
