"""What the words around a time do to it: refuse it, take it back, make it second best or a mere bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from telephony.dialogue.times.occupied import (
    is_away_then,
    is_busy_around,
    is_busy_before,
    is_busy_then,
    is_doing,
    is_free_of_work,
)

_TAKES_BACK = frozenset(
    "nein ne nee quatsch bloedsinn unsinn meine meinte meinen sondern stattdessen doch korrigiere falsch "
    "verzeihung pardon vielmehr bzw beziehungsweise sorry entschuldigung versprochen vertan obwohl wobei "
    "moment warte stopp".split()
)
_HESITATES = frozenset("aeh aehm ach oh hm hmm tja sag".split())
_SECOND_BEST = frozenset("notfalls sonst ansonsten alternativ andernfalls ersatzweise eventuell".split())
PREPOSITIONS = frozenset(
    "am an der den dem die um vor nach in im zu auf ab bis erst so gegen gerade mehr schon gleich direkt "
    "bitte zwischen ueber allzu diese diesen dieser".split()
)
_ENDS_CLAUSE = frozenset(
    {",", ".", "aber", "sondern", "oder", "lieber", "wenn", "dann", "!", "?", ";", "sonst", "ausser"}
)
_CANNOT = re.compile(
    r"\b(?:nicht|nie|niemals|schlecht|schwierig|unmoeglich|unguenstig|bloed|doof|keine zeit|kein|nichts|weg|"
    r"verreist|"
    r"verhindert|ungern|blockiert|verplant|belegt|besetzt|ausgebucht|dicht|zu tun|voll bei mir|arbeite ich|"
    r"muss ich (?:arbeiten|los|weg|zum|zur|in|auf)|geschlossen|feiertag|ruhetag|"
    r"(?:ist|sind|hat) (?:\w+ ){1,3}zu$|"
    r"hab(?:en|t) (?:sie|ihr) (?:\w+ ){0,2}zu|"
    r"knapp|eng|stressig|zu (?:frueh|spaet|kurzfristig|knapp|weit|hektisch)|"
    r"faellt (?:bei mir |leider )?(?:aus|flach)|"
    r"kannst vergessen|koennen sie vergessen|scheidet aus|tabu|raus)\b"
)
_NO_OBSTACLE = re.compile(r"\b(?:keine?n? (?:problem|thema|stress|schule|termine?)|nichts (?:dagegen|vor))\b")
# "montags hab ich immer Physio": whoever has something then has no time, unless it is time that he has.
_BUSY = re.compile(
    r"\b(?:hab|habe|haben|hat|ist|sind|bin|geht|gehe|geh|faehrt|fahre|kommt) "
    r"(?:ich|wir|mein|meine|unser|unsere|er|sie|der|die|das)\b"
    r"(?<!geht das)(?<!gehe das)"  # "Freitag früh geht das" asks
)
# "Dienstags ist Bridge": a habit without a word of how it suits.
_TAKEN = re.compile(
    r"^(?:ist|sind|is) (?:immer |ja |bei (?:mir|uns) |halt |die |der |das |mein |meine |unser )*"
    r"(?!okay|ok|toll|fein|drin|perfekt|optimal|schoen|egal|offen|normal|halt|immer)[a-z]{4,}$"
)
_THEN_THERE = re.compile(r"\bda (?:komm|bin|fahr|geh|bring)\w* ich\b")
_FREE = re.compile(
    r"\b(?:zeit|frei|luft|moeglich|da|flexibel|gut|recht|super|ideal|perfekt|prima|besser|lieber|wieder|dran)\b"
)
_CAN = re.compile(
    r"\b(?:da|dann|das|dort|ansonsten|es) "
    r"(?:ginge|geht|gings|gehts|passt|passte|wuerde|waere|kann ich|koennte ich|haette ich|hab ich|"
    r"habe ich) ?(?:es |auch |mir |gut |schon |immer )*(?!nicht|nie|kein|schlecht|leider)\b"
)
# "Dienstag geht nicht Mittwoch geht": without a comma the verb tells to whom the "nicht" belongs.
_VERB_NOT = re.compile(
    r"(?:da |bei mir )?(?:geht|gehts|ginge|passt|passts|klappt|kann (?:ich|er|sie)|koennte ich) "
    r"(?:\w+ ){0,2}?"
    r"nicht(?: am| um| im| der| den| die)*"
)
_BACKWARDS = re.compile(
    r"^(?:, |\. |und |aber |also |ja )*(?:da|das|dann|der|die|dort|an dem tag|diese) (?:\w+ ){0,4}?"
    r"(?:nicht|nie|keine zeit|schlecht|weg|schwierig|unmoeglich|zu)\b"
)
_NEVER = frozenset({"keinesfalls", "niemals", "keineswegs", "ungern", "nimmer"})
_BY_NO_MEANS = (["keinen", "fall"], ["keinem", "fall"], ["keinen", "umstaenden"])
_LATER = re.compile(r"\b(?:danach|hinterher|anschliessend|im anschluss|ab da|ab dann|nachher)\b")
_BEFORE = re.compile(r"\b(?:davor|vorher|zuvor|bis dahin)\b")
# "die Woche drauf", "oder die danach": a distance to what was named, no bound.
_UNIT = re.compile(
    r"\b(?:tag|tage|tagen|woche|wochen|stunde|stunden|minuten|monat|halbe|die|der|den) "
    r"(?:danach|davor|vorher|zuvor)\b"
)
_CONJUNCTIONS = {"bevor": "before", "ehe": "before", "nachdem": "after"}
_ALSO = re.compile(
    r"\b(?:zur not|notfalls|ginge (?:aber )?auch|geht (?:aber )?auch|"
    r"auch (?:noch )?(?:gehen|ok|okay|moeglich|gut)|gehen wuerde auch|"
    r"waere auch|wuerde auch|auch in ordnung|gerade noch|tut s auch)\b"
)
_PREFERRED = re.compile(
    r"\b(?:waere?|ist|passt|passte|ginge|geht) (?:\w+ ){0,3}"
    r"(?:besser|lieber|am liebsten|am besten)(?! als)\b"
)
_ALL_DAY = re.compile(
    r"\b(?:hab|habe|haben|haette) (?:ich|wir) (?:\w+ )?(?:frei|urlaub)\b"
    r"|\b(?:immer|jederzeit|ganztags|rund um die uhr)$"
)
_MUST_LEAVE = re.compile(
    r"\b(?:wieder )?(?:weg|fort|los|zurueck|zu hause|daheim|fertig) (?:sein|muessen|muss)\b"
    r"|\bmuss ich (?:wieder )?(?:weg|los|fort)\b"
)
# "Ab elf, weil ich vorher zum Yoga gehe": what is done before tells why, and is no bound.
_DOES_BEFORE = re.compile(
    r"\b(?:weil|da|denn|wo) (?:ich|wir|er|sie|mein\w*) (?:\w+ ){0,2}(?:vorher|davor|zuvor)\b"
)
_MUST = re.compile(r"\b(?:muss|muessen|soll|sollte|sollen)\b")
_APPEARS = re.compile(r"^(?:schon |dort |da |wieder |spaetestens )*(?:da|dort|fertig) sein\b")


def takes_back(gap: Sequence[str], *, same_kind: bool) -> bool:
    """Tell whether what comes next replaces what was said: ``Freitag, ach nein, Dienstag``."""
    said = set(gap)
    joined = " ".join(gap)
    if _is_comparison(gap):
        return False
    if said & {"und", "oder"} and not said & {"nein", "doch", "quatsch", "falsch", "meine"}:
        return False
    if said & _TAKES_BACK or "lieber" in said or ("besser" in said and not _CANNOT.search(joined)):
        return True
    return same_kind and bool(said & _HESITATES)


def is_second_best(gap: Sequence[str]) -> bool:
    """Tell whether what comes next is wished for only when the first is not to be had."""
    return (
        bool(set(gap) & _SECOND_BEST)
        or _is_comparison(gap)
        or "zur not" in " ".join(gap)
        or ("wenn" in gap and bool({"nicht", "nichts", "anders"} & set(gap)))
    )


def _is_comparison(gap: Sequence[str]) -> bool:
    """``lieber morgens als abends``: what comes behind "als" is the second choice."""
    tail = list(gap)
    while tail and tail[-1] in PREPOSITIONS:
        tail.pop()
    return bool(tail) and tail[-1] == "als" and len(tail) <= 3


def is_condition(gap: Sequence[str]) -> bool:
    """Tell whether what comes next stands in a condition: ``falls am Freitag nichts frei ist``."""
    clause = _last_clause(gap)
    return bool({"wenn", "falls", "sollte", "sofern", "wenns"} & set(clause))


def _last_clause(gap: Sequence[str]) -> list[str]:
    clause: list[str] = []
    for word in gap:
        clause = [] if word in {",", ".", ";"} else [*clause, word]
    return clause


def is_refused_before(gap: Sequence[str], *, after_time: bool = False) -> bool:
    """Tell whether the words in front refuse what comes next: ``außer``, ``nicht am``, ``bloß nicht``."""
    if after_time and _VERB_NOT.fullmatch(" ".join(gap)):
        return False
    tail = list(gap)
    while tail and tail[-1] in PREPOSITIONS:
        tail.pop()
    if tail and tail[-1] in {"ausser", "ausgenommen", "ohne", "ausgerechnet", "exklusive"}:
        return True
    if tail and tail[-1] in {"statt", "anstatt", "anstelle"}:
        return True
    if is_busy_before(" ".join(_last_clause(tail))):
        return True
    if tail and (tail[-1] in _NEVER or tail[-2:] in _BY_NO_MEANS):
        return True
    if not tail or tail[-1] not in {"nicht", "keinen", "kein", "keine", "nie"}:
        return False
    return not (len(tail) >= 2 and tail[-2] in {"sie", "ihr", "es", "da", "du", "ja", "wenn", "falls", "ob"})


def is_refused_after(gap: Sequence[str], *, last: bool, habitual: bool) -> bool:
    """Tell whether the words behind refuse it: ``geht nicht``, ``hab ich immer Physio``."""
    clause: list[str] = []
    for word in gap:
        if word in _ENDS_CLAUSE:
            break
        clause.append(word)
    said, whole = " ".join(clause), " ".join(gap)
    rest = whole[len(said) :].strip()
    if (
        is_free_of_work(said)
        or _NO_OBSTACLE.search(said)
        or (_CAN.search(rest) and not _BACKWARDS.search(rest))
    ):
        return False
    if _BACKWARDS.search(rest) and not _belongs_ahead(list(gap), last=last):
        return True
    is_taken = _BUSY.search(said) or (_TAKEN.search(said) and not _THEN_THERE.search(rest))
    if habitual and is_taken and not _FREE.search(said):
        return True
    if is_busy_then(said) or (is_away_then(said) and not _CAN.search(whole)):
        return True
    if not _CANNOT.search(said) or _MUST_LEAVE.search(said):
        return False
    belongs_ahead = len(clause) == len(gap) and _belongs_ahead(clause, last=last)
    return (
        not belongs_ahead
        and re.search(r"nicht (?:doch|vielleicht|so|zu|mehr so)|ob .*nicht|warum nicht", said) is None
    )


def _belongs_ahead(clause: list[str], *, last: bool) -> bool:
    """A "nicht" right before the next day belongs to that day: "Dienstag, nicht Mittwoch"."""
    if _VERB_NOT.fullmatch(" ".join(clause)):
        return False
    stripped = list(clause)
    while stripped and stripped[-1] in PREPOSITIONS:
        stripped.pop()
    return not last and bool(stripped) and stripped[-1] in {"nicht", "kein", "keinen"}


def is_busy(gap: Sequence[str], following: Sequence[str]) -> bool:
    """Tell whether the words on both sides say what one does then: ``ich hab bis zwei Dienst``."""
    behind = _first_clause(following)
    return not _CAN.search(" ".join(following[len(behind) :])) and is_busy_around(
        " ".join(_last_clause(gap)), " ".join(behind)
    )


def may_leave(gap: Sequence[str], following: Sequence[str]) -> bool:
    """Tell whether somebody gets away then: ``da könnte ich ab vier weg``."""
    is_going = _first_clause(following)[:1] in (["weg"], ["raus"], ["los"])
    return is_going and bool({"kann", "koennte", "komm", "komme", "darf", "kommt"} & set(gap))


def is_refused_too(gap: Sequence[str], following: Sequence[str]) -> bool:
    """Tell whether a refusal goes on: ``Montag hab ich Schule und Mittwoch Training``."""
    tail = list(gap)
    while tail and tail[-1] in PREPOSITIONS:
        tail.pop()
    return bool(tail) and tail[-1] in {"und", ","} and is_doing(" ".join(_first_clause(following)))


def is_no_matter(gap: Sequence[str]) -> bool:
    """Tell whether the words in front lift a bound: ``nicht nur vormittags``, ``nicht unbedingt``."""
    tail = list(gap)
    while tail and tail[-1] in PREPOSITIONS:
        tail.pop()
    return tail[-2:-1] == ["nicht"] and tail[-1] in {
        "nur", "unbedingt", "zwingend", "ausschliesslich", "notwendigerweise", "allein", "bloss",
    }  # fmt: skip


def is_only_good_enough(gap: Sequence[str]) -> bool:
    """Tell whether the words behind make it second best: ``ginge zur Not auch``."""
    return _ALSO.search(" ".join(_first_clause(gap))) is not None


def is_free_all_day(gap: Sequence[str]) -> bool:
    """Tell whether any time of that day will do: ``hab ich frei``, ``geht den ganzen Tag``."""
    return _ALL_DAY.search(" ".join(_first_clause(gap))) is not None


def is_preferred(gap: Sequence[str]) -> bool:
    """Tell whether the words behind make it the first choice: ``Donnerstag wäre mir lieber``."""
    return _PREFERRED.search(" ".join(_first_clause(gap))) is not None


def _first_clause(gap: Sequence[str]) -> list[str]:
    return list(takewhile(lambda word: word not in {",", ".", ";"}, gap))


def turned_bound(before: Sequence[str], gap: Sequence[str]) -> str:
    """Return ``after`` or ``before`` where the time is a mere landmark: ``um fünf Feierabend, danach``."""
    said = " ".join(gap)
    conjunction = next((word for word in reversed(_last_clause(before)) if word in _CONJUNCTIONS), "")
    if conjunction:
        return _CONJUNCTIONS[conjunction]
    if _UNIT.search(said):
        return ""
    if _LATER.search(said) and not _CANNOT.search(said[_LATER.search(said).end() :]):  # type: ignore[union-attr]
        return "after"
    if _MUST_LEAVE.search(said):
        return "before"
    if _APPEARS.search(said) and _MUST.search(" ".join(_last_clause(before))):
        return "before"
    if _DOES_BEFORE.search(said):
        return ""
    earlier = _BEFORE.search(said)
    return (
        "before" if earlier and not _CANNOT.search(said[earlier.end() :]) and not is_away_then(said) else ""
    )
