"""Tells when somebody has no time for what he does then: ``vormittags bin ich arbeiten``."""

from __future__ import annotations

import re

from telephony.dialogue.times.wish import DAY_MINUTES

_DOING = (
    r"\w+termin|arbeiten|arbeit|\w*dienst|schule|schui|schul|training|sport|dienst|\w*schicht|uni|vorlesung\w*|unterricht|"
    r"berufsschule|seminar\w*|kurs\w*|chor|chorprobe|probe|yoga|fussball|turnen|schwimmen|reiten|tanzen|"
    r"musikschule|physio\w*|therapie|krankengymnastik|\w*gymnastik|reha|meeting\w*|besprechung\w*|konferenz\w*|praktikum|"
    r"klausur\w*|pruefung\w*|nachhilfe|bereitschaft|buero|schaffen|schaffe|schaffn|baustelle|kundschaft|"
    r"\w*sitzung\w*|gericht|sprechstunde|stammtisch|zahnarzt|gymnastik|kegeln|skat|"
    r"babysitten|homeoffice|home office|enkel\w*|besuch|jour fixe|schulung|auf montage"
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
_USUALLY = (
    r"(?: (?:immer|meist|meistens|nur|normalerweise|regelmaessig|leider|ja|halt|auch|eigentlich|noch|"
    r"taeglich|da|jeden tag|in der regel|naemlich))*"
)
_BUSY_BEFORE = re.compile(
    rf"\b(?:(?:ich|wir|i) (?:arbeite|arbeiten|schaffe|schaff|jobbe|studiere)|"
    rf"(?:hab|habe|haben|bin|muss|bin auf|bin auf der|bin in der){_USUALLY} (?:{_DOING})){_USUALLY}$"
)
_VERB_BEFORE = re.compile(
    r"\b(?:(?:ich|wir|i) (?:hab|habe|haben|bin|sind|muss|muessen|gehe|geh)|"
    r"(?:hab|habe|bin|muss) (?:ich|wir|i)|(?:ist|hat|muss))"
    rf"{_USUALLY}$"
)
_DOING_BEHIND = re.compile(rf"(?:(?!nicht|kein|und|oder)\w+ ){{0,3}}?(?:{_DOING})\b")
_AWAY = (
    r"urlaub|krank|krankgeschrieben|kur|krankenhaus|reha|dienstreise|geschaeftsreise|messe|schulung|"
    r"fortbildung|ausland|auslandssemester|verreist|auf reisen|auf montage|auf tour|lehrgang|tagung|kongress|"
    r"klassenfahrt|flitterwochen|mutterschutz|nicht da|nicht in der stadt|nicht im lande?|unterwegs|"
    r"ausser haus"
)
_AWAY_THEN = re.compile(rf"\b(?:{_AWAY})\b")
_AWAY_BEFORE = re.compile(rf"\b(?:bin|sind|ist) (?:\w+ ){{0,3}}?(?:{_AWAY}){_USUALLY}$")


_FREE_OF_WORK = re.compile(
    rf"\b(?:arbeite|jobbe) (?:ich|i) (?:\w+ )?nicht\b|\bmuss ich (?:\w+ )?nicht (?:{_DOING})\b"
    rf"|\b(?:hab|habe) ich (?:\w+ )?keine?n? (?:{_DOING})\b"
)
# Who works in shifts has the other half of the day.
_SHIFTS = (
    (re.compile(r"\bfrueh(?:schicht|dienst)\b"), (0, 14 * 60 + 30)),
    (re.compile(r"\bspaet(?:schicht|dienst)\b"), (13 * 60, DAY_MINUTES)),
    (re.compile(r"\bnacht(?:schicht|dienst)\b"), (0, 12 * 60)),
)


def shift_of(words: str) -> tuple[int, int] | None:
    """Return the minutes of the day that a shift takes, ``None`` where none is named."""
    return next((span for named, span in _SHIFTS if named.search(words)), None)


def is_free_of_work(clause: str) -> bool:
    """Tell whether the words say that one does not work then: ``arbeite ich nicht``."""
    return _FREE_OF_WORK.search(clause) is not None


def is_busy_then(clause: str) -> bool:
    """Tell whether the words behind a time say what one does then: ``bin ich arbeiten``."""
    found = _BUSY_THEN.search(clause)
    return found is not None and not _FREE_AFTER_ALL.search(clause)


def is_busy_before(words: str) -> bool:
    """Tell whether the words in front do: ``ich arbeite``, ``ich habe Frühschicht``."""
    return _BUSY_BEFORE.search(words) is not None or _AWAY_BEFORE.search(words) is not None


def is_busy_around(before: str, behind: str) -> bool:
    """Tell whether what stands around a time does: ``ich hab bis 14 Uhr Dienst``."""
    return (
        _VERB_BEFORE.search(before) is not None
        and _DOING_BEHIND.match(behind) is not None
        and not _FREE_AFTER_ALL.search(behind)
    )


def is_away_then(clause: str) -> bool:
    """Tell whether the words behind say that one is not there."""
    return _AWAY_THEN.search(clause) is not None


def is_doing(clause: str) -> bool:
    """Tell whether a clause without a verb names what one does: ``und Mittwoch Training``."""
    words = clause.split()
    return 0 < len(words) <= 3 and re.fullmatch(rf"(?:\w+ ){{0,2}}(?:{_DOING})", clause) is not None
