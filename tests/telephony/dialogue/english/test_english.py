from datetime import date, datetime, timedelta

import pytest

from telephony.dialogue.english import (
    match_english_service,
    read_answer,
    read_english_name,
    read_matters,
    understand_english,
)
from telephony.dialogue.vocabulary import ServiceTerm, Vocabulary
from telephony.dialogue.wording.english import English

TUESDAY_10 = datetime(2026, 11, 24, 10, 0)


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("tomorrow at half past two", "tomorrow at 2:30 pm"),
        ("Friday after five", "on Friday from 5 pm"),
        ("the day after tomorrow around ten thirty", "the day after tomorrow around 10:30 am"),
        ("a week on Friday", "on Friday, the 4th of December"),
        ("the fifteenth of December at a quarter past four", "on Tuesday, the 15th of December at 4:15 pm"),
        ("weekdays after work", "on weekdays after work"),
        ("as soon as possible", "as soon as possible"),
        ("no wait, make it Wednesday", "tomorrow"),
        ("this evening", "today in the evening"),
    ],
)
def test_understand_english_means_what_was_said(said: str, repeated: str) -> None:
    wish = understand_english(said, now=TUESDAY_10)

    assert wish is not None
    assert English().spoken_wish(wish, TUESDAY_10) == repeated


def test_understand_english_leaves_out_what_was_excluded() -> None:
    wish = understand_english("any day next week except Wednesday", now=TUESDAY_10)

    assert wish is not None
    assert not wish.admits(datetime(2026, 12, 2, 10, 0))
    assert wish.admits(datetime(2026, 12, 3, 10, 0))


def test_understand_english_asks_back_about_next_friday() -> None:
    wish = understand_english("next Friday at three", now=TUESDAY_10)

    assert wish is not None
    assert wish.choices == (date(2026, 11, 27), date(2026, 12, 4))


@pytest.mark.parametrize(
    "said", ["I'd like a haircut please", "my number is 0151 2345678", "I have two kids"]
)
def test_understand_english_hears_no_time_where_none_is(said: str) -> None:
    assert understand_english(said, now=TUESDAY_10) is None


@pytest.mark.parametrize(
    ("said", "matters"),
    [
        ("I'd like to book a haircut for tomorrow", ("book",)),
        ("can I move my appointment to next week", ("reschedule",)),
        ("I need to cancel, I'm sick", ("cancel",)),
        ("how much is a haircut and do you have anything free on Friday", ("price", "book")),
        ("when are you open", ("hours",)),
        ("put me through to a real person", ("human",)),
        ("I'm running ten minutes late", ("late",)),
    ],
)
def test_read_matters_names_what_is_wanted(said: str, matters: tuple[str, ...]) -> None:
    assert read_matters(said) == matters


def test_read_answer_tells_yes_from_no() -> None:
    assert [read_answer(said) for said in ("yes please", "no problem", "no thanks", "hmm")] == [
        "yes", "yes", "no", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my name is Jane Miller", "Jane Miller"),
        ("it's Miller, M I double L E R", "Miller"),
        ("Mike India Lima Lima Echo Romeo", "Miller"),
        ("John O'Connor", "John O'Connor"),
    ],
)
def test_read_english_name_understands_spelling(said: str, name: str) -> None:
    assert read_english_name(said) == name


def test_match_english_service_finds_german_services_by_everyday_names() -> None:
    vocabulary = Vocabulary(
        company_name="Werkstatt",
        services=(ServiceTerm(id=1, name="Ölwechsel"), ServiceTerm(id=2, name="Reifenwechsel")),
    )
    assert match_english_service("an oil change please", vocabulary).only == 1
    assert match_english_service("I need my tyres changed, a tyre change", vocabulary).only == 2


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("during the school holidays", date(2026, 12, 23), date(2027, 1, 2)),
        ("some time in the Easter holidays please", date(2027, 3, 22), date(2027, 4, 2)),
        ("after the autumn break", date(2027, 10, 24), None),
        ("before the Christmas holidays", date(2026, 11, 24), date(2026, 12, 22)),
    ],
)
def test_school_holidays_are_those_of_the_region(said: str, first: date, last: date | None) -> None:
    wish = understand_english(said, now=TUESDAY_10, subdivision="DE-BE")

    assert wish is not None
    (box,) = wish.boxes
    assert box.start == first
    assert (box.end and box.end - timedelta(days=1)) == last
    assert understand_english("over the school holidays", now=TUESDAY_10) is None
