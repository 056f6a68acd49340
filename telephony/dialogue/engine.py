"""The conversation: opens the call, takes what was heard or done, and decides what comes next."""

import re
from datetime import datetime

from telephony.dialogue import (
    asides,
    booking,
    choosing,
    consent,
    details,
    existing,
    humans,
    intents,
    repair,
    smalltalk,
)
from telephony.dialogue.hearing import Heard, listen
from telephony.dialogue.language import detect
from telephony.dialogue.matters import EXISTING, LONG, MOST_WORDS, begin_matters, detail_matters
from telephony.dialogue.port import ActDone, CallerSaid, Silence, Turn
from telephony.dialogue.reactions import ANSWERS
from telephony.dialogue.results import take_result
from telephony.dialogue.state import DialogueState, Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.vocabulary import CallerFacts, Vocabulary
from telephony.dialogue.wording import speaks

_WITH_WHOM = re.compile(r"^ (?:und |aber )?(?:bei wem|wer macht das|zu wem|von wem) ")

_SAID_IN_ENGLISH = frozenset({intents.ENGLISH, intents.BOOK})

# Shorter than that was a noise or a hello, longer was a wish that deserves to be asked for again.
_WHOLE_SENTENCE = 4

# A conversation that goes on for ever costs money and helps nobody.
MOST_TURNS = 80

_WHICH_TIME = re.compile(
    r" (?:welche[rnms]?|was fuer (?:ein|einen)) (?:tag|datum|uhrzeit|zeit|termin) (?:\w+ ){0,3}"
    r"(?:das|der|es|nochmal|noch mal|jetzt|gesagt) | (?:wann|um wie ?viel uhr) (?:ist|war|waere) das "
)
_FEWEST_WORDS = 3
_SURE_OF_LANGUAGE = 0.8
# What recognisers write about sounds: "(unintelligible audio)", "[Musik]".
_NOTES = re.compile(r"[(\[<*][^)\]>*]{0,60}[)\]>*]")
_LATER_DOUBT = re.compile(
    r" (?:doch|lieber|geht es|geht|ginge|vielleicht|etwas|stunde|tag) (?:\w+ ){0,2}(?:spaeter|frueher"
    r"|davor|danach) "
)


def open_call(*, vocabulary: Vocabulary, caller: CallerFacts, now: datetime) -> Turn:
    """Return the greeting; its first sentence says that an AI is speaking."""
    state = DialogueState(known_name=caller.known_name, line_number=caller.number)
    talk = Talk(state, vocabulary=vocabulary, now=now)
    greeted = caller.known_name if caller.greet_by_name else None
    sentence = talk.words.greeting(
        company=vocabulary.company_name, now=now, persona=vocabulary.persona_name, caller_name=greeted,
        is_recorded=vocabulary.recording and not greeted,
    )  # fmt: skip
    if vocabulary.recording and not greeted:
        return consent.ask(talk, sentence)
    turn = talk.ask("who" if greeted else "intent", sentence)
    state.last_question = talk.words.ask_intent()
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
        return repair.silent(talk)
    talk.state.silences = 0
    talk.state.turns += 1
    if talk.state.turns > MOST_TURNS:
        return talk.hang_up(talk.words.goodbye(now=now))
    text = _NOTES.sub(" ", heard.text)
    if not text.strip() and heard.text.strip():
        return repair.not_understood(talk)
    _switch_language(talk, text)
    understood = listen(
        text, asked=talk.state.asked, vocabulary=vocabulary, now=talk.wall,
        context=booking.time_context(talk), known_name=talk.state.name,
    )  # fmt: skip
    return _listened(talk, understood)


def _switch_language(talk: Talk, text: str) -> None:
    """Go on in the caller's language if we speak it; a name or a single word is no reason to."""
    if len(text.split()) < _FEWEST_WORDS:
        return
    guess = detect(text, current=talk.state.language)
    if guess.confidence >= _SURE_OF_LANGUAGE and speaks(guess.language):
        talk.state.language = guess.language


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
        return talk.hang_up(talk.words.goodbye(now=talk.now, booked=intents.BOOK in talk.state.done))
    if not talk.state.done:
        return talk.ask("intent", talk.words.ask_intent(talk.times_asked("intent")))
    return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))


def _next_of(talk: Talk, matter: Matter) -> Turn | None:
    if matter.intent == intents.BOOK:
        return booking.next_step(talk, matter)
    if matter.intent in EXISTING:
        return existing.next_step(talk, matter)
    return asides.next_step(talk, matter) if matter.intent in asides.QUICK else humans.next_step(talk, matter)


def _listened(talk: Talk, heard: Heard) -> Turn:
    state = talk.state
    state.is_waiting = False
    interrupted = _interrupted(talk, heard)
    if interrupted is not None:
        return interrupted
    smalltalk.feel(talk, heard)
    if state.asked == consent.QUESTION:
        noted = consent.take_answer(talk, heard)
        if noted is not None:
            return noted
        if not heard.has_details:
            return _ask_for_wish(talk, heard)
    reply = consent.withdrawn(talk, heard) or _special(talk, heard) or smalltalk.react(talk, heard)
    if reply is not None:
        return reply
    known = state.progress
    understood = _absorb(talk, heard)
    if isinstance(understood, Turn):
        return understood
    fed_up = smalltalk.offer_human(talk, heard)
    if fed_up is not None:
        return fed_up
    if not understood or (state.progress == known and not talk.has_spoken):
        return repair.missed(talk, heard)
    state.misses = 0
    return advance(talk)


def _interrupted(talk: Talk, heard: Heard) -> Turn | None:
    """Return the turn for what comes before any matter: an emergency, "wie bitte", "Moment"."""
    if heard.is_emergency and "emergency" not in talk.state.done:
        return _emergency(talk, heard)
    if talk.state.asked == humans.TRANSFERRING:
        return _came_back(talk)
    if heard.wants_repeat:
        return repair.repeated(talk)
    if heard.wants_wait and not _goes_on(heard):
        talk.state.is_waiting = True
        talk.say(talk.words.waiting())
        return talk.pause()
    return None


def _came_back(talk: Talk) -> Turn:
    """Somebody speaks to us while being put through: nobody picked up."""
    matter = Matter(intent=intents.CALLBACK, reason=talk.state.open_question)
    talk.say(talk.words.nobody_picked_up())
    talk.begin(matter, first=True)
    return humans.next_step(talk, matter)


def _goes_on(heard: Heard) -> bool:
    """``Moment, geht auch eine Stunde später?`` does not wait for anything."""
    told = heard.name or heard.phone or heard.service.ids or heard.staff.ids
    return bool(
        told or heard.intents or heard.wish or heard.shift or heard.wants_other or heard.answer == "no"
    )


def _ask_for_wish(talk: Talk, heard: Heard) -> Turn:
    """The question for consent got no answer and no wish came instead."""
    if not heard.is_greeting and len(heard.text.split()) >= _WHOLE_SENTENCE:
        talk.say(talk.words.not_understood())
    return talk.ask("intent", talk.words.ask_intent())


def _emergency(talk: Talk, heard: Heard) -> Turn:
    talk.state.done.append("emergency")
    talk.say(talk.words.emergency())
    for matter in talk.state.matters:
        details.take_details(talk, matter, heard)
    if not talk.state.matters:
        return talk.ask("offer_callback", talk.words.offer_callback())
    return repair.again(talk, differently=False)


def _special(talk: Talk, heard: Heard) -> Turn | None:
    """Answer what is about the conversation itself."""
    if intents.SPAM in heard.intents and _is_idle(talk):
        return talk.act("end", {"reason": "spam"})
    if intents.WRONG_NUMBER in heard.intents and _is_idle(talk):
        return talk.hang_up(talk.words.wrong_number_goodbye())
    if intents.ENGLISH in heard.intents and set(heard.intents) <= _SAID_IN_ENGLISH and heard.wish is None:
        talk.state.open_question = f"English: {heard.text}"[:MOST_WORDS]
        return talk.ask("offer_callback", talk.words.only_german())
    if intents.IDENTITY in heard.intents:
        talk.say(talk.words.identity(company=talk.vocabulary.company_name))
        if len(heard.intents) == 1 and not heard.service.ids:
            return repair.again(talk, differently=False)
    if _WHICH_TIME.search(heard.said) and talk.state.matter and talk.state.matter.slot:
        return _time_again(talk)
    person = _person_spoken_of(talk) if _WITH_WHOM.search(heard.said) else ""
    if person:
        talk.say(talk.words.with_whom(person))
        return repair.again(talk, differently=False)
    return None


def _is_idle(talk: Talk) -> bool:
    """Tell whether nothing has come of the call so far: then it may be none for this house at all."""
    return not talk.state.done and not any(
        matter.service_id or matter.wish or matter.offers or matter.appointments
        for matter in talk.state.matters
    )


def _time_again(talk: Talk) -> Turn:
    """``Welcher Tag war das nochmal?`` after a time was chosen."""
    matter = talk.state.matter
    if talk.state.asked == "confirm" and matter is not None:
        matter.told = []
        return advance(talk)
    slot = talk.localised((matter.slot if matter else None) or {})
    talk.say(f"{talk.words.spoken_start(datetime.fromisoformat(slot['starts_at']))}.")
    return repair.again(talk, differently=False)


def _person_spoken_of(talk: Talk) -> str:
    """Return with whom the offered or chosen time is, if it is one person."""
    matter = talk.state.matter
    slots = ([matter.slot] if matter.slot else matter.offers) if matter else []
    people = {str(talk.called(slot).get("staff") or "") for slot in slots}
    return people.pop() if len(people) == 1 else ""


def _absorb(talk: Talk, heard: Heard) -> bool | Turn:
    """Take everything from the utterance; return the turn that ends the step, or if it was understood."""
    leaving = _leaving(talk, heard)
    if leaving is not None:
        return leaving
    answered = ANSWERS[talk.state.asked](talk, heard) if talk.state.asked in ANSWERS else False
    if isinstance(answered, Turn):
        return answered
    if talk.state.asked == "which_appointment" and (answered or not heard.intents):
        return answered  # what else it says would only be lost among the appointments
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
        choosing.turn_down(matter)
    else:
        matter.offers, matter.slot, matter.is_held = [matter.slot], None, False
        return choosing.react_to_offer(talk, matter, heard)
    return True


def _leaving(talk: Talk, heard: Heard) -> Turn | None:
    state = talk.state
    if state.frustration >= smalltalk.FED_UP and not heard.is_goodbye:
        return None  # "Jetzt reicht es mir!" is no farewell
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
        return talk.hang_up(talk.words.goodbye(now=talk.now, booked=intents.BOOK in state.done))
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
    return talk.hang_up(talk.words.goodbye(now=talk.now, booked=intents.BOOK in state.done))
