"""What a source writes for a span, applied to the answers of every reader alike, ours and the peers'.

The corpora come from libraries with habits of their own. chrono and sepia write the far end for a length
("Timer für 5 Minuten") and for a span that begins or ends now ("in den nächsten drei Tagen"), midnight of
yesterday for last night, and three months from now for "next quarter". No reader can know that from words,
so each answer for these sources is put into their way of writing before it is compared: those of the peers by
the very function that ours go through. An answer that is right as it stands is left alone.
Which day an incomplete date means (the next or the nearest) is told to every reader before it answers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from telephony.dialogue.times.reading.span import months_later
from telephony.evaluation.times_cases import Answer, Case, floor

_ENDS_OF_SPANS = frozenset({"chrono-de", "sepia-de"})
_MINUTE = timedelta(minutes=1)


def as_written(case: Case, answer: Answer) -> Answer:
    """Return an answer as the source of the case would write it."""
    source = case.id.rsplit("-", 1)[0]
    if source not in _ENDS_OF_SPANS or case.is_exact(answer):
        return answer
    if answer.kind == "duration" and answer.seconds is not None:
        edge = case.now + timedelta(seconds=answer.seconds)
    elif _is_from_now(case, answer) and answer.start and answer.end:
        edge = answer.end if answer.start >= case.now - _MINUTE else answer.start
        edge -= timedelta(days=1) if answer.grain == "day" and edge > case.now else timedelta(0)
    elif (
        answer.grain == "hour"
        and answer.start
        and answer.start.date() < case.now.date() == _last_day(answer)
        and answer.end != floor(case.now, "day")
    ):
        edge = floor(answer.start, "day")
    elif answer.grain == "quarter" and answer.start is not None and case.is_nearest:
        edge = months_later(case.now, -3 if answer.start < case.now else 3)
    else:
        return answer
    return replace(answer, kind="instant", start=edge, end=edge + _MINUTE, seconds=None)


def _is_from_now(case: Case, answer: Answer) -> bool:
    """Peers do not tell that a span is counted from now, but theirs then begins or ends there."""
    if answer.kind != "interval":
        return False
    edges = [edge for edge in (answer.start, answer.end) if edge is not None]
    return answer.from_now or any(abs(edge - case.now) <= _MINUTE for edge in edges)


def _last_day(answer: Answer) -> date | None:
    return answer.end.date() if answer.end else None
