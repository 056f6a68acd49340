"""Turns an utterance into everything that can be understood from it, before any decision is made."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from telephony.dialogue import answers, shifts
from telephony.dialogue.behalf import customer_spoken_for, speaker_in, without_relation
from telephony.dialogue.beside import Beside, read_beside
from telephony.dialogue.emergency import is_emergency
from telephony.dialogue.intents import kinds, read_intents, sure_intents
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import Match, match_branch, match_service, match_staff
from telephony.dialogue.naming import changed_name, own_name
from telephony.dialogue.party import Guest, Party, Way, read_addition, read_party, read_way
from telephony.dialogue.phones import number_of_digits, read_digits, without_number
from telephony.dialogue.portions import beside_the_question, moved_parts, question_beside
from telephony.dialogue.text import clean, phrase
from telephony.dialogue.times.grammar import Context, impossible_day, understand_time, unknown_days
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.unasked import CHOICES, NAME_QUESTIONS, OPEN_QUESTIONS, loose_name, name_in_answer
from telephony.dialogue.vocabulary import Vocabulary

# "Auf welchen Namen?" - "Hm": nobody is called that.
_SOUNDS = re.compile(r" (?:(?:m?hm+|aha|aeh+m?|oh|ach|tja|hae|puh|na|ja|so) ?)+ ")
# Questions whose answer is a free text: nothing in it is taken for a detail of the booking.
_FREE_ANSWERS = frozenset({"message", "callback_reason", "intake"})
_IN_A_MATTER = NAME_QUESTIONS | frozenset(
    {"offer", "which_day", "which_time", "confirm", "confirm_cancel", "change", "service", "when",
     "when_instead", "person", "phone", "new_time"}
)  # fmt: skip
_DISRUPTIVE = frozenset(
    {kinds.RESCHEDULE, kinds.CANCEL, kinds.LOOKUP, kinds.WRONG_NUMBER, kinds.SPAM, kinds.COMPLAINT,
     kinds.LATE, kinds.WAITLIST, kinds.MESSAGE, kinds.HUMAN, kinds.CALLBACK}
)  # fmt: skip
_NOT_FOR_US = frozenset({kinds.WRONG_NUMBER, kinds.SPAM})
_HARMLESS = frozenset({kinds.BOOK, kinds.HUMAN, kinds.CALLBACK})
# Who says this beyond doubt answers no question with it.
_NEVER_AN_ANSWER = frozenset(
    {
        kinds.CANCEL,
        kinds.COMPLAINT,
        kinds.MESSAGE,
        kinds.WAITLIST,
        kinds.PRICE,
        kinds.DURATION,
        kinds.DIRECTIONS,
    }
)
_PHONE_QUESTIONS = frozenset({"phone", "confirm_phone"})
# Here a number may come in one breath with everything else.
ROOM_BESIDE_NUMBER = (OPEN_QUESTIONS | {"intent", "consent"}) - _PHONE_QUESTIONS
_TIME_QUESTIONS = frozenset({"when", "offer", "when_instead", "day_of_appointment", "new_time", "which_time"})
_BESIDE_A_NAME = frozenset({kinds.BOOK, kinds.QUESTION, kinds.PRICE, kinds.DURATION, kinds.CALLBACK})
_CHANGE_CUES = re.compile(r" (?:doch|lieber|statt|anstatt|aendern|anders|falsch|nein|stattdessen|sondern) ")


# "Herr Doktor Brömmel" takes his title along: what is left would ask for the doctor here.
_TITLES = r"(?:\b(?:Herrn?|Frau|Doktor|Dr\.?|Professor|Prof\.?) )*"
_NOTHING_BESIDE = Beside()


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
    no_such_day: str = ""
    # School holidays that were named as the time, where nobody can know when they are.
    unknown_days: str = ""
    party: Party | None = None
    addition: Guest | None = None
    way: Way = ""
    beside: Beside = _NOTHING_BESIDE
    # What was said of services in German words, where another language was spoken.
    works: str | None = None
    # Which of the team's own matters it is, and the thing of which is asked whether it is done here.
    concern: str = ""
    speaker: str | None = None
    question: str = ""
    # Those that the house's sources are known to answer.
    questions: tuple[str, ...] = ()
    thing: str = ""

    @property
    def matched(self) -> str:
        """Return the words in which a service can be found."""
        return self.text if self.works is None else self.works

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
            or self.no_such_day
            or self.unknown_days
            or self.party
            or self.addition
            or self.beside.says_anything
        )


def listen(
    text: str, *, asked: str, vocabulary: Vocabulary, now: datetime,
    context: Context | None = None, known_name: str | None = None,
) -> Heard:  # fmt: skip
    """Understand an utterance in the light of the question that is open and of what was offered."""
    text = clean(text)
    said = phrase(text)
    free = asked in _FREE_ANSWERS
    changes = _CHANGE_CUES.search(said) is not None
    digits = read_digits(text)
    phone = number_of_digits(digits, region=vocabulary.country)
    is_number = phone is not None or (asked in _PHONE_QUESTIONS and len(digits) >= 3)
    intents = () if free else _fitting(text, said, asked=asked, vocabulary=vocabulary, now=now)
    name = None if _SOUNDS.fullmatch(said) else _name(text, asked, is_number=is_number, intents=intents)
    if name is None and not free and not is_number:
        name = loose_name(text, asked, vocabulary, known_name, now)
    if name is None and not free and set(intents) <= _BESIDE_A_NAME:
        name = name_in_answer(text, asked, vocabulary, now, is_number=is_number)
    speaks_for = not free and asked not in NAME_QUESTIONS and not read_party(text, said)
    customer = customer_spoken_for(text) if speaks_for else None
    speaker = speaker_in(text) or (name if name != customer else None) if customer else None
    name = customer or name
    beside = Beside() if free else read_beside(text, vocabulary)
    if beside.insurance and asked not in NAME_QUESTIONS:
        name = None  # "Ich bin privat versichert" introduces nobody
    elif name and not free:
        beside = replace(beside, not_staff=(), named=match_staff(_without_name(text, name), vocabulary))
    rest = _without_name(without_number(without_relation(text), phone, region=vocabulary.country), name)
    # Whoever gives a name or number says nothing about the booking, unless they correct it.
    answers_it = bool(name) or is_number
    closed = free or (asked in NAME_QUESTIONS | _PHONE_QUESTIONS and answers_it and not changes)
    moved = moved_parts(rest) if "reschedule" in intents else ("", rest)
    asks_too = asked in _TIME_QUESTIONS and kinds.QUESTION in intents
    has_room = phone is not None and asked in ROOM_BESIDE_NUMBER
    time_open = (has_room or not is_number) and (not closed or bool(intents))
    no_such_day = impossible_day(rest) if time_open else ""
    unknown = unknown_days(rest, now=now, subdivision=vocabulary.region) if time_open else ""
    time_open = time_open and not no_such_day and not unknown
    wish = (
        _time(beside_the_question(moved[1]) if asks_too else moved[1], asked, vocabulary, now, context)
        if time_open
        else None
    )
    old_wish = _time(moved[0], asked, vocabulary, now, None) if time_open and moved[0] else None
    nothing = Match()
    return Heard(
        text=text,
        said=said,
        intents=intents,
        answer=None if free else answers.read_answer(said),
        wish=wish,
        old_wish=old_wish,
        service=nothing if closed and not intents else match_service(rest, vocabulary),
        staff=nothing if closed and not intents else _staff(rest, vocabulary, beside, intents),
        any_staff=answers.is_any_staff(said),
        branch=nothing if closed or len(vocabulary.branches) < 2 else match_branch(rest, vocabulary),
        name=name,
        digits=digits,
        phone=phone,
        shift=None if closed else shifts.read_shift(said),
        wants_other=not free and answers.wants_other(said),
        is_any=answers.is_any(said),
        is_greeting=answers.is_greeting(said),
        move=None if closed else shifts.read_move(said),
        knows_not=answers.knows_not(said),
        is_goodbye=answers.is_goodbye(said),
        is_nothing_more=answers.is_nothing_more(said),
        is_thanks=answers.is_thanks(said),
        wants_repeat=answers.wants_repeat(said),
        wants_wait=answers.wants_wait(said),
        is_emergency=is_emergency(said, vocabulary.industry, vocabulary.emergency_words),
        no_such_day=no_such_day,
        unknown_days=unknown,
        party=None if closed else read_party(text, said),
        addition=None if closed else read_addition(text, said),
        way="" if closed else read_way(said),
        beside=beside,
        speaker=speaker,
    )


def _fitting(text: str, said: str, *, asked: str, vocabulary: Vocabulary, now: datetime) -> tuple[str, ...]:
    """Return the intents that fit where the conversation is.

    A likely reading is enough to begin with. In the middle of a matter, or beside a service that was named,
    what would throw it over has to be said in so many words.
    """
    intents = read_intents(text)
    if asked in CHOICES and kinds.QUESTION in read_intents(question_beside(text)):
        intents = tuple(dict.fromkeys([*intents, kinds.QUESTION]))
    known = cues(said).keys() | (sure_intents(text) & _NEVER_AN_ANSWER)
    doubtful = {intent for intent in intents if intent not in known}
    if not doubtful:
        return intents
    if asked in _IN_A_MATTER or (asked == "more" and _closes(said)):
        kept = _HARMLESS | _NOT_FOR_US | ({kinds.QUESTION} if "?" in text else set())
        return tuple(intent for intent in intents if intent in known or intent in kept)
    if kinds.BOOK in doubtful and len(doubtful) < len(intents) and not understand_time(text, now=now):
        # "Wie lange braucht ihr für den Ansatz?" asks, and books nothing yet.
        return tuple(intent for intent in intents if intent != kinds.BOOK)
    names_service = doubtful & _DISRUPTIVE and match_service(text, vocabulary).ids
    if names_service and (not doubtful & _HARMLESS or understand_time(text, now=now)):
        booked = tuple(kinds.BOOK if intent in doubtful & _DISRUPTIVE else intent for intent in intents)
        return tuple(dict.fromkeys(booked))
    return intents


def _staff(text: str, vocabulary: Vocabulary, beside: Beside, intents: tuple[str, ...]) -> Match:
    """Who is asked for: not who is refused; the boss only where nobody wants to speak to the boss."""
    if beside.not_staff or not set(intents) & {kinds.HUMAN, kinds.COMPLAINT, kinds.CALLBACK, kinds.MESSAGE}:
        return beside.named
    return match_staff(text, vocabulary)


def _closes(said: str) -> bool:
    return answers.read_answer(said) == "no" or answers.is_nothing_more(said) or answers.is_goodbye(said)


def _name(text: str, asked: str, *, is_number: bool, intents: tuple[str, ...]) -> str | None:
    if asked in NAME_QUESTIONS and not is_number:
        return own_name(text) if not set(intents) - {"book"} else changed_name(text)
    return changed_name(text)


def _without_name(text: str, name: str | None) -> str:
    """Take the caller's own name out, so that Frau Schneider does not ask for a haircut."""
    for part in (name or "").split():
        text = re.sub(rf"{_TITLES}\b{re.escape(part)}\b", " ", text, flags=re.IGNORECASE)
    return text


def _time(
    text: str, asked: str, vocabulary: Vocabulary, now: datetime, context: Context | None
) -> TimeWish | None:
    return understand_time(
        text,
        now=now,
        subdivision=vocabulary.region,
        expecting=asked in _TIME_QUESTIONS or asked == "confirm",
        context=context,
    )
