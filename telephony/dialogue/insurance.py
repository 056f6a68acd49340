"""How a patient is insured: by law, privately, or not at all."""

import re
from dataclasses import dataclass
from typing import Literal

from telephony.dialogue.text import phrase

Kind = Literal["statutory", "private", "self"]

_STATUTORY_FUNDS = (
    "aok", "tk", "techniker", "barmer", "dak", "ikk", "kkh", "bkk", "knappschaft", "hek", "hkk", "sbk",
    "viactiv", "mobil",
    "pronova", "mhplus", "securvita", "bahn bkk", "audi bkk", "big direkt", "novitas", "energie bkk",
    "svlfg", "salus",
    "oegk", "svs", "bvaeb",
)  # fmt: skip
_PRIVATE_INSURERS = (
    "debeka", "dkv", "allianz", "axa", "huk", "signal iduna", "hansemerkur", "hanse merkur", "barmenia",
    "continentale",
    "gothaer", "hallesche", "ruv", "r v", "central", "generali", "ukv", "lkh", "inter", "nuernberger",
    "ottonova",
    "arag", "wuerttembergische", "sueddeutsche krankenversicherung", "universa", "alte oldenburger",
    "bayerische beamten",
)  # fmt: skip
_SELF = re.compile(
    r" (?:selbst ?zahler\w*|(?:zahl\w*|bezahl\w*|trag\w*) (?:\w+ ){0,3}(?:selber|selbst|privat|bar)|gar "
    r"nicht versichert"
    r"|nicht (?:kranken)?versichert|keine? (?:kranken)?(?:versicherung|kasse)|ohne (?:kranken)?versicherung"
    r"|unversichert|auf (?:eigene )?rechnung|aus eigener tasche) "
)
_STATUTORY = re.compile(
    r" (?:gesetzlich\w*|kasse|kassenpatient\w*|krankenkasse|pflichtversichert\w*|familienversichert\w*|kassen"
    r"|ortskrankenkasse|ersatzkasse|betriebskrankenkasse|gkv|freiwillig versichert) "
)
_PRIVATE = re.compile(r" (?:privat\w*|pkv|beihilfe\w*|beamt\w*|standardtarif|basistarif) ")
# "Gesetzlich nicht, privat": what stands before "nicht" is refused, not what follows.
_REFUSED = re.compile(
    r"(?<!gesetzlich)(?<!privat)(?<!versichert) (?:nicht|kein|keine|keinesfalls|nein nicht) (?:\w+ )?$"
)
_REFUSED_AFTER = re.compile(r"^ ?(?:bin ich |leider |gerade )*(?:nicht|keiner|keine)\b")


@dataclass(frozen=True, slots=True)
class Insurance:
    """The kind of insurance, and the fund or company if it was named."""

    kind: Kind
    insurer: str = ""


def read_insurance(text: str) -> Insurance | None:
    """Return how the caller says to be insured, or ``None``."""
    said = phrase(text).replace(" - ", " ")
    if _SELF.search(said):
        return Insurance("self")
    fund, company = _named(said, _STATUTORY_FUNDS), _named(said, _PRIVATE_INSURERS)
    by_law, privately = _holds(_STATUTORY, said), _holds(_PRIVATE, said)
    if privately and not by_law and not fund:
        return Insurance("private", company)
    if by_law or fund:
        return Insurance("statutory", fund)
    return Insurance("private", company) if company else None


def _holds(pattern: re.Pattern[str], said: str) -> bool:
    """Tell whether the kind is named and not refused: ``nicht privat, gesetzlich``."""
    return any(
        not _REFUSED.search(said[: match.start() + 1]) and not _REFUSED_AFTER.match(said[match.end() - 1 :])
        for match in pattern.finditer(said)
    )


def _named(said: str, insurers: tuple[str, ...]) -> str:
    for insurer in insurers:
        at = said.find(f" {insurer} ")
        if at >= 0 and not _REFUSED.search(said[: at + 1]):
            return insurer
    return ""
