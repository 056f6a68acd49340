"""The judge: what is wanted must be there, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from telephony.simulation.grading import faults_of
from telephony.simulation.playing import Played, Talk
from telephony.simulation.rows import Booked, Changes
from telephony.simulation.scenario import Scenario, When

NOW = datetime(2026, 11, 24, 10, 12)
FRIDAY_10 = datetime(2026, 11, 27, 10)
HELLO = "Guten Tag, hier ist Mia, die KI-Assistentin. Was kann ich für Sie tun?"
WANTED = {"service": "Haarschnitt", "name": "Weber", "when": {"day": "fr", "until": "12:00"}}


def booked(**other: Any) -> Booked:
    fields = {
        "id": 1, "service": "Haarschnitt", "staff": "Anna", "branch": "Mitte", "name": "Clara Weber",
        "phone": "+491713920001", "start": FRIDAY_10,
    }  # fmt: skip
    return Booked(**{**fields, **other})


def played(expect: dict[str, Any], changes: Changes, *said: str) -> Played:
    talk = Talk()
    talk.receptionist_says(HELLO)
    for sentence in said:
        talk.caller_says("Ja.")
        talk.receptionist_says(sentence)
    scenario = Scenario.model_validate(
        {"name": "Probe", "company": "salon", "script": ["Hallo"], "expect": expect}
    )
    return Played(scenario=scenario, talk=talk, changes=changes, names={"alt": 7, "neu": 8}, now=NOW)


def whats(expect: dict[str, Any], changes: Changes, *said: str) -> list[str]:
    return [fault.what for fault in faults_of(played(expect, changes, *said))]


def test_call_passes_with_the_booking_that_was_wanted() -> None:
    assert whats({"booked": [WANTED]}, Changes(booked=(booked(),))) == []


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({"service": "Färben"}, "Leistung"),
        ({"name": "Clara Weberin"}, "Name"),
        ({"start": datetime(2026, 11, 27, 13)}, "Zeit"),
        ({"start": datetime(2026, 11, 26, 10)}, "Zeit"),
    ],
)
def test_call_fails_with_another_booking(other: dict[str, Any], wrong: str) -> None:
    [what] = whats({"booked": [WANTED]}, Changes(booked=(booked(**other),)))

    assert what.endswith(f"falsch: {wrong}")


def test_call_fails_with_anything_that_was_not_wanted() -> None:
    changes = Changes(
        booked=(booked(),), cancelled=frozenset({7}), moved={8: FRIDAY_10}, callbacks=("x",), messages=("y",)
    )

    assert len(whats({}, changes)) == 5


def test_call_fails_without_what_was_wanted() -> None:
    expect = {"booked": [WANTED], "cancelled": ["alt"], "moved": {"neu": {}}, "callbacks": 1, "human": True}

    assert len(whats(expect, Changes())) == 5


def test_call_passes_with_what_may_happen() -> None:
    assert whats({"may": ["callback"]}, Changes(callbacks=("x",))) == []


def test_words_are_judged_where_they_were_said() -> None:
    call = played({"says": ["29 Euro"], "never": ["gratis"]}, Changes(), "Das ist gratis.", "Gern.")

    faults = {fault.what: fault.turn for fault in faults_of(call)}

    assert faults == {"nicht gesagt: 29 Euro": 4, "gesagt: gratis": 2}


def test_call_fails_when_the_same_is_said_three_times() -> None:
    assert whats({}, Changes(), "Wann?", "Wann?", "Wann?") == ["dreimal derselbe Satz"]


def test_call_fails_with_more_questions_than_are_needed() -> None:
    assert whats({"questions": 1}, Changes(), "Wann passt es?", "Welcher Name?") == [
        "2 Fragen statt höchstens 1"
    ]


def test_call_fails_when_it_does_not_say_that_an_ai_speaks() -> None:
    call = played({}, Changes())
    silent = Talk()
    silent.receptionist_says("Guten Tag, hier ist Mia. Ich bin eine KI.")

    faults = faults_of(Played(scenario=call.scenario, talk=silent, changes=Changes(), names={}, now=NOW))

    assert [fault.turn for fault in faults] == [0]


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ({"day": "2026-11-27"}, True),
        ({"day": "+3"}, True),
        ({"day": ["mo", "fr"]}, True),
        ({"not_day": "fr"}, False),
        ({"at": "10:00"}, True),
        ({"from": "10:15"}, False),
        ({"within": 2}, False),
    ],
)
def test_when_holds_the_starts_it_names(when: dict[str, Any], holds: bool) -> None:
    assert When.model_validate(when).holds(FRIDAY_10, now=NOW) is holds
