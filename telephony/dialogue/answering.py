"""What becomes of a question: answered from the sources, noted for the team, or passed on to it."""

from typing import Any

from telephony.dialogue import repair
from telephony.dialogue.concerns import ANSWERED_FIRST
from telephony.dialogue.intents import BOOK, CALLBACK, DURATION, PRICE
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

Result = dict[str, Any]
_LONGEST_QUESTION = 120
# How often a question could not be answered in this call.
_UNKNOWN = "unknown"


def take_answer(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """What the house knows is said; what it does not know is admitted and never made up."""
    talk.state.matters.remove(matter)
    talk.excuse()
    if result.get("ok"):
        talk.state.done.append(matter.intent)
        talk.state.misses = 0
        talk.say(str(result.get("say") or ""))
        if matter.thing == "papers":
            return _passed_on(talk, matter)
        return repair.again(talk, differently=False) if matter.is_guess and talk.state.matters else None
    if matter.reason and matter.thing in ANSWERED_FIRST:
        return _passed_on(talk, matter)
    if matter.thing:
        talk.state.done.append(matter.intent)
        thing = "" if matter.thing == "-" else matter.thing
        talk.say(talk.words.is_not_done_here(thing, talk.service_names()))
        return None
    if matter.is_guess and talk.state.misses + 1 >= repair.MOST_MISSES:
        return repair.not_understood(talk)
    talk.state.misses += matter.is_guess
    times = talk.times_asked(_UNKNOWN)
    talk.state.asked_times[_UNKNOWN] = times + 1
    leads_nowhere = all(one.intent in {PRICE, DURATION} for one in talk.state.matters)
    if talk.state.matters and (times > 1 or (times and leads_nowhere)):
        talk.state.matters = [] if leads_nowhere else talk.state.matters
        talk.state.open_question = matter.text
        return talk.ask("offer_callback", talk.words.unknown_answer())
    if talk.state.matters:
        talk.say(talk.words.question_noted(times))
        running = next((one for one in talk.state.matters if one.intent == BOOK), None)
        if running is not None and matter.text not in running.note:
            noted = talk.words.question_note(matter.text[:_LONGEST_QUESTION])
            running.note = ", ".join(filter(None, [running.note, noted]))
        return None
    talk.state.open_question = matter.text
    return talk.ask("offer_callback", talk.words.unknown_answer())


def _passed_on(talk: Talk, matter: Matter) -> Turn | None:
    """What the house cannot settle on the phone goes to the team, with the caller's words."""
    talk.say(talk.words.passes_on(matter.thing))
    talk.begin(Matter(intent=CALLBACK, reason=matter.reason), first=True)
    return None
