"""How a caller hears: what the receptionist wants to know, and which times are offered. Words only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from telephony.simulation.topics import ASKED, Topic

_QUESTION = re.compile(
    r"\?$|\b(?:nennen|sagen|geben|buchstabieren) sie\b|\bund weiter\b|\bplease (?:tell|say|spell|give)\b",
    re.IGNORECASE,
)
# "Dienstag, den 8. Dezember" does not end at the dot.
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\d\.)\s+")
_CLOCK = re.compile(
    r"\b(?P<half_hour>\d{1,2})(?::(?P<half_minute>\d{2}))? (?P<half>am|pm)\b|\b(?P<noon>noon)\b"
    r"|\b(\d{1,2}) Uhr(?: (\d{1,2}))?\b|\b(\d{1,2}):(\d{2})\b"
)
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_NEAR = {"heute": 0, "morgen": 1, "übermorgen": 2, "today": 0, "tomorrow": 1, "Today": 0, "Tomorrow": 1}
_WEEKDAY_NUMBERS = {
    name: number
    for names in (
        _WEEKDAYS,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    )
    for number, name in enumerate(names)
}
_MONTH_NUMBERS = {
    name: number
    for names in (
        _MONTHS,
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
         "November", "December"),
    )
    for number, name in enumerate(names, start=1)
}  # fmt: skip
_DAY = re.compile(
    rf"\b(?P<near>{'|'.join(_NEAR)})\b|\b(?P<weekday>{'|'.join(_WEEKDAY_NUMBERS)})\b"
    r"(?:,? (?:den (?P<day>\d{1,2})\. (?P<month>[A-ZÄÖÜ]\w+)"
    r"|the (?P<nth>\d{1,2})(?:st|nd|rd|th) of (?P<of>[A-Z]\w+)))?"
)


_PATTERNS = tuple(
    (topic, re.compile("|".join(alternatives), re.IGNORECASE)) for topic, alternatives in ASKED.items()
)
_OFFER = re.compile(
    r"was (?:passt|davon|wäre)|passt (?:das|ihnen|es)|lieber|wäre das|ginge das|ist das recht"
    r"|which|suit|work for you|prefer",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"nichts (?:mehr )?frei|ausgebucht|kein(?:en)? (?:freien? )?termin", re.IGNORECASE)
_CHOICE = re.compile(r" (?:oder|or) ")
_NAMES = re.compile(r"[A-ZÄÖÜ][\wäöüß-]+(?: [A-ZÄÖÜ][\wäöüß-]+)*")
_DAYS_ASKED = re.compile(r"^(?:meinen sie|do you mean)\b", re.IGNORECASE)
_BYE = re.compile(r"auf wieder(?:hören|sehen|schauen)|tschüss|good ?bye|have a (?:nice|good)", re.IGNORECASE)
_EXISTING = re.compile(
    r"gefunden\b|^Ihr(?:en)? (?:Termin|neuer)|found your|^Your (?:new )?appointment", re.IGNORECASE
)
# "Am Freitag um 10 Uhr ist leider nichts mehr frei, aber …": what stands before is no offer.
_REFUSED = re.compile(
    r"^.*?(?:nichts|nicht|kein\w*|geschlossen|belegt|vergeben|nothing)\b[^?]*?"
    r"(?:, (?:aber|sondern|dafür|but)|\. )",
    re.IGNORECASE | re.DOTALL,
)
_LOST = re.compile(
    r"nicht (?:ganz )?verstanden|nicht richtig bei mir angekommen"
    r"|did(?:n't| not) (?:quite )?(?:catch|understand)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"eingetragen|gebucht|ist verlegt|abgesagt|notiert|gebe das so weiter|all set|booked|cancelled"
    r"|has been moved|made a note|pass that on",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """One time as it was said; the date is known where it was named or can be counted."""

    text: str
    day: date | None
    weekday: int | None
    minute: int

    def starts_at(self) -> datetime | None:
        """The start on the wall clock, if the day was understood."""
        if self.day is None:
            return None
        return datetime(self.day.year, self.day.month, self.day.day, self.minute // 60, self.minute % 60)  # noqa: DTZ001


def question_of(said: str) -> str:
    """The last question or request, or nothing."""
    asked = [part for part in _SENTENCE.split(said.strip()) if _QUESTION.search(part)]
    return asked[-1] if asked else ""


def questions_in(said: str) -> list[str]:
    """Everything that is asked."""
    return [part for part in _SENTENCE.split(said.strip()) if part.endswith("?")]


def topic_of(said: str, *, hint: str = "") -> Topic:
    """What is asked last. ``hint`` names the question where the line can tell and the words do not."""
    question = question_of(said)
    if not question:
        return Topic.NOTHING
    times = clocks_in(question)
    if _DAYS_ASKED.search(question) and not times:
        return Topic.WHICH_DAY if _DAY.search(question) else _named_choice(question)
    found = next((topic for topic, pattern in _PATTERNS if pattern.search(question)), None)
    if found in (None, Topic.WHEN_INSTEAD) and (_OFFER.search(question) or times) and clocks_in(said):
        return Topic.OFFER
    if found is not None:
        return found
    if _OFFER.search(question):
        return Topic.OFFER if clocks_in(said) else Topic.OTHER
    if hint:
        return _HINTS.get(hint, Topic.OTHER)
    return Topic.WHICH_SERVICE if _CHOICE.search(question) else Topic.OTHER


def _named_choice(question: str) -> Topic:
    return Topic.WHICH_SERVICE if question.count(",") or _CHOICE.search(question) else Topic.OTHER


_HINTS = {
    "service": Topic.SERVICE,
    "person": Topic.PERSON,
    "branch": Topic.BRANCH,
    "when": Topic.WHEN,
    "when_instead": Topic.WHEN_INSTEAD,
    "which_day": Topic.WHICH_DAY,
    "offer": Topic.OFFER,
    "name": Topic.NAME,
    "name_simple": Topic.NAME,
    "phone": Topic.PHONE,
    "confirm": Topic.CONFIRM,
    "confirm_cancel": Topic.CONFIRM_CANCEL,
    "offer_callback": Topic.CALLBACK,
    "more": Topic.MORE,
    "message": Topic.MESSAGE,
}


def says_goodbye(said: str) -> bool:
    """Whether this ends the conversation."""
    return _BYE.search(said) is not None


def did_not_understand(said: str) -> bool:
    """Whether the receptionist admits it."""
    return _LOST.search(said) is not None


def is_done(said: str) -> bool:
    """Whether something was settled."""
    return _DONE.search(said) is not None


def nothing_is_free(said: str) -> bool:
    """Whether there is nothing for the wish, and nothing else either."""
    return _NOTHING.search(said) is not None and not clocks_in(said)


def names_in(question: str) -> list[str]:
    """Words that begin with a capital letter, as services do."""
    return _NAMES.findall(question)


def days_in(said: str, *, now: datetime) -> list[date]:
    """The days that are named."""
    days = (_named_day(match, now)[0] for match in _DAY.finditer(said))
    return [day for day in days if day is not None]


def month_name(month: int) -> str:
    """``Dezember``."""
    return _MONTHS[month - 1]


def clocks_in(said: str) -> list[int]:
    """Minutes of the day that are named."""
    return [_minute(match) for match in _CLOCK.finditer(said)]


def offers_in(said: str, *, now: datetime) -> list[Offered]:
    """The times on the table, each with the day that was named last before it."""
    offered, day, weekday = [], None, None
    said = " ".join(part for part in _SENTENCE.split(said) if not _EXISTING.search(part))
    said = _REFUSED.sub("", said)
    marks = sorted([*_DAY.finditer(said), *_CLOCK.finditer(said)], key=lambda match: match.start())
    for match in marks:
        if match.re is _DAY:
            day, weekday = _named_day(match, now)
        else:
            offered.append(Offered(text=match[0], day=day, weekday=weekday, minute=_minute(match)))
    return offered


def _minute(match: re.Match[str]) -> int:
    if match["noon"]:
        return 720
    if match["half"]:
        since_noon = 12 if match["half"] == "pm" else 0
        return (int(match["half_hour"]) % 12 + since_noon) * 60 + int(match["half_minute"] or 0)
    *_, hour, minute, other_hour, other_minute = match.groups()
    return int(hour or other_hour) * 60 + int(minute or other_minute or 0)


def _named_day(match: re.Match[str], now: datetime) -> tuple[date | None, int | None]:
    today = now.date()
    if match["near"]:
        day = date.fromordinal(today.toordinal() + _NEAR[match["near"]])
        return day, day.weekday()
    weekday = _WEEKDAY_NUMBERS[match["weekday"]]
    number, month = match["day"] or match["nth"], _MONTH_NUMBERS.get(match["month"] or match["of"] or "")
    if number and month:
        year = today.year + (1 if (month, int(number)) < (today.month, today.day) else 0)
        return date(year, month, int(number)), weekday
    ahead = (weekday - today.weekday()) % 7 or 7
    return date.fromordinal(today.toordinal() + ahead), weekday
