"""Hears when a caller is done, and lets them go."""

import re

from telephony.dialogue import contacting, humans, intents, smalltalk, waiting
from telephony.dialogue.hearing import Heard
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

# "Nee, ich bin ein Mann" refuses nothing: it says more.
_MERE_NO = 3
# "Hat sich erledigt" wants no call any more.
_WITHDRAWN = re.compile(
    r" (?:erledigt|vergessen|lassen wir|ueberleg\w*|brauch\w*|nicht mehr|nicht noetig|selb\w+"
    r"|ich (?:ruf|rufe|meld|melde)) "
)


def leave(talk: Talk, heard: Heard) -> Turn | None:
    """Return the goodbye; ``None`` where the conversation goes on, perhaps only to finish what is open."""
    state = talk.state
    if state.frustration >= smalltalk.FED_UP and not heard.is_goodbye:
        return None  # "Jetzt reicht es mir!" is no farewell
    if (
        state.asked == "more"
        and not heard.has_details
        and (
            heard.is_nothing_more
            or heard.is_goodbye
            or (heard.answer == "no" and len(heard.said.split()) <= _MERE_NO)
            or (heard.is_thanks and heard.answer != "yes")
        )
    ):
        return talk.hang_up(talk.words.goodbye(now=talk.now, booked=intents.BOOK in state.done))
    is_done = heard.is_nothing_more and not state.matters and not heard.has_details
    if not heard.is_goodbye and not is_done:
        return None
    if state.asked in {"confirm", "confirm_cancel"} and heard.answer == "yes":
        state.is_leaving = True
        return None
    waits = next((one for one in state.matters if one.waits), None)
    if waits is not None and not heard.intents and not _WITHDRAWN.search(heard.said):
        state.is_leaving = True
        contacting.take_caller(talk, heard)
        state.matters.sort(key=lambda one: one is not waits)
        return waiting.settle(talk, waits)
    owed = _owed_callback(talk, heard)
    if owed is not None:
        state.is_leaving = True
        contacting.take_caller(talk, heard)
        return humans.call_back_now(talk, owed)
    if (
        heard.intents
        or heard.service.ids
        or (heard.wish and state.matters)
        or state.asked in {"callback_reason", "message"}
    ):
        state.is_leaving = True
        return None
    return talk.hang_up(talk.words.goodbye(now=talk.now, booked=intents.BOOK in state.done))


def _owed_callback(talk: Talk, heard: Heard) -> Matter | None:
    """Return the callback that lacks nothing but a name: whoever says goodbye instead still gets it."""
    state = talk.state
    if (
        state.asked != "name_simple"
        or not (state.phone or state.line_number)
        or _WITHDRAWN.search(heard.said)
    ):
        return None
    return next((one for one in state.matters if one.intent == intents.CALLBACK and one.reason), None)
