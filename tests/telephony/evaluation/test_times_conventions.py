from dataclasses import replace
from datetime import datetime, timedelta

from telephony.evaluation.times_cases import Answer, Case
from telephony.evaluation.times_conventions import as_written

NOW = datetime.fromisoformat("2026-11-24T10:00")
IN_FIVE_MINUTES = Answer(
    kind="instant", start=NOW + timedelta(minutes=5), end=NOW + timedelta(minutes=6), grain="minute"
)
CASE = Case(
    id="sepia-de-0001", text="Timer für 5 Minuten", now=NOW, language="de", expected=IN_FIVE_MINUTES,
    alternatives=(), tags=frozenset(), convention="next",
)  # fmt: skip
LENGTH = Answer(kind="duration", seconds=300)


def test_a_length_is_written_as_its_far_end_where_the_source_does() -> None:
    assert CASE.is_exact(as_written(CASE, LENGTH))
    assert as_written(replace(CASE, id="ovos-0001"), LENGTH) == LENGTH


def test_a_span_that_begins_now_counts_whether_the_reader_says_so_or_not() -> None:
    span = Answer(kind="interval", start=NOW, end=NOW + timedelta(minutes=5))

    assert CASE.is_exact(as_written(CASE, span))
    assert CASE.is_exact(as_written(CASE, replace(span, from_now=True)))


def test_an_answer_that_is_right_stays_as_it_is() -> None:
    assert as_written(CASE, IN_FIVE_MINUTES) == IN_FIVE_MINUTES
