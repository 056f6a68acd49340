"""A taxi for somebody who asks for one: to the office that the house named, when everything else is done."""

import re
from dataclasses import replace

from telephony.dialogue import intents, repair
from telephony.dialogue.hearing import Heard
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

QUESTION = "taxi"
_TAXI = re.compile(r" (?:taxi|taxis|taxe|krankentaxi|fahrdienst) ")
# Who comes by taxi needs none from us, and a taxi in the way is another story.
_BY_TAXI = re.compile(
    r" (?:mit (?:dem|einem|nem)|per|im|komme? mit|das|mein|kein\w*) taxi | taxi (?:steht|stau) "
)
# Everything else that is heard beside a taxi was only guessed from it.
_OF_ITS_OWN = frozenset({intents.CANCEL, intents.RESCHEDULE, intents.LATE, intents.COMPLAINT})


def heard_with(talk: Talk, heard: Heard) -> Heard:
    """Note that a taxi is wanted; nothing else is guessed from it."""
    if talk.state.asked == QUESTION or not _wants(heard):
        return heard
    talk.state.wants_taxi = True
    if heard.service.ids or (heard.wish is not None and heard.wish.has_days):
        return replace(heard, intents=tuple(one for one in heard.intents if one != intents.QUESTION))
    return replace(heard, intents=tuple(one for one in heard.intents if one in _OF_ITS_OWN))


def react(talk: Talk, heard: Heard) -> Turn | None:
    """Answer somebody who asked for a taxi and nothing else."""
    if not talk.state.wants_taxi or not _wants(heard) or heard.intents or heard.service.ids:
        return None
    if talk.vocabulary.taxi_number and talk.state.matters:
        talk.excuse()
        talk.say(talk.words.taxi_afterwards())
        return repair.again(talk, differently=False)
    return offer(talk)


def offer(talk: Talk) -> Turn | None:
    """Return the offer to put somebody through who wanted a taxi, once; ``None``: nobody did."""
    if not talk.state.wants_taxi:
        return None
    talk.state.wants_taxi = False
    if talk.vocabulary.taxi_number:
        return talk.ask(QUESTION, talk.words.offer_taxi())
    talk.say(talk.words.no_taxi())
    return (
        None if talk.state.matters else talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    )


def answer(talk: Talk, heard: Heard) -> bool | Turn:
    """Put the caller through, or go on."""
    if heard.answer == "no" and not heard.has_details:
        return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    if heard.answer != "yes" and not _wants(heard):
        return False
    matter = talk.begin(
        Matter(intent=intents.CALLBACK, reason=talk.words.taxi_office(), thing=QUESTION), first=True
    )
    return talk.act("transfer", {"reason": matter.reason, "partner": "taxi"})


def _wants(heard: Heard) -> bool:
    return _TAXI.search(heard.said) is not None and _BY_TAXI.search(heard.said) is None
