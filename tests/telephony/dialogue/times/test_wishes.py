"""Wishes with preferences, exclusions and conditions, heard on Tuesday, 24 November 2026, at 10 o'clock."""

from datetime import date, datetime

import pytest

from telephony.dialogue import TimeWish, understand_time

NOW = datetime.fromisoformat("2026-11-24T10:00")


def heard(phrase: str, subdivision: str = "BE") -> TimeWish:
    wish = understand_time(phrase, now=NOW, subdivision=subdivision)
    assert wish is not None, phrase
    return wish


def days(wish: TimeWish) -> list[str]:
    return list(dict.fromkeys(f"{window.start:%m-%d}" for window in wish.windows(NOW, 60)))


@pytest.mark.parametrize(
    ("phrase", "order"),
    [
        ("am besten Freitag, Donnerstag ginge zur Not auch", ["11-27", "11-26"]),
        ("wenn es am Montag nicht geht, dann Dienstag", ["11-30", "12-01"]),
        ("Mittwoch ginge, Donnerstag wäre mir aber lieber", ["11-26", "11-25"]),
        ("lieber am Donnerstag als am Mittwoch", ["11-26", "11-25"]),
    ],
)
def test_the_first_choice_comes_first(phrase: str, order: list[str]) -> None:
    assert days(heard(phrase)) == order


@pytest.mark.parametrize(
    ("phrase", "allowed", "refused"),
    [
        ("montags hab ich immer Physio", "2026-11-25T10:00", "2026-11-30T10:00"),
        ("mittwochs und donnerstags geht's bei mir nicht", "2026-11-27T10:00", "2026-11-25T10:00"),
        ("um fünf hab ich Feierabend, danach gern", "2026-11-25T17:30", "2026-11-25T16:00"),
        ("ich bin bis Mittwoch verreist, danach jederzeit", "2026-11-26T10:00", "2026-11-25T10:00"),
        ("ab Donnerstag Nachmittag", "2026-11-27T09:00", "2026-11-26T09:00"),
        ("bis nächste Woche Donnerstag", "2026-12-03T09:00", "2026-12-04T09:00"),
        ("Mittwoch oder Donnerstag, außer diese Woche", "2026-12-02T09:00", "2026-11-25T09:00"),
        ("vierzehnter oder fünfzehnter Dezember", "2026-12-14T09:00", "2026-12-16T09:00"),
        ("in zwei bis drei Wochen", "2026-12-09T09:00", "2026-12-01T09:00"),
    ],
)
def test_a_wish_admits_and_refuses(phrase: str, allowed: str, refused: str) -> None:
    wish = heard(phrase)

    assert wish.admits(datetime.fromisoformat(allowed))
    assert not wish.admits(datetime.fromisoformat(refused))


@pytest.mark.parametrize(
    ("subdivision", "span"),
    [("BE", (date(2027, 2, 1), date(2027, 2, 7))), ("SN", (date(2027, 2, 8), date(2027, 2, 20)))],
)
def test_school_holidays_are_those_of_the_land(subdivision: str, span: tuple[date, date]) -> None:
    box = heard("in den Winterferien", subdivision).boxes[0]

    assert (box.start, box.end) == span


def test_school_holidays_of_an_unknown_land_are_not_guessed() -> None:
    assert understand_time("in den Herbstferien", now=NOW, subdivision="") is None


def test_quarter_three_is_asked_back_where_it_is_not_said() -> None:
    assert not heard("Freitag um viertel drei", "SN").is_unclear
    assert heard("Freitag um viertel drei", "NW").question() == "Meinen Sie 14 Uhr 15 oder 15 Uhr 15?"


def test_next_friday_is_asked_back_until_it_is_said_which() -> None:
    assert heard("nächsten Freitag").question() == (
        "Meinen Sie Freitag, den 27. November, oder Freitag, den 4. Dezember?"
    )
    assert days(heard("nicht diesen, sondern nächsten Freitag")) == ["12-04"]


def test_an_unclear_wish_survives_the_way_through_json() -> None:
    wish = heard("Freitag um viertel drei", "NW")

    assert TimeWish.from_json(wish.to_json()) == wish
