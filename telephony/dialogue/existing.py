"""Appointments the caller has: ask for, move, cancel. A number is no proof, so the name is asked first."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from telephony.dialogue import humans
from telephony.dialogue.booking import settle_time
from telephony.dialogue.following import choose, moved_wish
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import CANCEL, LOOKUP, MESSAGE, RESCHEDULE
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.wish import MOST_RANK, Box, TimeWish

MOST_LOOK_UPS = 3


_ALL = re.compile(r" (?:beide|alle|alle beide|alles|saemtliche|alle zusammen|alle drei) ")

_GIVES_UP = re.compile(
    r" (?:absag\w*|ab|abbestell\w*|streich\w*|loesch\w*|ganz|zweite[ns]?|letztere[ns]?|gar nicht|weg) "
)
_KEEPS = re.compile(r" (?:nicht|nix|kein\w*|lassen|lass|bleibt|bleiben|behalt\w*|doch) ")
_MOVES_IT = re.compile(r" (?:verleg\w*|verschieb\w*|neuen?|anderen?|ersten?|erstere[ns]?|umbuch\w*) ")


def means_all(heard: Heard) -> bool:
    """Tell whether every appointment is meant."""
    return _ALL.search(heard.said) is not None


def gives_up(heard: Heard) -> bool:
    """Tell whether ``nee, einfach weg damit`` means that the appointment is to go."""
    return _GIVES_UP.search(heard.said) is not None and _KEEPS.search(heard.said) is None


def next_step(talk: Talk, matter: Matter) -> Turn:
    """Return the next question or act for an existing appointment."""
    if matter.appointment is None:
        return _find(talk, matter)
    if matter.intent == CANCEL:
        return _cancel(talk, matter)
    return settle_new_time(talk, matter)


def settle_new_time(talk: Talk, matter: Matter) -> Turn:
    """Return the next step of moving an appointment."""
    appointment = talk.localised(matter.appointment or {})
    take_shift(talk, matter)
    _anchor(talk, matter)
    _keep_place(matter)
    if matter.is_undecided:
        return talk.ask("move_or_cancel", talk.words.ask_move_or_cancel(appointment))
    if matter.wish is None and not matter.offers and matter.slot is None and not matter.searches:
        return talk.ask("new_time", talk.words.ask_new_time(appointment))
    step = settle_time(talk, matter)
    if step is not None:
        return step
    slot = matter.slot or {}
    if not matter.is_confirmed:
        moved = talk.words.confirm_move(appointment, talk.localised(slot))
        return talk.ask("confirm", moved)
    args = {"appointment_id": appointment.get("id"), "slot_id": slot.get("slot_id")}
    return talk.act("reschedule", {**args, **_fee_agreed_to(matter)})


def choose_appointment(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the utterance as the choice between several appointments."""
    starts = [talk.local_start(one) for one in matter.appointments]
    meant = choose(heard, matter.appointments, starts).slots
    if len(meant) != 1:
        return False
    matter.appointment = meant[0]
    return True


def _find(talk: Talk, matter: Matter) -> Turn:
    if matter.appointments and matter.wants_all:
        matter.appointment = matter.appointments[0]
        return _cancel(talk, matter)
    if matter.appointments:
        named = [talk.localised(one) for one in matter.appointments]
        return talk.ask("which_appointment", talk.words.ask_which_appointment(named))
    if talk.state.line_number is None:
        # A voice alone proves nobody: a hidden number can book, not read or change.
        talk.finish(matter)
        if matter.intent == CANCEL and talk.state.name and _day_of(matter) is not None:
            return _pass_on(talk, matter)
        talk.state.open_question = talk.words.callback_reason(matter.intent)
        told = talk.state.asked == "offer_callback"
        sentence = talk.words.offer_callback() if told else talk.words.number_hidden()
        return talk.ask("offer_callback", sentence)
    day = _day_of(matter)
    if talk.state.name is None and (day is None or matter.looked_up):
        return talk.ask("name_of_appointment", question_wording(talk, "name_of_appointment"))
    if matter.looked_up == 1 and matter.old_wish is None and talk.times_asked("day_of_appointment") > 1:
        return talk.ask("offer_callback", talk.words.offer_callback())
    if matter.looked_up == 1 and matter.old_wish is None:
        return talk.ask("day_of_appointment", question_wording(talk, "day_of_appointment"))
    if matter.looked_up >= MOST_LOOK_UPS:
        return talk.ask("offer_callback", talk.words.offer_callback())
    matter.looked_up += 1
    known = {"name": talk.state.name, "date": day.isoformat() if day else None}
    return talk.act("my_appointments", {key: value for key, value in known.items() if value})


def _pass_on(talk: Talk, matter: Matter) -> Turn:
    """Whoever hides their number and cannot come is not asked for proof: the team is told, and looks."""
    talk.say(talk.words.passes_on_cancellation())
    talk.state.is_phone_refused = True
    note = talk.begin(Matter(intent=MESSAGE, text=f"{talk.words.callback_reason(CANCEL)}: {matter.text}"))
    return humans.next_step(talk, note)


def _day_of(matter: Matter) -> date | None:
    """Return the day of the appointment, if it was said."""
    return matter.old_wish.boxes[0].single_day if matter.old_wish and matter.old_wish.boxes else None


def found(talk: Talk, matter: Matter, appointments: list[dict[str, Any]]) -> Turn | None:
    """Take the appointments an act found; return the closing turn of a mere question."""
    if matter.intent == LOOKUP:
        talk.say(talk.words.my_appointments([talk.localised(one) for one in appointments]))
        talk.finish(matter)
        return None
    matter.appointments = _meant(talk, matter, appointments)
    if len(matter.appointments) == 1:
        matter.appointment = matter.appointments[0]
        if matter.intent == RESCHEDULE and matter.wish is not None:
            talk.say(talk.words.found_appointment(talk.localised(matter.appointment)))
    return None


def _meant(talk: Talk, matter: Matter, appointments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those on the day that was named; "am Donnerstag" is the next Thursday with an appointment."""
    boxes = matter.old_wish.boxes if matter.old_wish else ()
    ordered = sorted(appointments, key=talk.local_start)
    fitting = [one for one in ordered if any(box.holds_day(talk.local_start(one).date()) for box in boxes)]
    return (fitting[:1] if any(box.weekdays for box in boxes) else fitting) or ordered


def take_shift(talk: Talk, matter: Matter) -> None:
    """Turn "um eine Woche verschieben" into a wish, seen from the appointment."""
    if not matter.shift or matter.appointment is None:
        return
    start = talk.local_start(matter.appointment)
    minutes = matter.shift[1] or None
    if minutes is None and matter.shift[0] < 0:
        matter.wish, matter.shift = _any_time_before(talk, start), []
        return
    minute = start.hour * 60 + start.minute
    same_hour = TimeWish(
        boxes=(Box(opens=max(0, minute - 60), closes=min(minute + 61, 1440), target=minute),)
    )
    matter.wish = moved_wish((matter.shift[0], minutes), [start], same_hour)
    matter.shift = []


def _any_time_before(talk: Talk, start: datetime) -> TimeWish:
    """``Haben Sie etwas Früheres?``: on any day before it, else earlier the same day."""
    day = start.date()
    same_day = Box(start=day, end=day + timedelta(days=1), closes=start.hour * 60 + start.minute, rank=1)
    ahead = (Box(start=talk.today, end=day),) if talk.today < day else ()
    return TimeWish(boxes=(*ahead, same_day), earliest=True)


def _anchor(talk: Talk, matter: Matter) -> None:
    """``Auf 16 Uhr`` means the same day, ``auf Freitag`` best the same hour as before."""
    wish = matter.wish
    if wish is None or matter.appointment is None or not wish.boxes:
        return
    start = talk.local_start(matter.appointment)
    if wish.has_hours and not wish.has_days:
        day = start.date()
        there = tuple(replace(box, start=day, end=day + timedelta(days=1)) for box in wish.boxes)
        elsewhere = tuple(replace(box, rank=min(box.rank + 5, MOST_RANK)) for box in wish.boxes)
        matter.wish = replace(wish, boxes=(*there, *elsewhere))
    elif not wish.has_hours:
        minute = start.hour * 60 + start.minute
        boxes = (replace(box, target=minute) if _is_day(box) else box for box in wish.boxes)
        matter.wish = replace(wish, boxes=tuple(boxes))


def _keep_place(matter: Matter) -> None:
    """A moved appointment stays where it is, and with whom it is if that can be."""
    appointment = matter.appointment or {}
    if matter.branch_id is None:
        matter.branch_id = appointment.get("branch_id")
    if matter.staff_id is None and not matter.staff_any and not matter.staff_not and not matter.searches:
        matter.staff_id = appointment.get("staff_id")
        matter.is_staff_soft = matter.staff_id is not None


def answer_move_or_cancel(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take which of the two an appointment is to be, to which its owner cannot come."""
    if CANCEL in heard.intents or _GIVES_UP.search(heard.said):
        matter.intent, matter.is_undecided, matter.is_confirmed = CANCEL, False, True
        return True
    moves = RESCHEDULE in heard.intents or heard.wish or heard.shift or heard.answer == "yes"
    if not moves and not _MOVES_IT.search(heard.said):
        return False
    matter.is_undecided = False
    if heard.wish:
        matter.wish = heard.wish
    return True


def _is_day(box: Box) -> bool:
    return box.single_day is not None and box.target is None


def _cancel(talk: Talk, matter: Matter) -> Turn:
    appointment = talk.localised(matter.appointment or {})
    if not matter.is_confirmed and matter.wants_all and len(matter.appointments) > 1:
        named = [talk.localised(one) for one in matter.appointments]
        return talk.ask("confirm_cancel", talk.words.confirm_cancel_all(named))
    if not matter.is_confirmed:
        return talk.ask("confirm_cancel", talk.words.confirm_cancel(appointment))
    return talk.act("cancel", {"appointment_id": appointment.get("id"), **_fee_agreed_to(matter)})


def _fee_agreed_to(matter: Matter) -> dict[str, Any]:
    return {"accepted_fee_cents": matter.fee_cents} if matter.fee_cents else {}


def ask_about_fee(talk: Talk, matter: Matter, result: dict[str, Any], *, question: str) -> Turn:
    """Return the question whether it shall be done although it costs something so late."""
    matter.fee_cents, matter.is_confirmed = int(result.get("fee_cents") or 0), False
    return talk.ask(question, str(result.get("say") or ""))
