"""Short matters: price, duration, opening hours, services, the way, whatever else is asked."""

from telephony.dialogue.intents import DIRECTIONS, DURATION, HOURS, PRICE, QUESTION, SERVICES
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.vocabulary import OptionTerm, ServiceTerm

# Answered before anything longer goes on, as soon as everything needed is known.
QUICK = frozenset({PRICE, DURATION, HOURS, SERVICES, DIRECTIONS, QUESTION})


def is_ready(talk: Talk, matter: Matter) -> bool:
    """Tell whether a quick question can be answered now."""
    return matter.intent in QUICK - {PRICE, DURATION} or (
        matter.intent in {PRICE, DURATION} and _service_of(talk, matter) is not None
    )


def next_step(talk: Talk, matter: Matter) -> Turn | None:
    """Return the next question or act of a short matter, ``None`` if it is done already."""
    if matter.intent == SERVICES and matter.thing:
        return _is_done_here(talk, matter)
    if matter.intent == SERVICES:
        talk.say(talk.words.services(talk.service_names()))
        talk.finish(matter)
        return None
    if matter.intent == PRICE:
        return _price(talk, matter)
    if matter.intent == DURATION:
        return _duration(talk, matter)
    if matter.intent == HOURS:
        return _hours(talk, matter)
    if matter.intent == DIRECTIONS:
        return talk.act("directions", _place(matter))
    return talk.act("answer_question", {"question": matter.text, **_place(matter)})


def _is_done_here(talk: Talk, matter: Matter) -> Turn:
    """A plain yes from the list of services; what is not on it may stand in the house's own words."""
    service, person = talk.vocabulary.service(matter.service_id), talk.vocabulary.person(matter.staff_id)
    if service is None:
        return talk.act("answer_question", {"question": matter.text, **_place(matter)})
    talk.finish(matter)
    talk.state.last_service_id = service.id
    if person is not None and not person.offers(service.id):
        able = [one.called for one in talk.vocabulary.staff if one.offers(service.id)]
        talk.say(talk.words.somebody_else_does(service.name, person.called, able))
    else:
        talk.say(talk.words.is_done_here(service.name, person.called if person else ""))
    return talk.ask("wants_booking", talk.words.ask_wants_booking())


def _place(matter: Matter) -> dict[str, int]:
    return {} if matter.branch_id is None else {"branch_id": matter.branch_id}


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
        chosen = {"variant_id": matter.variant_id} if _variant_of(matter, service) else {}
        return talk.act("quote_price", {"service": service.name, **chosen})
    if matter.thing and not matter.service_options:
        return talk.act("answer_question", {"question": matter.text, **_place(matter)})
    names = [term.name for term in talk.vocabulary.services if term.id in matter.service_options]
    if names:
        return talk.ask("service", talk.words.ask_which_service(names, talk.times_asked("service")))
    return talk.ask("service", talk.words.ask_service_for_price())


def _duration(talk: Talk, matter: Matter) -> Turn | None:
    service = talk.vocabulary.service(_service_of(talk, matter))
    if service is None:
        return talk.ask("service", talk.words.ask_service_for_price())
    named_just_now = talk.state.done[-1:] == [PRICE] and talk.state.last_service_id == service.id
    talk.state.last_service_id = service.id
    variant = _variant_of(matter, service)
    minutes = (variant.duration_minutes if variant else 0) or service.duration_minutes
    talk.say(talk.words.duration("" if named_just_now else service.name, minutes))
    talk.finish(matter)
    return None


def _variant_of(matter: Matter, service: ServiceTerm) -> OptionTerm | None:
    return next((term for term in service.variants if term.id == matter.variant_id), None)


def _hours(talk: Talk, matter: Matter) -> Turn:
    args = {}
    branch = talk.vocabulary.branch(matter.branch_id)
    if branch is not None:
        args["branch"] = branch.name
    if matter.text:
        args["when"] = matter.text
    return talk.act("opening_hours", args)
