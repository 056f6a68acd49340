"""Hears who calls because a time got free for them: it is read back, and their answer taken."""

import re
from typing import Any

from telephony.dialogue import contacting, humans
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK, WAITLIST
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase

Result = dict[str, Any]
QUESTION = "waitlist_yes"
_MESSAGE = r"(?:sms|nachricht|mail|email|e mail|whatsapp)"
# "Schicken Sie mir eine Nachricht, wenn was frei wird" has got none yet.
_GOT_WORD = re.compile(
    rf" {_MESSAGE} (?:\w+ ){{0,4}}(?:bekommen|erhalten|gekriegt|gekommen) "
    rf"| (?:bekam|bekommen|erhalten|gekriegt|krieg\w*) (?:\w+ ){{0,3}}{_MESSAGE} "
    r"| (?:haben|habt|hat|hast) (?:\w+ ){0,8}(?:geschrieben|geschickt|angeschrieben|angeboten|benachrichtigt)"
    r" | mir (?:\w+ ){0,3}(?:angeboten|geschickt|geschrieben) (?:haben|habt|hatten) "
    rf"| (?:wegen|auf) (?:der|die|dieser?|ihrer?|eurer?|ner|einer) {_MESSAGE} | (?:ihre|eure) {_MESSAGE} "
    r"| (?:got|received|had) (?:\w+ ){0,3}(?:text|message|email|sms) | your (?:text|message|email) "
    r"| (?:you|somebody|someone) (?:\w+ ){0,2}(?:texted|wrote|messaged|emailed|sent|offered) "
)
_GOT_FREE = re.compile(
    r" (?:warteliste\w*|nachrueck\w*|freigeworden|frei (?:ge)?worden|frei wurde|frei (?:waere|ist)"
    r"|freie[mnrs]? (?:termin|platz|zeit)|(?:was|etwas) frei|nehm\w* (?:ihn|den|das|es)|angeboten"
    r"|wait(?:ing)? ?list|opened up|came up|come up|freed up|take it"
    r"|(?:something|slot|time|appointment) (?:\w+ ){0,2}(?:free|available)) "
)
_IDLE = frozenset({"intent", "consent", "more", "who"})


def react(talk: Talk, heard: Heard) -> Turn | None:
    """Begin with the offered time, if that is what the call is about."""
    said = phrase(heard.text)
    if talk.state.matters or talk.state.asked not in _IDLE:
        return None
    if not (_GOT_WORD.search(said) and _GOT_FREE.search(said)):
        return None
    matter = talk.begin(Matter(intent=WAITLIST))
    contacting.take_caller(talk, heard)
    return next_step(talk, matter)


def next_step(talk: Talk, matter: Matter) -> Turn:
    """Return the question for the name, or the act that reads back, books or declines."""
    state = talk.state
    if state.line_number is None:
        talk.finish(matter)
        return talk.ask("offer_callback", talk.words.number_hidden())
    state.name = state.name or state.known_name
    missing = humans.missing_contact(talk, bridge="" if talk.has_spoken else talk.words.gladly())
    if missing is not None:
        return missing
    if state.name is None:
        talk.finish(matter)
        return talk.ask("offer_callback", talk.words.offer_callback())
    answer = {"confirmed": True} if matter.is_confirmed else {"declined": True} if matter.is_undecided else {}
    return talk.act("take_waitlist_time", {"name": state.name, **answer})


def answer(talk: Talk, heard: Heard) -> bool:
    """Take the yes or no to the time that was read back."""
    matter = talk.state.matter
    if matter is None or heard.answer is None:
        return False
    matter.is_confirmed, matter.is_undecided = heard.answer == "yes", heard.answer == "no"
    return True


def take_result(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """Ask for the yes, or end: booked, declined, or nothing there any more."""
    said, code = str(result.get("say") or talk.words.act_failed()), result.get("code")
    if code == "offered":
        return talk.ask(QUESTION, said)
    talk.excuse()
    talk.state.matters.remove(matter)
    if result.get("ok"):
        talk.say(said)
        talk.state.done.append(BOOK if code == "booked" else WAITLIST)
        talk.state.booked += [result["appointment"]] if result.get("appointment") else []
        return None
    talk.state.done.append(WAITLIST)
    return talk.ask("wants_booking", said)
