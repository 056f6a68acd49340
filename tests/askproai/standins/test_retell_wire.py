import json

from askproai.standins.retell_wire import (
    call_payload,
    event_request,
    function_request,
    inbound_request,
    new_call_id,
)
from askproai.standins.signing import retell_signature

KEY = "key_salon"


def _signed_by_key(body: bytes, header: str) -> bool:
    at_ms = int(header.split(",", maxsplit=1)[0].removeprefix("v="))
    return header == retell_signature(api_key=KEY, body=body, at_ms=at_ms)


def test_requests_are_built_and_signed_without_a_server() -> None:
    call_id = new_call_id()
    call = call_payload(
        call_id=call_id, from_number="+4915112345678", to_number="+493012345678", agent_id="agent_1"
    )
    requests = [
        inbound_request(
            api_key=KEY, from_number="+4915112345678", to_number="+493012345678", call_id=call_id
        ),
        function_request(api_key=KEY, name="find_times", args={"when": "übermorgen"}, call=call),
        event_request(api_key=KEY, event="call_started", call=call),
    ]

    for request in requests:
        assert _signed_by_key(request.body, request.headers["X-Retell-Signature"])
    assert "agent_id" not in json.loads(requests[0].body)["call_inbound"]
    assert "übermorgen".encode() in requests[1].body
    assert json.loads(requests[2].body)["call"]["call_id"] == call_id
