"""By whom a caller wants to be served, beyond a name: a woman, the boss, the same as always."""

import re
from dataclasses import dataclass
from typing import Literal

from telephony.dialogue.matching import Match, match_staff
from telephony.dialogue.text import fold, phrase
from telephony.dialogue.vocabulary import Vocabulary

Gender = Literal["female", "male"]

_FEMALE = re.compile(
    r" (?:(?:von|bei|zu|durch|lieber|bitte|gern|gerne|am liebsten|moechte|will|zur|zu) (?:\w+ ){0,3}?"
    r"(?:einer? (?:frau|aerztin|friseurin|friseuse|therapeutin|kollegin|zahnaerztin|mitarbeiterin"
    r"|behandlerin|dame|fachfrau|kosmetikerin|fahrlehrerin|tieraerztin|physiotherapeutin|frauenaerztin|gynaekologin)|frauen)"
    r"|weiblich\w*|(?:eine|ne) "
    r"(?:aerztin|friseurin|therapeutin|zahnaerztin|fahrlehrerin|tieraerztin|behandlerin)"
    r"|(?:nur|lieber) (?:\w+ )?frau) "
)
_MALE = re.compile(
    r" (?:(?:von|bei|zu|durch|lieber|bitte|gern|gerne|am liebsten|moechte|will|zum) (?:\w+ ){0,3}?"
    r"(?:einem|einen|nem|nen|ein) "
    r"(?:mann|arzt|friseur|therapeuten|kollegen|zahnarzt|mitarbeiter|behandler|herrn|barber"
    r"|kosmetiker|fahrlehrer|tierarzt|physiotherapeuten|therapeut)"
    r"|maennlich\w*|lieber (?:ein )?arzt|(?:nur|lieber) (?:\w+ )?(?:mann|maenner)) "
)
_RATHER_THAN = re.compile(r" (?:als|statt|anstatt|nicht|kein\w*) (?:bei |von |zu )?(?:\w+ )?\w+ ")
_BOSS = re.compile(
    r" (?:beim?|vom|von|zum|zur|durch|der|die|den|dem|mit) (?:\w+ )?"
    r"(?:chef\w*|scheff\w*|inhaber\w*|meister\w*|besitzer\w*|leiter\w*|oberarzt|oberaerztin"
    r"|praxisinhaber\w*) "
)
_MY_BOSS = re.compile(r" (?:mein\w*|unser\w*) (?:chef|chefin|meister) ")
_AS_ALWAYS = re.compile(
    r" (?:wie (?:immer|sonst|ueblich|gehabt|gewohnt|(?:das )?letzte[sn]? mal|beim letzten mal|jedes mal)"
    r"|(?:der|die|dem|den|derselbe\w*|dieselbe\w*|demselben|denselben|der gleichen|dem gleichen|die "
    r"gleiche|den gleichen)"
    r"(?: \w+){0,3} (?:sonst|immer|letztes mal|letzte mal|das letzte mal|beim letzten mal|zuletzt|die ganze "
    r"zeit)"
    r"|(?:mein\w*|unser\w*) (?:uebliche\w*|stamm\w*|gewohnte\w*|feste\w*|bisherige\w*)"
    r"|(?:derselben|demselben|denselben|dieselbe|derselbe|gleichen person|selben)) "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWish:
    """Who is wanted: by name, by gender, the boss, or whoever it always is."""

    named: Match
    gender: Gender | None
    is_boss: bool
    is_usual: bool


def staff_wish(text: str, vocabulary: Vocabulary) -> StaffWish:
    """Return everything the utterance says about who is to do it."""
    said = phrase(text)
    is_boss = wants_boss(said)
    named = match_staff(text, vocabulary)
    if is_boss and not named.ids:
        named = boss_of(vocabulary)
    return StaffWish(named=named, gender=_gender(said), is_boss=is_boss, is_usual=says_usual(said))


def says_usual(said: str) -> bool:
    """Tell whether whoever it always is, or what it always is, was asked for."""
    return _AS_ALWAYS.search(said) is not None


def wants_boss(said: str) -> bool:
    """Tell whether the boss is asked for; the caller's own boss is somebody else."""
    return _BOSS.search(_MY_BOSS.sub(" ", said)) is not None


def boss_of(vocabulary: Vocabulary) -> Match:
    """Return the one person whose name the company bears: Dr. Weber of "Zahnarztpraxis Dr. Weber"."""
    company = set(fold(vocabulary.company_name).replace(".", " ").split())
    bearers = [term.id for term in vocabulary.staff if fold(term.name).split()[-1] in company]
    return Match((bearers[0],), 0.9, vocabulary.company_name) if len(bearers) == 1 else Match()


def _gender(said: str) -> Gender | None:
    """What stands behind "als" or "statt" is what is not wanted."""
    said = f" {_RATHER_THAN.sub(' ', said).strip()} "
    if _FEMALE.search(said):
        return "female"
    return "male" if _MALE.search(said) else None
