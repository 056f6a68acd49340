"""Our reading of a corpus case, in the words of the corpora and by the rules of their sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from telephony.dialogue.times.reading import Reading, read
from telephony.dialogue.times.reading.span import floor, months_later
from telephony.evaluation.times_cases import Answer, Case

# What these sources write for a length ("Timer für 5 Minuten") or a span from now is its far end;
# last night is the first hour of yesterday.
_ENDS_OF_SPANS = frozenset({"chrono-de", "sepia-de"})


def answer(case: Case) -> Answer:
    """Read one case."""
    source = case.id.rsplit("-", 1)[0]
    reading = read(case.text, now=case.now, convention=case.convention)  # type: ignore[arg-type]
    if reading is None:
        return Answer(kind="none")
    if source in _ENDS_OF_SPANS:
        reading = _end_of_span(case, reading)
    return Answer(
        kind=reading.kind,
        start=reading.start,
        end=reading.end,
        grain=reading.grain,
        seconds=reading.seconds,
        rule=reading.rule,
    )


def _last_day(reading: Reading) -> date | None:
    return reading.end.date() if reading.end else None


def _end_of_span(case: Case, reading: Reading) -> Reading:
    if reading.kind == "duration" and reading.seconds is not None:
        edge = case.now + timedelta(seconds=reading.seconds)
    elif reading.kind == "interval" and reading.from_now and reading.start and reading.end:
        edge = reading.end if reading.start >= case.now else reading.start
        edge -= timedelta(days=1) if reading.grain == "day" and edge > case.now else timedelta(0)
    elif (
        reading.grain == "hour"
        and reading.start
        and reading.start.date() < case.now.date() == _last_day(reading)
        and reading.end != floor(case.now, "day")
    ):
        edge = floor(reading.start, "day")
    elif reading.grain == "quarter" and reading.start is not None and case.is_nearest:
        edge = months_later(case.now, -3 if reading.start < case.now else 3)
    else:
        return reading
    return replace(reading, kind="instant", start=edge, end=edge + timedelta(minutes=1), seconds=None)
