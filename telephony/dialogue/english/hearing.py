"""Turns an English utterance into the same :class:`Heard` as a German one: one policy for both."""

from __future__ import annotations

import re
from datetime import datetime

from telephony.dialogue.emergency import is_emergency
from telephony.dialogue.english import matters, reactions
from telephony.dialogue.english.gloss import german_gist
from telephony.dialogue.english.matters import key_of
from telephony.dialogue.english.people import read_english_digits, read_english_name, spelled_letters
from telephony.dialogue.english.services import match_english_service, services_in_german
from telephony.dialogue.english.times import understand_english
from telephony.dialogue.hearing import ROOM_BESIDE_NUMBER, Heard
from telephony.dialogue.intents import kinds
from telephony.dialogue.matching import Match, match_branch, match_staff
from telephony.dialogue.names import said_twice
from telephony.dialogue.party import read_addition, read_party, read_way
from telephony.dialogue.phones import number_of_digits, without_number
from telephony.dialogue.text import clean, fold, phrase
from telephony.dialogue.times.grammar import Context
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import Vocabulary

_FREE_ANSWERS = frozenset({"message", "callback_reason"})
_NAME_QUESTIONS = frozenset({"name", "name_simple", "name_of_appointment"})
_PHONE_QUESTIONS = frozenset({"phone", "confirm_phone"})
_TIME_QUESTIONS = frozenset(
    {"when", "offer", "when_instead", "day_of_appointment", "new_time", "which_time", "confirm"}
)
# While times are on the table, "can we change that to three?" is about these.
_IN_A_BOOKING = frozenset(
    {"offer", "which_day", "which_time", "confirm", "change", "service", "when", "when_instead", "person",
     "new_time", "name", "phone"}
)  # fmt: skip
_ABOUT_ANOTHER = frozenset({kinds.RESCHEDULE, kinds.CANCEL, kinds.LOOKUP, kinds.LATE, kinds.SERVICES})
_MY_APPOINTMENT = re.compile(
    r"\b(?:my|our|existing|old|other|already) (?:\w+ ){0,2}(?:appointment|booking)|cancel"
)
_CHANGES = re.compile(r"\b(?:rather|instead|actually|change|not|no|wrong|but)\b")
_MOVE_TO = re.compile(
    r"\b(?:to|for)\b(?= (?:the |next |this |a |an |tomorrow|today|\w+day\b|\d|early|late|half))"
)
# "This is urgent" and "I'm late" introduce nobody: without the question a name has its capital letters.
_INTRODUCES = re.compile(
    r"\b(?:[Mm]y name(?:'s| is)|[Tt]he name(?:'s| is)|[Tt]his is|[Ii]t'?s|I'?m|I am|[Ss]peaking with)\s+"
    r"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+)?[A-ZÄÖÜ][\w'’-]+(?:\s+(?:van|von|de|da|al|bin|Mc|O')?\s?"
    r"[A-ZÄÖÜ][\w'’-]+){0,3})"
)
_TITLES = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+")
_NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december english german british american ok okay yes no".split()
)
# Words that hold a sentence together: whoever uses one says more than a name.
_COMMON = frozenset(
    """i i'm i'd i'll i've you your he she we they me us him her them my our his their a an the this that
    these those is are was were be been am do does did don't didn't can can't could would will won't
    shall should have has had get got want need like to of at on in with from about and but or if so
    then again out up not no yes please just also else someone somebody anyone something anything when
    what where who how why which there here call back tell come make take see say speak wait sorry""".split()
)
_LONGEST_NAME = 4
_NAMES_ONESELF = re.compile(
    r"(?:(?:it's|it is|this is|i'm|i am|my (?:\w+ )?name(?:'s| is)|the (?:\w+ )?name(?:'s| is)|name(?:'s| is)"
    r"|under|for|call me)(?: under)?)\s+",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:[A-ZÄÖÜ][\w'’-]+[ .!]*){1,3}")
# "Nine o'clock please, Patrick O'Brien": behind the choice a whole name, with its capital letters.
_BEHIND_CHOICE = re.compile(r"\w[,.!;] (?P<name>[A-ZÄÖÜ][\w'’-]+(?: [A-ZÄÖÜ][\w'’-]+){1,2})[ .!]*$")
_CORRECTS_NAME = re.compile(r"\b(?:name is|name's|it's|it is|spelled|spelt|not \w+ but)\b")


def listen(
    text: str, *, asked: str, vocabulary: Vocabulary, now: datetime,
    context: Context | None = None, known_name: str | None = None,
) -> Heard:  # fmt: skip
    """Understand an English utterance in the light of the question that is open."""
    text = clean(text)
    said = phrase(german_gist(text))
    free = asked in _FREE_ANSWERS
    digits = read_english_digits(text)
    phone = number_of_digits(digits, region=vocabulary.country)
    is_number = phone is not None or (asked in _PHONE_QUESTIONS and len(digits) >= 3)
    intents = () if free else _fitting(text, asked)
    has_room = phone is not None and asked in ROOM_BESIDE_NUMBER
    name = (
        None
        if (is_number and not has_room) or free
        else _name(text, asked, intents, vocabulary, known_name, now)
    )
    rest = without_number(text, phone, region=vocabulary.country, read=read_english_digits)
    rest = _without(rest, name)
    answers_it = bool(name) or is_number
    gives = asked in _NAME_QUESTIONS | _PHONE_QUESTIONS and answers_it and not _CHANGES.search(key_of(text))
    closed = free or gives
    before, behind = _moved_parts(rest) if kinds.RESCHEDULE in intents else ("", rest)
    time_open = (has_room or not is_number) and (not closed or bool(intents))
    details_open = not closed or bool(intents)
    is_any = matters.says(text, "any") and not matters.says(text, "nothing_more")
    nothing = Match()
    return Heard(
        text=text,
        said=said,
        intents=intents,
        answer=None if free or is_any else reactions.read_answer(text),
        wish=_time(behind, asked, now, vocabulary.region) if time_open else None,
        old_wish=_time(before, asked, now, vocabulary.region) if time_open and before else None,
        service=match_english_service(rest, vocabulary) if details_open else nothing,
        staff=match_staff(_names_only(rest), vocabulary) if details_open else nothing,
        any_staff=reactions.is_any_staff(text),
        branch=nothing
        if closed or len(vocabulary.branches) < 2
        else match_branch(_names_only(rest), vocabulary),
        name=name,
        digits=digits if is_number or asked in _PHONE_QUESTIONS or asked == "confirm" else "",
        phone=phone,
        shift=None if closed else reactions.read_shift(text),
        wants_other=not free and reactions.wants_other(text),
        is_any=is_any,
        is_greeting=reactions.is_greeting(text),
        move=None if closed else reactions.read_move(text),
        knows_not=reactions.knows_not(text),
        is_goodbye=reactions.is_goodbye(text),
        is_nothing_more=matters.says(text, "nothing_more"),
        is_thanks=matters.says(text, "thanks"),
        wants_repeat=matters.says(text, "repeat"),
        wants_wait=matters.says(text, "wait") and not reactions.is_goodbye(text),
        is_emergency=is_emergency(said, vocabulary.industry, vocabulary.emergency_words),
        party=None if closed else read_party(german_gist(text), said),
        addition=None if closed else read_addition(german_gist(text), said),
        way="" if closed else read_way(said),
        works=services_in_german(text),
    )


def _fitting(text: str, asked: str) -> tuple[str, ...]:
    """Return the matters that fit where the conversation is."""
    found = matters.read_matters(text)
    if asked not in _IN_A_BOOKING or _MY_APPOINTMENT.search(key_of(text)):
        return found
    return tuple(intent for intent in found if intent not in _ABOUT_ANOTHER)


def _name(
    text: str,
    asked: str,
    intents: tuple[str, ...],
    vocabulary: Vocabulary,
    known_name: str | None,
    now: datetime,
) -> str | None:
    if asked in _NAME_QUESTIONS and matters.says(text, "nothing_more"):
        return None
    if asked in _NAME_QUESTIONS and not set(intents) - {kinds.BOOK}:
        return _asked_name(_TITLES.sub("", reactions.without_reaction(text)))
    text = said_twice(text)
    introduced = _INTRODUCES.search(text)
    if introduced is not None:
        return _real(_TITLES.sub("", introduced["name"]), vocabulary, now)
    if asked in {"confirm", "change"} and known_name and _CORRECTS_NAME.search(key_of(text)):
        return _real(read_english_name(text, expecting=False), vocabulary, now)
    behind = _BEHIND_CHOICE.search(text)
    if asked in {"offer", "which_day"} and behind is not None:
        return _real(behind["name"], vocabulary, now)
    if asked in {"offer", "which_day"} and _BARE.fullmatch(text) and reactions.read_answer(text) is None:
        return _real(text.strip(" .!"), vocabulary, now)
    return None


def _asked_name(said: str) -> str | None:
    """``Miller``, ``it's Jane Miller``, ``M I double L E R``; a sentence about something else is no name."""
    introduced = _NAMES_ONESELF.match(said)
    rest = said[introduced.end() :] if introduced else said
    words = [word.lower().strip(".,") for word in rest.split()]
    is_sentence = len([word for word in words if len(word) > 1]) > _LONGEST_NAME or "?" in rest
    if introduced is None and spelled_letters(rest) is None and (is_sentence or _COMMON & set(words)):
        return None
    return read_english_name(said)


def _real(name: str | None, vocabulary: Vocabulary, now: datetime) -> str | None:
    """Return the supposed name unless it is a day, a service, one of the people or the persona."""
    if not name or {word.lower() for word in name.split()} & _NO_NAMES:
        return None
    if vocabulary.persona_name and fold(vocabulary.persona_name) == fold(name):
        return None
    person = match_staff(name, vocabulary)
    is_person = bool(person.ids) and person.text == fold(name)
    is_time = understand_english(name, now=now) is not None
    is_own = is_person or bool(match_english_service(name, vocabulary).ids)
    return None if is_time or is_own or match_branch(name, vocabulary).ids else name


def _names_only(text: str) -> str:
    """Keep what may be the name of a person or a place: a small English word must not pass for "Ben"."""
    return " ".join(word for word in text.split() if word[:1].isupper() or not word.isascii())


def _without(text: str, name: str | None) -> str:
    for part in (name or "").split():
        text = re.sub(rf"\b{re.escape(part)}\b", " ", text, flags=re.IGNORECASE)
    return text


def _moved_parts(text: str) -> tuple[str, str]:
    """Split ``move my appointment on Tuesday to Friday`` into the old time and the new one."""
    places = list(_MOVE_TO.finditer(text))
    return (text[: places[-1].start()], text[places[-1].end() :]) if places else (text, "")


def _time(text: str, asked: str, now: datetime, region: str) -> TimeWish | None:
    return understand_english(text, now=now, expecting=asked in _TIME_QUESTIONS, subdivision=region)
