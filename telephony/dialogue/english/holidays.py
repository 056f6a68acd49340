"""English words for the school holidays, which begin and end on other days in each region."""

from __future__ import annotations

import re
from datetime import date

from askproai.core.school_holidays import region_of
from telephony.dialogue.times.reading.feasts import next_school_holidays

# By each name the first that the region knows is meant.
_KINDS = {
    name: kinds
    for names, kinds in {
        "christmas xmas": ("weihnachtsferien",),
        "winter ski skiing sports february": ("winterferien", "sportferien", "semesterferien"),
        "spring": ("fruehlingsferien", "osterferien"),
        "easter": ("osterferien", "fruehlingsferien"),
        "whitsun pentecost may": ("pfingstferien",),
        "summer": ("sommerferien",),
        "autumn fall october": ("herbstferien",),
    }.items()
    for name in names.split()
}
_ANY = ("ferien",)
_NAMED = re.compile(
    rf"\b(?:the |our |their )?(?:(?P<name>{'|'.join(_KINDS)})(?: school)?"
    r"(?: holidays?| break| vacations?| half[- ]term)|school (?:holidays?|vacations?|breaks?)|half[- ]term)\b"
)


def with_dates(said: str, today: date, *, subdivision: str) -> str:
    """Put the next school holidays of the region in the place of their names: ``2026-12-23..2027-01-02``.

    A name that the region does not know stays as it is.
    """

    def dated(match: re.Match[str]) -> str:
        kinds = _KINDS.get(match["name"] or "", _ANY)
        spans = (next_school_holidays(kind, region_of(subdivision), today) for kind in kinds)
        span = next((each for each in spans if each is not None), None)
        return f"{span[0]}..{span[1]}" if span else match.group()

    return _NAMED.sub(dated, said)
