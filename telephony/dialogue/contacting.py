"""Takes names, numbers and what is to be passed on: whom the team reaches, and about what."""

import re

from telephony.dialogue import answers, booking, humans, intents
from telephony.dialogue.handing_over import MOST_WORDS, reason_of
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.names import sounds_open
from telephony.dialogue.phones import number_of_digits
from telephony.dialogue.port import Turn
from telephony.dialogue.sentiment import mood_of
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

_AT_THE_END = re.compile(
    r" (?:am ende|am schluss|zum schluss|hinten|die letzten?(?: ziffern?| zahl)?|letzte ziffer) "
)
_LAST_DIGITS = 4
_NO_CALL = re.compile(
    r" (?:kein\w*|ohne) (?:\w+ )?(?:rueckruf|anruf) | nicht (?:\w+ ){0,2}(?:zurueckrufen|zurueckzurufen"
    r"|anrufen) "
)


def answer_callback(talk: Talk, heard: Heard) -> bool | Turn:
    """Take the answer to "soll Sie jemand zurückrufen?"."""
    if heard.service.ids or heard.wish or intents.WAITLIST in heard.intents:
        talk.state.open_question = ""
        return False  # "na gut, dann Freitag um zehn" goes back to the matter
    if heard.answer == "yes" or intents.CALLBACK in heard.intents or heard.phone:
        if heard.phone:
            talk.state.phone, talk.state.is_phone_spoken = heard.phone, True
        intent = talk.state.matter.intent if talk.state.matter else ""
        reason = talk.state.open_question or reason_of(heard) or talk.words.callback_reason(intent)
        talk.state.matters = [
            m for m in talk.state.matters if m.searches < booking.MOST_SEARCHES and not m.looked_up
        ]
        talk.begin(Matter(intent=intents.CALLBACK, reason=reason), first=True)
        talk.state.open_question = ""
        return True
    if heard.answer == "no" and not heard.has_details:
        talk.state.open_question = ""
        talk.state.matters = [
            m for m in talk.state.matters if m.searches < booking.MOST_SEARCHES and not m.looked_up
        ]
        if not talk.state.matters:
            return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
        running = talk.state.matters[0]
        if running.intent == intents.BOOK and running.wish is not None and running.slot is None:
            # The same search once more would find the same: another day is asked for.
            running.refused, running.wish = running.wish, None
            running.forget_offers()
            talk.say(talk.words.no_problem())
        return True
    return False


def answer_callback_reason(talk: Talk, heard: Heard) -> bool | Turn:
    """Take what a callback is about, in the caller's words."""
    matter = talk.state.matter
    if matter is None or matter.intent != intents.CALLBACK:
        return False
    if matter.wants_human and (intents.HUMAN in cues(heard.said) or mood_of(heard.text).label == "angry"):
        # Whoever only wants the boss now is owed an apology and a call, no further questions.
        talk.say(talk.words.regret())
        matter.reason = f"{talk.words.callback_reason('human')}: {heard.text}"[:MOST_WORDS]
        return humans.call_back_now(talk, matter)
    refuses = answers.read_answer(heard.said) == "no" and len(heard.said.split()) < 4
    matter.reason = talk.words.callback_reason("") if refuses or not heard.text else heard.text[:MOST_WORDS]
    if heard.name:
        talk.state.name = heard.name
    return True


def answer_message(talk: Talk, heard: Heard) -> bool:
    """Take what is to be passed on."""
    matter = talk.state.matter
    if matter is None or not heard.text:
        return False
    matter.text = heard.text
    if heard.name:
        talk.state.name = heard.name
    return True


def take_caller(talk: Talk, heard: Heard) -> None:
    """Take who is calling from an answer that says more: ``Halb acht, Gabi Dünnebier``."""
    state = talk.state
    if heard.name and heard.name != state.name:
        state.name, state.is_name_spelled = heard.name, sounds_open(heard.text)
    if heard.phone:
        state.phone, state.is_phone_spoken, state.digits = heard.phone, True, ""


def answer_phone(talk: Talk, heard: Heard) -> bool | Turn:
    """Take a number, whole or in pieces."""
    state = talk.state
    if heard.phone:
        state.phone, state.is_phone_spoken, state.digits = heard.phone, True, ""
        return True
    if not heard.digits:
        return _refuses_number(talk, heard)
    state.digits = (state.digits + heard.digits)[:20]
    number = number_of_digits(state.digits, region=talk.vocabulary.country)
    if number is not None:
        state.phone, state.is_phone_spoken, state.digits = number, True, ""
        return True
    if len(state.digits) > 13:
        state.digits = ""
        return False
    return talk.ask("phone", talk.words.more_digits())


def _refuses_number(talk: Talk, heard: Heard) -> bool:
    if heard.answer != "no" and not heard.knows_not:
        return False
    talk.state.is_phone_refused = True
    talk.say(talk.words.no_problem())
    return True


def answer_name(talk: Talk, heard: Heard) -> bool | Turn:
    """``Super, den nehme ich`` agrees to the time; the name is simply still missing."""
    if heard.name or heard.has_details or heard.answer != "yes" or talk.times_asked("name") > 2:
        return False
    return talk.ask("name", talk.words.ask_name(0))


def answer_name_simply(talk: Talk, heard: Heard) -> bool | Turn:
    """A message is passed on without a name too."""
    if _NO_CALL.search(heard.said):
        talk.state.matters = [one for one in talk.state.matters if one.intent != intents.CALLBACK]
        talk.say(talk.words.no_problem())
        return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    refuses = heard.answer == "no" or heard.is_nothing_more or heard.knows_not
    if heard.name or not refuses:
        return False
    talk.state.is_name_refused = True
    talk.state.is_leaving = talk.state.is_leaving or heard.is_nothing_more or heard.is_goodbye
    return True


def corrects_number(talk: Talk, heard: Heard) -> bool:
    """``Nein, am Ende acht``: the last digits of the number that was read back."""
    state = talk.state
    if not state.is_phone_spoken or not state.phone or not _AT_THE_END.search(heard.said):
        return False
    digits = heard.digits
    if not 1 <= len(digits) <= _LAST_DIGITS:
        return False
    state.phone = state.phone[: -len(digits)] + digits
    return True
