"""Puts what was heard where it belongs: the answer to what was asked, new matters, their details."""

import re

from telephony.dialogue import choosing, contacting, farewell, noting, options
from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.hearing import Heard
from telephony.dialogue.matters import EXISTING, begin_matters, detail_matters
from telephony.dialogue.port import Turn
from telephony.dialogue.reactions import ANSWERS
from telephony.dialogue.talk import Talk
from telephony.dialogue.unasked import CHOICES

_LATER_DOUBT = re.compile(
    r" (?:doch|lieber|geht es|geht|ginge|vielleicht|etwas|stunde|tag) (?:\w+ ){0,2}(?:spaeter|frueher"
    r"|davor|danach) "
)


def absorb(talk: Talk, heard: Heard) -> bool | Turn:
    """Take everything from the utterance; return the turn that ends the step, or if it was understood."""
    leaving = farewell.leave(talk, heard)
    if leaving is not None:
        return leaving
    if options.names_add_on(talk, heard):
        return _take_along(talk, heard)
    asked = talk.state.asked
    answered = ANSWERS[asked](talk, heard) if asked in ANSWERS else False
    if isinstance(answered, Turn):
        return answered
    if talk.state.asked == "which_appointment" and (answered or not heard.intents):
        return answered  # what else it says would only be lost among the appointments
    if answered and talk.state.asked in CHOICES:
        contacting.take_caller(talk, heard)
        noting.take_remarks(talk, talk.state.matters[0], heard)
    answered = answered or _reopen_offer(talk, heard)
    if answered and asked == "offer_callback" and set(heard.intents) & EXISTING:
        return True  # "ja, bitte absagen": the callback is about just that
    begun = begin_matters(talk, heard)
    detailed = detail_matters(talk, heard) if not answered or heard.intents else False
    return bool(answered or begun or detailed)


def _take_along(talk: Talk, heard: Heard) -> bool:
    """``Den ersten, und bitte mit Pflege``: the time first, then what makes the visit longer."""
    matter = talk.state.matters[0]
    if talk.state.asked == "offer" and (
        heard.wish or read_ordinal(heard.said, len(matter.offers)) is not None
    ):
        choosing.react_to_offer(talk, matter, heard)
    talk.say(talk.words.gladly())
    detail_matters(talk, heard)
    return True


def _reopen_offer(talk: Talk, heard: Heard) -> bool:
    """``Haben Sie noch was anderes?`` after a time was chosen already."""
    matter = talk.state.matter
    if matter is None or matter.slot is None or not (heard.wants_other or _LATER_DOUBT.search(heard.said)):
        return False
    if heard.wants_other:
        choosing.turn_down(matter)
    else:
        matter.offers, matter.slot, matter.is_held = [matter.slot], None, False
        return choosing.react_to_offer(talk, matter, heard)
    return True
