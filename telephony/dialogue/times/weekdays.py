"""Reads weekdays: ``nächsten Freitag``, ``dienstags``, ``Dienstag, den 8. Dezember``."""

from dataclasses import replace
from datetime import date, timedelta

from telephony.dialogue.numbers import ordinal
from telephony.dialogue.times.ahead import distance
from telephony.dialogue.times.dates import (
    DAY,
    NO_DAY_AFTER_ORDINAL,
    WEEK,
    Days,
    Keys,
    Read,
    day_of_month,
    is_date_like,
    key_at,
    single_day,
    week_of,
    written_date,
)
from telephony.dialogue.times.lexicon import SHORT_WEEKDAYS, WEEKDAYS
from telephony.dialogue.times.weeks import AFTER_NEXT, NEXT, THIS, WEEK_SHIFT


def next_weekday(today: date, weekday: int) -> date:
    """Return the next such weekday after today: on a Friday, "Freitag" is in a week."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def read_weekday(keys: Keys, at: int, today: date) -> Read:
    """``nächsten Freitag``, ``Freitag in acht Tagen``, ``dienstags``."""
    which = key_at(keys, at)
    modifier = which if which in WEEK_SHIFT or which == "jeden" else ""
    place = at + bool(modifier)
    weekday = _weekday_at(keys, place)
    if weekday is None:
        return None
    number, habitual = weekday
    ahead = place + 1 + (key_at(keys, place + 1) == "." and key_at(keys, place) in SHORT_WEEKDAYS)
    dated = _dated_weekday(keys, ahead, today, number)
    if dated is not None:
        return dated
    if modifier == "jeden" or habitual:
        return Days(weekdays=(number,), habitual=True), ahead
    coming = next_weekday(today, number)
    moved = distance(keys, ahead)
    if moved is not None:
        return single_day(coming + moved[0]), moved[1]
    if modifier in NEXT | AFTER_NEXT:
        return _next_weekday_read(coming, today, after_next=modifier in AFTER_NEXT), ahead
    if modifier:
        return single_day(today if modifier in THIS and number == today.weekday() else coming), ahead
    return Days(weekdays=(number,)), ahead


def _next_weekday_read(coming: date, today: date, *, after_next: bool) -> Days:
    """On a Tuesday nobody knows which Friday is the next one; on a Saturday everybody does."""
    later = coming + (WEEK if after_next else timedelta(0))
    if week_of(coming) > week_of(today):
        return single_day(later)
    return Days(start=later, end=later + DAY, choices=(later, later + WEEK))


# "So. Ich brauche …" begins a sentence: these need a word that leads a day in.
_WORDS_TOO = frozenset({"so", "do", "mi"})
_LEAD_IN = frozenset(
    "am ab bis vom zum der den dem diesen naechsten kommenden uebernaechsten jeden und oder".split()
)


def _is_led_in(keys: Keys, at: int) -> bool:
    return at > 0 and key_at(keys, at - 1) in _LEAD_IN


def _weekday_at(keys: Keys, at: int) -> tuple[int, bool] | None:
    key = key_at(keys, at)
    if key in SHORT_WEEKDAYS:
        # "so", "do", "mi" are words of their own; as days they are written with a dot or before a date.
        following = key_at(keys, at + 1)
        has_dot = (
            following == "." and key_at(keys, at + 2) and (key not in _WORDS_TOO or _is_led_in(keys, at))
        )
        if not (has_dot or is_date_like(following)):
            return None
    if key in WEEKDAYS and key != "mittwochs":
        return WEEKDAYS[key], False
    if key.endswith("s") and key[:-1] in WEEKDAYS and len(key) > 4:
        return WEEKDAYS[key[:-1]], True
    return None


def _dated_weekday(keys: Keys, at: int, today: date, weekday: int) -> Read:
    """``Dienstag, den 8. Dezember``: the date decides; a weekday that does not fit is asked back."""
    ahead = at
    while key_at(keys, ahead) in {",", "der", "den", "dem", "am"}:
        ahead += 1
    written = written_date(keys, ahead, today)
    if written is not None and written[0].start is not None:
        if written[0].start.weekday() == weekday:
            return written
        return replace(written[0], choices=(written[0].start, next_weekday(today, weekday))), written[1]
    value = ordinal(key_at(keys, ahead))
    if value is None or ahead == at or key_at(keys, ahead + 1) in NO_DAY_AFTER_ORDINAL:
        return None
    ahead_days = (today + step * DAY for step in range(200))
    soon = next((day for day in ahead_days if day.day == value and day.weekday() == weekday), None)
    named = day_of_month(value, today)
    if named is None:
        return None
    choices: tuple[date, ...] = (named, soon) if soon is not None and named.weekday() != weekday else ()
    return Days(start=named, end=named + DAY, choices=choices), ahead + 1
