"""A call that we take first: the company's own greeting is played, then the receptionist goes on.

Only for numbers whose calls the telephone network brings to us. Retell has no place for a recording: where
calls go there at once, the receptionist speaks the written greeting.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from askproai.core.errors import ProviderError
from telephony.enums import CallState, Route
from telephony.models import Call
from telephony.ports import OutgoingCall
from telephony.queries.lines import Line, line_of
from telephony.services.calls import end_call, fail_call, readable_number, reject, ring
from telephony.services.dialling import dialler
from telephony.services.introducing import metadata_of, variables_of
from telephony.services.routing import decide
from telephony.services.transfer_numbers import is_allowed
from tenants.context import current_company

logger = logging.getLogger(__name__)

# The end of a call of which the receptionist never heard.
NOT_CONNECTED: Final = "not_connected"
_PROVIDER: Final = "retell"
_CALLS: Final = uuid.UUID("5f1f8f0a-3b52-4c3e-9d1c-6a1c0b7a2d11")


class Step(StrEnum):
    """What the telephone network is to do with the call."""

    TURN_AWAY = "turn_away"
    CONNECT = "connect"
    TO_BUSINESS = "to_business"
    APOLOGISE = "apologise"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How the call goes on: with the key of a recording to play first, and where to then."""

    step: Step
    recording: str = ""
    provider_call_id: str = ""
    number: str = ""


def pick_up(*, network_id: str, from_number: str | None, to_number: str, now: datetime) -> Answer:
    """It rings at one of our numbers. The same ring told twice is one call.

    :param network_id: the telephone network's name of the call.
    :raises LineUnknown: the number that was called is another company's.
    """
    line = line_of(to_number=to_number, call_key=network_id)
    number = readable_number(from_number)
    route = decide(line=line, number=number, now=now)
    if route == Route.TURNED_AWAY:
        key = f"{network_id}.turned_away"
        reject(provider=_PROVIDER, provider_call_id=key, line=line, from_number=number, now=now)
        return Answer(step=Step.TURN_AWAY)
    call = ring(
        provider=_PROVIDER,
        provider_call_id=None,
        token=_token(network_id),
        line=line,
        from_number=number,
        to_number=to_number,
        route=route,
        now=now,
    )
    if not call.provider_call_id and not _register(call, line, now=now):
        return _without_receptionist(call, line, now=now)
    return Answer(
        step=Step.CONNECT,
        recording=line.recording if call.is_greeted else "",
        provider_call_id=call.provider_call_id or "",
    )


def not_connected(*, network_id: str, now: datetime) -> Answer:
    """The receptionist could not be reached: a person at the business, else a word of apology."""
    call = Call.objects.filter(token=_token(network_id)).first()
    if call is None:
        return Answer(step=Step.APOLOGISE)
    return _without_receptionist(call, line_of(branch_id=call.branch_id, version_id=call.version_id), now=now)


def hung_up(*, network_id: str, now: datetime) -> None:
    """The line is free. Of whoever left while the recording played, the receptionist would never tell."""
    call = Call.objects.filter(token=_token(network_id), state=CallState.RINGING).first()
    if call is not None:
        end_call(call_id=call.pk, reason="user_hangup", now=now)


def _register(call: Call, line: Line, *, now: datetime) -> bool:
    """Have the provider expect the call; false: it does not."""
    provider = dialler()
    if provider is None or not line.agent_id:
        return False
    # Whoever leaves a message or is put through hears at once what happens to the call.
    call.is_greeted = bool(line.recording) and call.route == Route.ANSWER
    order = OutgoingCall(
        key=str(call.token),
        from_number=call.from_number,
        to_number=call.to_number,
        agent_id=line.agent_id,
        agent_version=line.agent_version,
        metadata=metadata_of(call),
        variables=variables_of(call, line, now=now),
    )
    try:
        call.provider_call_id = provider.expect_call(order)
    except ProviderError:
        logger.exception("telephony.call_not_registered", extra={"call": call.pk})
        return False
    call.save(update_fields=["provider_call_id", "is_greeted"])
    return True


def _without_receptionist(call: Call, line: Line, *, now: datetime) -> Answer:
    fail_call(call_id=call.pk, reason=NOT_CONNECTED, now=now)
    number = line.business_number
    if number and number != call.from_number and is_allowed(number, country=line.country):
        return Answer(step=Step.TO_BUSINESS, number=number)
    return Answer(step=Step.APOLOGISE)


def _token(network_id: str) -> uuid.UUID:
    return uuid.uuid5(_CALLS, f"{current_company().pk}/{network_id}")
