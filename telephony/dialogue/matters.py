"""Begins what the caller wants done and puts the details of an utterance where they belong."""

import re
from datetime import date

from telephony.dialogue import asides, details, intents, wording
from telephony.dialogue.hearing import Heard
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.wish import TimeWish

_AND_THAT = re.compile(r"^ (?:und|was ist mit|wie ist es mit|wie siehts mit) ")

_PAIN = re.compile(
    r"schmerz|zahnweh| weh | wehtut| aua |pocht|geschwollen|dicke backe|gebrochen|rausgefallen"
    r"|herausgefallen"
)

# What an act takes of a caller's own words.
MOST_WORDS = 300
LONG = frozenset(
    {intents.BOOK, intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP, intents.CALLBACK, intents.MESSAGE}
)

EXISTING = frozenset({intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP})


def begin_matters(talk: Talk, heard: Heard) -> bool:
    """Begin what the utterance asks for; tell whether anything was begun."""
    wanted = [intent for intent in heard.intents if intent in LONG | asides.QUICK]
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
    begun = False
    for intent in wanted:
        begun = begin(talk, heard, intent) or begun
    return begun


def _implies_booking(talk: Talk, heard: Heard) -> bool:
    # Before anything was asked, "nein" refuses nothing: "Nein, einen Herrenschnitt bitte."
    refuses = heard.answer == "no" and talk.state.asked != "intent"
    return bool(heard.service.ids or heard.wish or heard.staff.ids) and not refuses


def begin(talk: Talk, heard: Heard, intent: str) -> bool:
    """Begin one matter unless it is under way; tell whether that changed anything."""
    running = next((m for m in talk.state.matters if m.intent in {intents.BOOK, *EXISTING}), None)
    if any(matter.intent == intent for matter in talk.state.matters):
        return intent != intents.BOOK
    if running and intent == intents.BOOK:
        return False
    if running and intent in EXISTING:
        if running.intent == intents.BOOK and intent == intents.LOOKUP:
            talk.begin(Matter(intent=intent))
            return True
        # "Nein, absagen!" replaces the booking or the moving that was going on.
        talk.state.matters.remove(running)
    matter = talk.begin(Matter(intent=intent), first=intent == intents.CALLBACK)
    if intent == intents.BOOK:
        _begin_booking(talk, matter, heard)
    if intent == intents.CALLBACK:
        matter.reason = reason_of(heard)
    elif intent == intents.MESSAGE:
        matter.text = heard.text if _has_content(heard.text) else ""
    elif intent == intents.HOURS:
        matter.text = heard.text[:MOST_WORDS]
        day = heard.wish.boxes[0].single_day if heard.wish and heard.wish.boxes else None
        talk.state.asked_day = day.isoformat() if day else ""
    return True


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
    if _PAIN.search(heard.said):
        talk.say(wording.sympathy())
        matter.wish = TimeWish(earliest=True)
    elif not talk.has_spoken:
        talk.say(wording.gladly())


def reason_of(heard: Heard) -> str:
    """Return the utterance as reason if it says more than "Ich will einen Menschen"."""
    return (
        heard.text[:MOST_WORDS]
        if len(heard.text.split()) > 12 or " wegen " in heard.said or " weil " in heard.said
        else ""
    )


def _has_content(text: str) -> bool:
    return len(text.split()) >= 6 and "hinterlassen" not in text.lower()


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
        elif matter.intent in {intents.PRICE, intents.DURATION} and heard.service.ids:
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
