from typing import Any

import httpx
import pytest

from askproai.standins.retell_filters import call_fits
from askproai.standins.testing import RunningStandins

SALON = "+493012345678"


class Client:
    """The few lines of an HTTP client that a test needs."""

    def __init__(self, standins: RunningStandins, *, key: str = "") -> None:
        self.url = standins.retell_url
        self.headers = {"Authorization": f"Bearer {key or standins.environment['RETELL_API_KEY']}"}

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        answer = httpx.request(method, self.url + path, json=body, headers=self.headers, trust_env=False)
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def retell(standins: RunningStandins) -> Client:
    return Client(standins)


def _agent(retell: Client, **more: Any) -> dict[str, Any]:
    engine = {"type": "custom-llm", "llm_websocket_url": "ws://127.0.0.1:1/llm"}
    _, agent = retell("POST", "/create-agent", {"response_engine": engine, "voice_id": "v", **more})
    return dict(agent)


def test_wrong_key_is_refused_in_retells_shape(standins: RunningStandins) -> None:
    status, body = Client(standins, key="key_falsch")("GET", "/get-api-key-info")

    assert (status, body["status"]) == (401, "error")


def test_key_tells_its_organisation(retell: Client) -> None:
    status, body = retell("GET", "/get-api-key-info")

    assert status == 200
    assert {"org_id", "org_name"} <= set(body)


def test_agent_lives_through_drafts_and_published_versions(retell: Client) -> None:
    agent = _agent(retell, agent_name="Empfang")
    path = f"/update-agent/{agent['agent_id']}"

    assert retell("PATCH", path, {"agent_name": "Salon"})[1]["agent_name"] == "Salon"
    assert retell("POST", f"/publish-agent-version/{agent['agent_id']}", {"version": 0}) == (204, None)
    assert retell("PATCH", path, {"agent_name": "zu spät"})[0] == 400
    status, draft = retell("POST", f"/create-agent-version/{agent['agent_id']}", {"base_version": 0})
    assert (status, draft["version"], draft["is_published"]) == (201, 1, False)
    assert retell("PATCH", path, {"agent_name": "Neu"})[1]["version"] == 1
    versions = retell("GET", f"/list-agent-versions/{agent['agent_id']}")[1]["items"]
    assert [version["version"] for version in versions] == [1, 0]
    assert [item["agent_name"] for item in retell("POST", "/v2/list-agents", {})[1]["items"]] == ["Neu"]
    assert retell("DELETE", f"/delete-agent/{agent['agent_id']}")[0] == 204
    assert retell("GET", f"/get-agent/{agent['agent_id']}")[0] == 404


def test_llm_is_created_changed_and_listed(retell: Client) -> None:
    status, llm = retell("POST", "/create-retell-llm", {"model": "gpt-4.1", "begin_message": "Guten Tag!"})
    changed = retell("PATCH", f"/update-retell-llm/{llm['llm_id']}", {"begin_message": None})[1]

    assert status == 201
    assert "begin_message" not in changed
    assert [item["llm_id"] for item in retell("GET", "/v2/list-retell-llms")[1]["items"]] == [llm["llm_id"]]


def test_number_is_imported_bound_and_keeps_no_password(retell: Client) -> None:
    agent = _agent(retell)
    bound = [{"agent_id": agent["agent_id"], "weight": 1, "agent_version": "latest"}]
    order = {
        "phone_number": SALON,
        "termination_uri": "salon.pstn.example",
        "sip_trunk_auth_username": "salon",
        "sip_trunk_auth_password": "geheim",
        "inbound_agents": bound,
    }

    status, number = retell("POST", "/import-phone-number", order)
    again, _ = retell("POST", "/import-phone-number", order)
    path = f"/update-phone-number/{SALON.replace('+', '%2B')}"
    changed = retell("PATCH", path, {"inbound_webhook_url": "https://salon.example/inbound/"})[1]

    assert (status, again) == (201, 400)
    assert "geheim" not in str(number)
    assert changed["inbound_webhook_url"] == "https://salon.example/inbound/"
    assert retell("GET", "/v2/list-phone-numbers")[1]["items"] == [changed]


def test_binding_with_wrong_weights_or_unknown_agent_is_refused(retell: Client) -> None:
    order = {"phone_number": SALON, "termination_uri": "x"}
    agent = _agent(retell)

    for bound in ({"agent_id": "agent_unknown", "weight": 1}, {"agent_id": agent["agent_id"], "weight": 0.5}):
        assert retell("POST", "/import-phone-number", {**order, "inbound_agents": [bound]})[0] in {400, 404}


def test_phone_call_with_the_same_idempotency_key_is_one_call(
    retell: Client, standins: RunningStandins
) -> None:
    agent = _agent(retell)
    retell("POST", "/import-phone-number", {"phone_number": SALON, "termination_uri": "x"})
    order = {
        "from_number": SALON,
        "to_number": "+4915112345678",
        "override_agent_id": agent["agent_id"],
        "idempotency_key": "reminder-17",
        "retell_llm_dynamic_variables": {"customer_name": "Anna"},
    }

    first, second = (retell("POST", "/v2/create-phone-call", order) for _ in range(2))

    assert first == second
    assert (first[0], first[1]["call_status"], first[1]["direction"]) == (201, "registered", "outbound")
    assert len(standins.calls) == 1


def test_variables_that_are_no_strings_are_refused(retell: Client) -> None:
    agent = _agent(retell)
    order = {"agent_id": agent["agent_id"], "retell_llm_dynamic_variables": {"is_known": True}}

    assert retell("POST", "/v3/create-web-call", order)[0] == 400


def test_web_call_can_be_stopped_and_deleted(retell: Client) -> None:
    agent = _agent(retell)
    _, made = retell("POST", "/v3/create-web-call", {"agent_id": agent["agent_id"]})

    assert retell("POST", f"/v2/stop-call/{made['call_id']}")[0] == 204
    stopped = retell("GET", f"/v2/get-call/{made['call_id']}")[1]
    assert (stopped["disconnection_reason"], stopped["call_type"]) == ("manual_stopped", "web_call")
    assert retell("DELETE", f"/v2/delete-call/{made['call_id']}")[0] == 204
    assert retell("GET", f"/v2/get-call/{made['call_id']}")[0] == 404


def test_one_workspace_does_not_see_another(standins: RunningStandins, retell: Client) -> None:
    agent = _agent(retell)
    standins.standins.retell.workspace("key_other")

    assert Client(standins, key="key_other")("GET", f"/get-agent/{agent['agent_id']}")[0] == 404


def test_calls_are_listed_slim_by_filter_and_page(retell: Client, standins: RunningStandins) -> None:
    for minute in range(3):
        standins.play_call(script=[{"caller": "Hallo"}], from_number=f"+49151123456{minute}0")
    start = standins.calls[1].started_at_ms
    criteria = {
        "start_timestamp": {"type": "number", "op": "ge", "value": start},
        "call_status": {"type": "enum", "op": "in", "value": ["ended"]},
    }

    page = retell("POST", "/v3/list-calls", {"filter_criteria": criteria, "limit": 1, "include_total": True})[
        1
    ]
    rest = retell("POST", "/v3/list-calls", {"filter_criteria": criteria, "pagination_key": "1"})[1]
    wrong, _ = retell("POST", "/v3/list-calls", {"filter_criteria": {"call_status": {"type": "?"}}})

    assert (page["has_more"], page["total"], page["pagination_key"]) == (True, 2, "1")
    assert "transcript" not in page["items"][0]
    assert [call["from_number"] for call in page["items"] + rest["items"]] == [
        "+4915112345620",
        "+4915112345610",
    ]
    assert wrong == 400


@pytest.mark.parametrize(
    ("criteria", "fits"),
    [
        ({"start_timestamp": {"type": "range", "op": "bt", "value": [5, 15]}}, True),
        ({"start_timestamp": {"type": "range", "op": "bt", "value": [11, 15]}}, False),
        ({"call_status": {"type": "enum", "op": "not_in", "value": ["ended"]}}, False),
        ({"from_number": {"type": "string", "op": "sw", "value": "+49"}}, True),
        ({"metadata": [{"key": "company_id", "type": "string", "op": "eq", "value": "42"}]}, True),
        ({"metadata": [{"key": "company_id", "type": "present", "op": "np"}]}, False),
        ({"call_successful": {"type": "boolean", "op": "eq", "value": True}}, True),
        ({"duration_ms": {"type": "number", "op": "gt", "value": 1}}, False),
        ({"agent": [{"agent_id": "agent_1", "version": [0]}]}, True),
        ({"agent": [{"agent_id": "agent_1", "version": [3]}]}, False),
    ],
)
def test_filter_fits_as_documented(criteria: dict[str, Any], *, fits: bool) -> None:
    call = {
        "call_status": "ended",
        "agent_id": "agent_1",
        "agent_version": 0,
        "from_number": "+4915112345678",
        "start_timestamp": 10,
        "metadata": {"company_id": "42"},
        "call_analysis": {"call_successful": True},
    }

    assert call_fits(call, criteria) is fits
