"""One unobtrusive offer: what fits the service that is being booked, where the house wants it offered."""

from telephony.dialogue import options
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.vocabulary import OptionTerm

QUESTION = "add_on"


def settle(talk: Talk, matter: Matter) -> Turn | None:
    """Return the offer, once a call and only to somebody who asked for nothing extra themselves."""
    term = _fitting(talk, matter)
    if term is None:
        return None
    talk.state.is_add_on_offered = True
    matter.extra_id = term.id
    return talk.ask(QUESTION, talk.words.offer_add_on(term.name, term.duration_minutes, term.price_cents))


def answer(talk: Talk, heard: Heard) -> bool:
    """Take it along, at the very time that was chosen; anything else goes on as if it had not been asked."""
    matter = talk.state.matter
    if matter is None or matter.extra_id is None:
        return False
    if heard.answer == "yes" and not heard.wants_other:
        options.add(talk, matter, matter.extra_id)
        return True
    matter.extra_id = None
    return heard.answer == "no" and not heard.wish


def leave_out(talk: Talk, matter: Matter) -> bool:
    """Tell whether the time that was chosen is too short with it: then it is left out again."""
    if matter.extra_id is None or matter.extra_id not in matter.add_on_ids:
        return False
    matter.add_on_ids = [one for one in matter.add_on_ids if one != matter.extra_id]
    matter.extra_id = None
    talk.say(talk.words.add_on_does_not_fit())
    return True


def _fitting(talk: Talk, matter: Matter) -> OptionTerm | None:
    state, service = talk.state, talk.vocabulary.service(matter.service_id)
    is_open = matter.intent == BOOK and not (matter.guests or matter.add_on_ids or matter.is_confirmed)
    is_alone = not (matter.more_services or matter.repetition) and bool(matter.slot)
    if not talk.vocabulary.offers_add_ons or state.is_add_on_offered or not (is_open and is_alone):
        return None
    if service is None or state.frustration or state.misses:
        return None
    return min(service.add_ons, key=lambda term: term.duration_minutes, default=None)
