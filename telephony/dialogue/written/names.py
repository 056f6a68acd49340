"""Writes the names that recognisers write small with a capital letter, where only a name can stand."""

import re
from collections.abc import Callable

from telephony.dialogue.intents.lexicon import groups_of
from telephony.dialogue.names import is_common_word
from telephony.dialogue.text import DIALECT, fold

_LEADS = (
    r"(?:(?:ja|also|äh+m*|öhm|hallo|hallöchen|hi|hey|na|so|tach|tag|moin|servus|servas|mahlzeit|grüezi|mitenand"
    r"|gr(?:ü|ia|üe)(?:ß|ss)\w*|grüessech|gott|sie|eana|eich|guten?|schönen|morgen|abend|zusammen|nein"
    r"|nee) )*+"
)
_W = r"[a-zäöüß][\w'’-]{2,}"
_PARTICLE = r"(?:(?:von|van|de|der|den|zu|el|al) ){0,3}"
_TWO = rf"(?P<name>{_PARTICLE}{_W}(?: {_W})?)"
_ONE = rf"(?P<name>{_W})"
# Behind the first word, whoever rings goes on like this only after their name.
_GREETS_BACK = (
    r"(?:hier|am apparat|(?:ist )?(?:mein|mei) nam\w*|nochmal|noch mal|noch einmal|hallo|guten? (?:tag|morgen"
    r"|abend)|grüß|servus|moin|grüezi)"
)
_GOES_ON = (
    r"(?:(?:ich|wir|i) (?:hab|habe|haben|bin|muss|müsst\w*|hätt\w*|möcht\w*|wollt\w*|will|würd\w*|kann"
    r"|komm\w*"
    r"|brauch\w*|bräucht\w*|soll\w*|ruf\w*|schaff\w*|steh\w*)|bitte (?:den|meinen|mein)|für (?:mo|di|mi|do"
    r"|fr|sa)"
    r"\w+tag)"
)
# Words that begin a sentence and stand in no list of what is no name.
_BEGINNERS = frozenset(
    "wenn weil dass falls obwohl seit bevor nachdem als ob wie was wer schatz liebling leute papa mama oma "
    "opa "
    "scheisse verdammt bloss nur hoechstens manchmal normalerweise seitdem deshalb deswegen trotzdem nachher "
    "vorhin eben neulich letztens gleich sofort dringend kurz eigentlich wirklich prinzipiell grundsaetzlich "
    "heissen heisst hoasst jungs maedels kleine kleiner grosse grosser denn kennzeichen steuer vater mutter "
    "oma opa hier dort dieser diese dieses jener irgendwer irgendwie selber selbst mitenand beide alle jeder "
    "nummer adresse kollegin meister meisterin montags dienstags kontrolle oelwechsel inspektion rezept "
    "theoretisch halt mal hoer hoeren pass passt los weiter endlich freilich gewiss sicher ehrlich".split()
)
_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?P<lead>{_LEADS}){_TWO}(?= {_GREETS_BACK}\b)",
        rf"^(?P<lead>{_LEADS}){_ONE}(?= {_GOES_ON}\b)",
    )
)
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"\b(?:hier ist|hier spricht|mein nam\w* (?:ist|is|wäre)|mei nam\w* (?:ist|is)|(?:ich|i) (?:heiß"
            rf"|hoaß)\w*"
            rf"|name ist|auf den namen|spricht) (?:nur |noch mal |die |der |de |frau |herr |familie )*{_TWO}"
        ),
        rf"\b(?:frau|herrn?|familie) {_ONE}",
        rf"\b(?:heißen|heißt|hoaßt|namens) (?:die |der |das )?{_ONE}(?: und (?P<other>{_W}))?",
    )
)
_ASIDES = re.compile(r" (?=(?:und die|und der|und mein\w*|mein\w*|also|ich bin) )")
_NEAR_THE_BEGINNING = 4
_LONG, _SHORT = 7, 3
_OF_AN_APPOINTMENT = re.compile(
    r"\b(?:absag\w*|stornier\w*|streich\w*|verschieb\w*|verleg\w*|termin|nicht kommen|ned kumm"
    r"|net komm\w*)\b",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"(?:der|die|das|den|dem|des|ein\w*|kein\w*|mein\w*|unser\w*|am|im|in|an|bei|beim|vom|von|zum|zur|zu|mit|für|auf"
    r"|nach|vor|und|oder|aber|nicht|so|sehr|ganz|etwas|was|mehr|noch|schon|diese\w*|jede\w*|nächste\w*|wegen|ums|ins)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)")


def with_capitals(
    text: str, *, known: str | None, is_ours: Callable[[str], bool], is_name_asked: bool
) -> str:
    """Return the text with capital letters where names stand; ``is_ours`` tells a word of the house.

    ``known``: how the customer is called to whom the line belongs.
    """
    parts = _SENTENCES.split(text)
    return " ".join(_capitalised(part, known, is_ours, is_name_asked=is_name_asked) for part in parts)


def _capitalised(text: str, known: str | None, is_ours: Callable[[str], bool], *, is_name_asked: bool) -> str:
    if any(char.isupper() for char in text[1:]):
        return text
    names = {word.lower() for word in _named(text) if _may_be_name(word, is_ours)}
    if is_name_asked:
        names |= {word.lower() for word in re.findall(_W, text) if _may_be_name(word, is_ours)}
        text = _ASIDES.sub(", ", text) if names else text
    text = re.sub(r"[^\W\d_][\w'’-]*", lambda at: _capital(at[0]) if at[0].lower() in names else at[0], text)
    return text if is_name_asked else _introduced(text, names, known, is_ours)


def _named(text: str) -> list[str]:
    found = (match for pattern in _PLACES for match in pattern.finditer(text))
    return " ".join(name for match in found for name in match.groupdict().values() if name).split()


def _introduced(text: str, names: set[str], known: str | None, is_ours: Callable[[str], bool]) -> str:
    """Put the name with which somebody begins in front of everything: ``Brandt, nochmal …``."""
    for pattern in _OPENINGS:
        found = pattern.search(text)
        if found is None:
            continue
        parts = found["name"].split()
        if all(_may_be_name(part, is_ours) for part in parts):
            name = " ".join(_capital(part) for part in parts)
            return f"{name}, {found['lead']}{text[found.end() :].strip()}"
    closing = _at_the_end(text, is_ours)
    if closing is not None and not names:
        return f"{_capital(closing)}, {text.rstrip(' .')[: -len(closing)].strip()}"
    last = (known or "").split()[-1:]
    words = text.split()
    near = [word for word in words[:_NEAR_THE_BEGINNING] if last and fold(word) == fold(last[0])]
    if not near or near[0].lower() in names:
        return text
    return f"{_capital(near[0])}, {' '.join(word for word in words if word != near[0])}"


def _at_the_end(text: str, is_ours: Callable[[str], bool]) -> str | None:
    """``… muss ich absagen, ich lieg im Spital, Aigner``: whose appointment it is, said last of all."""
    words = text.rstrip(" .").split()
    if len(words) < _LONG or text.rstrip()[-1:] in "?!" or not _OF_AN_APPOINTMENT.search(text):
        return None
    last, before = words[-1], words[-2]
    is_bound = _BINDS.fullmatch(before) is not None or before[-1:] in ",?"
    return last if not is_bound and len(last) > _SHORT and _may_be_name(last, is_ours) else None


def _may_be_name(word: str, is_ours: Callable[[str], bool]) -> bool:
    key = fold(word)
    return not (is_common_word(key) or key in _BEGINNERS or key in DIALECT or groups_of(key) or is_ours(word))


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
