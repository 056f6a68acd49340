"""A choice and more in one breath: the time is taken, and nothing of the rest is lost."""

from collections.abc import Callable

import pytest

from telephony.dialogue.remarks import read_remarks
from tests.telephony.dialogue.fake_calendar import SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]


def _after_an_offer(play: Play, *said: str, knows: dict[str, str] | None = None) -> Conversation:
    calendar = Calendar(SALON, TUESDAY_10, knowledge=knows or {})
    return play(["Damenhaarschnitt am Freitag vormittag bitte", *said], calendar=calendar)


@pytest.mark.parametrize(
    "said",
    [
        "Den ersten. Und kann ich meinen Hund mitbringen?",
        "Um neun, sagen Sie, darf mein Hund eigentlich mit rein?",
        "Neun Uhr passt. Ist das mit dem Hund ein Problem?",
    ],
)
def test_a_choice_with_a_question_takes_the_time_and_answers(play: Play, said: str) -> None:
    call = _after_an_offer(play, said, "Sauer", "ja", knows={"hund": "Kleine Hunde sind willkommen."})

    assert [f"{one['start']:%H:%M}" for one in call.calendar.booked] == ["09:00"]
    assert "Kleine Hunde sind willkommen." in call.said


def test_a_choice_with_a_reason_and_a_name_asks_for_nothing_again(play: Play) -> None:
    call = _after_an_offer(play, "Um neun, später komm ich nicht aus der Arbeit. Sauer, Ingo.", "ja")

    assert [one["name"] for one in call.calendar.booked] == ["Ingo Sauer"]


def test_what_the_team_should_know_is_written_to_the_appointment(play: Play) -> None:
    call = _after_an_offer(play, "Den ersten bitte, ich bin aber gegen Ammoniak allergisch", "Sauer", "ja")

    assert "gegen Ammoniak allergisch" in str(call.calendar.booked[0]["note"])
    assert "Das notiere ich." in call.said


def test_a_question_nobody_can_answer_is_written_to_the_appointment(play: Play) -> None:
    call = _after_an_offer(play, "Um neun, und haben Sie da einen Platz am Fenster?", "Sauer", "ja")

    assert "Fenster" in str(call.calendar.booked[0]["note"])


@pytest.mark.parametrize(
    "said", ["Neun ist zu früh, um elf wäre besser", "Um neun, oder geht auch elf?", "Um neun kann ich nicht"]
)
def test_a_time_that_is_turned_down_is_not_taken(play: Play, said: str) -> None:
    call = _after_an_offer(play, said, "Sauer")

    assert not any(f"{one['start']:%H:%M}" == "09:00" for one in call.calendar.booked)
    assert "um 9 Uhr, auf Sauer" not in call.said


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("Ja gern, und ich komme mit dem Rollator", ("ich komme mit dem Rollator",)),
        ("Er soll auch nach den Wischern gucken", ("Er soll auch nach den Wischern gucken",)),
        ("Am Dienstag um drei hätte ich Zeit", ()),
        ("Können Sie nach einem Termin schauen?", ()),
    ],
)  # fmt: skip
def test_remarks_are_told_from_the_rest(said: str, noted: tuple[str, ...]) -> None:
    assert read_remarks(said) == noted
