"""Several people in one call: who comes, and whether at the same time or one after the other."""

import re
from dataclasses import dataclass
from typing import Literal

from telephony.dialogue.text import Word, words

Way = Literal["", "together", "after"]

_POSSESSIVES = frozenset(
    "mein meine meinen meiner meinem meines min mini mim mei meim moi unser unsere unseren unserer unserem "
    "sein seine ihre ihren "
    "die der den dem das ein eine einen einer einem ner nen ne".split()
)
_COUNTS = {
    "beide": 2, "beiden": 2, "zwei": 2, "zwo": 2, "2": 2, "drei": 3, "3": 3, "vier": 4, "4": 4,
}  # fmt: skip
_DESCRIBING = re.compile(
    r"(?:klein|gross|juengst|aeltest|aelter|juenger|best|lieb|neu|alt|erst|zweit|ander)\w*"
)
# How somebody who comes along is called, and which group of services is theirs.
_PEOPLE = {
    person: group
    for group, people in {
        "kinder": "tochter toechter sohn soehne soehnen toechtern kind kinder kindern kleine kleinen kleiner "
        "enkel enkelin enkeln baby junge jungs jungen bub bua buab buben maedchen maedels zwillinge "
        "zwillingen kids "
        "neffe nichte",
        "herren": "mann maa mo ehemann vater papa opa grossvater bruder bruedern freund kumpel kollege "
        "kollegen "
        "schwager schwiegervater lebensgefaehrte partner onkel verlobter",
        "damen": "frau ehefrau mutter mama oma grossmutter schwester schwestern freundin freundinnen "
        "kollegin schwaegerin schwiegermutter tante partnerin lebensgefaehrtin bekannte verlobte nachbarin",
        "": "personen person leute erwachsene termine plaetze auto autos wagen fahrzeug fahrzeuge "
        "transporter "
        "lieferwagen firmenwagen laster lkw roller motorraeder motorrad hund hunde "
        "eltern grosseltern schwiegereltern geschwister familie",
    }.items()
    for person in people.split()
}
_PAIRS = frozenset({"eltern", "grosseltern", "schwiegereltern", "zwillinge", "zwillingen"})
_UNCOUNTED = frozenset({"personen", "leute", "erwachsene", "termine", "plaetze"})
_LINKS = frozenset(
    "und sowie plus mit auch noch fuer dann gleich direkt danach anschliessend zusammen einen ein eine "
    "einmal termin dazu ausserdem , gleichzeitig nacheinander je jeweils".split()
)
_BOTH_OF_US = re.compile(
    r" (?:wir (?:\w+ ){0,2}beide[n]?|uns beide[n]?|uns zwei|wir zwei|zu zweit|fuer zwei|paartermin"
    r"|doppeltermin|wir sind (?:zwei|zu zweit)) "
)
_THREE_OF_US = re.compile(r" (?:zu dritt|wir drei|uns drei|fuer drei|wir sind (?:drei|zu dritt)) ")
# "Für mich und die zwei", "eine für mich und eine für die Braut".
_ME_AND = re.compile(
    r" fuer mich (?:, )?und (?:die|meine) (?P<count>zwei|beiden?|drei|2|3) "
    r"| eine?n? fuer mich (?:, )?(?:und )?eine?n? fuer (?:den|die|das|mein\w*|unser\w*) \w+ "
)
_TWICE = re.compile(r" (?:zwei|2) (?:stueck|mal das ?selbe) | (?:zwei|2) (?:\w+ )?(?:frisuren|haarschnitte) ")
_TOGETHER = re.compile(
    r" (?:gleichzeitig|zeitgleich|parallel|nebeneinander|auf einmal|zusammen|gemeinsam"
    r"|zur (?:gleichen|selben) zeit|selbe[nr]? (?:zeit|uhrzeit)|gleiche[nr]? (?:zeit|uhrzeit)) "
)
_AFTER = re.compile(
    r" (?:nacheinander|hintereinander|direkt danach|anschliessend|im anschluss|nach dem anderen"
    r"|nach der anderen|gleich danach|direkt hinterher) "
)

_ALONG = re.compile(r" mit (?:\w+ ){1,3}zusammen | zusammen mit ")
_TOO = re.compile(
    r" (?:auch|dazu|mitkommen|mitbringen|mitnehmen|gleich mit|gleich noch|zusaetzlich|ausserdem|obendrein"
    r"|zu zweit) | und fuer (?:mein|unser|eine?n?)\w* "
)
_LONGEST_LINK = 6
_PARTICLES = frozenset("auch doch mal bitte halt eben ja gern gerne".split())
_TELLING = frozenset(
    "sagt sagte meint meinte hat hatte war ist geht ging empfiehlt empfahl schickt schwaermt kennt "
    "fand sagen meinen haben hatten waren sind".split()
)


@dataclass(frozen=True, slots=True)
class Guest:
    """One of those who come. ``who`` is how the caller said it, ``group`` whose services are theirs.

    ``is_uncounted`` marks "zwei Termine", of whom more may be said in the same breath.
    """

    who: str = ""
    group: str = ""
    is_caller: bool = False
    is_uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Those who come, in the order in which they were named, and how they want to come."""

    guests: tuple[Guest, ...] = ()
    way: Way = ""


def read_party(text: str, said: str) -> Party | None:
    """Return who comes if it is more than one; ``None`` where nobody or one person was named."""
    guests = _named(words(text))
    if len(guests) == 1 and not guests[0].is_caller and _ALONG.search(said):
        guests = (Guest(is_caller=True), *guests)
    guests = guests if len(guests) > 1 else _unnamed(said)
    return Party(guests[:4], read_way(said)) if len(guests) > 1 else None


def read_addition(text: str, said: str) -> Guest | None:
    """Return who is to come too, while a time for somebody is being found: "und meine Tochter auch"."""
    guests = _named(words(text)) if _TOO.search(said) else ()
    return guests[0] if len(guests) == 1 and not guests[0].is_caller else None


def is_child(key: str) -> bool:
    """Tell whether a folded word speaks of a child."""
    return _PEOPLE.get(key) == "kinder"


def read_way(said: str) -> Way:
    """Return whether several people want to come at once or in a row; empty where either will do."""
    together, after = _TOGETHER.search(said), _AFTER.search(said)
    if bool(together) == bool(after):
        return ""
    return "together" if together else "after"


def _unnamed(said: str) -> tuple[Guest, ...]:
    others = _ME_AND.search(said)
    if others is not None:
        count = _COUNTS.get(others.group("count") or "", 1)
        return (Guest(is_caller=True), *(Guest() for _ in range(count)))
    if _TWICE.search(said):
        return (Guest(is_caller=True), Guest())
    if _THREE_OF_US.search(said):
        return (Guest(is_caller=True), Guest(), Guest())
    return (Guest(is_caller=True), Guest()) if _BOTH_OF_US.search(said) else ()


def _named(said: tuple[Word, ...]) -> tuple[Guest, ...]:
    """Collect mentions that are linked: "für mich und meine Tochter", "mit meinen beiden Söhnen"."""
    guests: list[Guest] = []
    at = last = 0
    said = tuple(word for word in said if word.key not in _PARTICLES)
    while at < len(said):
        found, after = _mention(said, at)
        if not found:
            at += 1
            continue
        if not guests or guests[0].is_uncounted:
            guests = list(found)
        elif _are_linked([word.key for word in said[last:at]]):
            guests += [] if found[0].is_uncounted else found
        elif len(guests) == 1:
            guests = list(found)
        at = last = after
    return tuple(guests)


def _are_linked(between: list[str]) -> bool:
    """Tell whether the list goes on: by "und", or "einmal Färben für mich und einmal Schneiden für"."""
    if not set(between) & {"und", "sowie", "plus", "mit", ","}:
        return False
    names_each = between[-1] in {"fuer", "einmal"} and "und" in between
    return all(key in _LINKS for key in between) or (names_each and len(between) <= _LONGEST_LINK)


def _mention(said: tuple[Word, ...], at: int) -> tuple[tuple[Guest, ...], int]:
    """Return who is mentioned at this word, and where the mention ends."""
    key = said[at].key
    before = said[at - 1].key if at else ""
    after = said[at + 1].key if at + 1 < len(said) else ""
    if key in {"mich", "mir"} and (before in {"fuer", "bei", "und", "mit", "einmal", "zu"} or after == "und"):
        return (Guest(is_caller=True),), at + 1
    if key == "ich" and (before == "und" or after == "und" or (after == "mit" and before in {"", "dass"})):
        return (Guest(is_caller=True),), at + 1
    count, position = 1, at
    if key in _POSSESSIVES:
        position += 1
    if position < len(said) and said[position].key in _COUNTS:
        count, position = _COUNTS[said[position].key], position + 1
    if position == at:
        return (), at
    while (
        position < len(said)
        and _DESCRIBING.fullmatch(said[position].key)
        and said[position].key not in _PEOPLE
    ):
        position += 1
    if position >= len(said) or said[position].key not in _PEOPLE:
        return (), at
    if position + 1 < len(said) and said[position + 1].key in _TELLING:
        return (), at  # "meine Nachbarin sagt" comes along only in the story
    return _guests(said, at, position, count), position + 1


def _guests(said: tuple[Word, ...], at: int, position: int, count: int) -> tuple[Guest, ...]:
    noun = said[position]
    is_title = (
        noun.key in {"frau", "herr"} and position + 1 < len(said) and said[position + 1].raw[:1].isupper()
    )
    if is_title and said[at].key not in {"meine", "meiner", "seine"}:
        return ()
    if count == 1 and (noun.key in _UNCOUNTED or said[at].key in _COUNTS):
        return ()
    is_uncounted = noun.key in _UNCOUNTED
    one = Guest(who="" if is_uncounted else noun.raw, group=_PEOPLE[noun.key], is_uncounted=is_uncounted)
    return (one,) * (2 if noun.key in _PAIRS and count == 1 else count)
