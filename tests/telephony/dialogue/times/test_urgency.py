from datetime import datetime

import pytest

from telephony.dialogue import TimeWish
from tests.telephony.dialogue.times.conftest import Hear


@pytest.mark.parametrize(
    "phrase",
    ["möglichst spät am Donnerstag", "Donnerstag so spät wie geht", "den letzten Termin am Donnerstag"],
)
def test_a_late_time_is_looked_for_from_the_end_of_the_day(phrase: str, hear: Hear, now: datetime) -> None:
    wish = hear(phrase)

    assert wish.latest
    assert wish.near(now, 60) == datetime.fromisoformat("2026-11-26T23:59")
    assert TimeWish.from_json(wish.to_json()) == wish


@pytest.mark.parametrize(
    "phrase", ["nicht so spät am Abend", "Donnerstag ist recht spät", "später am Donnerstag"]
)
def test_other_words_about_late_wish_for_nothing_late(phrase: str, hear: Hear) -> None:
    assert not hear(phrase).latest


def test_late_stays_wished_for_when_the_day_is_said_afterwards(hear: Hear, now: datetime) -> None:
    wish = hear("möglichst spät").refined_by(hear("am Donnerstag"))

    assert wish.spoken(now) == "möglichst spät übermorgen"


def test_the_first_free_time_of_a_day_is_no_first_of_the_month(hear: Hear, now: datetime) -> None:
    wish = hear("den ersten freien Termin am Freitag")

    assert [box.single_day and box.single_day.isoformat() for box in wish.boxes] == ["2026-11-27"]
    assert wish.near(now, 60) == datetime.fromisoformat("2026-11-27T00:00")
