"""The conversation: opens the call, takes what was heard or done, and decides what comes next."""

import re
from datetime import datetime

from telephony.dialogue import answers, asides, booking, existing, intents, wording
from telephony.dialogue.hearing import Heard, listen
from telephony.dialogue.phones import number_of_digits
from telephony.dialogue.port import ActDone, CallerSaid, Silence, Turn
from telephony.dialogue.results import take_result
from telephony.dialogue.state import DialogueState, Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import CallerFacts, Vocabulary

MOST_MISSES = 3
MOST_SILENCES = 3
# A conversation that goes on for ever costs money and helps nobody.
MOST_TURNS = 80
_LATER_DOUBT = re.compile(
    r" (?:doch|lieber|geht es|geht|ginge|vielleicht|etwas|stunde|tag) (?:\w+ ){0,2}(?:spaeter|frueher"
    r"|davor|danach) "
)
_AND_THAT = re.compile(r"^ (?:und|was ist mit|wie ist es mit|wie siehts mit) ")
_PAIN = re.compile(
    r"schmerz|zahnweh| weh | wehtut| aua |pocht|geschwollen|dicke backe|abgebrochen|rausgefallen"
    r"|herausgefallen"
)

_LONG = frozenset(
    {intents.BOOK, intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP, intents.CALLBACK, intents.MESSAGE}
)
_EXISTING = frozenset({intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP})


def open_call(*, vocabulary: Vocabulary, caller: CallerFacts, now: datetime) -> Turn:
    """Return the greeting; its first sentence says that an AI is speaking."""
    state = DialogueState(known_name=caller.known_name, line_number=caller.number)
    talk = Talk(state, vocabulary=vocabulary, now=now)
    greeted = caller.known_name if caller.greet_by_name else None
    sentence = wording.greeting(
        company=vocabulary.company_name, now=now, persona=vocabulary.persona_name, caller_name=greeted,
        is_recorded=vocabulary.recording,
    )  # fmt: skip
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
    return _listened(talk, listen(heard.text, asked=talk.state.asked, vocabulary=vocabulary, now=talk.wall))


def advance(talk: Talk) -> Turn:
    """Return the next question or act: quick questions first, then the matters in the order they came."""
    while talk.state.matters:
        ready = next(
            (m for m in talk.state.matters if m.intent in asides.QUICK and asides.is_ready(talk, m)), None
        )
        matter = ready or next((m for m in talk.state.matters if m.intent in _LONG), talk.state.matters[0])
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
    if matter.intent in _EXISTING:
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
        "branch",
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
    if heard.wants_wait and not (
        heard.intents or heard.wish or heard.shift or heard.wants_other or heard.answer == "no"
    ):
        state.is_waiting = True
        talk.say(wording.waiting())
        return talk.pause()
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


def _emergency(talk: Talk, heard: Heard) -> Turn:
    talk.state.done.append("emergency")
    talk.say(wording.emergency())
    for matter in talk.state.matters:
        booking.take_details(talk, matter, heard)
    if not talk.state.matters:
        return talk.ask("offer_callback", wording.offer_callback())
    return _again(talk, differently=False)


def _special(talk: Talk, heard: Heard) -> Turn | None:
    """Answer what is about the conversation itself."""
    if intents.WRONG_NUMBER in heard.intents:
        return talk.hang_up(wording.wrong_number_goodbye())
    if intents.ENGLISH in heard.intents and len(heard.intents) == 1 and heard.wish is None:
        return talk.ask(talk.state.asked, wording.only_german())
    if intents.IDENTITY in heard.intents:
        talk.say(wording.identity(company=talk.vocabulary.company_name))
        if len(heard.intents) == 1 and not heard.service.ids:
            return _again(talk, differently=False)
    if intents.QUESTION in heard.intents and not set(heard.intents) & _LONG:
        talk.state.open_question = heard.text
        return talk.ask("offer_callback", wording.unknown_answer())
    return None


def _missed(talk: Talk) -> Turn:
    state = talk.state
    state.misses += 1
    if state.misses >= MOST_MISSES:
        return _give_to_human(talk)
    talk.say(wording.not_understood(state.misses - 1))
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
    answered = _ANSWERS[talk.state.asked](talk, heard) if talk.state.asked in _ANSWERS else False
    if isinstance(answered, Turn):
        return answered
    answered = answered or _reopen_offer(talk, heard)
    begun = _begin_matters(talk, heard)
    detailed = _detail_matters(talk, heard) if not answered or heard.intents else False
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
    if not heard.is_goodbye and not (heard.is_nothing_more and not state.matters):
        return None
    if state.asked in {"confirm", "confirm_cancel"} and heard.answer == "yes":
        state.is_leaving = True
        return None
    if heard.intents or (heard.wish and state.matters) or state.asked in {"callback_reason", "message"}:
        state.is_leaving = True
        return None
    return talk.hang_up(wording.goodbye(now=talk.now, booked=intents.BOOK in state.done))


def _begin_matters(talk: Talk, heard: Heard) -> bool:
    wanted = [intent for intent in heard.intents if intent in _LONG | asides.QUICK]
    if (
        not heard.intents
        and heard.service.ids
        and talk.state.done[-1:] == [intents.PRICE]
        and _AND_THAT.match(heard.said)
    ):
        wanted = [intents.PRICE]
    in_progress = talk.state.matter
    if not wanted and in_progress is None and _implies_booking(heard):
        wanted = [intents.BOOK]
    begun = False
    for intent in wanted:
        begun = _begin(talk, heard, intent) or begun
    return begun


def _implies_booking(heard: Heard) -> bool:
    return bool(heard.service.ids or heard.wish or heard.staff.ids) and heard.answer != "no"


def _begin(talk: Talk, heard: Heard, intent: str) -> bool:
    running = next((m for m in talk.state.matters if m.intent in {intents.BOOK, *_EXISTING}), None)
    if any(matter.intent == intent for matter in talk.state.matters):
        return intent != intents.BOOK
    if running and intent == intents.BOOK:
        return False
    if running and intent in _EXISTING:
        if running.intent == intents.BOOK and intent == intents.LOOKUP:
            talk.begin(Matter(intent=intent))
            return True
        # "Nein, absagen!" replaces the booking or the moving that was going on.
        talk.state.matters.remove(running)
    matter = talk.begin(Matter(intent=intent), first=intent == intents.CALLBACK)
    if intent == intents.BOOK:
        _greet_wish(talk, matter, heard)
        if not heard.service.ids and talk.state.done[-1:] == [intents.PRICE]:
            matter.service_id = talk.state.last_service_id
    if intent == intents.CALLBACK:
        matter.reason = _reason(heard)
    elif intent == intents.MESSAGE:
        matter.text = heard.text if _has_content(heard.text) else ""
    elif intent == intents.HOURS:
        matter.text = heard.text
    return True


def _greet_wish(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Somebody in pain wants the first time there is, and a kind word before anything else."""
    if _PAIN.search(heard.said):
        talk.say(wording.sympathy())
        matter.wish = TimeWish(earliest=True)
    else:
        talk.say(wording.gladly())


def _reason(heard: Heard) -> str:
    """Return the utterance as reason if it says more than "Ich will einen Menschen"."""
    return (
        heard.text
        if len(heard.text.split()) > 12 or " wegen " in heard.said or " weil " in heard.said
        else ""
    )


def _has_content(text: str) -> bool:
    return len(text.split()) >= 6 and "hinterlassen" not in text.lower()


def _detail_matters(talk: Talk, heard: Heard) -> bool:
    taken = False
    for matter in talk.state.matters:
        if matter.intent in _EXISTING and matter.appointment is None:
            taken = _detail_existing(talk, matter, heard) or taken
        elif (
            intents.PRICE in heard.intents
            and intents.BOOK not in heard.intents
            and matter.service_id is not None
        ):
            continue  # "und was kostet Färben?" asks, it does not change what is being booked
        elif matter.intent in _EXISTING or matter.intent == intents.BOOK:
            taken = booking.take_details(talk, matter, heard) or taken
        elif matter.intent == intents.PRICE and heard.service.ids:
            matter.service_id, matter.service_options = heard.service.only, list(heard.service.ids)
            taken = True
        elif matter.intent in {intents.CALLBACK, intents.MESSAGE}:
            taken = _detail_contact(talk, heard) or taken
    return taken


def _detail_existing(talk: Talk, matter: Matter, heard: Heard) -> bool:
    taken = _detail_contact(talk, heard)
    old = heard.old_wish
    if matter.intent == intents.RESCHEDULE:
        if heard.wish:
            matter.wish, taken = heard.wish, True
        if heard.move and not heard.wish:
            matter.shift, taken = [heard.move[0], heard.move[1] or 0], True
    else:
        old = old or heard.wish
    if old:
        # "Am Donnerstag kann ich nicht": the day that is refused is the day of the appointment.
        matter.old_wish, taken = TimeWish(boxes=old.boxes or old.excluded), True
    return taken


def _detail_contact(talk: Talk, heard: Heard) -> bool:
    taken = False
    if heard.name:
        talk.state.name, taken = heard.name, True
    if heard.phone:
        talk.state.phone, talk.state.is_phone_spoken, taken = heard.phone, True, True
    return taken


# --- answers to the open question ----------------------------------------


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
    if set(heard.intents) & (_EXISTING | {intents.CALLBACK}) or heard.service.only not in {
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
    if booking.take_details(talk, matter, heard) and not (heard.answer == "yes" and matter.slot is not None):
        return True
    if heard.shift is not None:
        matter.offers, matter.slot, matter.is_held = [matter.slot], None, False
        return booking.react_to_offer(talk, matter, heard)
    if heard.answer == "yes":
        matter.is_confirmed = True
        return True
    if heard.answer == "no" and not heard.intents:
        return talk.ask("change", wording.ask_change())
    return False


def _answer_change(talk: Talk, heard: Heard) -> bool | Turn:
    matter = talk.state.matter
    if matter is None:
        return False
    if booking.take_details(talk, matter, heard):
        return True
    said = heard.said
    if " name" in said or " namen " in said:
        talk.state.name, talk.state.known_name = None, None
        return True
    if "nummer" in said:
        talk.state.phone, talk.state.line_number = None, None
        return True
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


def _answer_which_appointment(talk: Talk, heard: Heard) -> bool | Turn:
    matter = talk.state.matter
    if matter is not None and existing.choose_appointment(talk, matter, heard):
        return True
    return False if heard.intents else _missed(talk)


def _answer_callback(talk: Talk, heard: Heard) -> bool | Turn:
    if heard.answer == "yes" or intents.CALLBACK in heard.intents:
        intent = talk.state.matter.intent if talk.state.matter else ""
        reason = talk.state.open_question or _reason(heard) or wording.callback_reason(intent)
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
    matter.reason = wording.callback_reason("") if refuses or not heard.text else heard.text
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
        return False
    state.digits = (state.digits + heard.digits)[:20]
    number = number_of_digits(state.digits, region=talk.vocabulary.country)
    if number is not None:
        state.phone, state.is_phone_spoken, state.digits = number, True, ""
        return True
    if len(state.digits) > 13:
        state.digits = ""
        return False
    return talk.ask("phone", wording.more_digits())


def _answer_any(talk: Talk, heard: Heard) -> bool:
    """``Egal`` answers the question for a branch, a person or a time."""
    matter = talk.state.matter
    if matter is None or not (heard.is_any or heard.knows_not) or heard.wish is not None:
        return False
    return booking.take_anything(talk, matter)


def _answer_day(talk: Talk, heard: Heard) -> bool | Turn:
    """Without a further fact the appointment stays closed: a human helps."""
    if heard.knows_not and heard.wish is None:
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
        return _begin(talk, heard, intents.BOOK)
    return talk.ask("intent", wording.ask_what_else())


def _answer_name(talk: Talk, heard: Heard) -> bool | Turn:
    """``Super, den nehme ich`` agrees to the time; the name is simply still missing."""
    if heard.name or heard.has_details or heard.answer != "yes" or talk.times_asked("name") > 2:
        return False
    return talk.ask("name", wording.ask_name(0))


_ANSWERS = {
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
    "branch": _answer_any,
    "person": _answer_any,
    "more": _answer_more,
}
