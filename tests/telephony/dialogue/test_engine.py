"""The engine as a machine: same input, same output; nothing a line can carry makes it fail."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.dialogue import (
    ActDone,
    CallerFacts,
    CallerSaid,
    DialogueState,
    Silence,
    Turn,
    Vocabulary,
    open_call,
    step,
)
from tests.telephony.dialogue.fake_calendar import PRACTICE, SALON, TUESDAY_10, Calendar

_SAID = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "ich hätte gern einen Termin",
            "Färben",
            "bei Anna",
            "am Donnerstag um neun",
            "nein",
            "ja",
            "den zweiten",
            "später",
            "was kostet das",
            "Krüger",
            "null eins fünf eins zwo drei vier fünf sechs sieben acht",
            "absagen",
            "verschieben",
            "einen Menschen bitte",
            "wie bitte",
            "Moment",
            "tschüss",
            "egal",
            "gibt es was anderes",
            "nächsten Freitag",
            "doch lieber Ben",
            "wann ist mein Termin",
            "sagen Sie Anna, ich komme später",
            "\0\0",
        ]
    ),
    st.none(),
)


def opened(*, vocabulary: Vocabulary = SALON, **facts: str) -> Turn:
    return open_call(vocabulary=vocabulary, caller=CallerFacts(**facts), now=TUESDAY_10)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(turns=st.lists(_SAID, max_size=14))
def test_any_conversation_keeps_its_state_through_json(turns: list[str | None]) -> None:
    calendar = Calendar(SALON, TUESDAY_10)
    turn = opened(number="+4915123456789")
    for text in turns:
        heard: CallerSaid | ActDone | Silence = Silence() if text is None else CallerSaid(text)
        for _ in range(15):
            stored = json.loads(json.dumps(turn.state.to_json()))
            assert DialogueState.from_json(stored) == turn.state
            turn = step(DialogueState.from_json(stored), heard, vocabulary=SALON, now=TUESDAY_10)
            if turn.act is None:
                break
            heard = ActDone(turn.act.name, calendar.perform(turn.act))
        assert turn.act is None


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=300))
def test_the_same_words_give_the_same_turn(text: str) -> None:
    state = opened().state

    first = step(state, CallerSaid(text), vocabulary=PRACTICE, now=TUESDAY_10)
    second = step(state, CallerSaid(text), vocabulary=PRACTICE, now=TUESDAY_10)

    assert (first.say, first.act, first.state) == (second.say, second.act, second.state)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "\ud800",
        "a" * 10_000,
        "Termin " * 2_000,
        "12 " * 4_000,
        "😀" * 500,
        "\u202e\u200b",
        "31.2.",
        "29.2.",
    ],
)
def test_garbage_is_survived(text: str) -> None:
    turn = step(opened().state, CallerSaid(text), vocabulary=SALON, now=TUESDAY_10)

    assert turn.say or turn.act
    json.dumps(turn.state.to_json())


def test_a_step_leaves_the_given_state_alone() -> None:
    state = opened().state
    before = state.to_json()

    step(state, CallerSaid("Färben bei Anna am Donnerstag um neun"), vocabulary=SALON, now=TUESDAY_10)

    assert state.to_json() == before


@pytest.mark.parametrize(
    "result",
    [{}, {"ok": False}, {"ok": True, "slots": []}, {"ok": False, "code": "nie gehört", "say": "Hm."}],
)
@pytest.mark.parametrize(
    "act",
    [
        "find_times",
        "hold",
        "book",
        "my_appointments",
        "reschedule",
        "cancel",
        "opening_hours",
        "callback",
        "unbekannt",
    ],
)
def test_an_empty_result_never_stops_the_call(act: str, result: dict[str, object]) -> None:
    asked = step(opened().state, CallerSaid("Färben am Donnerstag um neun"), vocabulary=SALON, now=TUESDAY_10)

    turn = step(asked.state, ActDone(act, result), vocabulary=SALON, now=TUESDAY_10)

    assert turn.say or turn.act


def test_find_times_is_asked_with_ids_and_the_wish() -> None:
    turn = step(
        opened().state, CallerSaid("Färben bei Anna am Donnerstag um neun"), vocabulary=SALON, now=TUESDAY_10
    )

    assert turn.act is not None
    assert turn.act.name == "find_times"
    assert {key: turn.act.args[key] for key in ("service_id", "staff_id", "branch_id")} == {
        "service_id": 4, "staff_id": 11, "branch_id": 21,
    }  # fmt: skip
    assert turn.act.args["wish"]["boxes"][0]["start"] == "2026-11-26"


@pytest.mark.parametrize(
    ("hour", "hello"), [(2, "Guten Abend"), (8, "Guten Morgen"), (13, "Guten Tag"), (19, "Guten Abend")]
)
def test_open_call_greets_by_the_time_of_day(hour: int, hello: str) -> None:
    now = datetime(2026, 11, 24, hour, 0, tzinfo=ZoneInfo("Europe/Berlin"))

    turn = open_call(vocabulary=SALON, caller=CallerFacts(), now=now)

    assert turn.say is not None
    assert turn.say.startswith(f"{hello}, hier ist die KI-Assistentin vom Salon Haarmonie.")


def test_open_call_names_a_known_caller_only_when_configured() -> None:
    discreet = open_call(vocabulary=SALON, caller=CallerFacts(known_name="Krüger"), now=TUESDAY_10)
    friendly = open_call(
        vocabulary=SALON, caller=CallerFacts(known_name="Krüger", greet_by_name=True), now=TUESDAY_10
    )

    assert "Krüger" not in (discreet.say or "")
    assert "Spreche ich mit Krüger?" in (friendly.say or "")


def test_state_drops_what_a_newer_version_added() -> None:
    raw = {**opened().state.to_json(), "version": 9, "mood": "sunny"}

    assert DialogueState.from_json(raw) == opened().state


def test_a_call_without_services_and_branches_still_talks() -> None:
    bare = Vocabulary(company_name="Muster")

    turn = step(
        opened(vocabulary=bare).state, CallerSaid("einen Termin bitte"), vocabulary=bare, now=TUESDAY_10
    )

    assert turn.say
