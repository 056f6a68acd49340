"""What the caller says to the question that is open."""

import re

from telephony.dialogue import answers, booking, details, existing, intents, wording
from telephony.dialogue.hearing import Heard
from telephony.dialogue.matters import EXISTING, MOST_WORDS, begin, reason_of
from telephony.dialogue.phones import number_of_digits
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

_AT_THE_END = re.compile(
    r" (?:am ende|am schluss|zum schluss|hinten|die letzten?(?: ziffern?| zahl)?|letzte ziffer) "
)
_LAST_DIGITS = 4


def _answer_who(talk: Talk, heard: Heard) -> bool | Turn:
    if heard.answer == "yes" or heard.name:
        talk.state.name = heard.name or talk.state.known_name
        return True if heard.has_details else talk.ask("intent", wording.ask_intent())
    if heard.answer == "no":
        talk.state.known_name = None
        return True if heard.has_details else talk.ask("intent", wording.ask_intent())
    return False


def _answer_offer(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None or not matter.offers:
        return False
    if set(heard.intents) & (EXISTING | {intents.CALLBACK}) or heard.service.only not in {
        None,
        matter.service_id,
    }:
        return False
    return booking.react_to_offer(talk, matter, heard)


def _answer_which_day(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None or matter.wish is None or not matter.wish.choices:
        return False
    return booking.choose_day(talk, matter, heard)


def _answer_confirm(talk: Talk, heard: Heard) -> bool | Turn:
    matter = talk.state.matter
    if matter is None or matter.slot is None:
        return False
    if _corrects_number(talk, heard):
        return True
    if details.take_details(talk, matter, heard) and not (heard.answer == "yes" and matter.slot is not None):
        return True
    if heard.shift is not None:
        matter.offers, matter.slot, matter.is_held = [matter.slot], None, False
        return booking.react_to_offer(talk, matter, heard)
    if heard.answer == "yes":
        matter.is_confirmed = True
        return True
    if heard.name and heard.name == talk.state.name:
        return talk.ask("confirm", wording.summary_of_name(heard.name, spells=True))
    if heard.answer == "no" and not heard.intents:
        return talk.ask("change", wording.ask_change())
    return False


def _corrects_number(talk: Talk, heard: Heard) -> bool:
    """``Nein, am Ende acht``: the last digits of the number that was read back."""
    state = talk.state
    if not state.is_phone_spoken or not state.phone or not _AT_THE_END.search(heard.said):
        return False
    digits = heard.digits
    if not 1 <= len(digits) <= _LAST_DIGITS:
        return False
    state.phone = state.phone[: -len(digits)] + digits
    return True


def _answer_change(talk: Talk, heard: Heard) -> bool | Turn:
    matter = talk.state.matter
    if matter is None:
        return False
    if details.take_details(talk, matter, heard):
        return True
    said = heard.said
    if " name" in said or " namen " in said:
        talk.state.name, talk.state.known_name = None, None
        return True
    if "nummer" in said:
        talk.state.phone, talk.state.line_number = None, None
        return True
    if " uhrzeit " in said and matter.slot is not None:
        matter.wish = details.wish_on(talk.local_start(matter.slot).date())
        matter.forget_offers()
        return talk.ask("when_instead", wording.ask_which_time())
    if any(word in said for word in (" uhrzeit ", " zeit ", " tag ", " termin ", " datum ")):
        matter.wish = None
        matter.forget_offers()
        return True
    if heard.answer == "yes":
        matter.is_confirmed = True
        return True
    return False


def _answer_confirm_cancel(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None:
        return False
    if intents.RESCHEDULE in heard.intents:
        return False
    if heard.wish is not None and heard.wish.boxes and heard.answer != "yes":
        # A new time instead of a yes: the appointment is to be moved, not lost.
        matter.intent, matter.wish = intents.RESCHEDULE, heard.wish
        return True
    if heard.answer == "yes" or (intents.CANCEL in heard.intents and heard.answer != "no"):
        matter.is_confirmed = True
        return True
    if heard.answer == "no":
        talk.say(wording.kept())
        talk.finish(matter)
        return True
    return False


def _answer_which_appointment(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    return matter is not None and existing.choose_appointment(talk, matter, heard)


def _answer_callback(talk: Talk, heard: Heard) -> bool | Turn:
    if heard.answer == "yes" or intents.CALLBACK in heard.intents:
        intent = talk.state.matter.intent if talk.state.matter else ""
        reason = talk.state.open_question or reason_of(heard) or wording.callback_reason(intent)
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
        return (
            True if talk.state.matters else talk.ask("more", wording.anything_else(talk.times_asked("more")))
        )
    return False


def _answer_callback_reason(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None or matter.intent != intents.CALLBACK:
        return False
    refuses = answers.read_answer(heard.said) == "no" and len(heard.said.split()) < 4
    matter.reason = wording.callback_reason("") if refuses or not heard.text else heard.text[:MOST_WORDS]
    if heard.name:
        talk.state.name = heard.name
    return True


def _answer_message(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None or not heard.text:
        return False
    matter.text = heard.text
    if heard.name:
        talk.state.name = heard.name
    return True


def _answer_phone(talk: Talk, heard: Heard) -> bool | Turn:
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
    return talk.ask("phone", wording.more_digits())


def _refuses_number(talk: Talk, heard: Heard) -> bool:
    if heard.answer != "no" and not heard.knows_not:
        return False
    talk.state.is_phone_refused = True
    talk.say(wording.no_problem())
    return True


def _answer_any(talk: Talk, heard: Heard) -> bool:
    """``Egal`` answers the question for a person or a time."""
    matter = talk.state.matter
    if matter is None or not (heard.is_any or heard.knows_not) or heard.wish is not None:
        return False
    return booking.take_anything(talk, matter)


def _answer_day(talk: Talk, heard: Heard) -> bool | Turn:
    """Without a further fact the appointment stays closed: a human helps."""
    if (heard.knows_not or heard.answer == "no") and heard.wish is None:
        return talk.ask("offer_callback", wording.offer_callback())
    return False


def _answer_new_time(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None or matter.appointment is None:
        return False
    if heard.move is not None and heard.move[1] is not None:
        matter.shift = [heard.move[0], heard.move[1]]
        return True
    return _answer_any(talk, heard)


def _answer_intent(talk: Talk, heard: Heard) -> bool | Turn:
    """A hello, a name or a mere yes is no misunderstanding, only not yet the matter."""
    if heard.intents or heard.service.ids or heard.wish or heard.staff.ids:
        return False
    if heard.name:
        talk.state.name = heard.name
    if heard.name or heard.is_greeting or heard.answer == "yes":
        return talk.ask("intent", wording.ask_intent(min(talk.times_asked("intent") - 1, 1)))
    return False


def _answer_more(talk: Talk, heard: Heard) -> bool | Turn:
    if heard.answer != "yes" or heard.has_details:
        return False
    if intents.BOOK in talk.state.done and " noch " in heard.said:
        return begin(talk, heard, intents.BOOK)
    return talk.ask("intent", wording.ask_what_else())


def _answer_name(talk: Talk, heard: Heard) -> bool | Turn:
    """``Super, den nehme ich`` agrees to the time; the name is simply still missing."""
    if heard.name or heard.has_details or heard.answer != "yes" or talk.times_asked("name") > 2:
        return False
    return talk.ask("name", wording.ask_name(0))


ANSWERS = {
    "who": _answer_who,
    "offer": _answer_offer,
    "which_day": _answer_which_day,
    "confirm": _answer_confirm,
    "change": _answer_change,
    "confirm_cancel": _answer_confirm_cancel,
    "which_appointment": _answer_which_appointment,
    "offer_callback": _answer_callback,
    "callback_reason": _answer_callback_reason,
    "message": _answer_message,
    "phone": _answer_phone,
    "day_of_appointment": _answer_day,
    "service": _answer_any,
    "when": _answer_any,
    "when_instead": _answer_any,
    "new_time": _answer_new_time,
    "intent": _answer_intent,
    "name": _answer_name,
    "person": _answer_any,
    "more": _answer_more,
}
