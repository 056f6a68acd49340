"""What a model at the provider is told of a call before its first word."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.dialogue import greetings, transferring
from telephony.dialogue.wording import GERMAN
from telephony.enums import Route
from telephony.models import Call
from telephony.providers.retell.wire import COMPANY_KEY, TOKEN_KEY
from telephony.queries.lines import Line
from telephony.services.transfers import begin_transfer
from telephony.services.vocabulary import company_vocabulary, with_extra
from tenants.context import current_company


def metadata_of(call: Call) -> dict[str, str]:
    """What comes back with each event, so that the call is known again."""
    return {COMPANY_KEY: str(current_company().pk), TOKEN_KEY: str(call.token)}


def variables_of(call: Call, line: Line, *, now: datetime) -> dict[str, str]:
    """Strings only: anything else breaks the prompt. Nothing about a person, for a number proves nobody."""
    local = now.astimezone(ZoneInfo(line.timezone))
    vocabulary = company_vocabulary()
    asks_consent = line.asks_for_transcript_consent and call.route == Route.ANSWER
    return {
        "business_name": current_company().name,
        "persona_name": line.persona_name,
        "greeting": greeting(line, now=local, route=call.route, is_greeted=call.is_greeted),
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


def greeting(line: Line, *, now: datetime, route: str = Route.ANSWER, is_greeted: bool = False) -> str:
    """The first words of the call; the first sentence says that an AI is speaking."""
    opened = GERMAN.greeting(company=current_company().name, now=now, persona=line.persona_name)
    if is_greeted:
        return greetings.addressed(greetings.after_recording(opened), formal=line.formal)
    if route == Route.PASS_ON:
        return greetings.passing_on(opened, formal=line.formal)
    if route == Route.MESSAGE:
        return greetings.taking_a_message(opened, formal=line.formal)
    return greetings.addressed(with_extra(opened, line.greeting), formal=line.formal)
