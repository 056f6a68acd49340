"""Short matters: price, opening hours, services, a callback, a message."""

from telephony.dialogue import wording
from telephony.dialogue.intents import CALLBACK, DURATION, HOURS, PRICE, SERVICES
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording

# Answered before anything longer goes on, as soon as everything needed is known.
QUICK = frozenset({PRICE, DURATION, HOURS, SERVICES})


def is_ready(talk: Talk, matter: Matter) -> bool:
    """Tell whether a quick question can be answered now."""
    return matter.intent in {HOURS, SERVICES} or (
        matter.intent in {PRICE, DURATION} and _service_of(talk, matter) is not None
    )


def next_step(talk: Talk, matter: Matter) -> Turn | None:
    """Return the next question or act of a short matter, ``None`` if it is done already."""
    if matter.intent == SERVICES:
        talk.say(wording.services(talk.service_names()))
        talk.finish(matter)
        return None
    if matter.intent == PRICE:
        return _price(talk, matter)
    if matter.intent == DURATION:
        return _duration(talk, matter)
    if matter.intent == HOURS:
        return _hours(talk, matter)
    return _callback(talk, matter) if matter.intent == CALLBACK else _message(talk, matter)


def _service_of(talk: Talk, matter: Matter) -> int | None:
    return (
        matter.service_id
        or next((other.service_id for other in talk.state.matters if other.service_id), None)
        or (None if matter.service_options else talk.state.last_service_id)
    )


def _price(talk: Talk, matter: Matter) -> Turn:
    service = talk.vocabulary.service(_service_of(talk, matter))
    if service is not None:
        talk.state.last_service_id = service.id
        return talk.act("quote_price", {"service": service.name})
    names = [term.name for term in talk.vocabulary.services if term.id in matter.service_options]
    if names:
        return talk.ask("service", wording.ask_which_service(names, talk.times_asked("service")))
    return talk.ask("service", wording.ask_service_for_price())


def _duration(talk: Talk, matter: Matter) -> Turn | None:
    service = talk.vocabulary.service(_service_of(talk, matter))
    if service is None:
        return talk.ask("service", wording.ask_service_for_price())
    named_just_now = talk.state.done[-1:] == [PRICE] and talk.state.last_service_id == service.id
    talk.state.last_service_id = service.id
    talk.say(wording.duration("" if named_just_now else service.name, service.duration_minutes))
    talk.finish(matter)
    return None


def _hours(talk: Talk, matter: Matter) -> Turn:
    args = {}
    branch = talk.vocabulary.branch(matter.branch_id)
    if branch is not None:
        args["branch"] = branch.name
    if matter.text:
        args["when"] = matter.text
    return talk.act("opening_hours", args)


def _callback(talk: Talk, matter: Matter) -> Turn:
    if not matter.reason:
        return talk.ask("callback_reason", wording.ask_callback_reason())
    missing = _missing_contact(talk)
    if missing is not None:
        return missing
    return talk.act("callback", {"reason": matter.reason, **_contact(talk)})


def call_back_now(talk: Talk, matter: Matter) -> Turn:
    """Return the callback without further questions, except for a number where none is known."""
    if not _contact(talk).get("phone"):
        return talk.ask("phone", question_wording(talk, "phone"))
    return talk.act("callback", {"reason": matter.reason, **_contact(talk)})


def _message(talk: Talk, matter: Matter) -> Turn:
    if not matter.text:
        return talk.ask("message", wording.ask_message())
    missing = _missing_contact(talk)
    if missing is not None:
        return missing
    return talk.act("take_message", {"text": matter.text, **_contact(talk)})


def _missing_contact(talk: Talk) -> Turn | None:
    state = talk.state
    if state.name is None and talk.times_asked("name_simple") < 3:
        return talk.ask("name_simple", question_wording(talk, "name_simple"))
    has_number = state.phone or state.line_number or state.is_phone_refused
    if not has_number and talk.times_asked("phone") < 3:
        return talk.ask("phone", question_wording(talk, "phone"))
    return None


def _contact(talk: Talk) -> dict[str, str]:
    state = talk.state
    number = state.phone or state.line_number
    known = {"name": state.name, "phone": number}
    return {key: value for key, value in known.items() if value}
