"""Begins what the caller wants done and puts the details of an utterance where they belong."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from telephony.dialogue import asides, asking, details, existing, handing_over, intents, standing, waiting
from telephony.dialogue.bearing_out import asks_for_times
from telephony.dialogue.hearing import Heard
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.wish import TimeWish

_AND_THAT = re.compile(r"^ (?:und|was ist mit|wie ist es mit|wie siehts mit) ")

PAIN = re.compile(
    r"schmerz|zahnweh| weh | wehtut| aua |pocht|geschwollen|dicke backe|gebrochen|rausgefallen"
    r"|herausgefallen| ab(?:ge)?brochen | blute\w* | ge?stuerzt | eingeschossen | hexenschuss "
)

# "Was kostet das, und geht es morgen ab eins?" wants the time as well as the price.
_GOES_ON = re.compile(
    r"\b(?:und|aber|dann)\b[^,.!?]*\b(?:geht|ginge|kann|könnt\w*|frei|möglich|hab(?:en|t)|hätte\w*|gibts)\b",
    re.IGNORECASE,
)
_RETHINKS = re.compile(
    r" (?:doch|lieber|statt|stattdessen|ach|aendern|anders|besser|moment|nein|nee|sorry|warten) "
)
# A day in a long sentence that speaks to nobody was said by the radio.
_TO_US = re.compile(
    r" (?:ich|wir|uns|mich|mir|mein\w*|sie|ihr|ihnen|euch|termin\w*|frei\w*|gehts?|ginge|gings|passt|bitte"
    r"|gern\w*) "
)
_FEW = 8
_IS_SHE_THERE = re.compile(
    r" ob (?:der |die |herr |frau |doktor )*\w+ (?:\w+ ){0,4}(?:da|im haus|im buero|erreichbar"
    r"|im dienst) (?:ist|is) "
    r"| (?:ist|is|arbeitet|hat|wann ist|wann arbeitet) (?:denn |eigentlich |bei euch |bei ihnen )*(?:der "
    r"|die |de |herr "
    r"|frau |doktor )*\w+ (?:\w+ ){0,5}(?:da|urlaub|im haus|frei|dienst|arbeiten) "
)
_ONE_MORE = re.compile(r" (?:noch einen|noch eine|noch einmal|zweiten|weiteren|ausserdem|zusaetzlich|auch) ")
# What a caller says about people or the house ends with a human, in one of two ways.
_AS_CALLBACK = frozenset({intents.HUMAN, intents.COMPLAINT})
_AS_MESSAGE = frozenset({intents.LATE})
# Questions that come along with a wish: "Inspektion am Mittwoch, und haben Sie einen Leihwagen?"
_ASKED_BESIDE = frozenset({intents.QUESTION, intents.DIRECTIONS, intents.HOURS})
_WANT_HUMAN = frozenset({intents.HUMAN, intents.COMPLAINT})
LONG = frozenset(
    {intents.BOOK, intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP, intents.CALLBACK, intents.MESSAGE}
)

EXISTING = frozenset({intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP})


def begin_matters(talk: Talk, heard: Heard) -> bool:
    """Begin what the utterance asks for; tell whether anything was begun."""
    wanted = [
        intent
        for intent in heard.intents
        if intent in LONG | asides.QUICK | _AS_CALLBACK | _AS_MESSAGE | {intents.WAITLIST}
    ]
    if (
        not heard.intents
        and heard.service.ids
        and talk.state.done[-1:] == [intents.PRICE]
        and _AND_THAT.match(heard.said)
    ):
        wanted = [intents.PRICE]
    in_progress = talk.state.matter
    if not wanted and in_progress is None and _implies_booking(talk, heard):
        wanted = [intents.BOOK]
    asks_beside = set(wanted) & _ASKED_BESIDE and not set(wanted) & {intents.PRICE, intents.DURATION}
    if asks_beside and in_progress is None and heard.service.ids and (heard.wish or heard.party):
        wanted = [intents.BOOK, *(intent for intent in wanted if intent != intents.BOOK)]
    asks_first = bool(wanted) and set(wanted) <= {intents.PRICE, intents.DURATION}
    if asks_first and in_progress is None and heard.service.ids and _GOES_ON.search(heard.text):
        wanted += [intents.BOOK] if heard.wish is not None and heard.wish.boxes else []
    if asks_first and in_progress is None and heard.service.ids and asks_for_times(heard, talk.wall):
        wanted = list(dict.fromkeys([*wanted, intents.BOOK]))
    if _changes_what_was_booked(talk, heard, wanted):
        wanted = [intents.RESCHEDULE, *(intent for intent in wanted if intent != intents.BOOK)]
    if {intents.CANCEL, intents.RESCHEDULE} & set(wanted):
        # "Den muss ich absagen, ich weiß nicht, wann er ist": the appointment is named before it goes.
        wanted = [intent for intent in wanted if intent != intents.LOOKUP]
    begun = False
    # On the list goes who is looked for, or what is moved: that begins before it.
    for intent in sorted(wanted, key=lambda each: each == intents.WAITLIST):
        begun = begin(talk, heard, intent) or begun
    return begun


def _implies_booking(talk: Talk, heard: Heard) -> bool:
    # Before anything was asked, "nein" refuses nothing: "Nein, einen Herrenschnitt bitte."
    refuses = heard.answer == "no" and talk.state.asked != "intent"
    named = heard.service.ids or heard.staff.ids
    is_said_to_us = len(heard.said.split()) <= _FEW or _TO_US.search(heard.said) is not None
    return bool(named or (heard.wish and is_said_to_us)) and not refuses


def _changes_what_was_booked(talk: Talk, heard: Heard, wanted: list[str]) -> bool:
    """``Ach, geht doch lieber 16 Uhr?`` right after a booking means the booked appointment."""
    return (
        bool(talk.state.booked)
        and talk.state.matter is None
        and set(wanted) <= {intents.BOOK}
        and bool(heard.wish or heard.shift)
        and not heard.service.ids
        and _RETHINKS.search(heard.said) is not None
        and _ONE_MORE.search(heard.said) is None
    )


def begin(talk: Talk, heard: Heard, intent: str) -> bool:
    """Begin one matter unless it is under way; tell whether that changed anything."""
    if intent == intents.WAITLIST:
        return waiting.begin(talk, heard)
    kind = (
        intents.CALLBACK if intent in _AS_CALLBACK else intents.MESSAGE if intent in _AS_MESSAGE else intent
    )
    running = next((m for m in talk.state.matters if m.intent in {intents.BOOK, *EXISTING}), None)
    same = next((m for m in talk.state.matters if m.intent == kind), None)
    if same is not None:
        same.wants_human = same.wants_human or intent in _WANT_HUMAN
        if intent in _WANT_HUMAN and talk.state.is_transfer_tried:
            # Nobody was free, and it is asked for again: no more questions than needed.
            talk.say(talk.words.regret())
            talk.state.is_name_refused = True
            same.reason = same.reason or talk.words.callback_reason("human")
        return intent != intents.BOOK
    if running and intent == intents.BOOK:
        return False
    again = _booked_before(talk, heard) if intent == intents.BOOK else None
    if again is not None:
        talk.say(talk.words.already_booked(talk.local_start(again), now=talk.wall))
        return True
    if kind == intents.CALLBACK and intents.CALLBACK in talk.state.done:
        talk.say(talk.words.already_noted())  # one ticket is owed, however often it is asked for
        return True
    if running and intent in EXISTING:
        if running.intent == intents.BOOK and intent == intents.LOOKUP:
            talk.begin(Matter(intent=intent))
            return True
        # "Nein, absagen!" replaces the booking or the moving that was going on.
        talk.state.matters.remove(running)
    matter = talk.begin(Matter(intent=kind), first=kind == intents.CALLBACK)
    _BEGINNINGS.get(intent, _begin_plainly)(talk, matter, heard)
    return True


def _booked_before(talk: Talk, heard: Heard) -> dict[str, Any] | None:
    """Return what this call booked already if the very same is wished for once more."""
    wish = heard.wish
    if wish is None or not wish.boxes or not wish.has_days or heard.party or heard.addition:
        return None
    if _ONE_MORE.search(heard.said) or (heard.name and heard.name != talk.state.name):
        return None
    named = {term.name for term in talk.vocabulary.services if term.id in heard.service.ids}
    return next(
        (
            one
            for one in talk.state.booked
            if wish.admits(talk.local_start(one)) and (not named or one.get("service") in named)
        ),
        None,
    )


def _begin_plainly(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Nothing is known beyond the intent."""


def _begin_existing(talk: Talk, matter: Matter, heard: Heard) -> None:
    """What was booked in this very call needs no proof: the caller means that one, unless a day says no."""
    matter.is_undecided = matter.intent == intents.RESCHEDULE and standing.is_mere_absence(heard)
    matter.text = heard.text[: handing_over.MOST_WORDS] if matter.intent == intents.CANCEL else ""
    matter.wants_all = matter.intent == intents.CANCEL and existing.means_all(heard)
    named = heard.old_wish or (heard.wish if matter.intent == intents.CANCEL else None)
    booked = [
        one
        for one in talk.state.booked
        if named is None
        or not named.has_days
        or any(box.holds_day(talk.local_start(one).date()) for box in named.boxes)
    ]
    if not booked:
        return
    matter.appointments = list(booked)
    if len(booked) == 1:
        matter.appointment = booked[0]


def _begin_booking(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Take over what was spoken of just before: the service of a price, the day of the opening hours."""
    state = talk.state
    _greet_wish(talk, matter, heard)
    if state.asked_day and heard.wish and not heard.wish.has_days:
        matter.wish = details.wish_on(date.fromisoformat(state.asked_day))
    if not heard.service.ids and set(state.done[-1:]) & {intents.PRICE, intents.DURATION}:
        matter.service_id = state.last_service_id


def _greet_wish(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Somebody in pain wants the first time there is, and a kind word before anything else."""
    if PAIN.search(heard.said):
        talk.say(talk.words.sympathy())
        matter.wish = TimeWish(earliest=True)
    elif heard.staff.only is not None and _IS_SHE_THERE.search(heard.said):
        person = talk.vocabulary.person(heard.staff.only)
        talk.say(talk.words.looks_when_free(person.called if person else ""))
    elif not talk.has_spoken:
        talk.say(talk.words.gladly())


def detail_matters(talk: Talk, heard: Heard) -> bool:
    """Put the details of the utterance into the open matters; tell whether there were any."""
    taken = False
    for matter in talk.state.matters:
        if matter.intent in EXISTING and matter.appointment is None:
            taken = _detail_existing(talk, matter, heard) or taken
        elif (
            {intents.PRICE, intents.DURATION} & set(heard.intents)
            and intents.BOOK not in heard.intents
            and matter.service_id is not None
        ):
            continue  # "und was kostet Färben?" asks, it does not change what is being booked
        elif matter.intent in EXISTING or matter.intent == intents.BOOK:
            taken = details.take_details(talk, matter, heard) or taken
        elif matter.intent in {intents.PRICE, intents.DURATION}:
            taken = asking.detail_price(talk, matter, heard) or taken
        elif matter.intent in {intents.CALLBACK, intents.MESSAGE, intents.WAITLIST}:
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


_BEGINNINGS: dict[str, Callable[[Talk, Matter, Heard], None]] = {
    intents.BOOK: _begin_booking,
    intents.RESCHEDULE: _begin_existing,
    intents.CANCEL: _begin_existing,
    intents.LOOKUP: _begin_existing,
    intents.CALLBACK: handing_over.begin_callback,
    intents.HUMAN: handing_over.begin_human,
    intents.COMPLAINT: handing_over.begin_complaint,
    intents.MESSAGE: handing_over.begin_message,
    intents.LATE: handing_over.begin_late,
    intents.HOURS: asking.begin_hours,
    intents.PRICE: asking.begin_price,
    intents.DURATION: asking.begin_price,
    intents.SERVICES: asking.begin_services,
    intents.QUESTION: asking.begin_question,
    intents.DIRECTIONS: asking.begin_directions,
}
