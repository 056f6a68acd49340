"""Names that were not asked for, or that come with more than was asked for; what only looks like one."""

import re
from datetime import datetime

from telephony.dialogue import answers, shifts
from telephony.dialogue.intents import read_move
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import match_branch, match_service, match_staff
from telephony.dialogue.names import corrected_name, opening_name, read_name
from telephony.dialogue.naming import bare_name, changed_name, name_beside
from telephony.dialogue.text import fold, phrase
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.vocabulary import Vocabulary

NAME_QUESTIONS = frozenset({"name", "name_simple", "name_of_appointment"})
OPEN_QUESTIONS = frozenset({"offer", "which_day", "when", "when_instead", "service", "person", "phone"})
# Where times were offered, even a single word beside the choice is a name.
CHOICES = frozenset({"offer", "which_day", "which_time"})
# People are found by their sound: "Anna" as "ana".
_DOUBLED = re.compile(r"(.)\1")
_ON_NAME = re.compile(r"\bauf (?:den Namen )?([A-ZÄÖÜ][\w'’-]+(?: [A-ZÄÖÜ][\w'’-]+)?)[ .!]*$")
# Written with a capital letter and standing alone between commas, yet nobody's name.
_OUTCRIES = frozenset(
    "quatsch mist unsinn bloedsinn wahnsinn scheisse mensch gott himmel stopp halt achtung wow hoppla "
    "schatz liebling mama papa anonym hoer hoeren schlecht keinesfalls hauptsache weshalb "
    "waschen foehnen schneiden faerben handy telefon punkt".split()
)


def loose_name(
    text: str, asked: str, vocabulary: Vocabulary, known_name: str | None, now: datetime
) -> str | None:
    """Take a name where it was not asked for, unless it is a word of the company."""
    name = None
    if asked in {"intent", "consent"}:
        name = opening_name(text)
        name = None if name and _is_no_name(name, vocabulary, now) else name
    elif asked in {"confirm", "change"}:
        name = corrected_name(text, known_name) or (_added_name(text) if asked == "confirm" else None)
    elif asked == "more":
        name = changed_name(text)
    elif asked in OPEN_QUESTIONS:
        name = _bare_name(text, asked)
        name = None if name and answers.read_answer(phrase(name)) is not None else name
        if understand_time(text, now=now) is not None and not _is_whole_name(text, name, now):
            name = None
    return None if name is None or _is_own_word(name, vocabulary) else name


def name_in_answer(
    text: str, asked: str, vocabulary: Vocabulary, now: datetime, *, is_number: bool
) -> str | None:
    """``Halb acht, Gabi Dünnebier``: the name that stands beside the answer to the question that is open."""
    asks_name = asked in NAME_QUESTIONS
    is_open = asked in CHOICES | OPEN_QUESTIONS - {"phone"} or (asked in {"intent", "consent"} and is_number)
    if not asks_name and not (is_open and _answers(text, now)):
        return None
    return name_beside(
        text,
        least=1 if asks_name or asked in CHOICES else 2,
        is_other=lambda name: _is_no_name(name, vocabulary, now),
    )


def _answers(text: str, now: datetime) -> bool:
    """Tell whether there is something beside which a name may stand: a time, a yes, which of the offered."""
    said = phrase(text)
    return (
        understand_time(text, now=now, expecting=True) is not None
        or answers.read_answer(said) == "yes"
        or answers.read_ordinal(said, 2) is not None
    )


def _is_no_name(name: str, vocabulary: Vocabulary, now: datetime) -> bool:
    said = phrase(name)
    return (
        bool(_OUTCRIES & set(said.split()))
        or understand_time(name, now=now, expecting=True) is not None
        or answers.read_answer(said) is not None
        or answers.is_goodbye(said)
        or answers.is_thanks(said)
        or answers.is_greeting(said)
        or answers.wants_wait(said)
        or shifts.read_move(said) is not None
        or bool(cues(said))
        or _is_own_word(name, vocabulary)
        or _sounds_like_service(name, vocabulary)
    )


def _sounds_like_service(name: str, vocabulary: Vocabulary) -> bool:
    """Brückner is nobody's bridge: one word that is longer than the service it sounds like is a name."""
    match = match_service(name, vocabulary)
    return bool(match.ids) and len(name.split()) == 1 and len(fold(name)) <= len(match.text) + 1


def _added_name(text: str) -> str | None:
    """A bare name at the summary; a yes in some dialect is none."""
    if answers.read_answer(phrase(text)) is not None or read_move(text) is not None:
        return None
    return bare_name(text)


def _is_whole_name(text: str, name: str | None, now: datetime) -> bool:
    """``Jan Petrov`` is somebody, though January is called so too."""
    parts = (name or "").split()
    return (
        len(parts) > 1
        and len(parts) == len(text.strip(" .!").split())
        and understand_time(parts[-1], now=now, expecting=True) is None
    )


def _bare_name(text: str, asked: str) -> str | None:
    """``Huber`` while times are on the table: whoever hears an offer sometimes answers with the name."""
    behind = _ON_NAME.search(text)
    if behind is not None:
        return read_name(behind.group(1))
    parts = text.strip(" .!").split()
    least = 1 if asked in {"offer", "which_day"} else 2
    if not least <= len(parts) <= 3 or not all(part[:1].isupper() for part in parts):
        return None
    return read_name(text)


def is_of_the_house(word: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a single word names a service, a person or a branch of the house."""
    if vocabulary.persona_name and fold(vocabulary.persona_name) == fold(word):
        return True
    found = (match_service(word, vocabulary), match_staff(word, vocabulary), match_branch(word, vocabulary))
    return any(match.ids and match.text in fold(word) for match in found)


def _is_own_word(name: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the supposed name is a service, one of the people or the persona."""
    if vocabulary.persona_name and fold(vocabulary.persona_name) == fold(name):
        return True
    service, person = match_service(name, vocabulary), match_staff(name, vocabulary)
    # "Schneider" is near "schneiden" but no service; a whole name may hold a colleague's first name.
    is_service = bool(service.ids) and service.text in fold(name)
    is_person = bool(person.ids) and _DOUBLED.sub(r"\1", person.text) == _DOUBLED.sub(r"\1", fold(name))
    return is_service or is_person or bool(match_branch(name, vocabulary).ids)
