"""What the neutral reading adds to days: feasts, school holidays, weeks and weekdays of a month."""

from __future__ import annotations

from datetime import date, timedelta

from telephony.dialogue.times.dates import Days, Keys, Read
from telephony.dialogue.times.reading.cursor import Text
from telephony.dialogue.times.reading.days import stretch_at
from telephony.dialogue.times.said import Said

# What the readers of wishes know better: what people mean on the phone, not what the words say.
_LEFT_TO_OTHERS = frozenset({"now", "hour", "minute", "second"})


def read_calendar(keys: Keys, at: int, today: date) -> Read:
    """Read days as the neutral reading does; days that are over are read too, and told as such."""
    found = keys.calendar() if isinstance(keys, Said) else None
    if found is None:
        return None
    text, owners = found
    if at not in owners or (text.at(owners.index(at)).kind in {"in", "before"} and not _is_count(keys, at)):
        return None
    read = stretch_at(text, owners.index(at))
    if read is None or read[0].grain in _LEFT_TO_OTHERS:
        return None
    stretch, end = read
    start, last = stretch.start.date(), stretch.end.date()
    if text.kind(owners.index(at)) == "edge" and last - start > timedelta(days=60):
        start, last = _edge_of_year(text.at(owners.index(at)).value == 0, start, last)
    if last <= start:
        last = start + timedelta(days=1)
    ahead = owners[end] if end < len(owners) else len(keys)
    if end < len(owners) and end and owners[end] == owners[end - 1]:
        return None
    nearby = None
    if last - start == timedelta(days=1) and _is_weeks_away(text, owners.index(at), end):
        monday = start - timedelta(days=start.weekday())
        nearby = (monday, monday + timedelta(days=7))  # "zwei Wochen vor Weihnachten" means about then
    return Days(start=start, end=last, is_over=last <= today, nearby=nearby), ahead


def _edge_of_year(is_first: bool, start: date, last: date) -> tuple[date, date]:  # noqa: FBT001
    """``Anfang des Jahres`` means its first weeks."""
    three_weeks = timedelta(days=21)
    return (start, start + three_weeks) if is_first else (last - three_weeks, last)


def _is_weeks_away(text: Text, place: int, end: int) -> bool:
    return any(
        text.kind(at) == "unit"
        and text.at(at).value in {"week", "month", "year"}
        and text.kind(at - 1) in {"number", "half", "several", "both"}
        for at in range(place, end)
    )


def _is_count(keys: Keys, at: int) -> bool:
    return keys[at] == "in"
