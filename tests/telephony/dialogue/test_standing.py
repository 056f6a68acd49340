"""Appointments that stand are told of in passing: nobody is asked to book another one."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.telephony.dialogue.fake_calendar import BERLIN, SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]
KNOWN = [
    {
        "id": "a1",
        "starts_at": datetime(2026, 12, 1, 11, 0, tzinfo=BERLIN).isoformat(),
        "service": "Damenhaarschnitt",
        "service_id": 1,
        "staff": "Anna",
        "staff_id": 11,
        "name": "Keller",
    }
]


def _calendar() -> Calendar:
    return Calendar(SALON, TUESDAY_10, known=KNOWN)


@pytest.mark.parametrize(
    "said",
    [
        "Keller, ich wollt mal hören, ob vor meinem Termin bei Anna schon was frei geworden ist",
        "Keller hier, hätten Sie auch was Früheres als meinen Termin nächste Woche?",
    ],
)
def test_something_before_the_appointment_is_looked_for(play: Play, said: str) -> None:
    conversation = play([said], calendar=_calendar())

    assert conversation.calendar.done[:2] == ["my_appointments", "find_times"]
    wish = conversation.calendar.searches[0]["wish"]
    assert wish.admits(datetime(2026, 11, 27, 9, 0))
    assert not wish.admits(datetime(2026, 12, 1, 11, 0))


def test_who_cannot_come_is_asked_what_is_to_become_of_it(play: Play) -> None:
    conversation = play(
        ["Keller, am Dienstag das wird leider nichts bei mir", "dann ganz absagen"],
        calendar=_calendar(),
    )  # fmt: skip

    assert "verlegen oder ganz absagen" in conversation.answers[1]
    assert conversation.calendar.cancelled == ["a1"]


def test_being_late_is_passed_on(play: Play) -> None:
    conversation = play(["Keller, ich bin um elf dran und schaffe es erst zehn nach"])

    assert [message["name"] for message in conversation.calendar.messages] == ["Keller"]
    assert conversation.calendar.searches == []


def test_what_is_to_be_done_besides_is_no_second_booking(play: Play) -> None:
    conversation = play(
        ["Keller, am Dienstag komm ich ja zum Schneiden, kann ich da gleich noch Strähnen dazu haben?"],
    )

    assert len(conversation.calendar.messages) == 1
    assert conversation.calendar.searches == []


def test_a_moved_appointment_stays_with_whom_it_was(play: Play) -> None:
    conversation = play(
        ["Keller, meinen Termin am Dienstag möchte ich auf Mittwoch verschieben"],
        calendar=_calendar(),
    )  # fmt: skip

    assert conversation.calendar.searches[0]["staff_id"] == 11
