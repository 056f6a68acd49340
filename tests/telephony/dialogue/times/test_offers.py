"""What callers answer to an offer: Friday, 27 November 2026, at 15 o'clock, heard on the Tuesday before."""

from datetime import date, datetime

import pytest

from telephony.dialogue import TimeWish, understand_time
from telephony.dialogue.times.grammar import Context

NOW = datetime.fromisoformat("2026-11-24T10:00")
FRIDAY_15 = datetime.fromisoformat("2026-11-27T15:00")


def answered(phrase: str, *offers: datetime) -> TimeWish | None:
    offers = offers or (FRIDAY_15,)
    days = (min(offers).date(), max(offers).date())
    return understand_time(
        phrase, now=NOW, subdivision="BE", expecting=True, context=Context(days=days, offers=offers)
    )


@pytest.mark.parametrize(
    ("phrase", "start"),
    [
        ("eine Stunde später", "11-27 16:00"),
        ("geht's auch ne Viertelstunde früher", "11-27 14:45"),
        ("lieber am Tag davor", "11-26 15:00"),
        ("eine Woche später", "12-04 15:00"),
        ("zwei Tage danach um zehn", "11-29 10:00"),
        ("gleiche Uhrzeit, aber am Donnerstag", "11-26 15:00"),
        ("am selben Tag um neun", "11-27 09:00"),
        ("die Woche drauf", "11-30 00:00"),
        ("am Mittwoch drauf", "12-02 00:00"),
        ("das ist mir zu früh", "11-27 15:01"),
    ],
)
def test_a_follow_up_points_at_the_offer(phrase: str, start: str) -> None:
    wish = answered(phrase)

    assert wish is not None
    assert f"{wish.windows(NOW, 60)[0].start:%m-%d %H:%M}" == start


def test_another_time_of_the_same_day_leaves_out_what_was_offered() -> None:
    wish = answered("selber Tag, andere Uhrzeit")

    assert wish is not None
    assert not wish.admits(FRIDAY_15)
    assert wish.admits(FRIDAY_15.replace(hour=9))


def test_the_earlier_day_is_that_of_the_first_offer() -> None:
    wish = answered("den früheren Tag, aber abends", FRIDAY_15.replace(day=26), FRIDAY_15)

    assert wish is not None
    assert {window.start.date() for window in wish.windows(NOW, 60)} == {date(2026, 11, 26)}


def test_a_new_day_does_not_point_at_the_offer() -> None:
    wish = answered("dann lieber Montag um zehn")

    assert wish is not None
    assert f"{wish.windows(NOW, 60)[0].start:%m-%d %H:%M}" == "11-30 10:00"


def test_what_says_nothing_about_time_stays_none() -> None:
    assert answered("ja gern") is None
