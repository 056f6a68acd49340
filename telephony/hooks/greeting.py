"""The answer while it rings: who is called, how the call begins, and what the model has to know."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from telephony.enums import Route
from telephony.providers.retell.keys import PROVIDER
from telephony.providers.retell.wire import InboundCall
from telephony.queries.lines import line_of
from telephony.services.calls import readable_number, reject, ring
from telephony.services.introducing import metadata_of, variables_of
from telephony.services.routing import decide


def inbound_answer(call: InboundCall, *, now: datetime) -> dict[str, Any]:
    """What Retell is told while the phone rings. Whoever is not to get through is turned away.

    :raises LineUnknown: the number that was called is another company's.
    """
    line = line_of(to_number=call.to_number, call_key=call.call_id or uuid.uuid4().hex)
    number = readable_number(call.from_number)
    route = decide(line=line, number=number, now=now)
    if route == Route.TURNED_AWAY:
        reject(provider=PROVIDER, provider_call_id=call.call_id, line=line, from_number=number, now=now)
        return {"call_inbound": {"reject": True}}
    row = ring(
        provider=PROVIDER,
        provider_call_id=call.call_id,
        line=line,
        from_number=number,
        to_number=call.to_number or "",
        route=route,
        now=now,
    )
    answer: dict[str, Any] = {
        "dynamic_variables": variables_of(row, line, now=now),
        "metadata": metadata_of(row),
    }
    if line.agent_id:
        answer["override_agent_id"] = line.agent_id
    if line.agent_version is not None:
        answer["override_agent_version"] = line.agent_version
    return {"call_inbound": answer}
