"""The conversation: opens the call, takes what was heard or done, and decides what comes next."""

from datetime import datetime

from telephony.dialogue import (
    asides,
    booking,
    consent,
    deciding,
    details,
    existing,
    framing,
    humans,
    intents,
    interjections,
    offered,
    picking,
    repair,
    smalltalk,
    taxi,
    tongues,
)
from telephony.dialogue.abroad import calling_back
from telephony.dialogue.absorbing import absorb
from telephony.dialogue.emergency import lost_a_tooth
from telephony.dialogue.hearing import Heard
from telephony.dialogue.language import beside_the_request
from telephony.dialogue.matters import EXISTING, LONG
from telephony.dialogue.port import ActDone, CallerSaid, Silence, Turn
from telephony.dialogue.results import take_result
from telephony.dialogue.state import DialogueState, Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import without_notes
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.understanding import as_written, understood
from telephony.dialogue.vocabulary import CallerFacts, Vocabulary
from telephony.dialogue.wording import speaks

# Shorter than that was a noise or a hello, longer was a wish that deserves to be asked for again.
_WHOLE_SENTENCE = 4

# A conversation that goes on for ever costs money and helps nobody.
MOST_TURNS = 80
_MOST_DECISIONS = 3
_MOST_CONSENT_QUESTIONS = 2


def open_call(*, vocabulary: Vocabulary, caller: CallerFacts, now: datetime) -> Turn:
    """Return the greeting; its first sentence says that an AI is speaking."""
    state = DialogueState(
        known_name=caller.known_name, line_number=caller.number,
        usual_service_id=caller.usual_service_id, usual_staff_id=caller.usual_staff_id,
    )  # fmt: skip
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
    turn = _stepped(talk, heard)
    for _ in range(_MOST_DECISIONS):
        settled = deciding.unstuck(talk, turn)
        if settled is not None:
            return settled
        turn = advance(talk)
    return turn


def _stepped(talk: Talk, heard: CallerSaid | ActDone | Silence) -> Turn:
    if talk.state.is_over:
        return talk.hang_up("")
    if isinstance(heard, ActDone):
        return take_result(talk, heard.name, heard.result) or advance(talk)
    if isinstance(heard, Silence):
        return repair.silent(talk)
    talk.state.silences = 0
    talk.state.turns += 1
    if talk.state.turns > MOST_TURNS:
        return talk.hang_up(talk.words.goodbye(now=talk.now))
    text = without_notes(heard.text)
    if not text.strip() and heard.text.strip():
        return repair.not_understood(talk)
    return _said(talk, text)


def _said(talk: Talk, text: str) -> Turn:
    """Hear the utterance in the language in which it was said."""
    has_switched = tongues.follow(talk, text)
    if not speaks(talk.state.language):
        return calling_back.take(talk, text)
    text = beside_the_request(text)
    if not text:
        talk.say("" if has_switched else talk.words.gladly())
        return _same_question(talk)
    heard = picking.separated(talk, understood(talk, as_written(talk, text)))
    if has_switched and talk.state.asked == consent.QUESTION:
        heard = tongues.without_consent(heard)
        if not heard.has_details:
            return _same_question(talk)
    return _listened(talk, heard)


def _same_question(talk: Talk) -> Turn:
    """Put the open question in the language that is spoken now."""
    asked = talk.state.asked
    if asked == consent.QUESTION and talk.times_asked(asked) < _MOST_CONSENT_QUESTIONS:
        return talk.ask(asked, talk.words.ask_consent())
    return advance(talk) if talk.state.matters else talk.ask("intent", talk.words.ask_intent())


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
    offered = taxi.offer(talk)
    if offered is not None:
        return offered
    if talk.state.is_leaving:
        return talk.hang_up(talk.words.goodbye(now=talk.now, booked=intents.BOOK in talk.state.done))
    if not talk.state.done:
        return talk.ask("intent", talk.words.ask_intent(talk.times_asked("intent")))
    return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))


def _next_of(talk: Talk, matter: Matter) -> Turn | None:
    if matter.intent == intents.BOOK:
        return booking.next_step(talk, matter)
    if matter.intent == intents.WAITLIST:
        return offered.next_step(talk, matter)
    if matter.intent in EXISTING:
        return existing.next_step(talk, matter)
    return asides.next_step(talk, matter) if matter.intent in asides.QUICK else humans.next_step(talk, matter)


def _listened(talk: Talk, heard: Heard) -> Turn:
    state = talk.state
    state.is_waiting = False
    heard = taxi.heard_with(talk, framing.framed(talk, heard))
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
    reply = (
        consent.withdrawn(talk, heard) or taxi.react(talk, heard) or offered.react(talk, heard)
        or interjections.react(talk, heard) or smalltalk.react(talk, heard)
    )  # fmt: skip
    if reply is not None:
        return reply
    known = state.progress
    understood = absorb(talk, heard)
    if isinstance(understood, Turn):
        return understood
    fed_up = smalltalk.offer_human(talk, heard)
    if fed_up is not None:
        return fed_up
    if not understood or (state.progress == known and not talk.has_spoken):
        return repair.missed(talk, heard)
    state.misses = 0
    if state.progress != known and state.asked not in deciding.DECIDABLE:
        state.topic, state.repeats = "", 0  # the question was passed over for something that helped
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
    if smalltalk.asks_whether_there(heard):
        talk.say(talk.words.here_i_am())
        return talk.ask("intent", talk.words.ask_intent())
    if repair.looks_like_question(heard):
        talk.state.asked = "intent"
        return repair.missed(talk, heard)
    if not heard.is_greeting and len(heard.text.split()) >= _WHOLE_SENTENCE:
        talk.say(talk.words.not_understood())
    return talk.ask("intent", talk.words.ask_intent())


def _emergency(talk: Talk, heard: Heard) -> Turn:
    talk.state.done.append("emergency")
    talk.excuse()
    talk.say(talk.words.emergency(talk.vocabulary.country))
    for matter in talk.state.matters:
        details.take_details(talk, matter, heard)
    if not talk.state.matters and lost_a_tooth(heard.said) and heard.service.ids:
        # It is the practice itself that can save it: the first time there is.
        matter = talk.begin(Matter(intent=intents.BOOK, wish=TimeWish(earliest=True)))
        details.take_details(talk, matter, heard)
        return advance(talk)
    if not talk.state.matters:
        return talk.ask("offer_callback", talk.words.offer_callback())
    return repair.again(talk, differently=False)
