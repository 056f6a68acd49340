"""What mends a conversation: silence, misunderstandings, "wie bitte", and a human when nothing else helps."""

import re

from telephony.dialogue import booking, humans
from telephony.dialogue.handing_over import MOST_WORDS
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import CALLBACK, QUESTION
from telephony.dialogue.language import detect
from telephony.dialogue.port import Turn
from telephony.dialogue.sources import asks_anywhere
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.wording import speaks

MOST_MISSES = 3
# Not in a row, but in a whole call: somebody who is misheard that often is better off with a human.
MOST_MISSES_IN_ALL = 6
MOST_SILENCES = 3

# So many words in one language are no name and no title.
_SENTENCE = 4
_SURE = 0.9
_NAMED = frozenset({"name", "name_simple", "name_of_appointment", "message", "callback_reason"})
# Questions whose wording varies with each asking.
REPHRASED = frozenset(
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
_ASKS = re.compile(
    r"^ (?:(?:und|aber|ach|ja|nein|aeh|hallo|sagen sie(?: mal)?|sag mal|entschuldigung|ich wollte (?:noch )?"
    r"(?:fragen|wissen)|frage) )*"
    r"(?:wie|was|wo|wohin|wann|wer|warum|wieso|welche[rnms]?|gibt|gibts|haben|habt|hat|hast|kann|koennen"
    r"|koennte|darf|duerfen|muss|macht|machen|ist|sind|bieten|bietet|nehmen|nehmt|akzeptieren|verkauft"
    r"|verkaufen|braucht|brauche ich|soll|sollte|ob|wird|werden|dauert|kostet|wuerden) "
)


def silent(talk: Talk) -> Turn:
    """The caller says nothing."""
    state = talk.state
    if state.is_waiting or state.asked == humans.TRANSFERRING:
        state.is_waiting = False
        return talk.pause()
    talk.excuse()
    state.silences += 1
    if state.silences >= MOST_SILENCES:
        return talk.hang_up(talk.words.silent_goodbye())
    talk.say(talk.words.still_there(state.silences - 1))
    return again(talk, differently=state.silences > 1)


def again(talk: Talk, *, differently: bool) -> Turn:
    """Put the open question again, as it was or in other words."""
    matter = talk.state.matter
    if not differently or talk.state.asked not in REPHRASED:
        return talk.ask(talk.state.asked, talk.state.last_question)
    if talk.state.asked == "offer" and matter and matter.offers:
        return talk.ask("offer", booking.offer_again(talk, matter))
    if talk.state.asked == "service" and matter:
        return talk.ask("service", booking.service_question(talk, matter))
    return talk.ask(talk.state.asked, question_wording(talk, talk.state.asked))


def repeated(talk: Talk) -> Turn:
    """``Wie bitte?``: all of it again, a bare question in other words."""
    talk.excuse()
    state, matter = talk.state, talk.state.matter
    if state.asked == "offer" and matter and matter.offers:
        return talk.ask("offer", booking.offer_in_full(talk, matter))
    if state.last_said and state.last_said != state.last_question:
        return talk.ask(state.asked, state.last_said)
    return again(talk, differently=state.asked in REPHRASED - {"service", "intent"})


def looks_like_question(heard: Heard) -> bool:
    """Tell whether an utterance that nobody made sense of asks for something."""
    words = len(heard.said.split())
    return words > 2 and (
        "?" in heard.text or _ASKS.search(heard.said) is not None or asks_anywhere(heard.text)
    )


def missed(talk: Talk, heard: Heard | None = None) -> Turn:
    """Nothing was understood: look it up if it was a question, else ask again in other words."""
    if heard is not None and _is_foreign(talk, heard):
        talk.state.open_question = heard.text[:MOST_WORDS]
        return talk.ask("offer_callback", talk.words.only_german())
    if heard is not None and looks_like_question(heard):
        matter = Matter(intent=QUESTION, text=heard.text[:MOST_WORDS], is_guess=True)
        talk.begin(matter, first=True)
        return talk.act("answer_question", {"question": matter.text})
    return not_understood(talk)


def _is_foreign(talk: Talk, heard: Heard) -> bool:
    """Tell whether a whole sentence was said in a language that nobody speaks here."""
    if talk.state.asked in _NAMED or len(heard.said.split()) < _SENTENCE:
        return False
    guess = detect(heard.text, current=talk.state.language)
    return guess.confidence >= _SURE and not speaks(guess.language)


def not_understood(talk: Talk) -> Turn:
    """Count a misunderstanding and put the question in other words; the third one leads to a human."""
    state = talk.state
    state.misses += 1
    state.lost_turns += 1
    if state.misses >= MOST_MISSES or state.lost_turns >= MOST_MISSES_IN_ALL:
        return give_to_human(talk)
    talk.say(talk.words.not_understood(state.misses - 1))
    if state.asked == "confirm":
        # The details were said, only the yes is missing.
        return talk.ask("confirm", talk.words.summary_again())
    return again(talk, differently=True)


def give_to_human(talk: Talk) -> Turn:
    """Put the caller through, or owe them a call; whoever is owed one already is let go."""
    if CALLBACK in talk.state.done:
        return talk.hang_up(talk.words.goodbye(now=talk.now))
    talk.say(talk.words.callback_after_misses())
    summary = humans.summary_of(talk)
    reason = f"{talk.words.callback_reason('misunderstood')} {summary}".strip()
    talk.state.misses = talk.state.lost_turns = 0
    talk.state.matters = []
    matter = talk.begin(Matter(intent=CALLBACK, reason=reason, wants_human=True))
    talk.state.is_name_refused = True  # no more questions than needed
    return humans.next_step(talk, matter)
