"""Our reading of a corpus case, in the words of the corpora."""

from __future__ import annotations

from telephony.dialogue.times.reading import read
from telephony.evaluation.times_cases import Answer, Case


def answer(case: Case) -> Answer:
    """Read one case."""
    reading = read(case.text, now=case.now, convention=case.convention)  # type: ignore[arg-type]
    if reading is None:
        return Answer(kind="none")
    return Answer(
        kind=reading.kind,
        start=reading.start,
        end=reading.end,
        grain=reading.grain,
        seconds=reading.seconds,
        rule=reading.rule,
        from_now=reading.from_now,
    )
