"""English words for days: dates, weekdays, weeks, months and what lies around feasts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from telephony.dialogue.english.calendar_words import (
    COUNT,
    COUNTS,
    DAY,
    MONTH,
    MONTH_EDGES,
    MONTHS,
    UNTIL,
    WEEK_EDGES,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
)
from telephony.dialogue.english.dates import Days, Reader, coming_date, single, valid
from telephony.dialogue.times.lexicon import easter


def read_days(text: str, at: int, today: date) -> tuple[Days, int] | None:
    """Return the days named from this place on, and where they end; the longest reading counts."""
    best: tuple[Days, int] | None = None
    for pattern, reader in _READERS:
        match = pattern.match(text, at)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        days = reader(match, today)
        if days is not None:
            best = (days, match.end())
    return best


def _named_date(match: re.Match[str], today: date) -> Days | None:
    return single(coming_date(MONTHS[match["month1"]], int(match["day1"]), match["year"], today))


def _figures(match: re.Match[str], today: date) -> Days | None:
    day, month = int(match["day1"]), int(match["month1"])
    if month > 12 >= day:
        day, month = month, day
    return single(coming_date(month, day, match["year"], today))


def _iso(match: re.Match[str], today: date) -> Days | None:
    return single(valid(int(match["year"]), int(match["month1"]), int(match["day1"])))


def _iso_span(match: re.Match[str], today: date) -> Days | None:
    first, last = date.fromisoformat(match["first"]), date.fromisoformat(match["last"])
    return Days(max(first, today), last + timedelta(days=1))


def _range(match: re.Match[str], today: date) -> Days | None:
    groups = match.groupdict()
    last_month = _number_of_month(groups.get("month2") or groups["month1"])
    first_month = _number_of_month(groups.get("month1") or groups["month2"])
    last = coming_date(last_month, int(groups["day2"]), groups.get("year"), today)
    if last is None:
        return None
    first = valid(last.year, first_month, int(groups["day1"]))
    if first is not None and first > last:
        first = valid(last.year - 1, first_month, int(groups["day1"]))
    return None if first is None else Days(first, last + timedelta(days=1))


def _number_of_month(said: str) -> int:
    return int(said) if said.isdigit() else MONTHS[said]


def _bare_day(match: re.Match[str], today: date) -> Days | None:
    day = int(match["day1"])
    for ahead in range(3):
        month = (today.month - 1 + ahead) % 12 + 1
        found = valid(today.year + (today.month - 1 + ahead) // 12, month, day)
        if found is not None and found >= today:
            return single(found)
    return None


def _weekday(match: re.Match[str], today: date) -> Days | None:
    wanted = WEEKDAYS[match["weekday"]]
    monday = today - timedelta(days=today.weekday())
    coming = today + timedelta(days=(wanted - today.weekday()) % 7 or 7)
    which, week = match["which"] or "", match["week"] or ""
    if match.group().rstrip(".").endswith("s") and match["weekday"] + "s" in match.group() and not which:
        return Days(weekdays=(wanted,))
    if "next week" in week:
        return single(monday + timedelta(days=7 + wanted))
    if week:  # "Friday week", "a week on Friday"
        return single(coming + timedelta(days=7))
    if which in {"this", "coming", "this coming"}:
        return single(coming)
    if which == "next" and (coming - monday).days < 7:
        # "next Friday" on a Tuesday: in three days for some, in ten for others
        return Days(coming, coming + timedelta(days=1), choices=(coming, coming + timedelta(days=7)))
    return Days(coming, coming + timedelta(days=1), loose=True)


def _dated_weekday(match: re.Match[str], today: date) -> Days | None:
    """``Thursday the 5th``: the next 5th that is a Thursday, or the next 5th."""
    wanted, day = WEEKDAYS[match["weekday"]], int(match["day1"])
    for ahead in range(12):
        month = (today.month - 1 + ahead) % 12 + 1
        found = valid(today.year + (today.month - 1 + ahead) // 12, month, day)
        if found is not None and found >= today and found.weekday() == wanted:
            return single(found)
    return _bare_day(match, today)


def _weekday_span(match: re.Match[str], today: date) -> Days | None:
    first, last = (WEEKDAYS[match[name]] for name in ("weekday", "weekday2"))
    start = today + timedelta(days=(first - today.weekday()) % 7 or 7)
    return Days(start, start + timedelta(days=(last - first) % 7 + 1))


_NEAR = {
    "today": 0, "tomorrow": 1,
    "day after tomorrow": 2, "overmorrow": 2,
}  # fmt: skip


def _near(match: re.Match[str], today: date) -> Days | None:
    return single(today + timedelta(days=_NEAR[match["near"]]))


def _ahead(match: re.Match[str], today: date) -> Days | None:
    said = match["count"]
    count = COUNTS.get(said) or int(said)
    unit = match["unit"].rstrip("s")
    start = today + timedelta(days=1) if match["base"] == "tomorrow" else today
    if unit == "month":
        months = start.month - 1 + count
        return single(valid(start.year + months // 12, months % 12 + 1, min(start.day, 28)))
    return single(start + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit]))


def _week(match: re.Match[str], today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    which = match["which"]
    ahead = 2 if "after next" in match.group() else {"this": 0, "the same": 0}.get(which, 1)
    start = monday + timedelta(days=7 * ahead)
    first, last = WEEK_EDGES.get(match["edge"] or "", (0, 7))
    return Days(max(start + timedelta(days=first), today), start + timedelta(days=last))


def _weekend(match: re.Match[str], today: date) -> Days | None:
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    if match["which"] == "next" and saturday - today < timedelta(days=5):
        saturday += timedelta(days=7)
    return Days(saturday, saturday + timedelta(days=2))


def _month(match: re.Match[str], today: date) -> Days | None:
    if match["month1"]:
        month = MONTHS[match["month1"]]
        year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    else:
        months = today.month - 1 + (match["which"] == "next")
        year, month = today.year + months // 12, months % 12 + 1
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    opens, closes = MONTH_EDGES.get(match["edge"] or "", (1, 0))
    return Days(max(first.replace(day=opens), today), first.replace(day=closes) if closes else after)


_FEASTS = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "new year": (1, 1),
    "new years": (1, 1),
}


def _feast(match: re.Match[str], today: date) -> Days | None:
    name = match["feast"]
    if name in _FEASTS:
        day = coming_date(*_FEASTS[name], None, today)
    else:
        day = easter(today.year) if easter(today.year) >= today else easter(today.year + 1)
    if day is None:
        return None
    if match["side"] == "before":
        return Days(today, day)
    if match["side"] == "after":
        first = day + timedelta(days=2)
        return Days(first, first + timedelta(days=14))
    return single(day)


def _between_years(match: re.Match[str], today: date) -> Days | None:
    day = coming_date(12, 27, None, today)
    return None if day is None else Days(day, day + timedelta(days=5))


def _workdays(match: re.Match[str], today: date) -> Days | None:
    return Days(weekdays=(0, 1, 2, 3, 4))


def _readers(*entries: tuple[str, Reader]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), reader) for pattern, reader in entries)


_D1, _D2 = DAY.format(n=1), DAY.format(n=2)
_M1, _M2 = MONTH.format(n=1), MONTH.format(n=2)
_EDGE = (
    r"(?:(?:at |by )?(?:the )?(?P<edge>early|beginning|start|mid|middle|late|end)(?: of| in|-)? ?(?:the )?)?"
)
_ANY_WEEKDAY = (
    rf"(?:(?:on )?(?:(?:this|next|coming) "
    rf")?(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b\.?,? ?(?:the )?)?"
)
_FIGURES = r"(?P<day1>\d{1,2})[./-](?P<month1>\d{1,2})(?:[./-](?P<year>20\d\d|\d\d)|\.)?(?!\d|[:]\d)"
_READERS = _readers(
    (r"(?P<year>20\d\d)-(?P<month1>\d\d)-(?P<day1>\d\d)", _iso),
    (r"(?P<first>20\d\d-\d\d-\d\d)\.\.(?P<last>20\d\d-\d\d-\d\d)", _iso_span),
    (rf"{_ANY_WEEKDAY}{_FIGURES}(?! ?(?:am|pm)\b)", _figures),
    (rf"{_ANY_WEEKDAY}(?:(?:on )?the )?{_D1}(?: of)?,? ?{_M1}{YEAR}", _named_date),
    (rf"{_ANY_WEEKDAY}{_M1},? ?(?:the )?{_D1}{YEAR}", _named_date),
    ((
        rf"(?:from )?(?P<day1>\d{{1,2}})\.?{UNTIL}(?P<day2>\d{{1,2}})[./](?P<month2>\d{{1,"
        rf"2}})\.?(?P<year>20\d\d)?\.?(?!\d)"
    ), _range),
    ((
        rf"(?P<day1>\d{{1,2}})[./](?P<month1>\d{{1,"
        rf"2}})[./]?(?:20\d\d|\d\d)?{UNTIL}(?P<day2>\d{{1,2}})[./](?P<month2>\d{{1,"
        rf"2}})[./]?(?P<year>20\d\d|\d\d)?\.?(?!\d|:)"
    ), _range),
    (rf"(?:from )?{_D1}{UNTIL}{_D2}(?: of)? {_M2}{YEAR}", _range),
    (rf"(?:from )?{_D1}(?: of)? {_M1}{UNTIL}{_D2}(?: of)? {_M2}{YEAR}", _range),
    (rf"(?:from )?{_M1} ?{_D1}{UNTIL}{_D2}{YEAR}", _range),
    (rf"(?:from )?{_M1} ?{_D1}{UNTIL}{_M2} ?{_D2}{YEAR}", _range),
    (r"(?:on )?the (?P<day1>\d{1,2})(?:st|nd|rd|th)\b", _bare_day),
    (r"(?P<day1>\d{1,2})(?:st|nd|rd|th)\b", _bare_day),
    ((
        rf"(?:on )?(?:(?:this|next|coming) )?{WEEKDAY},? (?:the )?(?P<day1>\d{{1,2}})(?:st"
        rf"|nd|rd|th)\b"
    ), _dated_weekday),
    (
        (
            rf"(?:on )?(?:(?P<which>this coming|this|next|coming|following)\b "
            rf")?{WEEKDAY}(?P<week> (?:of )?next week| week\b| in a week)?"
        ),
        _weekday,
    ),
    (rf"(?P<week>a week (?:on|from|this) |next week(?:'s)? (?:on )?)(?P<which>this)? ?{WEEKDAY}", _weekday),
    ((
        rf"(?:from )?(?:this "
        rf")?{WEEKDAY}{UNTIL}(?P<weekday2>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b"
    ), _weekday_span),
    (rf"(?:the )?(?P<near>{'|'.join(sorted(_NEAR, key=len, reverse=True))})\b", _near),
    ((
        rf"(?:in )?{COUNT} (?P<unit>days?|weeks?|fortnights?|months?)(?:'?s? time)?(?: "
        rf"from)? ?(?P<base>now|today|tomorrow)?\b"
    ), _ahead),
    ((
        rf"{_EDGE}(?:the )?(?P<which>this|next|coming|following) week(?! ?end)(?: after "
        rf"next)?|(?P<x>the )week after next"
    ), _week),
    (r"(?:(?:on|at|over) )?(?:the )?(?:(?P<which>this|next|coming) )?weekend\b", _weekend),
    (rf"{_EDGE}(?:(?P<which>this|next) month|(?:in )?{_M1}(?: (?P<year>20\d\d))?)(?! ?\d)", _month),
    ((
        r"(?P<side>before |after |at |on |over )?(?P<feast>christmas eve|christmas|new "
        r"year'?s eve|new years?|easter)\b(?: day)?"
    ), _feast),
    (r"between christmas and new year'?s?\b|between the years", _between_years),
    (r"(?:on )?(?:a )?(?:week ?days?|working days?|during the week)\b", _workdays),
)  # fmt: skip
