"""Retell's stand-in answers, rings and reports in the shapes Retell publishes."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from websockets.sync.server import ServerConnection, serve

from askproai.standins.retell_script import booking_script
from askproai.standins.testing import RunningStandins

AGENT = {
    "agent_name": "Empfang",
    "language": "de-DE",
    "timezone": "Europe/Berlin",
    "response_engine": {"type": "custom-llm", "llm_websocket_url": "ws://127.0.0.1:9/ws"},
    "voice_id": "11labs-Carola",
    "webhook_url": "https://salon.example/hooks/retell/secret/events/",
    "webhook_events": ["call_started", "call_ended", "call_analyzed"],
    "post_call_analysis_data": [{"type": "boolean", "name": "booked", "description": "Termin gebucht?"}],
}
LLM = {
    "model": "gpt-4.1",
    "start_speaker": "agent",
    "begin_message": "Guten Tag!",
    "general_prompt": "Sie nehmen Termine an.",
    "general_tools": [
        {"type": "end_call", "name": "end"},
        {
            "type": "custom",
            "name": "find_times",
            "description": "Freie Zeiten suchen",
            "url": "https://salon.example/hooks/retell/secret/functions/",
            "parameters": {"type": "object", "properties": {"when": {"type": "string"}}},
            "speak_during_execution": False,
            "speak_after_execution": True,
        },
    ],
}
NUMBER = {"phone_number": "+493012345678", "termination_uri": "salon.pstn.example", "transport": "TLS"}


@pytest.fixture
def retell(standins: RunningStandins) -> Any:
    headers = {"Authorization": f"Bearer {standins.environment['RETELL_API_KEY']}"}
    with httpx.Client(base_url=standins.retell_url, headers=headers, trust_env=False) as client:
        yield client


def test_account_answers_fit(retell: Any, fits: Any) -> None:
    fits("retell", "IdentityRetrieveResponse", retell.get("/get-api-key-info").json())
    fits("retell", "ConcurrencyRetrieveResponse", retell.get("/get-concurrency").json())


def test_agent_requests_and_answers_fit(retell: Any, fits: Any) -> None:
    fits("retell", "AgentCreateParams", AGENT)
    agent = retell.post("/create-agent", json=AGENT).json()
    path = agent["agent_id"]

    fits("retell", "AgentResponse", agent)
    fits("retell", "AgentResponse", retell.get(f"/get-agent/{path}").json())
    fits("retell", "AgentResponse", retell.patch(f"/update-agent/{path}", json={"voice_speed": 1.1}).json())
    fits("retell", "AgentListResponse", retell.post("/v2/list-agents", json={}).json())
    fits("retell", "AgentPublishParams", {"version": 0})
    assert retell.post(f"/publish-agent-version/{path}", json={"version": 0}).status_code == 204
    fits("retell", "AgentCreateVersionParams", {"base_version": 0})
    draft = retell.post(f"/create-agent-version/{path}", json={"base_version": 0}).json()
    fits("retell", "AgentResponse", draft)
    fits("retell", "AgentListVersionsResponse", retell.get(f"/list-agent-versions/{path}").json())


def test_llm_requests_and_answers_fit(retell: Any, fits: Any) -> None:
    fits("retell", "LlmCreateParams", LLM)
    llm = retell.post("/create-retell-llm", json=LLM).json()

    fits("retell", "LlmResponse", llm)
    fits("retell", "LlmResponse", retell.get(f"/get-retell-llm/{llm['llm_id']}").json())
    fits("retell", "LlmListResponse", retell.get("/v2/list-retell-llms").json())


def test_number_requests_and_answers_fit(retell: Any, fits: Any) -> None:
    agent = retell.post("/create-agent", json=AGENT).json()
    bound = [{"agent_id": agent["agent_id"], "weight": 1, "agent_version": "latest"}]
    order = {**NUMBER, "inbound_agents": bound, "inbound_webhook_url": "https://salon.example/inbound/"}
    fits("retell", "PhoneNumberImportParams", order)
    number = retell.post("/import-phone-number", json=order).json()

    fits("retell", "PhoneNumberResponse", number)
    fits("retell", "PhoneNumberListResponse", retell.get("/v2/list-phone-numbers").json())
    changed = retell.patch("/update-phone-number/%2B493012345678", json={"nickname": "Salon"}).json()
    fits("retell", "PhoneNumberResponse", changed)


def test_call_requests_and_answers_fit(retell: Any, standins: RunningStandins, fits: Any) -> None:
    agent = retell.post("/create-agent", json=AGENT).json()
    retell.post("/import-phone-number", json=NUMBER)
    phone = {
        "from_number": NUMBER["phone_number"],
        "to_number": "+4915112345678",
        "override_agent_id": agent["agent_id"],
        "metadata": {"company_id": "42"},
        "retell_llm_dynamic_variables": {"customer_name": "Anna"},
        "idempotency_key": "reminder-17",
    }
    web = {"agent_id": agent["agent_id"], "metadata": {"company_id": "42"}}
    awaited = {"agent_id": agent["agent_id"], "to_number": "+493012345678", "direction": "inbound"}
    fits("retell", "CallCreatePhoneCallParams", phone)
    fits("retell", "CallCreateWebCallParams", web)

    fits("retell", "PhoneCallResponse", retell.post("/v2/create-phone-call", json=phone).json())
    fits("retell", "PhoneCallResponse", retell.post("/v2/register-phone-call", json=awaited).json())
    made = retell.post("/v3/create-web-call", json=web).json()
    fits("retell", "CreateWebCallResponse", made)
    fits("retell", "WebCallResponse", retell.get(f"/v2/get-call/{made['call_id']}").json())
    standins.play_call(script=booking_script(service="Schnitt", when="Montag", name="Anna")[:2])
    search = {
        "filter_criteria": {"call_status": {"type": "enum", "op": "in", "value": ["ended"]}},
        "sort_order": "ascending",
        "limit": 500,
    }
    fits("retell", "CallListParams", search)
    found = retell.post("/v3/list-calls", json=search).json()
    fits("retell", "CallListResponse", found)
    fits("retell", "PhoneCallResponse", retell.get(f"/v2/get-call/{found['items'][0]['call_id']}").json())


def test_webhooks_and_functions_of_a_call_fit(standins: RunningStandins, fits: Any) -> None:
    received: list[tuple[str, Any]] = []

    class Application(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.append((self.path, body))
            answer = b'{"ok": true, "slots": [{"slot_id": "slot_1"}], "say": "Passt neun Uhr?"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        standins.play_call(
            company_hooks_url=f"http://127.0.0.1:{server.server_port}/hooks",
            script=booking_script(service="Schnitt", when="Montag", name="Anna"),
        )
        server.shutdown()
        thread.join()

    shapes = {
        "/hooks/inbound/": "InboundRequest",
        "/hooks/events/": "EventRequest",
        "/hooks/functions/": "FunctionRequest",
    }
    for path, body in received:
        fits("retell_wire", shapes[path], body)
    events = [body for path, body in received if path == "/hooks/events/"]
    fits("retell_wire", "OngoingCall", events[0]["call"])
    for event in events[1:]:
        fits("retell", "PhoneCallResponse", event["call"])
    assert len(received) == 6


def test_socket_frames_of_a_call_fit(standins: RunningStandins, fits: Any) -> None:
    frames: list[Any] = []

    def brain(connection: ServerConnection) -> None:
        config = {"auto_reconnect": True, "call_details": True, "transcript_with_tool_calls": True}
        connection.send(json.dumps({"response_type": "config", "config": config}))
        connection.send(_response(0, "Guten Tag."))
        for message in connection:
            frames.append(json.loads(message))
            number = frames[-1].get("response_id")
            if number is not None:
                tool = {"tool_call_id": "t1", "name": "find_times", "arguments": "{}"}
                connection.send(json.dumps({"response_type": "tool_call_invocation", **tool}))
                result = {"tool_call_id": "t1", "content": "{}", "successful": True}
                connection.send(json.dumps({"response_type": "tool_call_result", **result}))
                connection.send(_response(number, "Gern.", end_call=number == 3))

    with serve(brain, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws/retell/secret"
        standins.play_call(llm_socket_url=url, caller=["Hallo", None, "Danke"])
        server.shutdown()
        thread.join()

    for frame in frames:
        fits("retell_wire", "SocketFrameToUs", frame)
    kinds = {frame["interaction_type"] for frame in frames}
    assert kinds >= {"call_details", "response_required", "reminder_required", "update_only"}


def _response(number: int, content: str, **more: Any) -> str:
    frame = {"response_type": "response", "response_id": number, "content": content, "content_complete": True}
    return json.dumps(frame | more)
