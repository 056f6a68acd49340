from datetime import datetime

from tests.telephony.dialogue.times.conftest import Hear


def test_a_bound_of_one_weekday_leaves_the_other_days_alone(hear: Hear) -> None:
    wish = hear("nachmittags, freitags nur bis drei")

    assert wish.admits(datetime.fromisoformat("2026-11-26T16:00"))
    assert wish.admits(datetime.fromisoformat("2026-11-27T14:00"))
    assert not wish.admits(datetime.fromisoformat("2026-11-27T16:00"))


def test_the_time_liked_best_is_the_target_within_the_hours(hear: Hear, now: datetime) -> None:
    wish = hear("nach 16 Uhr, am liebsten 17 Uhr")

    assert [(box.opens, box.closes, box.target) for box in wish.boxes] == [(960, None, 1020)]
    assert wish.near(now, 60) == datetime.fromisoformat("2026-11-24T17:00")
    assert wish.spoken(now) == "ab 16 Uhr, am liebsten um 17 Uhr"


def test_not_only_mornings_means_any_time(hear: Hear) -> None:
    wish = hear("nicht unbedingt vormittags")

    assert (wish.boxes, wish.excluded, wish.earliest) == ((), (), True)


def test_two_refusals_do_not_become_one(hear: Hear) -> None:
    wish = hear("nächste Woche, aber nicht montags und nicht vor zehn")

    assert wish.admits(datetime.fromisoformat("2026-12-01T11:00"))
    assert not wish.admits(datetime.fromisoformat("2026-11-30T11:00"))
    assert not wish.admits(datetime.fromisoformat("2026-12-01T09:00"))
