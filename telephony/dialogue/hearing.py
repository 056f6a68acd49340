"""Turns an utterance into everything that can be understood from it, before any decision is made."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from telephony.dialogue import answers
from telephony.dialogue.emergency import is_emergency
from telephony.dialogue.intents import read_intents
from telephony.dialogue.matching import Match, match_branch, match_service, match_staff
from telephony.dialogue.names import introduced_name, read_name
from telephony.dialogue.phones import number_of_digits, read_digits
from telephony.dialogue.text import clean, phrase
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import Vocabulary

# Questions whose answer is a free text: nothing in it is taken for a detail of the booking.
_FREE_ANSWERS = frozenset({"message", "callback_reason"})
_NAME_QUESTIONS = frozenset({"name", "name_simple", "name_of_appointment"})
_PHONE_QUESTIONS = frozenset({"phone", "confirm_phone"})
_TIME_QUESTIONS = frozenset({"when", "offer", "when_instead", "day_of_appointment", "new_time"})
_CHANGE_CUES = re.compile(r" (?:doch|lieber|statt|anstatt|aendern|anders|falsch|nein|stattdessen|sondern) ")
_MOVE_TO = re.compile(
    r"\b(?:auf|zu)\b(?= (?:den |dem |einen |die |das |n[äa]e?chste|übern[äa]e?chste|morgen"
    r"|[üu]e?bermorgen|heute|anfang|ende|mitte|kommende|vormittag|nachmittag|halb|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|samstag|sonntag|\d))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one utterance says, each reading on its own."""

    text: str
    said: str
    intents: tuple[str, ...]
    answer: answers.Answer | None
    wish: TimeWish | None
    old_wish: TimeWish | None
    service: Match
    staff: Match
    any_staff: bool
    branch: Match
    name: str | None
    digits: str
    phone: str | None
    shift: tuple[Literal[-1, 1], int | None] | None
    wants_other: bool
    is_any: bool
    is_greeting: bool
    move: tuple[Literal[-1, 1], int | None] | None
    knows_not: bool
    is_goodbye: bool
    is_nothing_more: bool
    is_thanks: bool
    wants_repeat: bool
    wants_wait: bool
    is_emergency: bool

    @property
    def has_details(self) -> bool:
        """Tell whether anything but a mere reaction was understood."""
        return bool(
            self.intents
            or self.wish
            or self.service.ids
            or self.staff.ids
            or self.any_staff
            or self.branch.ids
            or self.name
            or self.phone
            or self.shift
        )


def listen(text: str, *, asked: str, vocabulary: Vocabulary, now: datetime) -> Heard:
    """Understand an utterance in the light of the question that is open."""
    text = clean(text)
    said = phrase(text)
    free = asked in _FREE_ANSWERS
    changes = _CHANGE_CUES.search(said) is not None
    digits = read_digits(text)
    phone = number_of_digits(digits, region=vocabulary.country)
    is_number = phone is not None or (asked in _PHONE_QUESTIONS and len(digits) >= 3)
    intents = () if free else read_intents(said)
    name = _name(text, asked, is_number=is_number, intents=intents)
    rest = _without_name(text, name)
    # Whoever gives a name or number says nothing about the booking, unless they correct it.
    answers_it = bool(name) or is_number
    closed = free or (asked in _NAME_QUESTIONS | _PHONE_QUESTIONS and answers_it and not changes)
    moved = _moved_parts(rest) if "reschedule" in intents else ("", rest)
    time_open = not is_number and (not closed or bool(intents))
    wish = _time(moved[1], asked, vocabulary, now) if time_open else None
    old_wish = _time(moved[0], asked, vocabulary, now) if time_open and moved[0] else None
    nothing = Match()
    return Heard(
        text=text,
        said=said,
        intents=intents,
        answer=None if free else answers.read_answer(said),
        wish=wish,
        old_wish=old_wish,
        service=nothing if closed and not intents else match_service(rest, vocabulary),
        staff=nothing if closed and not intents else match_staff(rest, vocabulary),
        any_staff=answers.is_any_staff(said),
        branch=nothing if closed or len(vocabulary.branches) < 2 else match_branch(rest, vocabulary),
        name=name,
        digits=digits,
        phone=phone,
        shift=None if closed else answers.read_shift(said),
        wants_other=not free and answers.wants_other(said),
        is_any=answers.is_any(said),
        is_greeting=answers.is_greeting(said),
        move=None if closed else answers.read_move(said),
        knows_not=answers.knows_not(said),
        is_goodbye=answers.is_goodbye(said),
        is_nothing_more=answers.is_nothing_more(said),
        is_thanks=answers.is_thanks(said),
        wants_repeat=answers.wants_repeat(said),
        wants_wait=answers.wants_wait(said),
        is_emergency=is_emergency(said, vocabulary.industry),
    )


def _name(text: str, asked: str, *, is_number: bool, intents: tuple[str, ...]) -> str | None:
    if asked in _NAME_QUESTIONS and not is_number:
        return read_name(text) if not set(intents) - {"book"} else introduced_name(text)
    return introduced_name(text)


def _without_name(text: str, name: str | None) -> str:
    """Take the caller's own name out, so that Frau Schneider does not ask for a haircut."""
    for part in (name or "").split():
        text = re.sub(rf"\b{re.escape(part)}\b", " ", text, flags=re.IGNORECASE)
    return text


def _moved_parts(text: str) -> tuple[str, str]:
    """Split ``meinen Termin am Dienstag auf Freitag verschieben`` into the old time and the new one."""
    matches = list(_MOVE_TO.finditer(text))
    if matches:
        return text[: matches[-1].start()], text[matches[-1].end() :]
    return text, ""


def _time(text: str, asked: str, vocabulary: Vocabulary, now: datetime) -> TimeWish | None:
    return understand_time(
        text,
        now=now,
        subdivision=vocabulary.subdivision,
        expecting=asked in _TIME_QUESTIONS or asked == "confirm",
    )
