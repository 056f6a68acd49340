"""How far an appointment or an offer is to be moved: ``eine Stunde später``, ``am Tag davor``."""

import re
from typing import Literal

_EARLIER = re.compile(
    r" (?:frueher|eher|vorher|davor|zeitiger|weiter vorne|frueheres|fruehere[rn]?|fruehesten|frueheste) "
)
# "Eher Donnerstag" is a preference, "eher" alone an earlier time.
_RATHER = re.compile(
    r" eher (?=(?:(?:am|um|gegen|so|im|in|an|der|den|die|das) )*(?:\w+tag|mittwoch|morgen|heute|\w*mittag\w*|"
    r"|abends?|\d|wochen\w*|naechste|eins|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn|elf|zwoelf|halb|viertel))"
)
_LATER = re.compile(
    r" (?:spaeter|danach|nachher|hinterher|spaeteres|spaetere[rn]?|weiter hinten|darauf|drauf) "
)
_DISTANCE = re.compile(
    r" (halbe|viertel|dreiviertel|eine|ein|einen|zwei|zwo|drei|vier|fuenf|zehn|zwanzig|dreissig|15|30|2"
    r"|3|am|die|der)"
    r" (stunden?|minuten|tage?n?|wochen?|viertelstunde|monat) "
)
_AMOUNTS = {
    "halbe": 0.5,
    "viertel": 0.25,
    "dreiviertel": 0.75,
    "zwei": 2,
    "zwo": 2,
    "drei": 3,
    "vier": 4,
    "fuenf": 5,
    "zehn": 10,
    "zwanzig": 20,
    "dreissig": 30,
}
_UNITS = {
    "stunde": 60,
    "stunden": 60,
    "minuten": 1,
    "tag": 1440,
    "tage": 1440,
    "tagen": 1440,
    "woche": 10080,
    "wochen": 10080,
    "viertelstunde": 15,
    "monat": 40320,
}


def read_move(said: str) -> tuple[Literal[-1, 1], int | None] | None:
    """Return by how much an appointment is to be moved: "um eine Woche", "eine Stunde nach hinten"."""
    direction: Literal[-1, 1] = (
        -1 if re.search(r" (?:nach vorne?|vorverlegen|vorziehen|frueher|eher|davor) ", said) else 1
    )
    named = _distance(said)
    by = re.search(r" um (?:\w+ ){1,2}(?:stunden?|minuten|tage?n?|wochen?) ", said) or re.search(
        r" nach (?:hinten|vorne?) ", said
    )
    if named is not None and by:
        return direction, named
    return read_shift(said)


def read_shift(said: str) -> tuple[Literal[-1, 1], int | None] | None:
    """Return the direction and the minutes of "eine Stunde später", "am Tag davor"; minutes may be open."""
    later, earlier = _LATER.search(said), _EARLIER.search(_RATHER.sub(" ", said))
    if not later and not earlier:
        return None
    direction: Literal[-1, 1] = -1 if earlier and not (later and later.start() < earlier.start()) else 1
    return direction, _distance(said)


def _distance(said: str) -> int | None:
    found = _DISTANCE.search(said)
    if found is None:
        return None
    word = found.group(1)
    amount = float(word) if word.isdigit() else _AMOUNTS.get(word, 1)
    return int(amount * _UNITS[found.group(2)])
