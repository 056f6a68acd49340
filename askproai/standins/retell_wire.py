"""Requests as Retell sends them: bodies, headers and signatures of webhooks and custom functions.

Free of any server, so that benchmarks and tests can build thousands of signed requests quickly.
"""

import json
import secrets
import time
from dataclasses import dataclass

from askproai.standins.ledger import Json
from askproai.standins.signing import retell_signature


@dataclass(frozen=True, kw_only=True, slots=True)
class WireRequest:
    """A request ready to be posted: the signature belongs to exactly these bytes."""

    body: bytes
    headers: dict[str, str]


def now_ms() -> int:
    """Return the time as Retell writes it: milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def new_call_id() -> str:
    """Return an id in the form of Retell's."""
    return f"call_{secrets.token_hex(16)}"


def encoded(payload: Json) -> bytes:
    """Return the payload as Retell's JSON: compact, UTF-8, umlauts as they are."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()


def signed_headers(*, api_key: str, body: bytes, at_ms: int | None = None) -> dict[str, str]:
    """Return the headers of a signed request; ``at_ms`` is when it claims to be signed, by default now."""
    signature = retell_signature(api_key=api_key, body=body, at_ms=now_ms() if at_ms is None else at_ms)
    return {"Content-Type": "application/json", "X-Retell-Signature": signature}


def signed(payload: Json, *, api_key: str, at_ms: int | None = None) -> WireRequest:
    """Return any payload as a signed request."""
    body = encoded(payload)
    return WireRequest(body=body, headers=signed_headers(api_key=api_key, body=body, at_ms=at_ms))


def inbound_payload(
    *, from_number: str, to_number: str, call_id: str, agent_id: str | None = None, agent_version: int = 0
) -> Json:
    """Return the body of the inbound-call webhook, sent while the phone rings."""
    bound = {} if agent_id is None else {"agent_id": agent_id, "agent_version": agent_version}
    call = {"call_id": call_id, **bound, "from_number": from_number, "to_number": to_number}
    return {"event": "call_inbound", "event_timestamp": now_ms(), "call_inbound": call}


def event_payload(*, event: str, call: Json) -> Json:
    """Return the body of a call webhook such as ``call_started`` or ``call_ended``."""
    return {"event": event, "call": call}


def function_payload(*, name: str, args: Json, call: Json) -> Json:
    """Return the body of a custom function call."""
    return {"name": name, "call": call, "args": args}


def call_payload(
    *,
    call_id: str,
    from_number: str,
    to_number: str,
    agent_id: str,
    call_status: str = "ongoing",
    **more: object,
) -> Json:
    """Return a call object with what is always there, and whatever else is given."""
    return {
        "call_type": "phone_call",
        "call_id": call_id,
        "agent_id": agent_id,
        "agent_version": 0,
        "call_status": call_status,
        "from_number": from_number,
        "to_number": to_number,
        "direction": "inbound",
        **more,
    }


def inbound_request(
    *, api_key: str, from_number: str, to_number: str, call_id: str, agent_id: str | None = None
) -> WireRequest:
    """Return the signed inbound-call webhook."""
    payload = inbound_payload(
        from_number=from_number, to_number=to_number, call_id=call_id, agent_id=agent_id
    )
    return signed(payload, api_key=api_key)


def event_request(*, api_key: str, event: str, call: Json) -> WireRequest:
    """Return a signed call webhook."""
    return signed(event_payload(event=event, call=call), api_key=api_key)


def function_request(*, api_key: str, name: str, args: Json, call: Json) -> WireRequest:
    """Return a signed custom function call."""
    return signed(function_payload(name=name, args=args, call=call), api_key=api_key)
