"""Leads a booking: service, time, offer, hold, name, number, one summary, booked."""

from datetime import datetime, timedelta
from typing import Any

from telephony.dialogue import companions, extras, intake, options, series, usual, waiting
from telephony.dialogue.details import wish_behind
from telephony.dialogue.intents import BOOK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.grammar import Context

# More searches than this help nobody: a human finds a time.
MOST_SEARCHES = 8
_NOON = 12


def go_on_with_more(talk: Talk, booked: Matter, start: datetime) -> None:
    """Begin the booking of the next service said together with the booked one, right behind it."""
    if not booked.more_services:
        return
    behind = start + lasts(talk, booked)
    following = Matter(
        intent=BOOK,
        service_id=booked.more_services[0],
        more_services=booked.more_services[1:],
        together=booked.together[1:],
        branch_id=booked.branch_id,
        wish=wish_behind(behind),
        is_place_told=booked.is_place_told,
    )
    talk.begin(following, first=True)
    named = talk.vocabulary.service(following.service_id)
    talk.say(talk.words.next_service(named.name if named else ""))


def lasts(talk: Talk, matter: Matter) -> timedelta:
    """Return how long the booked visit takes; what was chosen with it counts."""
    service = talk.vocabulary.service(matter.service_id)
    usual = service.duration_minutes if service else 30
    return timedelta(minutes=int((matter.slot or {}).get("duration_minutes") or usual))


def time_context(talk: Talk) -> Context | None:
    """Return against what "nach dem 10." and "ab sieben" are understood: the offer, else the wish."""
    matter = talk.state.matter
    if matter is None:
        return None
    starts = [talk.local_start(slot) for slot in matter.offers or ([matter.slot] if matter.slot else [])]
    if starts:
        days = sorted(start.date() for start in starts)
        is_morning = all(start.hour < _NOON for start in starts)
        return Context(days=(days[0], days[-1]), is_morning=is_morning, offers=tuple(starts))
    box = next((box for box in matter.wish.boxes if box.start and box.end), None) if matter.wish else None
    return Context(days=(box.start, box.end - timedelta(days=1))) if box and box.start and box.end else None


def next_step(talk: Talk, matter: Matter) -> Turn:
    """Return the next question or act of a booking, never one whose answer is known."""
    return (
        usual.settle(talk, matter)
        or _settle_service(talk, matter)
        or options.settle(talk, matter)
        or _settle_person(talk, matter)
        or (waiting.settle(talk, matter) if matter.waits else None)
        or _settle_booking(talk, matter)
    )


def _settle_booking(talk: Talk, matter: Matter) -> Turn:
    return (
        settle_time(talk, matter)
        or _settle_caller(talk, matter)
        or intake.settle(talk, matter)
        or series.settle(talk, matter)
        or extras.settle(talk, matter)
        or _settle_consent(talk, matter)
        or _book(talk, matter)
    )


def _settle_service(talk: Talk, matter: Matter) -> Turn | None:
    step = _settle_own_service(talk, matter)
    if step is None:
        companions.settle(talk, matter)
    return step


def _settle_own_service(talk: Talk, matter: Matter) -> Turn | None:
    services = talk.vocabulary.services
    if matter.service_id is None and len(services) == 1:
        matter.service_id = services[0].id
    if matter.service_id is not None or not services:
        talk.state.last_service_id = matter.service_id
        return None
    return talk.ask("service", service_question(talk, matter))


def service_question(talk: Talk, matter: Matter) -> str:
    """Return the question for the service: between those that were meant, else an open one."""
    attempt = max(talk.state.misses, talk.times_asked("service"))
    if matter.service_options:
        services = talk.vocabulary.services
        names = [term.name for term in services if term.id in matter.service_options]
        return talk.words.ask_which_service(names, attempt)
    return talk.words.ask_service(talk.service_names(), attempt)


def _settle_person(talk: Talk, matter: Matter) -> Turn | None:
    if matter.staff_options:
        names = [term.name for term in talk.vocabulary.staff if term.id in matter.staff_options]
        return talk.ask("person", talk.words.ask_which_person(names))
    person, service = talk.vocabulary.person(matter.staff_id), talk.vocabulary.service(matter.service_id)
    if person and service and not person.offers(service.id):
        talk.say(talk.words.person_does_not(person.name, service.name))
        matter.staff_id, matter.staff_any = None, True
    return None


def settle_time(talk: Talk, matter: Matter) -> Turn | None:
    """Return the step towards one held slot, or ``None`` when there is one."""
    if matter.slot is not None:
        return None if matter.is_held else talk.act("hold", {"slot_id": str(matter.slot["slot_id"])})
    if matter.offers:
        return talk.ask("offer", offer_again(talk, matter))
    if matter.wish is None and waiting.wait_instead(matter):
        return waiting.settle(talk, matter)
    if matter.wish is None:
        question = "when_instead" if matter.searches else "when"
        return talk.ask(question, question_wording(talk, question))
    unclear = waiting.settle_wish(talk, matter.wish)
    if unclear is not None:
        return unclear
    if matter.wish.boxes and not matter.wish.windows(talk.wall, 800):
        talk.say(talk.words.is_past())
        matter.wish = None
        return talk.ask("when_instead", question_wording(talk, "when_instead"))
    return _search(talk, matter)


def offer_again(talk: Talk, matter: Matter) -> str:
    """Return the open offer, shorter: only what distinguishes the times."""
    offers = [talk.called(slot) for slot in matter.offers]
    repeat = talk.words.repeat_together if matter.guests else talk.words.repeat_offer
    return repeat(offers, now=talk.wall)


def offer_in_full(talk: Talk, matter: Matter) -> str:
    """Return the open offer with everything, for somebody who did not hear it."""
    offers = [talk.called(slot) for slot in matter.offers]
    if matter.guests:
        return talk.words.offer_together(offers, now=talk.wall)
    return talk.words.offer_sentence(offers, now=talk.wall, attempt=talk.times_asked("offer"))


def _search(talk: Talk, matter: Matter) -> Turn:
    if matter.searches >= MOST_SEARCHES:
        return talk.ask("offer_callback", talk.words.offer_callback())
    matter.searches += 1
    args: dict[str, Any] = {"wish": matter.wish.to_json() if matter.wish else None}
    known = {"service_id": matter.service_id, "staff_id": matter.staff_id, "branch_id": _place(talk, matter)}
    args.update({key: value for key, value in known.items() if value is not None})
    args.update(options.of_search(talk, matter))
    if matter.service_id is None and matter.appointment and matter.appointment.get("service"):
        args["service"] = matter.appointment["service"]
    if isinstance((matter.appointment or {}).get("id"), int):
        args["appointment_id"] = (matter.appointment or {})["id"]  # its own time does not stand in the way
    if matter.staff_not and matter.staff_id is None:
        args["exclude_staff_ids"] = matter.staff_not
    if matter.turned_down:
        args["exclude_slot_ids"] = matter.turned_down
    if matter.guests:
        args = {
            name: value
            for name, value in args.items()
            if name
            in {"wish", "branch_id", "exclude_staff_ids", "exclude_slot_ids", "appointment_id", "service"}
        }
        args["people"] = companions.people(talk, matter)
        if matter.way:
            args["way"] = matter.way
        return talk.act("find_together", args, filler=talk.words.one_moment() if matter.searches == 1 else "")
    return talk.act("find_times", args, filler=talk.words.one_moment() if matter.searches == 1 else "")


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
    named = options.spoken_with(talk, matter, named)
    named = ", ".join(filter(None, [named, series.described(talk, matter)]))
    place = talk.place_of(slot, matter)
    name = talk.state.name or ""
    number = talk.state.phone if talk.state.is_phone_spoken else None
    told_before, matter.told = matter.told, [f"{slot['slot_id']} {named}", name, number or ""]
    if told_before == matter.told:
        return talk.ask("confirm", talk.words.summary_again())
    if told_before[:2] == matter.told[:2] and number:
        return talk.ask("confirm", talk.words.confirm_phone(number))
    if (told_before[:1], told_before[2:]) == (matter.told[:1], matter.told[2:]):
        return talk.ask("confirm", talk.words.summary_of_name(name, spells=talk.state.is_name_spelled))
    if matter.guests:
        together = talk.words.summary_together(talk.called(slot), name=name, number=number, branch=place)
        return talk.ask("confirm", together)
    return talk.ask(
        "confirm", talk.words.summary(slot, service=named, name=name, number=number, branch=place)
    )


def _book(talk: Talk, matter: Matter) -> Turn:
    args: dict[str, Any] = {"slot_id": (matter.slot or {}).get("slot_id"), "name": talk.state.name}
    notes = [talk.words.accompanying(guest["who"]) if guest["who"] else "" for guest in matter.guests]
    if notes and matter.guests[0]["who"] and not any(guest.get("is_caller") for guest in matter.guests):
        notes[0] = ""  # of two who come without the caller, the first one has the name
    if any(notes):
        args["part_notes"] = notes
    if matter.note:
        args["note"] = matter.note
    if matter.answers:
        args["answers"] = matter.answers
    if talk.state.email:
        args["email"] = talk.state.email
    if talk.state.phone:
        args["phone"] = talk.state.phone
    if matter.repetition:
        kept = {name: value for name, value in args.items() if name != "part_notes"}
        chosen = {"on_conflict": matter.on_conflict} if matter.on_conflict else {}
        return talk.act("book_series", {**kept, "repetition": matter.repetition, **chosen})
    return talk.act("book", args)
