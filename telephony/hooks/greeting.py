"""The answer while it rings: who is called, how the call begins, and what the model has to know."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telephony.dialogue import greetings, transferring
from telephony.dialogue.wording import GERMAN
from telephony.enums import Route
from telephony.models import Call
from telephony.providers.retell.keys import PROVIDER
from telephony.providers.retell.wire import COMPANY_KEY, TOKEN_KEY, InboundCall
from telephony.queries.lines import Line, line_of
from telephony.services.calls import readable_number, reject, ring
from telephony.services.routing import decide
from telephony.services.transfers import begin_transfer
from telephony.services.vocabulary import company_vocabulary, with_extra
from tenants.context import current_company


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
        "dynamic_variables": _variables(row, line, now=now),
        "metadata": {COMPANY_KEY: str(current_company().pk), TOKEN_KEY: str(row.token)},
    }
    if line.agent_id:
        answer["override_agent_id"] = line.agent_id
    if line.agent_version is not None:
        answer["override_agent_version"] = line.agent_version
    return {"call_inbound": answer}


def _variables(call: Call, line: Line, *, now: datetime) -> dict[str, str]:
    """Strings only: anything else breaks the prompt. Nothing about a person, for a number proves nobody."""
    local = now.astimezone(ZoneInfo(line.timezone))
    vocabulary = company_vocabulary()
    asks_consent = line.asks_for_transcript_consent and call.route == Route.ANSWER
    return {
        "business_name": current_company().name,
        "persona_name": line.persona_name,
        "greeting": greeting(line, now=local, route=call.route),
        "answer_mode": line.mode,
        "route": call.route,
        "today": GERMAN.spoken_day(local.date()),
        "time_of_day": GERMAN.spoken_time(local),
        "services": ", ".join(term.name for term in vocabulary.services[:30]),
        "staff": ", ".join(term.name for term in vocabulary.staff[:30]),
        "is_known_customer": "true" if call.customer_id else "false",
        "number_is_hidden": "false" if call.phone_index else "true",
        "consent_question": GERMAN.ask_consent() if asks_consent else "",
        **_passing_on(call, line, now=now),
    }


def _passing_on(call: Call, line: Line, *, now: datetime) -> dict[str, str]:
    """Where Retell's tool connects the call to; empty unless that was decided. Never the model's choice."""
    if call.route != Route.PASS_ON:
        return {"transfer_number": "", "transfer_summary": ""}
    summary = transferring.handoff(company=current_company().name, reason="")
    if not call.transfers.exists():
        begin_transfer(call=call, target=None, phone=line.business_number, summary=summary, now=now)
    return {"transfer_number": line.business_number, "transfer_summary": summary}


def greeting(line: Line, *, now: datetime, route: str = Route.ANSWER) -> str:
    """The first words of the call; the first sentence says that an AI is speaking."""
    opened = GERMAN.greeting(company=current_company().name, now=now, persona=line.persona_name)
    if route == Route.PASS_ON:
        return greetings.passing_on(opened, formal=line.formal)
    if route == Route.MESSAGE:
        return greetings.taking_a_message(opened, formal=line.formal)
    return greetings.addressed(with_extra(opened, line.greeting), formal=line.formal)
