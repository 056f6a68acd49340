"""Leads a booking: service, time, offer, hold, name, number, one summary, booked."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from telephony.dialogue import wording
from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.details import wish_behind
from telephony.dialogue.following import choose, shifted_wish
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.grammar import Context
from telephony.dialogue.times.wish import MOST_RANK, Box, TimeWish

# More searches than this help nobody: a human finds a time.
MOST_SEARCHES = 8
MOST_TURNED_DOWN = 12
_NOON = 12
_THIS_ONE = re.compile(r" (?:diesen|dieser|diese|dieses|den naeheren|schon diese|gleich diese) ")
_NEXT_ONE = re.compile(
    r" (?:naechste woche|woche drauf|woche darauf|danach|in einer woche|folgende woche|darauf) "
)


def go_on_with_more(talk: Talk, booked: Matter, start: datetime) -> None:
    """Begin the booking of the next service said together with the booked one, right behind it."""
    if not booked.more_services:
        return
    service = talk.vocabulary.service(booked.service_id)
    behind = start + timedelta(minutes=service.duration_minutes if service else 30)
    following = Matter(
        intent=BOOK,
        service_id=booked.more_services[0],
        more_services=booked.more_services[1:],
        branch_id=booked.branch_id,
        wish=wish_behind(behind),
        is_place_told=booked.is_place_told,
    )
    talk.begin(following, first=True)
    named = talk.vocabulary.service(following.service_id)
    talk.say(wording.next_service(named.name if named else ""))


def time_context(talk: Talk) -> Context | None:
    """Return against what "nach dem 10." and "ab sieben" are understood: the offer, else the wish."""
    matter = talk.state.matter
    if matter is None:
        return None
    starts = [talk.local_start(slot) for slot in matter.offers or ([matter.slot] if matter.slot else [])]
    if starts:
        days = sorted(start.date() for start in starts)
        return Context(days=(days[0], days[-1]), is_morning=all(start.hour < _NOON for start in starts))
    box = next((box for box in matter.wish.boxes if box.start and box.end), None) if matter.wish else None
    return Context(days=(box.start, box.end - timedelta(days=1))) if box and box.start and box.end else None


def react_to_offer(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the utterance as an answer to the offered times; tell whether it was one."""
    if heard.no_such_day:
        talk.say(wording.no_such_day(heard.no_such_day))
        return True
    starts = [talk.local_start(slot) for slot in matter.offers]
    meant = choose(heard, matter.offers, starts).slots
    if len(meant) == 1:
        matter.slot = meant[0]
        return True
    if len(meant) > 1:
        # Whoever says "ja" to a choice twice takes the first; the summary still asks.
        if matter.pressed and len(meant) == len(matter.offers):
            matter.slot = meant[0]
        elif heard.answer == "yes" and len(meant) == len(matter.offers):
            talk.say(wording.gladly())
        matter.pressed += 1
        matter.offers = list(meant)
        return True
    if heard.wish and heard.wish.earliest and not heard.wish.boxes and matter.wish and matter.wish.earliest:
        matter.slot = matter.offers[0]
        return True
    moved = shifted_wish(heard, starts, matter.wish)
    later = moved or _new_wish(matter, heard, starts)
    if later is not None:
        matter.wish = later
        matter.shifted = heard.shift[0] if moved and heard.shift and heard.shift[1] is None else 0
        matter.forget_offers()
        return True
    if heard.wants_other:
        turn_down(matter)
        return True
    if heard.answer == "no":
        turn_down(matter)
        matter.wish = None
        return True
    return False


def _new_wish(matter: Matter, heard: Heard, starts: list[datetime]) -> TimeWish | None:
    if heard.wish is None:
        return None
    refined = matter.wish.refined_by(heard.wish) if matter.wish else heard.wish
    days = {start.date() for start in starts}
    if heard.wish.has_days or not heard.wish.has_hours or len(days) != 1:
        return refined
    # "Lieber um zwölf" means the day that was offered first of all.
    day = days.pop()
    there = tuple(
        replace(box, start=day, end=day + timedelta(days=1), weekdays=()) for box in heard.wish.boxes
    )
    elsewhere = tuple(replace(box, rank=min(box.rank + 5, MOST_RANK)) for box in refined.boxes)
    return replace(refined, boxes=(*there, *elsewhere))


def turn_down(matter: Matter) -> None:
    """Do not offer these times again unless they are asked for."""
    matter.turned_down = [*matter.turned_down, *(str(slot["slot_id"]) for slot in matter.offers)][
        -MOST_TURNED_DOWN:
    ]
    matter.forget_offers()


def choose_day(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the utterance as the choice between the days of an ambiguous wish."""
    wish = matter.wish or TimeWish()
    days = wish.choices
    place = read_ordinal(heard.said, len(days))
    if place is None and _THIS_ONE.search(heard.said):
        place = 0
    if place is None and _NEXT_ONE.search(heard.said):
        place = len(days) - 1
    if place is None and heard.wish is not None and not heard.wish.choices:
        fitting = [
            at
            for at, day in enumerate(days)
            if any(box.has_days and _is_meant(box, day) for box in heard.wish.boxes)
        ]
        place = fitting[0] if len(fitting) == 1 else None
    if place is None and heard.answer == "yes":
        place = 0
    if place is None:
        if heard.wish is None:
            return False
        matter.wish = heard.wish if heard.wish.has_days else wish.refined_by(heard.wish)
        return True
    matter.wish = _on_day(wish, days[place])
    if heard.wish is not None and heard.wish.has_hours:
        matter.wish = matter.wish.refined_by(
            replace(heard.wish, boxes=tuple(_hours_only(box) for box in heard.wish.boxes), choices=())
        )
    return True


def _is_meant(box: Box, day: date) -> bool:
    """Between two days "Dienstag" is the one that is a Tuesday, whatever week."""
    if box.loose and box.single_day is not None:
        return box.single_day.weekday() == day.weekday()
    return box.holds_day(day)


def _hours_only(box: Box) -> Box:
    return replace(box, start=None, end=None, weekdays=())


def _on_day(wish: TimeWish, day: date) -> TimeWish:
    boxes = tuple(
        dict.fromkeys(replace(box, start=day, end=day + timedelta(days=1), weekdays=()) for box in wish.boxes)
    )
    return replace(wish, boxes=boxes, choices=())


def take_anything(talk: Talk, matter: Matter) -> bool:
    """Take "egal" as the answer to the question that is open."""
    asked = talk.state.asked
    if asked == "person":
        matter.staff_options, matter.staff_any = [], True
    elif asked == "service" and matter.service_options:
        matter.service_id, matter.service_options = matter.service_options[0], []
    elif asked in {"when", "when_instead", "new_time"}:
        matter.wish = TimeWish(earliest=True)
    else:
        return False
    return True


def next_step(talk: Talk, matter: Matter) -> Turn:
    """Return the next question or act of a booking, never one whose answer is known."""
    return (
        _settle_service(talk, matter)
        or _settle_person(talk, matter)
        or settle_time(talk, matter)
        or _settle_caller(talk, matter)
        or _settle_consent(talk, matter)
        or _book(talk, matter)
    )


def _settle_service(talk: Talk, matter: Matter) -> Turn | None:
    services = talk.vocabulary.services
    if matter.service_id is None and len(services) == 1:
        matter.service_id = services[0].id
    if matter.service_id is not None or not services:
        talk.state.last_service_id = matter.service_id
        return None
    attempt = talk.times_asked("service")
    if matter.service_options:
        names = [term.name for term in services if term.id in matter.service_options]
        return talk.ask("service", wording.ask_which_service(names, talk.times_asked("which_service")))
    return talk.ask("service", wording.ask_service(talk.service_names(), attempt))


def _settle_person(talk: Talk, matter: Matter) -> Turn | None:
    if matter.staff_options:
        names = [term.name for term in talk.vocabulary.staff if term.id in matter.staff_options]
        return talk.ask("person", wording.ask_which_person(names))
    person, service = talk.vocabulary.person(matter.staff_id), talk.vocabulary.service(matter.service_id)
    if person and service and not person.offers(service.id):
        talk.say(wording.person_does_not(person.name, service.name))
        matter.staff_id, matter.staff_any = None, True
    return None


def settle_time(talk: Talk, matter: Matter) -> Turn | None:
    """Return the step towards one held slot, or ``None`` when there is one."""
    if matter.slot is not None:
        return None if matter.is_held else talk.act("hold", {"slot_id": matter.slot["slot_id"]})
    if matter.offers:
        offers = [talk.called(slot) for slot in matter.offers]
        return talk.ask("offer", wording.repeat_offer(offers, now=talk.wall))
    if matter.wish is None:
        question = "when_instead" if matter.searches else "when"
        return talk.ask(question, question_wording(talk, question))
    if matter.wish.choices:
        return talk.ask("which_day", wording.ask_which_day(matter.wish.choices))
    if matter.wish.boxes and not matter.wish.windows(talk.wall, 800):
        talk.say(wording.is_past())
        matter.wish = None
        return talk.ask("when_instead", question_wording(talk, "when_instead"))
    return _search(talk, matter)


def _search(talk: Talk, matter: Matter) -> Turn:
    if matter.searches >= MOST_SEARCHES:
        return talk.ask("offer_callback", wording.offer_callback())
    matter.searches += 1
    args: dict[str, Any] = {"wish": matter.wish.to_json() if matter.wish else None}
    known = {"service_id": matter.service_id, "staff_id": matter.staff_id, "branch_id": _place(talk, matter)}
    args.update({key: value for key, value in known.items() if value is not None})
    if matter.service_id is None and matter.appointment and matter.appointment.get("service"):
        args["service"] = matter.appointment["service"]
    if isinstance((matter.appointment or {}).get("id"), int):
        args["appointment_id"] = (matter.appointment or {})["id"]  # its own time does not stand in the way
    if matter.turned_down:
        args["exclude_slot_ids"] = matter.turned_down
    return talk.act("find_times", args, filler=wording.one_moment() if matter.searches == 1 else "")


def _place(talk: Talk, matter: Matter) -> int | None:
    """Return the branch that was named or the only one there is; the act knows which one was called."""
    branches = talk.vocabulary.branches
    return branches[0].id if len(branches) == 1 else matter.branch_id


def knows_caller(talk: Talk) -> bool:
    """Tell whether the summary can follow at once."""
    state = talk.state
    return bool((state.name or state.known_name) and (state.phone or state.line_number))


def _settle_caller(talk: Talk, matter: Matter) -> Turn | None:
    state = talk.state
    if state.name is None and state.known_name:
        state.name = state.known_name
    if state.name is None:
        return talk.ask("name", question_wording(talk, "name"))
    if state.phone is None and state.line_number:
        state.phone = state.line_number
    if state.phone is None and not state.is_phone_refused and talk.times_asked("phone") < 4:
        return talk.ask("phone", question_wording(talk, "phone"))
    return None


def _settle_consent(talk: Talk, matter: Matter) -> Turn | None:
    if matter.is_confirmed or matter.slot is None:
        return None
    slot = talk.localised(matter.slot)
    service = talk.vocabulary.service(matter.service_id)
    named = str(slot.get("service") or (service.name if service else "Termin"))
    place = talk.place_of(slot, matter)
    name = talk.state.name or ""
    number = talk.state.phone if talk.state.is_phone_spoken else None
    told_before, matter.told = matter.told, [f"{slot['slot_id']} {named}", name, number or ""]
    if told_before == matter.told:
        return talk.ask("confirm", wording.summary_again())
    if told_before[:2] == matter.told[:2] and number:
        return talk.ask("confirm", wording.confirm_phone(number))
    if (told_before[:1], told_before[2:]) == (matter.told[:1], matter.told[2:]):
        return talk.ask("confirm", wording.summary_of_name(name, spells=talk.state.is_name_spelled))
    return talk.ask("confirm", wording.summary(slot, service=named, name=name, number=number, branch=place))


def _book(talk: Talk, matter: Matter) -> Turn:
    args = {"slot_id": (matter.slot or {}).get("slot_id"), "name": talk.state.name}
    if talk.state.phone:
        args["phone"] = talk.state.phone
    return talk.act("book", args)
