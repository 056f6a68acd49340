"""Hears which part of an utterance the house's own sources answer, whatever else it sounds like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from telephony.dialogue import intents
from telephony.dialogue.concerns import ANSWERED_FIRST, KINDS, read_concern
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import match_service
from telephony.dialogue.shifts import read_shift
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import Box

# A question begins here, though recognisers write no marks: "… keinen Parkplatz wo kann man da parken".
_OPENS = (
    r"(?:wo|woher|wohin|wie|was|wann|warum|wer|welche[rnms]?|ob|ab wann|bis wann|gibt'?s|gibt es"
    r"|(?:kann|könnte?|könnt|darf|dürfte|muss|müsste|soll|sollte) (?:ich|man|wir|er|sie|mein\w*|da|der|die"
    r"|das)"
    r"|(?:könn\w*|koenn\w*|dürf\w*|müss\w*) (?:ihr|sie|wir|meine)"
    r"|(?:komme?|kommt|find\w*|krieg\w*|bekomm\w*|brauche?|zahle?) (?:ich|man|wir|da)"
    r"|(?:haben|hat|habt|nehmen|nehmt|machen|macht|bieten|bietet|akzeptier\w*|verkauf\w*|behandel\w*"
    r"|reparier\w*|arbeite\w*|sprechen|sprecht|suchen|sucht|lager\w*|schneide\w*|röntg\w*) "
    r"(?:sie|ihr|man|die|bei)"
    r"|(?:geht|ginge|ist|sind|wäre|passt|stimmt|reicht|zahlt|übernimmt|kostet) (?:\w+ ){0,2}"
    r"(?:das|es|bei|auch|denn|die|der|da|dann|eine?|man|mit|noch))"
)
_BEGINS = re.compile(rf"(?<!\S){_OPENS}\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:w\w+|ob|ab wann|bis wann) ", re.IGNORECASE)
_AT_ONCE = re.compile(r"\b(?:gleich|jetzt|sofort)\b", re.IGNORECASE)
_TELLS = re.compile(r"(?<!und)(?<!oder)(?<!aber)(?<!denn)(?<![,;.!?]) $", re.IGNORECASE)
# "…, der ist ganz klein" tells more of it and asks nothing.
_ENDS = re.compile(
    rf"[.!?;]\s*|(?:,|\s+(?:und|oder|aber))\s+(?={_OPENS}\b)"
    r"|,\s+(?=(?:ich|der|die|das|er|wir|mein\w*|und|sonst|also|weil|aber|da|am|im|so)\b)"
    r"|\s+und\s+(?=(?:ich|wir|am|im|dann|der|die|das)\b)",
    re.IGNORECASE,
)
# Said of an appointment that stands: nobody wishes for another one.
_HAS_ONE = re.compile(r" (?:hab|habe|haben|hatten?) (?:ich |wir )?(?:\w+ ){0,8}?\w*termin\w* ")
# For these the house has acts: its sources are asked only where they answer in so many words.
_HAS_ACTS = frozenset(
    {intents.BOOK, intents.RESCHEDULE, intents.CANCEL, intents.LOOKUP, intents.HUMAN, intents.CALLBACK,
     intents.WAITLIST, intents.HOURS, intents.MESSAGE, intents.LATE, intents.SERVICES}
)  # fmt: skip
_OF_A_SERVICE = frozenset({intents.PRICE, intents.DURATION})
# What is begun on a mere likelihood beside a question: nothing that throws anything over.
_HARMLESS = _OF_A_SERVICE | {intents.BOOK, intents.HOURS, intents.DIRECTIONS, intents.HUMAN, intents.CALLBACK}
_SURELY, _LIKELY = 0.9, 0.6
_SEASON = 45
# These ask how something is handled, though they name what is done here.
_OF_THE_HOUSE = re.compile(
    r" (?:und |oder )?(?:ist|sind|darf|muss|zahlt|uebernimmt|lagert|lagern|nehmen|nehmt|kann (?:ich"
    r"|man) (?!.* (?:lassen"
    r"|machen|buchen|termin\w*|haben|bekommen|kriegen) ))"
)
# What was told before a question says less surely what it is about than the question itself.
_TOLD_BEFORE = 0.05
_FOR_THE_TEAM = frozenset(KINDS) - ANSWERED_FIRST
_LEAST_WORDS, _MOST_PARTS = 3, 3
_FREE_ANSWERS = frozenset({"message", "callback_reason", "intake"})


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    start: int
    end: int


def without_questions(talk: Talk, heard: Heard) -> tuple[str, tuple[str, ...]]:
    """Return what else was said, and the questions in it that the sources answer."""
    if (
        talk.vocabulary.sources is None
        or talk.state.language != "de"
        or talk.state.asked in _FREE_ANSWERS
        or heard.is_emergency
        or heard.wants_repeat
        or read_concern(heard.said) in _FOR_THE_TEAM
    ):
        return heard.text, ()
    parts = (_answered(talk, part, heard.text) for part in _questions(heard.text))
    asked = [part for part in parts if part is not None]
    rest = heard.text
    for part in reversed(asked):
        rest = f"{rest[: part.start]} {rest[part.end :]}"
    return rest.strip(" ,;"), tuple(part.text for part in asked)


def beside_questions(talk: Talk, heard: Heard, questions: tuple[str, ...]) -> Heard:
    """Return what was heard of the rest: nothing is thrown over on a mere likelihood."""
    known = cues(heard.said)
    wanted = tuple(one for one in heard.intents if one in known or one in _HARMLESS)
    if not heard.service.ids:
        # "… lagern, und was kostet der Spaß?" is answered along with it.
        wanted = tuple(one for one in wanted if one not in _OF_A_SERVICE)
    is_new = intents.BOOK in known or heard.service.ids or heard.wish
    if intents.BOOK in wanted and (_HAS_ONE.search(heard.said) or not is_new):
        wanted = tuple(one for one in wanted if one != intents.BOOK)
    party = heard.party if intents.BOOK in wanted or talk.state.matters else None
    return replace(heard, intents=wanted, questions=questions, party=party)


def _is_near(box: Box) -> bool:
    """``Über den Sommer`` is no time at which anybody comes."""
    is_season = box.start is not None and box.end is not None and (box.end - box.start).days > _SEASON
    return (box.has_days and not is_season) or box.target is not None


def asks_anywhere(text: str) -> bool:
    """Tell whether a part of an utterance asks something, marked as a question or not."""
    return next(_questions(text), None) is not None


def _questions(text: str) -> Iterator[_Part]:
    """The parts of an utterance that ask something; one inside another belongs to it."""
    reached = 0
    for number, begins in enumerate(_BEGINS.finditer(text)):
        if number >= _MOST_PARTS:
            return
        start = begins.start()
        if start < reached:
            continue
        ends = _ENDS.search(text, begins.end())
        reached = ends.end() if ends else len(text)
        asked = text[start:reached].strip(" ,;")
        if len(asked.split()) >= _LEAST_WORDS:
            yield _Part(asked, start, reached)


def _answered(talk: Talk, part: _Part, text: str) -> _Part | None:
    """Return the question in the words in which the sources answer it."""
    shelf, said = talk.vocabulary.sources, phrase(part.text)
    if shelf is None:
        return None
    known = set(cues(said))
    score, asked = shelf.covers(part.text), part
    before = re.split(r"[.!?;]", text[: part.start].rstrip(" .!?;"))[-1].strip()
    if score < _LIKELY and before:
        # "Mein Vater sitzt im Rollstuhl, kommt man da rein": what it is about was said before.
        asked = replace(part, text=f"{before} {part.text}")
        score, known = shelf.covers(asked.text) - _TOLD_BEFORE, known | set(cues(phrase(before)))
        if known & _HAS_ACTS:
            return None
    if known & _HAS_ACTS and _TELLS.search(text[: part.start]) and not _ASKS.match(part.text):
        return None  # "den muss ich absagen" tells what is to be done
    names_service = bool(match_service(part.text, talk.vocabulary).ids)
    is_of_service = names_service or bool(match_service(text, talk.vocabulary).ids)
    if intents.HOURS in known or (known & _OF_A_SERVICE and (is_of_service or talk.state.last_service_id)):
        return None
    wish = understand_time(_AT_ONCE.sub(" ", part.text), now=talk.wall)
    names_time = wish is not None and any(_is_near(box) for box in wish.boxes)
    names_time = names_time or read_shift(said) is not None
    is_wish = names_service and intents.QUESTION not in known and not _OF_THE_HOUSE.match(said)
    has_act = names_time or known & _HAS_ACTS or is_wish
    return asked if score >= (_SURELY if has_act else _LIKELY) else None
