"""Puts callers on the waitlist, with all of the visit that they want."""

import re
from dataclasses import replace
from typing import Any

from telephony.dialogue import companions, humans, intents, options
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK, CALLBACK, RESCHEDULE, WAITLIST
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.wish import MOST_BOXES, TimeWish

Result = dict[str, Any]
# "Ich nehm den Freitag, und falls vorher was frei wird …": booked first, and then waited for an earlier one.
_TAKES_IT = re.compile(r" (?:nehm\w*|buch\w*|geben sie mir|trag\w*|behalt\w*|take|book|keep) ")
# "Wenn Freitag voll ist, bitte auf die Liste": looked for first.
_ELSE = re.compile(
    r" (?:sonst|ansonsten|andernfalls|wenn nicht|falls nicht|zur not|notfalls|otherwise|if not|or else) "
    r"| (?:wenn|falls|if) (?:\w+ ){0,5}(?:voll|belegt|ausgebucht|nichts? frei|full|taken) "
)
_ANY_TIME = re.compile(
    r" (?:vorher|frueher\w*|eher|davor|jederzeit|flexibel|kurzfristig\w*|spontan|egal wann|irgendwas|earlier"
    r"|sooner|any ?time|short notice) "
)
# How often in this call it was said that somebody is put on the list.
_SAID = "waitlist"


def begin(talk: Talk, heard: Heard) -> bool:
    """Let the caller wait for what was being booked, or for what they name; tell whether that is new."""
    running = next((one for one in talk.state.matters if one.intent in {BOOK, RESCHEDULE}), None)
    if running is not None and (running.waits or running.wants_list):
        return False
    if running is not None and running.intent == RESCHEDULE and running.appointment is None:
        running.wants_list = "else"  # first it is found, and an earlier time looked for
        return True
    if running is not None and running.intent == BOOK and _is_looked_for_first(running, heard):
        running.wants_list = "else" if _ELSE.search(heard.said) else "too"
        return True
    matter = running if running is not None and running.intent == BOOK else _begun(talk, heard, running)
    if matter.more_services and matter.together:
        matter.guests, matter.more_services = matter.together, []
    matter.waits = True
    matter.wish = matter.wish or matter.unmet or matter.refused
    if matter.wish and matter.wish.target and heard.wish and heard.wish.has_days:
        matter.wish = None  # another day: the very minute was about the one before
    if matter.wish is None and heard.wish is None and _ANY_TIME.search(heard.said):
        matter.wish = TimeWish(earliest=True)
    matter.forget_offers()
    return True


def _is_looked_for_first(running: Matter, heard: Heard) -> bool:
    if running.slot is not None and (running.is_confirmed or _TAKES_IT.search(heard.said)):
        return True
    return BOOK in heard.intents and not running.searches


def _begun(talk: Talk, heard: Heard, moving: Matter | None) -> Matter:
    """Begin what somebody waits for who was not booking: an earlier time for what they have, or anything."""
    matter = Matter(intent=BOOK)
    if moving is not None:
        talk.state.matters.remove(moving)
        matter.service_id = (moving.appointment or {}).get("service_id")
        matter.wish = moving.wish or moving.unmet
    elif heard.service.ids:
        pass
    elif talk.state.booked:
        _take_visit(matter, talk.state.booked)
    elif {intents.PRICE, intents.DURATION} & set(talk.state.done[-1:]):
        matter.service_id = talk.state.last_service_id
    if not talk.has_spoken:
        talk.say(talk.words.gladly())
    is_busy = any(one.intent in {intents.CANCEL, intents.LOOKUP} for one in talk.state.matters)
    return talk.begin(matter, first=not is_busy)


def _take_visit(matter: Matter, booked: list[dict[str, Any]]) -> None:
    """Wait for what this call has booked last, with all its parts."""
    last = next((one for one in reversed(booked) if one.get("with")), booked[-1])
    parts = companions.parts(last)
    matter.service_id = last.get("service_id")
    if len(parts) > 1:
        companions.in_a_row(matter, [int(part["service_id"]) for part in parts[1:]])
        if len({part["starts_at"] for part in parts}) == 1:
            matter.guests = [{**guest, "is_caller": place == 0} for place, guest in enumerate(matter.guests)]
            matter.way = "together"


def settle(talk: Talk, matter: Matter) -> Turn | None:
    """Return the step towards the list; ``None`` where it is first looked whether something is free."""
    if talk.state.is_leaving:
        return _at_once(talk, matter)
    if matter.wish is None:
        return talk.ask("when", question_wording(talk, "when"))
    unclear = settle_wish(talk, matter.wish)
    if unclear is not None:
        return unclear
    if matter.wish.boxes and not matter.searches:
        return None
    talk.state.name = talk.state.name or talk.state.known_name
    missing = humans.missing_contact(talk, bridge=_bridge(talk))
    return missing or _join(talk, matter)


def settle_wish(talk: Talk, wish: TimeWish) -> Turn | None:
    """Return the question between two days or two times that may be meant."""
    if wish.choices:
        return talk.ask("which_day", talk.words.ask_which_day(wish.choices))
    if len(wish.times) > 1:
        return talk.ask("which_time", talk.words.ask_between_times(wish.times))
    return None


def found_nothing(talk: Talk, matter: Matter) -> None:
    """Nothing suits somebody who waits for that: said once, and then they wait."""
    spoken = talk.words.spoken_wish(matter.wish, talk.wall) if matter.wish else ""
    talk.say(companions.nothing_for_them(talk, matter) if matter.guests else talk.words.nothing_free(spoken))
    _let_wait(matter)
    matter.forget_offers()


def found(talk: Talk, matter: Matter) -> None:
    """What somebody wants to wait for is free: it is offered; only if they do not want it they wait."""
    talk.say(talk.words.even_free())
    matter.waits, matter.wants_list = False, "else"


def note_unmet(matter: Matter) -> None:
    """Keep for what nothing was free: of all days that were asked for, any would have done."""
    wish, before = matter.wish, matter.unmet
    if wish is None:
        return
    boxes = (*before.boxes, *wish.boxes) if before and before.boxes and wish.boxes else wish.boxes
    matter.unmet = replace(wish, boxes=tuple(dict.fromkeys(boxes))[-MOST_BOXES:])


def wait_instead(matter: Matter) -> bool:
    """Let somebody wait who has turned down what there is; tell whether they wanted that."""
    if matter.wants_list == "else":
        matter.wish = matter.refused or matter.unmet or TimeWish(earliest=True)
        matter.searches = max(matter.searches, 1)
        _let_wait(matter)
    return matter.waits


def _let_wait(matter: Matter) -> None:
    """From now on nothing is looked for. Who wanted to move something waits for an earlier time of it."""
    matter.waits, matter.wants_list = True, ""
    if matter.intent == RESCHEDULE:
        appointment = matter.appointment or {}
        matter.intent, matter.appointment = BOOK, None
        matter.service_id = appointment.get("service_id")


def wait_too(talk: Talk, booked: Matter) -> None:
    """Let somebody wait for an earlier time of what they have just booked, if they said so."""
    if booked.wants_list == "too" and not booked.more_services:
        matter = Matter(
            intent=BOOK,
            service_id=booked.service_id,
            variant_id=booked.variant_id,
            add_on_ids=list(booked.add_on_ids),
            guests=booked.guests,
            way=booked.way,
            branch_id=booked.branch_id,
            wish=TimeWish(earliest=True),
            waits=True,
        )
        talk.begin(matter, first=True)


def take_result(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """On the list; where that cannot be, the caller hears why, or somebody calls back."""
    said = str(result.get("say") or "")
    if result.get("ok"):
        talk.say(said)
        _end(talk, matter)
        return None
    if result.get("code") == "phone_missing":
        talk.state.phone = talk.state.line_number = None
        return talk.ask("phone", said)
    if result.get("code") == "waitlist_full":
        talk.say(said)
        _end(talk, matter)
        return talk.ask("offer_callback", talk.words.offer_callback())
    return _hand_over(talk, matter)


def _join(talk: Talk, matter: Matter) -> Turn:
    known = humans.contact(talk)
    if "phone" not in known:
        talk.say(talk.words.waitlist_needs_number())
        _end(talk, matter)
        return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    if "name" not in known:
        talk.state.open_question = _reason(talk, matter)
        _end(talk, matter)
        return talk.ask("offer_callback", talk.words.offer_callback())
    wish = matter.wish.to_json() if matter.wish and matter.wish.boxes else None
    wanted: dict[str, Any] = {
        "wish": wish,
        "branch_id": matter.branch_id,
        "exclude_staff_ids": matter.staff_not,
    }
    if matter.guests:
        wanted |= {"people": companions.people(talk, matter), "way": matter.way}
    else:
        wanted |= {"service_id": matter.service_id, "staff_id": matter.staff_id}
    given = {name: value for name, value in wanted.items() if value}
    return talk.act("join_waitlist", {**given, **options.of_search(talk, matter), **known})


def _at_once(talk: Talk, matter: Matter) -> Turn:
    """Whoever hangs up is asked nothing more."""
    known = humans.contact(talk)
    if matter.service_id is not None and len(known) > 1:
        return _join(talk, matter)
    return _hand_over(talk, matter) or talk.hang_up(talk.words.goodbye(now=talk.now))


def _hand_over(talk: Talk, matter: Matter) -> Turn | None:
    reason = _reason(talk, matter)
    talk.state.matters.remove(matter)
    ticket = talk.begin(Matter(intent=CALLBACK, reason=reason), first=True)
    return humans.next_step(talk, ticket)


def _reason(talk: Talk, matter: Matter) -> str:
    ids = [matter.service_id, *(guest["service_id"] for guest in matter.guests[1:])]
    services = [service for service in map(talk.vocabulary.service, ids) if service]
    wish = talk.words.spoken_wish(matter.wish, talk.wall) if matter.wish else ""
    return talk.words.waitlist_reason([service.name for service in services], wish)


def _bridge(talk: Talk) -> str:
    said_before = talk.times_asked(_SAID)
    talk.state.asked_times[_SAID] = said_before + 1
    return "" if said_before else talk.words.goes_on_the_waitlist(is_first=not talk.has_spoken)


def _end(talk: Talk, matter: Matter) -> None:
    talk.excuse()
    talk.state.matters.remove(matter)
    talk.state.done.append(WAITLIST)
