"""The conversation: opens the call, takes what was heard or done, and decides what comes next."""

import re
from datetime import datetime

from telephony.dialogue import asides, booking, consent, details, existing, intents, wording
from telephony.dialogue.hearing import Heard, listen
from telephony.dialogue.matters import EXISTING, LONG, MOST_WORDS, begin_matters, detail_matters
from telephony.dialogue.port import ActDone, CallerSaid, Silence, Turn
from telephony.dialogue.reactions import ANSWERS
from telephony.dialogue.results import take_result
from telephony.dialogue.state import DialogueState, Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.vocabulary import CallerFacts, Vocabulary

MOST_MISSES = 3

_WITH_WHOM = re.compile(r"^ (?:und |aber )?(?:bei wem|wer macht das|zu wem|von wem) ")

_SAID_IN_ENGLISH = frozenset({intents.ENGLISH, intents.BOOK})

# Shorter than that was a noise or a hello, longer was a wish that deserves to be asked for again.
_WHOLE_SENTENCE = 4

MOST_SILENCES = 3

# A conversation that goes on for ever costs money and helps nobody.
MOST_TURNS = 80

_LATER_DOUBT = re.compile(
    r" (?:doch|lieber|geht es|geht|ginge|vielleicht|etwas|stunde|tag) (?:\w+ ){0,2}(?:spaeter|frueher"
    r"|davor|danach) "
)


def open_call(*, vocabulary: Vocabulary, caller: CallerFacts, now: datetime) -> Turn:
    """Return the greeting; its first sentence says that an AI is speaking."""
    state = DialogueState(known_name=caller.known_name, line_number=caller.number)
    talk = Talk(state, vocabulary=vocabulary, now=now)
    greeted = caller.known_name if caller.greet_by_name else None
    sentence = wording.greeting(
        company=vocabulary.company_name, now=now, persona=vocabulary.persona_name, caller_name=greeted,
        is_recorded=vocabulary.recording and not greeted,
    )  # fmt: skip
    if vocabulary.recording and not greeted:
        return consent.ask(talk, sentence)
    turn = talk.ask("who" if greeted else "intent", sentence)
    state.last_question = wording.ask_intent()
    return turn


def step(
    state: DialogueState, heard: CallerSaid | ActDone | Silence, *, vocabulary: Vocabulary, now: datetime
) -> Turn:
    """Return the next turn after an utterance, an act's result or a silence. The given state stays."""
    talk = Talk(state.copied(), vocabulary=vocabulary, now=now)
    if talk.state.is_over:
        return talk.hang_up("")
    if isinstance(heard, ActDone):
        return take_result(talk, heard.name, heard.result) or advance(talk)
    if isinstance(heard, Silence):
        return _silent(talk)
    talk.state.silences = 0
    talk.state.turns += 1
    if talk.state.turns > MOST_TURNS:
        return talk.hang_up(wording.goodbye(now=now))
    understood = listen(
        heard.text, asked=talk.state.asked, vocabulary=vocabulary, now=talk.wall,
        context=booking.time_context(talk), known_name=talk.state.name,
    )  # fmt: skip
    return _listened(talk, understood)


def advance(talk: Talk) -> Turn:
    """Return the next question or act: quick questions first, then the matters in the order they came."""
    while talk.state.matters:
        ready = next(
            (m for m in talk.state.matters if m.intent in asides.QUICK and asides.is_ready(talk, m)), None
        )
        matter = ready or next((m for m in talk.state.matters if m.intent in LONG), talk.state.matters[0])
        talk.state.matters.remove(matter)
        talk.state.matters.insert(0, matter)
        step_of_matter = _next_of(talk, matter)
        if step_of_matter is not None:
            return step_of_matter
    if talk.state.is_leaving:
        return talk.hang_up(wording.goodbye(now=talk.now, booked=intents.BOOK in talk.state.done))
    if not talk.state.done:
        return talk.ask("intent", wording.ask_intent(talk.times_asked("intent")))
    return talk.ask("more", wording.anything_else(talk.times_asked("more")))


def _next_of(talk: Talk, matter: Matter) -> Turn | None:
    if matter.intent == intents.BOOK:
        return booking.next_step(talk, matter)
    if matter.intent in EXISTING:
        return existing.next_step(talk, matter)
    return asides.next_step(talk, matter)


def _silent(talk: Talk) -> Turn:
    state = talk.state
    if state.is_waiting:
        state.is_waiting = False
        return talk.pause()
    state.silences += 1
    if state.silences >= MOST_SILENCES:
        return talk.hang_up(wording.silent_goodbye())
    talk.say(wording.still_there(state.silences - 1))
    return _again(talk, differently=state.silences > 1)


def _again(talk: Talk, *, differently: bool) -> Turn:
    """Put the open question again, as it was or in other words."""
    if differently and talk.state.asked in _REPHRASED:
        return advance(talk)
    return talk.ask(talk.state.asked, talk.state.last_question)


# Questions whose wording varies with each asking.
_REPHRASED = frozenset(
    {
        "intent",
        "service",
        "when",
        "when_instead",
        "name",
        "name_simple",
        "phone",
        "offer",
        "name_of_appointment",
        "day_of_appointment",
    }
)


def _listened(talk: Talk, heard: Heard) -> Turn:
    state = talk.state
    state.is_waiting = False
    if heard.is_emergency and "emergency" not in state.done:
        return _emergency(talk, heard)
    if heard.wants_repeat:
        return talk.ask(state.asked, state.last_question)
    if heard.wants_wait and not _goes_on(heard):
        state.is_waiting = True
        talk.say(wording.waiting())
        return talk.pause()
    if state.asked == consent.QUESTION:
        noted = consent.take_answer(talk, heard)
        if noted is not None:
            return noted
        if not heard.has_details:
            return _ask_for_wish(talk, heard)
    reply = _special(talk, heard)
    if reply is not None:
        return reply
    understood = _absorb(talk, heard)
    if isinstance(understood, Turn):
        return understood
    if not understood:
        return _missed(talk)
    state.misses = 0
    return advance(talk)


def _goes_on(heard: Heard) -> bool:
    """``Moment, geht auch eine Stunde später?`` does not wait for anything."""
    return bool(heard.intents or heard.wish or heard.shift or heard.wants_other or heard.answer == "no")


def _ask_for_wish(talk: Talk, heard: Heard) -> Turn:
    """The question for consent got no answer and no wish came instead."""
    if not heard.is_greeting and len(heard.text.split()) >= _WHOLE_SENTENCE:
        talk.say(wording.not_understood())
    return talk.ask("intent", wording.ask_intent())


def _emergency(talk: Talk, heard: Heard) -> Turn:
    talk.state.done.append("emergency")
    talk.say(wording.emergency())
    for matter in talk.state.matters:
        details.take_details(talk, matter, heard)
    if not talk.state.matters:
        return talk.ask("offer_callback", wording.offer_callback())
    return _again(talk, differently=False)


def _special(talk: Talk, heard: Heard) -> Turn | None:
    """Answer what is about the conversation itself."""
    if intents.WRONG_NUMBER in heard.intents:
        return talk.hang_up(wording.wrong_number_goodbye())
    if intents.ENGLISH in heard.intents and set(heard.intents) <= _SAID_IN_ENGLISH and heard.wish is None:
        talk.state.open_question = f"English: {heard.text}"[:MOST_WORDS]
        return talk.ask("offer_callback", wording.only_german())
    if intents.IDENTITY in heard.intents:
        talk.say(wording.identity(company=talk.vocabulary.company_name))
        if len(heard.intents) == 1 and not heard.service.ids:
            return _again(talk, differently=False)
    person = _person_spoken_of(talk) if _WITH_WHOM.search(heard.said) else ""
    if person:
        talk.say(wording.with_whom(person))
        return _again(talk, differently=False)
    if intents.QUESTION in heard.intents and not set(heard.intents) & LONG:
        talk.state.open_question = heard.text[:MOST_WORDS]
        return talk.ask("offer_callback", wording.unknown_answer())
    return None


def _person_spoken_of(talk: Talk) -> str:
    """Return with whom the offered or chosen time is, if it is one person."""
    matter = talk.state.matter
    slots = ([matter.slot] if matter.slot else matter.offers) if matter else []
    people = {str(talk.called(slot).get("staff") or "") for slot in slots}
    return people.pop() if len(people) == 1 else ""


def _missed(talk: Talk) -> Turn:
    state = talk.state
    state.misses += 1
    if state.misses >= MOST_MISSES:
        return _give_to_human(talk)
    talk.say(wording.not_understood(state.misses - 1))
    if state.asked == "confirm":
        return talk.ask("confirm", wording.summary_again())  # the details were said, only the yes is missing
    return _again(talk, differently=True)


def _give_to_human(talk: Talk) -> Turn:
    talk.say(wording.callback_after_misses())
    talk.state.misses = 0
    talk.state.matters = []
    matter = talk.begin(Matter(intent=intents.CALLBACK, reason="Anliegen am Telefon nicht verstanden"))
    talk.state.is_leaving = True
    return asides.call_back_now(talk, matter)


def _absorb(talk: Talk, heard: Heard) -> bool | Turn:
    """Take everything from the utterance; return the turn that ends the step, or if it was understood."""
    leaving = _leaving(talk, heard)
    if leaving is not None:
        return leaving
    answered = ANSWERS[talk.state.asked](talk, heard) if talk.state.asked in ANSWERS else False
    if isinstance(answered, Turn):
        return answered
    if not answered and talk.state.asked == "which_appointment" and not heard.intents:
        return False  # what else it says would only be lost among the appointments
    answered = answered or _reopen_offer(talk, heard)
    begun = begin_matters(talk, heard)
    detailed = detail_matters(talk, heard) if not answered or heard.intents else False
    return bool(answered or begun or detailed)


def _reopen_offer(talk: Talk, heard: Heard) -> bool:
    """``Haben Sie noch was anderes?`` after a time was chosen already."""
    matter = talk.state.matter
    if matter is None or matter.slot is None or not (heard.wants_other or _LATER_DOUBT.search(heard.said)):
        return False
    if heard.wants_other:
        booking.turn_down(matter)
    else:
        matter.offers, matter.slot, matter.is_held = [matter.slot], None, False
        return booking.react_to_offer(talk, matter, heard)
    return True


def _leaving(talk: Talk, heard: Heard) -> Turn | None:
    state = talk.state
    if (
        state.asked == "more"
        and not heard.has_details
        and (
            heard.is_nothing_more
            or heard.is_goodbye
            or heard.answer == "no"
            or (heard.is_thanks and heard.answer != "yes")
        )
    ):
        return talk.hang_up(wording.goodbye(now=talk.now, booked=intents.BOOK in state.done))
    is_done = heard.is_nothing_more and not state.matters and not heard.has_details
    if not heard.is_goodbye and not is_done:
        return None
    if state.asked in {"confirm", "confirm_cancel"} and heard.answer == "yes":
        state.is_leaving = True
        return None
    if (
        heard.intents
        or heard.service.ids
        or (heard.wish and state.matters)
        or state.asked in {"callback_reason", "message"}
    ):
        state.is_leaving = True
        return None
    return talk.hang_up(wording.goodbye(now=talk.now, booked=intents.BOOK in state.done))
