"""What the caller says to the question that is open."""

import re

from telephony.dialogue import (
    choosing,
    contacting,
    details,
    existing,
    extras,
    intake,
    intents,
    offered,
    options,
    repair,
    series,
    smalltalk,
    taxi,
)
from telephony.dialogue.hearing import Heard
from telephony.dialogue.matters import EXISTING, begin
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

_NONE_OF_IT = re.compile(r" (?:nichts|nix|keins|keine[rns]?) (?:davon|von (?:denen|beiden|allem|dem)) ")
_MOST_HELLOS = 2
_SHORT_REFUSAL = 4


def _answer_who(talk: Talk, heard: Heard) -> bool | Turn:
    if heard.answer == "yes" or heard.name:
        talk.state.name = heard.name or talk.state.known_name
        return True if heard.has_details else talk.ask("intent", talk.words.ask_intent())
    if heard.answer == "no":
        talk.state.known_name = None
        return True if heard.has_details else talk.ask("intent", talk.words.ask_intent())
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
    return choosing.react_to_offer(talk, matter, heard)


def _answer_which_day(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is None or matter.wish is None or not matter.wish.choices:
        return False
    return choosing.choose_day(talk, matter, heard)


def _answer_which_time(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    return (
        matter is not None and bool(matter.wish and matter.wish.times) and choosing.choose_time(matter, heard)
    )


def _answer_confirm(talk: Talk, heard: Heard) -> bool | Turn:
    matter = talk.state.matter
    if matter is None or matter.slot is None:
        return False
    if contacting.corrects_number(talk, heard):
        return True
    if details.take_details(talk, matter, heard) and not (heard.answer == "yes" and matter.slot is not None):
        return True
    is_yes = heard.answer == "yes"
    if heard.shift is not None and not (is_yes and intents.WAITLIST in heard.intents):
        matter.offers, matter.slot, matter.is_held = [matter.slot], None, False
        return choosing.react_to_offer(talk, matter, heard)
    if is_yes:
        matter.is_confirmed = True
        return True
    if heard.name and heard.name == talk.state.name:
        return talk.ask("confirm", talk.words.summary_of_name(heard.name, spells=True))
    if heard.answer == "no" and not heard.intents:
        return talk.ask("change", talk.words.ask_change())
    return False


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
        return talk.ask("when_instead", talk.words.ask_which_time())
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
    is_all = matter.wants_all and existing.means_all(heard)
    if heard.answer == "yes" or is_all or (intents.CANCEL in heard.intents and heard.answer != "no"):
        matter.is_confirmed = True
        return True
    if heard.answer == "no" and existing.gives_up(heard):
        matter.is_confirmed = True
        return True
    if heard.answer == "no":
        talk.say(talk.words.kept())
        talk.finish(matter)
        return True
    return False


def _answer_move_or_cancel(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    return matter is not None and existing.answer_move_or_cancel(talk, matter, heard)


def _answer_which_appointment(talk: Talk, heard: Heard) -> bool:
    matter = talk.state.matter
    if matter is not None and matter.intent == intents.CANCEL and existing.means_all(heard):
        matter.wants_all = True
        return True
    return matter is not None and existing.choose_appointment(talk, matter, heard)


def _answer_any(talk: Talk, heard: Heard) -> bool:
    """``Egal`` answers the question for a person or a time."""
    matter = talk.state.matter
    if matter is None or not (heard.is_any or heard.knows_not) or heard.wish is not None:
        return False
    return choosing.take_anything(talk, matter)


def _answer_day(talk: Talk, heard: Heard) -> bool | Turn:
    """Without a further fact the appointment stays closed: a human helps."""
    if (heard.knows_not or heard.answer == "no") and heard.wish is None:
        return talk.ask("offer_callback", talk.words.offer_callback())
    return False


def _answer_service(talk: Talk, heard: Heard) -> bool | Turn:
    """``Nichts davon``: what is not offered cannot be booked, a human may know more."""
    matter = talk.state.matter
    if matter is None or heard.service.ids or heard.intents:
        return False
    refuses = heard.answer == "no" and len(heard.said.split()) <= _SHORT_REFUSAL
    refuses = refuses or _NONE_OF_IT.search(heard.said) is not None
    if refuses and talk.times_asked("service") > 1:
        talk.finish(matter)
        return talk.ask("offer_callback", talk.words.not_offered())
    return _answer_any(talk, heard)


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
    if talk.times_asked("intent") > _MOST_HELLOS or repair.looks_like_question(heard):
        return False
    if heard.name:
        talk.state.name = heard.name
    if heard.name or heard.is_greeting or heard.answer == "yes":
        return talk.ask("intent", talk.words.ask_intent(min(talk.times_asked("intent") - 1, 1)))
    return False


def _answer_wants_booking(talk: Talk, heard: Heard) -> bool | Turn:
    """A yes books what was just asked about; everything else is a matter of its own."""
    if heard.answer == "no" and not heard.has_details:
        return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    if heard.answer != "yes" and not (heard.wish or heard.staff.ids):
        return False
    matter = talk.begin(Matter(intent=intents.BOOK, service_id=talk.state.last_service_id))
    details.take_details(talk, matter, heard)
    return True


def _answer_more(talk: Talk, heard: Heard) -> bool | Turn:
    booked = talk.state.booked[-1] if talk.state.booked else {}
    renames = heard.name and heard.name != talk.state.name and not heard.intents
    if renames and booked.get("id") and talk.state.matter is None:
        return talk.act("correct_name", {"appointment_id": booked["id"], "name": heard.name})
    if heard.beside.plate or heard.beside.insurance:
        return _add_to_what_was_booked(talk, heard)
    if heard.answer != "yes" or heard.has_details:
        return False
    if intents.BOOK in talk.state.done and " noch " in heard.said:
        return begin(talk, heard, intents.BOOK)
    return talk.ask("intent", talk.words.ask_what_else())


def _add_to_what_was_booked(talk: Talk, heard: Heard) -> bool:
    """What the team should know and was said when the appointment stood already."""
    talk.begin(Matter(intent=intents.MESSAGE, text=heard.text))
    return True


ANSWERS = {
    "who": _answer_who,
    "offer": _answer_offer,
    "which_day": _answer_which_day,
    "which_time": _answer_which_time,
    "confirm": _answer_confirm,
    "change": _answer_change,
    "confirm_cancel": _answer_confirm_cancel,
    "move_or_cancel": _answer_move_or_cancel,
    "which_appointment": _answer_which_appointment,
    "offer_callback": contacting.answer_callback,
    smalltalk.OFFER_HUMAN: smalltalk.answer_human,
    "callback_reason": contacting.answer_callback_reason,
    "message": contacting.answer_message,
    "phone": contacting.answer_phone,
    "day_of_appointment": _answer_day,
    "service": _answer_service,
    "when": _answer_any,
    "when_instead": _answer_any,
    "new_time": _answer_new_time,
    "intent": _answer_intent,
    "name": contacting.answer_name,
    "name_simple": contacting.answer_name_simply,
    "person": _answer_any,
    intake.INTAKE: intake.answer,
    options.VARIANT: options.answer,
    "more": _answer_more,
    "wants_booking": _answer_wants_booking,
    offered.QUESTION: offered.answer,
    extras.QUESTION: extras.answer,
    series.HOW_MANY: series.answer_how_many,
    series.CONFLICTS: series.answer_conflicts,
    taxi.QUESTION: taxi.answer,
}
