"""What callers say beside the appointment itself: who is not to do it, how to write to them, what to note."""

import re
from dataclasses import dataclass

from telephony.dialogue.emails import read_email
from telephony.dialogue.emergency import is_practice
from telephony.dialogue.insurance import Insurance, read_insurance
from telephony.dialogue.matching import Match, match_staff
from telephony.dialogue.persons import Gender, staff_wish
from telephony.dialogue.plates import read_plate
from telephony.dialogue.remarks import read_remarks
from telephony.dialogue.text import phrase
from telephony.dialogue.vocabulary import Vocabulary

_CLAUSES = re.compile(
    r"(?<!nicht)(?<!ned)(?<!net)(?<!nit)(?<!ohne)(?<!auch) (?=bei (?:der |da |dem |de |frau |herrn? )?\w)"
    r"|[,;.!?]|\b(?:sondern|aber|dafür|und|weil|denn)\b|\blieber (?!nicht)",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r" (?:nicht|ohne|ausser|ausgenommen|kein\w*|bloss nicht|nie|niemals|statt|anstatt|anstelle) "
)
_NEGATIONS = re.compile(
    r"\b(?:bloß |bloss |nur )?(?:nicht|ohne|außer|ausgenommen|kein\w*|nie|niemals|statt|anstatt|anstelle)\b",
    re.IGNORECASE,
)
# "Geht das nicht bei Anna?" asks for her.
_ASKS_FOR = re.compile(r"^ (?:geht|ginge|kann|koennte|koennen|koennten|haette|waere|ist|darf) .*\bnicht ")
_INSURED = re.compile(
    r" (?:\w*versichert\w*|\w*versicherung|\w*patient\w*|selbst ?zahl\w*|beihilfe\w*|krankenkasse|kasse"
    r"|bin bei der \w+|bin (?:\w+ )?privat) "
)
_PLATE = re.compile(r" (?:\w*kennzeichen\w*|nummernschild\w*|autonummer\w*) ")
_GARAGES = ("garage", "werkstatt", "kfz", "auto")


_NOBODY = Match()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was said beside the appointment."""

    not_staff: tuple[int, ...] = ()
    named: Match = _NOBODY
    gender: Gender | None = None
    email: str | None = None
    plate: str | None = None
    insurance: Insurance | None = None
    remarks: tuple[str, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Tell whether there is anything to keep."""
        return bool(
            self.not_staff or self.gender or self.email or self.plate or self.insurance or self.remarks
        )


def read_beside(text: str, vocabulary: Vocabulary) -> Beside:
    """Return what the utterance says beside the appointment."""
    said = phrase(text)
    refused = _refused_staff(text, vocabulary)
    wish = staff_wish(text, vocabulary)
    named = wish.named
    if refused:
        kept = " , ".join(part for part in _CLAUSES.split(text) if not _refuses(part, vocabulary))
        named = match_staff(kept, vocabulary)
    is_garage = any(mark in vocabulary.industry.lower() for mark in _GARAGES)
    asks = "?" in text
    insured = is_practice(vocabulary.industry) and not asks and _INSURED.search(said)
    return Beside(
        not_staff=refused,
        named=named,
        gender=wish.gender if not named.ids else None,
        email=read_email(text),
        plate=read_plate(text) if is_garage and _PLATE.search(said) else None,
        insurance=read_insurance(text) if insured else None,
        remarks=read_remarks(text),
    )


def _refused_staff(text: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    parts = _CLAUSES.split(text)
    found = (_meant(part, vocabulary) for part in parts if _refuses(part, vocabulary))
    return tuple(dict.fromkeys(one for ids in found for one in ids))


def _refuses(part: str, vocabulary: Vocabulary) -> bool:
    said = phrase(part)
    return (
        _REFUSES.search(said) is not None
        and _ASKS_FOR.search(said) is None
        and bool(_meant(part, vocabulary))
    )


def _meant(part: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return whom a refusing clause names: without its "nicht" it would ask for them."""
    return match_staff(_NEGATIONS.sub(" ", part), vocabulary).ids
