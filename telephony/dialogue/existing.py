"""Appointments the caller has: ask for, move, cancel. A number is no proof, so the name is asked first."""

from typing import Any

from telephony.dialogue import wording
from telephony.dialogue.booking import settle_time
from telephony.dialogue.following import choose, moved_wish
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import CANCEL, LOOKUP, RESCHEDULE
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.wish import Box, TimeWish

MOST_LOOK_UPS = 3


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
    if matter.wish is None and not matter.offers and matter.slot is None and not matter.searches:
        return talk.ask("new_time", wording.ask_new_time(appointment))
    step = settle_time(talk, matter)
    if step is not None:
        return step
    slot = matter.slot or {}
    if not matter.is_confirmed:
        moved = wording.confirm_move(appointment, talk.localised(slot))
        return talk.ask("confirm", moved)
    return talk.act("reschedule", {"appointment_id": appointment.get("id"), "slot_id": slot.get("slot_id")})


def choose_appointment(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the utterance as the choice between several appointments."""
    starts = [talk.local_start(one) for one in matter.appointments]
    meant = choose(heard, matter.appointments, starts).slots
    if len(meant) != 1:
        return False
    matter.appointment = meant[0]
    return True


def _find(talk: Talk, matter: Matter) -> Turn:
    if matter.appointments:
        named = [talk.localised(one) for one in matter.appointments]
        return talk.ask("which_appointment", wording.ask_which_appointment(named))
    if talk.state.name is None:
        return talk.ask("name_of_appointment", question_wording(talk, "name_of_appointment"))
    if matter.looked_up == 1 and matter.old_wish is None:
        return talk.ask("day_of_appointment", question_wording(talk, "day_of_appointment"))
    if matter.looked_up >= MOST_LOOK_UPS:
        return talk.ask("offer_callback", wording.offer_callback())
    matter.looked_up += 1
    args = {"name": talk.state.name}
    day = matter.old_wish.boxes[0].single_day if matter.old_wish and matter.old_wish.boxes else None
    if day is not None:
        args["date"] = day.isoformat()
    return talk.act("my_appointments", args)


def found(talk: Talk, matter: Matter, appointments: list[dict[str, Any]]) -> Turn | None:
    """Take the appointments an act found; return the closing turn of a mere question."""
    if matter.intent == LOOKUP:
        talk.say(wording.my_appointments([talk.localised(one) for one in appointments]))
        talk.finish(matter)
        return None
    matter.appointments = _meant(talk, matter, appointments)
    if len(matter.appointments) == 1:
        matter.appointment = matter.appointments[0]
        if matter.intent == RESCHEDULE and matter.wish is not None:
            talk.say(wording.found_appointment(talk.localised(matter.appointment)))
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
    minute = start.hour * 60 + start.minute
    same_hour = TimeWish(
        boxes=(Box(opens=max(0, minute - 60), closes=min(minute + 61, 1440), target=minute),)
    )
    matter.wish = moved_wish((matter.shift[0], minutes), [start], same_hour)
    matter.shift = []


def _cancel(talk: Talk, matter: Matter) -> Turn:
    appointment = talk.localised(matter.appointment or {})
    if not matter.is_confirmed:
        return talk.ask("confirm_cancel", wording.confirm_cancel(appointment))
    return talk.act("cancel", {"appointment_id": appointment.get("id")})
