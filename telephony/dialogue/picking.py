"""Takes a choice that comes with more: ``Den zweiten, und kann ich meinen Hund mitbringen?``."""

import re
from collections.abc import Sequence
from dataclasses import replace

from telephony.dialogue import booking, intents, tongues
from telephony.dialogue.following import choose
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import Match
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.times.grammar import understand_time

# Where a clause ends; the sign stays with it, for it tells a question.
_CLAUSES = re.compile(r"[^,;.!?]+[,;.!?]*")
_AND = re.compile(r"\b(?:und|aber|nur|außerdem|ausserdem)\b ", re.IGNORECASE)
# "Halb sieben ist zu knapp" names an offer and takes it not.
_TURNED_DOWN = re.compile(
    r" (?:nicht|nichts|nix|kein\w*|schlecht\w*|schwierig|knapp|unguenstig|bloed|doof|eng|statt|ausser) "
    r"| (?:muss|muessen|musste|soll) (?:\w+ ){0,6}(?:sein|weg|los|fort|zurueck) "
    r"| zu (?:frueh|spaet|weit|lang|kurzfristig)"
)
_RATHER = re.compile(r" (?:lieber|doch|besser|nein|nee|sondern|quatsch) ")
_ANOTHER = re.compile(r" (?:oder|lieber|besser|auch|sonst|frueher|spaeter|vorher|danach) ")
_ASKS = re.compile(
    r"^ (?:und |aber |ach |ja |dann |noch |eine frage |sagen sie |sag mal )*"
    r"(?:wie|was|wo|wohin|wann|wer|warum|wieso|welche[rnms]?|gibt|gibts|kann|koennen|koennte|darf|duerfen|muss"
    r"|muessen|soll|sollte|ist das|ist es|ob|wird|dauert|kostet|brauch\w* ich|haben sie|habt ihr|nehmen sie) "
)
_QUICK = (intents.PRICE, intents.DURATION, intents.HOURS, intents.DIRECTIONS)
# A question of fewer words leans on what was said before it.
_TELLING = 6
_LONGEST_CHOICE = 9


def separated(talk: Talk, heard: Heard) -> Heard:
    """Return the choice as the answer, and of the rest only what it asks; nothing of it names a time."""
    matter = talk.state.matter
    if talk.state.asked != "offer" or matter is None or not matter.offers or talk.state.language != "de":
        return heard
    clauses = clauses_of(heard.text)
    if len(clauses) < 2:
        return heard
    found = [(at, choice) for at, clause in enumerate(clauses) if (choice := _chosen(talk, matter, clause))]
    if not found and heard.shift is not None:
        return _with_its_reason(talk, heard, clauses)
    if not found or _is_torn(found):
        return heard
    at, choice = found[-1]
    rest = [clause for place, clause in enumerate(clauses) if place != at]
    another = next((clause for clause in rest if _wishes_another(talk, matter, choice, clause)), None)
    if another is not None:
        return replace(_heard_alone(talk, another), name=heard.name, phone=heard.phone, beside=heard.beside)
    return _with_the_rest(heard, choice, rest)


def _with_its_reason(talk: Talk, heard: Heard, clauses: Sequence[str]) -> Heard:
    """``Um 17 Uhr, früher komm ich nicht weg`` wants five o'clock, and nothing earlier."""
    first = _heard_alone(talk, clauses[0])
    names_time = first.wish is not None and any(box.target is not None for box in first.wish.boxes)
    refuses = first.answer == "no" or _TURNED_DOWN.search(first.said) is not None
    gives_reason = any(_TURNED_DOWN.search(phrase(clause)) for clause in clauses[1:])
    if not names_time or refuses or first.shift is not None or not gives_reason:
        return heard
    return replace(heard, wish=first.wish, shift=None, move=None, answer=None, wants_other=False)


def clauses_of(text: str) -> list[str]:
    """Split an utterance where a new thought may begin."""
    parts = [part for clause in _CLAUSES.findall(text) for part in _AND.split(clause)]
    return [part.strip() for part in parts if part.strip(" ,;.!?")]


def _heard_alone(talk: Talk, clause: str) -> Heard:
    context = booking.time_context(talk)
    return tongues.listen(talk, clause, vocabulary=talk.vocabulary, now=talk.wall, context=context)


def _slots(talk: Talk, matter: Matter, heard: Heard) -> Sequence[object]:
    return choose(heard, matter.offers, [talk.local_start(slot) for slot in matter.offers]).slots


def _chosen(talk: Talk, matter: Matter, clause: str) -> Heard | None:
    """Return the clause as it was heard if it takes exactly one of the offered times."""
    if len(clause.split()) > _LONGEST_CHOICE:
        return None
    heard = _heard_alone(talk, clause)
    if (
        heard.beside.remarks
        or heard.answer == "no"
        or _TURNED_DOWN.search(heard.said)
        or _ASKS.search(heard.said)
    ):
        return None
    return heard if len(_slots(talk, matter, heard)) == 1 else None


def _is_torn(found: Sequence[tuple[int, Heard]]) -> bool:
    """Two clauses take two times, and nothing says that the second is meant."""
    wishes = {str(heard.wish) + str(heard.staff.ids) for _, heard in found if heard.wish or heard.staff.ids}
    return len(wishes) > 1 and not _RATHER.search(found[-1][1].said)


def _wishes_another(talk: Talk, matter: Matter, choice: Heard, clause: str) -> bool:
    """``Um zwei, oder geht auch halb drei?`` has not chosen yet."""
    heard = _heard_alone(talk, clause)
    alone = understand_time(clause, now=talk.wall, subdivision=talk.vocabulary.region, expecting=True)
    boxes = alone.boxes if alone else ()
    names_time = any(box.has_days or box.target is not None for box in boxes)
    if not names_time or heard.answer == "no" or not _ANOTHER.search(heard.said):
        return False
    return list(_slots(talk, matter, heard)) != list(_slots(talk, matter, choice))


def _with_the_rest(heard: Heard, choice: Heard, rest: Sequence[str]) -> Heard:
    asked = [clause for clause in rest if clause.endswith("?") or _ASKS.search(phrase(clause))]
    known = {one for clause in asked for one in cues(phrase(clause))}
    wanted = [one for one in _QUICK if one in known] or ([intents.QUESTION] if asked else [])
    if asked and max(len(clause.split()) for clause in asked) < _TELLING:
        asked = list(rest)  # "… wegen dem Ammoniak, ist das ein Problem?"
    return replace(
        choice,
        text=" ".join(asked or rest),
        intents=tuple(wanted),
        name=heard.name,
        phone=heard.phone,
        digits=heard.digits,
        service=Match(),
        party=None,
        addition=None,
        shift=None,
        wants_other=False,
        is_goodbye=False,
        is_emergency=heard.is_emergency,
        beside=replace(heard.beside, named=choice.beside.named, not_staff=(), gender=None),
    )
