"""Short English reactions: yes, no, later, another time, please wait, goodbye."""

from __future__ import annotations

import re
from typing import Literal

from telephony.dialogue.english import matters
from telephony.dialogue.english.matters import key_of
from telephony.dialogue.english.numbers import CARDINALS

Answer = Literal["yes", "no"]
Shift = tuple[Literal[-1, 1], int | None]

_FILLERS = re.compile(
    r"^(?:(?:oh|ah|um+|uh|er+m?|hm+|mm+|well|so|and|now|hello|hi|hey|sorry|thanks|thank you|then|i think"
    r"|i guess|you know)\b ?)+"
)
_AGREES = re.compile(
    r"\b(?:(?:works|is fine|is good|is great|is perfect|suits me|would be (?:great|fine|good|perfect|lovely"
    r"|nice|ok|okay))(?: for me| for us| with me)?|sounds (?:good|great|fine|perfect)|i'?ll take|i'd take"
    r"|let's (?:do|go|take|book)|book it|i can (?:do|make) (?:that|it|the)|please do|that's (?:right|correct"
    r"|fine|it|great|perfect))\b"
)
_REFUSES = re.compile(
    r"\b(?:(?:doesn't|does not|don't|won't|wouldn't|not) (?:really )?(?:work|suit|fit|good)"
    r"|(?:can't|cannot|can not) (?:\w+ )?(?:do|make|manage|come)|not (?:right|correct|possible)"
    r"|rather not|that's (?:wrong|too (?:late|early|soon|far))|too (?:late|early)|no thanks?|no thank you"
    r"|i'm (?:busy|working|away)|isn't (?:right|correct|good))\b"
)
_LEADS = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|no|nope|sure|ok|okay|right|great|perfect|lovely|fine|please|oh|um+|uh|well|sorry"
    r"|thanks|thank you|of course|that(?:'s| is| would be)?)\b[ .]*)+",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:(?:an|any|some|something|anything|one)?other (?:time|day|slot|appointment|option|date)s?"
    r"|another (?:time|day|slot|appointment|option|date|one)|something else|anything else"
    r"|(?:a )?different (?:time|day|slot|one|date)s?|other (?:options?|times|slots|days|appointments)"
    r"|none of (?:them|those|these)|neither|alternatives?)\b"
)
_ANY_STAFF = re.compile(
    r"\b(?:anyone|anybody|whoever|any (?:stylist|hairdresser|doctor|dentist|mechanic|of them)|no preference"
    r"|don't mind who|doesn't matter who|don't care who|someone else|somebody else|whoever is)\b"
)
_KNOWS_NOT = re.compile(
    r"\b(?:i don't know|no idea|not sure|i'm not sure|can't remember|don't remember|i forgot"
    r"|i've forgotten)\b"
)
_GREETING = re.compile(
    r"(?:(?:yes|oh|hello|hi|hey|there|good|morning|afternoon|evening|day|greetings|hallo)[ ]?)+"
)
_GOODBYE = re.compile(
    r"\b(?:goodbye|good bye|bye|bye bye|see you|take care|have a (?:nice|good|great|lovely)"
    r"|i'll (?:call|ring) (?:back |again )?(?:later|another time|again)|i'll think about it"
    r"|let me think about it|never ?mind|forget it)\b"
)
_EARLIER = re.compile(r"\b(?:earlier|sooner|before that|before then)\b(?! one)")
_LATER = re.compile(r"\b(?:later|afterwards|after that|after then)\b(?! one)")
_UNITS = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 40320}
_DISTANCE = re.compile(
    r"\b(?:(?P<half>half an|half a)|(?P<quarter>a quarter of an)|(?P<count>an?|one|two|three|four|five|six"
    r"|ten|fifteen|twenty|thirty|a couple of|\d{1,2})) (?P<unit>minute|hour|day|week|month)s?\b"
)
_BY = re.compile(r"\b(?:by|back|forward) (?:an?|one|two|three|half|\d{1,2})\b|\b(?:push|put|bring)\b")
_FORWARD = re.compile(r"\b(?:forward|earlier|sooner|before)\b")
_LONGEST_ANSWER = 14


def read_answer(text: str) -> Answer | None:
    """Return whether a question was answered with yes or no, also behind "well," or "sorry,"."""
    said = _FILLERS.sub("", key_of(text))
    plain = matters.read_answer(said)
    short = len(said.split()) <= _LONGEST_ANSWER
    if plain == "yes" and short and _REFUSES.search(said) and not _AGREES.search(said):
        return "no"
    if plain is not None or not short:
        return plain
    if _REFUSES.search(said):
        return "no"
    return "yes" if _AGREES.search(said) else None


def without_reaction(text: str) -> str:
    """Return an utterance without the yes or no in front of what it tells: "Yes, that works" is no name."""
    rest = re.sub(r"[^\w'’ .-]+", " ", text)
    for pattern in (_LEADS, _AGREES, _REFUSES, _LEADS):
        rest = pattern.sub(" ", rest.strip())
    return rest.strip(" .!")


def wants_other(text: str) -> bool:
    """Tell whether other times are asked for."""
    return _OTHER.search(key_of(text)) is not None


def is_any_staff(text: str) -> bool:
    """Tell whether the caller does not mind by whom."""
    return _ANY_STAFF.search(key_of(text)) is not None


def knows_not(text: str) -> bool:
    """Tell whether the caller cannot answer."""
    return _KNOWS_NOT.search(key_of(text)) is not None


def is_greeting(text: str) -> bool:
    """Tell whether the utterance only says hello."""
    return _GREETING.fullmatch(key_of(text)) is not None


def is_goodbye(text: str) -> bool:
    """Tell whether the caller takes leave."""
    return _GOODBYE.search(key_of(text)) is not None


def read_shift(text: str) -> Shift | None:
    """Return the direction and the minutes of "an hour later", "the day before that"; they may be open."""
    said = key_of(text)
    later, earlier = _LATER.search(said), _EARLIER.search(said)
    if not later and not earlier:
        return None
    direction: Literal[-1, 1] = -1 if earlier and not (later and later.start() < earlier.start()) else 1
    return direction, _distance(said)


def read_move(text: str) -> Shift | None:
    """Return by how much an appointment is to be moved: "by a week", "push it back an hour"."""
    said = key_of(text)
    distance = _distance(said)
    if distance is None or not _BY.search(said):
        return read_shift(text)
    return (-1 if _FORWARD.search(said) else 1), distance


def _distance(said: str) -> int | None:
    found = _DISTANCE.search(said)
    if found is None:
        return None
    unit = _UNITS[found["unit"]]
    if found["half"] or found["quarter"]:
        return unit // (2 if found["half"] else 4)
    word = found["count"]
    count = {"a": 1, "an": 1, "a couple of": 2}.get(word) or CARDINALS.get(word)
    return (count or int(word)) * unit
