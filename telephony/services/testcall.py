"""A call that is typed instead of spoken: same receptionist, same acts, same calendar."""

from __future__ import annotations

import uuid
from datetime import datetime

from telephony.enums import BrainKind, CallSource
from telephony.models import Call
from telephony.models.calls import TYPED
from telephony.queries.lines import line_of
from telephony.services.calls import ring


def start_test_call(
    *,
    branch_id: int | None,
    from_number: str | None,
    now: datetime,
    source: CallSource = CallSource.TEST,
) -> Call:
    """Ring at a branch (the first one without an id). Then ``conversation.open_call`` says hello.

    :raises LineUnknown: no such branch in this company.
    """
    key = f"test_{uuid.uuid4().hex}"
    return ring(
        provider=TYPED,
        provider_call_id=key,
        line=line_of(branch_id=branch_id, call_key=key),
        from_number=from_number,
        source=source,
        brain=BrainKind.OWN,
        now=now,
    )
