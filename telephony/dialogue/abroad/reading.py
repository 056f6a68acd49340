"""Reads day and hour out of an utterance by a language's lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from telephony.dialogue.abroad.lexicon import LEXICONS, Lexicon
from telephony.dialogue.text import clean
from telephony.dialogue.times.wish import Box, TimeWish

LANGUAGES = frozenset(LEXICONS)
_PARTS = ((360, 720), (690, 840), (720, 1080), (1020, 1320))
_OPENS = 7 * 60 + 30
_DIGITS = r"(?<![\d.:/])(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?(?![\d/]|\.\d)"
_DATE = re.compile(r"(?<![\d.:])(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>20\d\d))?(?!\d|:)")
_FOLDED = str.maketrans({"’": "'", "ʼ": "'", "İ": "i"})


@dataclass(frozen=True, slots=True)
class _Patterns:
    weekdays: tuple[re.Pattern[str], ...]
    near: tuple[re.Pattern[str], ...]
    parts: tuple[re.Pattern[str], ...]
    next_week: re.Pattern[str]
    soon: re.Pattern[str]
    clock: re.Pattern[str]
    numbers: tuple[re.Pattern[str], ...]
    refusing: re.Pattern[str]


def understand_abroad(text: str, *, language: str, now: datetime) -> TimeWish | None:
    """Return the wish for a day and an hour, or ``None`` if none was heard or the language is not known."""
    if language not in LANGUAGES:
        return None
    said = f" {clean(text).translate(_FOLDED).lower()} "
    patterns = _patterns(language)
    today = now.date()
    part, said = _part(said, patterns)
    hours = _hours(said, patterns, part)
    boxes: list[Box] = []
    excluded: list[Box] = []
    for place, start, end, loose in _days(said, patterns, today):
        is_refused = _is_refused(said, place, patterns)
        opens, closes, target = (None, None, None) if is_refused else hours
        box = Box(start=start, end=end, opens=opens, closes=closes, target=target, loose=loose)
        (excluded if is_refused else boxes).append(box)
    if not boxes and hours != (None, None, None):
        boxes.append(Box(opens=hours[0], closes=hours[1], target=hours[2]))
    earliest = patterns.soon.search(said) is not None
    if not boxes and not excluded and not earliest:
        return None
    return TimeWish(boxes=tuple(boxes), excluded=tuple(excluded), earliest=earliest)


def _is_refused(said: str, place: int, patterns: _Patterns) -> bool:
    """``not on Friday``, ``Friday no, Saturday``: the refusal stands right before or behind the day."""
    before = said[max(place - 18, 0) : place].rpartition(",")[2]
    after = re.match(r"\S+ ([^,.;]{1,12})[,.;]", said[place:])
    return patterns.refusing.search(before) is not None or (
        after is not None and patterns.refusing.fullmatch(after[1].strip()) is not None
    )


def _days(said: str, patterns: _Patterns, today: date) -> list[tuple[int, date, date, bool]]:
    monday = today - timedelta(days=today.weekday())
    week = patterns.next_week.search(said)
    found = []
    for weekday, pattern in enumerate(patterns.weekdays):
        for match in pattern.finditer(said):
            coming = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
            day = monday + timedelta(days=7 + weekday) if week else coming
            found.append((match.start(), day, day + timedelta(days=1), week is None))
    for match in _DATE.finditer(said):
        dated = _date(match, today)
        if dated is not None:
            found.append((match.start(), dated, dated + timedelta(days=1), False))
    # The longer words first: "pasado mañana" is not tomorrow.
    for ahead in (2, 1, 0):
        near = patterns.near[ahead].search(said)
        if near is not None:
            day = today + timedelta(days=ahead)
            found.append((near.start(), day, day + timedelta(days=1), False))
            break
    if week is not None and not found:
        found.append((week.start(), monday + timedelta(days=7), monday + timedelta(days=14), False))
    return sorted(dict.fromkeys(found))


def _date(match: re.Match[str], today: date) -> date | None:
    for year in (int(match["year"]),) if match["year"] else (today.year, today.year + 1):
        try:
            day = date(year, int(match["month"]), int(match["day"]))
        except ValueError:
            return None
        if day >= today:
            return day
    return None


def _part(said: str, patterns: _Patterns) -> tuple[tuple[int, int] | None, str]:
    """Return the part of the day, and the text without its words: they may name a day, too ("mañana")."""
    for at in (2, 3, 1, 0):
        match = patterns.parts[at].search(said)
        if match is not None:
            return _PARTS[at], said[: match.start()] + " , " + said[match.end() :]
    return None, said


def _hours(
    said: str, patterns: _Patterns, part: tuple[int, int] | None
) -> tuple[int | None, int | None, int | None]:
    spoken = _DATE.sub(" , ", said)
    for match in patterns.clock.finditer(spoken):
        groups = match.groupdict()
        is_marked = groups["at"] or groups["clock"] or groups["minute"] or groups["half"] or groups["half_to"]
        if not is_marked:
            continue
        hour = int(groups["hour"]) if groups["hour"] else _number(groups["word"] or "", patterns)
        minute = hour * 60 + int(groups["minute"] or 0)
        minute += 30 if groups["half"] else 15 if groups["quarter"] else -30 if groups["half_to"] else 0
        if (
            part is not None
            and minute < 720
            and part[0] - 60 <= minute + 720 <= part[1] + 60
            and not part[0] <= minute
        ) or (part is None and minute < _OPENS):
            minute += 720
        if groups["after"]:
            return minute, None, None
        return (None, minute, None) if groups["before"] else (minute, minute + 1, minute)
    return (*part, None) if part is not None else (None, None, None)


def _number(word: str, patterns: _Patterns) -> int:
    return next(
        at for at, pattern in reversed(list(enumerate(patterns.numbers, start=1))) if pattern.fullmatch(word)
    )


@lru_cache(maxsize=32)
def _patterns(language: str) -> _Patterns:
    lexicon = LEXICONS[language]
    numbers = [_any_of(entry) for entry in _entries(lexicon.numbers)]
    return _Patterns(
        weekdays=tuple(_framed(entry) for entry in _entries(lexicon.weekdays)),
        near=tuple(_framed(entry) for entry in _entries(lexicon.near)),
        parts=tuple(_framed(entry) for entry in _entries(lexicon.parts)),
        next_week=_framed(lexicon.next_week),
        soon=_framed(lexicon.soon),
        clock=_clock(lexicon, numbers),
        numbers=tuple(re.compile(number) for number in numbers),
        refusing=_framed(lexicon.refusing),
    )


def _clock(lexicon: Lexicon, numbers: list[str]) -> re.Pattern[str]:
    words = "|".join(sorted(numbers, key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?P<after>{_any_of(lexicon.after)})\s+)?(?:(?P<before>{_any_of(lexicon.before)})\s+)?"
        rf"(?:(?P<at>{_any_of(lexicon.at)}|(?P=after)"
        rf"|(?P=before))\s*)?(?:(?P<half_to>{_any_of(lexicon.half_to)})\s*)?"
        rf"(?:{_DIGITS}|(?P<word>{words}))(?!\w)(?:\s*(?P<clock>{_any_of(lexicon.clock)})(?!\w))?"
        rf"(?:\s+(?P<half>{_any_of(lexicon.half)})(?!\w))?(?:\s+(?P<quarter>{_any_of(lexicon.quarter)})(?!\w))?"
    )


def _entries(words: str) -> list[str]:
    return [entry.strip() for entry in words.split(",")]


def _any_of(words: str) -> str:
    """Return an alternative of all spellings, the longest first; nothing at all never matches."""
    spellings = sorted((word.strip() for word in words.split("|") if word.strip()), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in spellings) or "(?!)"


def _framed(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(words)})(?!\w)")
