"""Tells when somebody has no time for what he does then: ``vormittags bin ich arbeiten``, ``bis Mai im Ausland``."""

from __future__ import annotations

import re

_DOING = (
    r"arbeiten|arbeit|schule|schui|schul|training|sport|dienst|\w*schicht|uni|vorlesung\w*|unterricht|"
    r"berufsschule|seminar\w*|kurs\w*|chor|chorprobe|probe|yoga|fussball|turnen|schwimmen|reiten|tanzen|"
    r"musikschule|physio\w*|therapie|krankengymnastik|reha|meeting\w*|besprechung\w*|konferenz\w*|praktikum|"
    r"klausur\w*|pruefung\w*|nachhilfe|bereitschaft|buero|schaffen|schaffe|schaffn|baustelle|kundschaft|"
    r"sitzung\w*|vorstandssitzung|gericht|sprechstunde|markt|stammtisch|zahnarzt|gymnastik|kegeln|skat|"
    r"babysitten|enkel\w*|besuch|jour fixe|schulung|auf montage"
)
# What may stand between: "hab ich immer", "bin ich ja leider den ganzen Tag".
_FILLS = r"(?:(?!nicht|kein|keine|keinen|frei|zeit|nie)\w+ ){0,5}?"
_BUSY_THEN = re.compile(
    rf"\b(?:hab|habe|haben|hob|han|bin|ben|sind|muss|muessen|gehe|geh|geht|is|ist|hat|sitze|steh\w*) {_FILLS}"
    rf"(?:{_DOING})\b"
    r"|\b(?:arbeite|arbeiten|schaffe|schaff|jobbe|unterrichte|studiere|trainiere) (?:ich|wir|i)\b"
    r"|\b(?:hab|habe|haben|hob) (?:ich|wir|i) (?:schon |leider |da |immer )*(?:was|etwas|andere termine)\b"
    r"(?! (?:frei|zeit|luft))"
)
_FREE_AFTER_ALL = re.compile(
    r"\b(?:nicht|nie|kein|keine|keinen|frei|nur bis|nur halbtags|von zu hause|zuhause)\b"
)
_USUALLY = r"(?: (?:immer|meist|meistens|nur|normalerweise|regelmaessig|leider|ja|halt|auch|eigentlich|noch|taeglich|da|jeden tag|in der regel|naemlich))*"
_BUSY_BEFORE = re.compile(
    rf"\b(?:(?:ich|wir|i) (?:arbeite|arbeiten|schaffe|schaff|jobbe|studiere)|"
    rf"(?:hab|habe|haben|bin|muss|bin auf|bin auf der|bin in der){_USUALLY} (?:{_DOING})){_USUALLY}$"
)
_AWAY = (
    r"urlaub|krank|krankgeschrieben|kur|krankenhaus|reha|dienstreise|geschaeftsreise|messe|schulung|"
    r"fortbildung|ausland|auslandssemester|verreist|auf reisen|auf montage|auf tour|lehrgang|tagung|kongress|"
    r"klassenfahrt|flitterwochen|mutterschutz|nicht da|nicht in der stadt|nicht im lande?|unterwegs|ausser haus"
)
_AWAY_THEN = re.compile(rf"\b(?:{_AWAY})\b")
_AWAY_BEFORE = re.compile(rf"\b(?:bin|sind|ist) (?:\w+ ){{0,3}}?(?:{_AWAY}){_USUALLY}$")


def is_busy_then(clause: str) -> bool:
    """Tell whether the words behind a time say what one does then: ``bin ich arbeiten``, ``hab ich Schule``."""
    found = _BUSY_THEN.search(clause)
    return found is not None and not _FREE_AFTER_ALL.search(clause)


def is_busy_before(words: str) -> bool:
    """Tell whether the words in front do: ``ich arbeite``, ``ich habe Frühschicht``, ``ich bin im Urlaub``."""
    return _BUSY_BEFORE.search(words) is not None or _AWAY_BEFORE.search(words) is not None


def is_away_then(clause: str) -> bool:
    """Tell whether the words behind say that one is not there."""
    return _AWAY_THEN.search(clause) is not None


def is_doing(clause: str) -> bool:
    """Tell whether a clause without a verb names what one does: ``und Mittwoch Training``."""
    words = clause.split()
    return 0 < len(words) <= 3 and re.fullmatch(rf"(?:\w+ ){{0,2}}(?:{_DOING})", clause) is not None
