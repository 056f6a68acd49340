"""The same appointment again and again: how often, and what becomes of days that are taken."""

import re

from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK
from telephony.dialogue.numbers import cardinal
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.repetition import repetition_in

HOW_MANY, CONFLICTS = "how_many_times", "series_conflicts"
_LONGEST = 200
_ONCE = 1
# "Ich kann jeden Donnerstag", "ich arbeite jede zweite Woche früh": no series is wished for.
_TELLS_WHEN = re.compile(
    r" (?:kann|koennt\w*|geht|gehts|ginge|passt|zeit|arbeit\w*|schicht|bin|ist|kommt|muss|hab"
    r"|habe) (?:\w+ ){0,4}jede"
    r"| (?:ausser|nicht) (?:\w+ )?jede"
)
_INSTEAD = re.compile(r" (?:ersatz|alternativ\w*|stattdessen|ausweich\w*|andere\w*|verschieb\w*) ")
_LEAVE_OUT = re.compile(r" (?:weglassen|auslassen|ueberspring\w*|ausfallen|ohne|streichen|lass\w*|weg) ")
_NOTHING = re.compile(r" (?:gar nicht\w*|nichts|keinen|lieber nicht) ")


def note(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Note how often somebody wants to come; tell whether that is new."""
    said = repetition_in(heard.text) if matter.intent == BOOK and talk.state.language == "de" else None
    if said is None or _TELLS_WHEN.search(heard.said) or (said.unit == "day" and said.count is None):
        return False
    is_new = heard.text[:_LONGEST] != matter.repetition
    matter.repetition = heard.text[:_LONGEST]
    matter.guests, matter.way = [], ""  # "zehn Termine" are no ten people
    return is_new


def settle(talk: Talk, matter: Matter) -> Turn | None:
    """Return the question how many times, where nobody said."""
    said = repetition_in(matter.repetition) if matter.repetition else None
    if said is None or said.count is not None or said.until:
        return None
    if talk.times_asked(HOW_MANY) > _ONCE:
        matter.repetition = ""  # one of them is better than none
        return None
    return talk.ask(HOW_MANY, talk.words.ask_how_many_times())


def answer_how_many(talk: Talk, heard: Heard) -> bool:
    """``Sechsmal`` or "bis Ostern" goes with the rhythm that was said."""
    matter = talk.state.matter
    if matter is None or not matter.repetition:
        return False
    number = next(
        (count for word in heard.said.split() if (count := cardinal(word.removesuffix("mal"))) and count > 1),
        0,
    )
    if number:
        matter.repetition = f"{matter.repetition} {number} mal"[-_LONGEST:]
    elif " bis " in heard.said:
        matter.repetition = f"{matter.repetition} {heard.text}"[-_LONGEST:]
    elif heard.answer == "no" or heard.knows_not:
        matter.repetition = ""
    else:
        return False
    return True


def answer_conflicts(talk: Talk, heard: Heard) -> bool | Turn:
    """Take what becomes of the days that cannot be had."""
    matter = talk.state.matter
    if matter is None:
        return False
    if _INSTEAD.search(heard.said) or (heard.answer == "yes" and not _LEAVE_OUT.search(heard.said)):
        matter.on_conflict = "alternative"
    elif _LEAVE_OUT.search(heard.said):
        matter.on_conflict = "skip"
    elif heard.answer == "no" or _NOTHING.search(heard.said):
        talk.finish(matter)
        talk.say(talk.words.no_problem())
        return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    else:
        return False
    return True


def described(talk: Talk, matter: Matter) -> str:
    """Return how often, for the summary; empty for a single appointment."""
    said = repetition_in(matter.repetition) if matter.repetition else None
    return talk.words.how_often(said.every, said.unit, said.count) if said else ""
