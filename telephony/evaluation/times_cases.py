"""The third-party cases of time expressions, and when an answer to one of them is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from telephony.evaluation.report import corpora, json_lines

# Sources whose own rule is the nearest day, be it past or to come. Peers are told the same.
_NEAREST = "no-forward"
_THIS_PERIOD = frozenset({"dateparser-de"})
# Nobody books further ahead on the phone.
_FURTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an expression means: ``[start, end)``, a duration, a rule, or nothing at all (``none``).

    ``from_now`` tells that the span is counted from the moment of speaking.
    """

    kind: str
    start: datetime | None = None
    end: datetime | None = None
    grain: str | None = None
    seconds: float | None = None
    rule: str | None = None
    from_now: bool = False

    @classmethod
    def of(cls, raw: dict[str, Any] | None) -> Answer:
        """Read an answer as the corpora and the peers write it."""
        if raw is None:
            return cls(kind="none")
        start, end = (
            datetime.fromisoformat(raw[name]) if raw.get(name) else None for name in ("start", "end")
        )
        grain = raw.get("grain")
        if raw["kind"] == "instant" and start is not None:
            start = start.replace(microsecond=0)
            end = end or following(floor(start, grain), grain)
        return cls(
            kind=raw["kind"],
            start=start,
            end=end,
            grain=grain,
            seconds=raw.get("seconds"),
            rule=raw.get("rule"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One expression of a corpus."""

    id: str
    text: str
    now: datetime
    language: str
    expected: Answer
    alternatives: tuple[Answer, ...]
    tags: frozenset[str]
    convention: str

    @property
    def is_nearest(self) -> bool:
        """Tell whether this source takes the nearest day instead of the next one."""
        return self.convention != "next"

    @property
    def is_for_appointments(self) -> bool:
        """Tell whether somebody could wish for this on the phone: ahead, soon, not too short."""
        answer = self.expected
        if answer.kind not in {"instant", "interval"} or answer.grain in {"second", "year"}:
            return False
        if self.language != "de" or self.tags & {"past", "pastish", "negative"}:
            return False
        last = answer.end or answer.start
        first = answer.start or answer.end
        today = self.now.replace(hour=0, minute=0)
        return last is not None and last > today and first is not None and first < self.now + _FURTHEST

    def is_exact(self, answer: Answer) -> bool:
        """Tell whether the answer is one of the right ones."""
        return any(_equal(answer, right, self.tags) for right in (self.expected, *self.alternatives))

    def starts_right(self, answer: Answer) -> bool:
        """Tell whether the answer begins where a right one does (or ends, where that has no beginning)."""
        return self.is_exact(answer) or any(
            _starts(answer, right) for right in (self.expected, *self.alternatives)
        )

    def fits_slot(self, answer: Answer) -> bool:
        """Tell whether the answer is the right day with a window that overlaps a right one."""
        return self.is_exact(answer) or any(
            _overlaps(answer, right) for right in (self.expected, *self.alternatives)
        )


def cases_of(name: str) -> tuple[Case, ...]:
    """Read one corpus of ``time_de``."""
    return tuple(_read(corpora() / "time_de" / f"{name}.jsonl"))


def _read(path: Path) -> Iterator[Case]:
    for raw in json_lines(path):
        tags = frozenset(raw["tags"])
        source = raw["source"]
        yield Case(
            id=raw["id"],
            text=raw["text"],
            now=datetime.fromisoformat(raw["reference"]).replace(tzinfo=None),
            language="en" if source.endswith("-en") else "de",
            expected=Answer.of(raw["expected"]),
            alternatives=tuple(Answer.of(other) for other in raw["alternatives"]),
            tags=tags,
            convention=(
                "nearest" if _NEAREST in tags else "this_period" if source in _THIS_PERIOD else "next"
            ),
        )


def floor(moment: datetime, grain: str | None) -> datetime:
    """Return the beginning of the moment's minute, hour, day."""
    if grain in {None, "second"}:
        return moment
    moment = moment.replace(second=0, minute=moment.minute if grain == "minute" else 0)
    if grain in {"minute", "hour"}:
        return moment
    moment = moment.replace(hour=0)
    if grain == "week":
        return moment - timedelta(days=moment.weekday())
    return (
        moment.replace(day=1, month=1 if grain == "year" else moment.month)
        if grain in {"month", "year"}
        else moment
    )


def following(start: datetime, grain: str | None) -> datetime:
    """Return the beginning of the next minute, hour, day, … after one that begins here."""
    if grain == "year":
        return start.replace(year=start.year + 1)
    if grain == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(**{f"{grain or 'minute'}s": 1})


def _equal(answer: Answer, right: Answer, tags: frozenset[str]) -> bool:
    if right.kind in {"none", "duration", "recurring"}:
        same = (answer.kind, answer.seconds, answer.rule) == (right.kind, right.seconds, right.rule)
        return same or (right.kind == answer.kind == "none")
    if answer.kind not in {"instant", "interval"}:
        return False
    if "daypart" in tags and _same_part(answer, right):
        return True
    if right.kind == "instant" and answer.kind == "instant":
        return answer.start is not None and floor(answer.start, right.grain) == right.start
    return (answer.start, answer.end) == (right.start, right.end)


def _same_part(answer: Answer, right: Answer) -> bool:
    """The source's hours of "evening" are its own: half of the shorter span in common, or the named hour."""
    if None in {answer.start, right.start} or not _same_day(answer, right):
        return False
    if answer.kind == "instant" and answer.grain not in {"second", "minute", "hour"}:
        return False
    common = _common(answer, right)
    lengths = [(each.end - each.start).total_seconds() for each in (answer, right) if each.start and each.end]
    return common > 0 and (len(lengths) < 2 or common * 2 >= min(lengths))


def _starts(answer: Answer, right: Answer) -> bool:
    if answer.kind not in {"instant", "interval"} or right.kind not in {"instant", "interval"}:
        return False
    if right.start is None:
        return answer.end == right.end
    return answer.start is not None and floor(answer.start, right.grain) == right.start


def _same_day(answer: Answer, right: Answer) -> bool:
    days = [each.start or each.end for each in (answer, right)]
    return None not in days and days[0].date() == days[1].date()  # type: ignore[union-attr]


def _common(answer: Answer, right: Answer) -> float:
    first, last = datetime(1900, 1, 1), datetime(2900, 1, 1)  # noqa: DTZ001  # wall clock
    start = max(answer.start or first, right.start or first)
    end = min(answer.end or last, right.end or last)
    return (end - start).total_seconds()


def _overlaps(answer: Answer, right: Answer) -> bool:
    if answer.kind not in {"instant", "interval"} or right.kind not in {"instant", "interval"}:
        return False
    return _same_day(answer, right) and _common(answer, right) > 0
