"""Whoever calls for somebody else books under that name; the team reads who called."""

from collections.abc import Callable

import pytest

from telephony.dialogue.behalf import customer_spoken_for, speaker_in, without_relation
from tests.telephony.dialogue.fake_calendar import PRACTICE, Conversation

Play = Callable[..., Conversation]


@pytest.mark.parametrize(
    ("said", "customer", "speaker"),
    [
        (
            "Meine Mutter bräuchte was, die heißt Erika Wolf, ich bin die Tochter, Sabine Kern",
            "Erika Wolf",
            "Sabine Kern",
        ),
        (
            "Ich rufe im Auftrag von Herrn Doktor Brömmel an, mein Name ist Tanja Schick",
            "Brömmel",
            "Tanja Schick",
        ),
        ("Ein Termin für unseren Geschäftsführer Herrn Lindemann bitte", "Lindemann", None),
        ("Ich hätte gern einen Termin für meine Tochter", None, None),
        ("Mein Name ist Sabine Kern", None, "Sabine Kern"),
    ],
)
def test_the_customer_is_told_from_the_caller(said: str, customer: str | None, speaker: str | None) -> None:
    assert (customer_spoken_for(said), speaker_in(said)) == (customer, speaker)


def test_who_calls_is_not_who_comes() -> None:
    assert "Tochter" not in without_relation("ich bin die Tochter, Sabine Kern")


def test_the_visit_goes_under_the_name_of_the_customer(play: Play) -> None:
    first = (
        "Meine Mutter bräuchte eine Kontrolle am Freitag um zehn, die heißt Erika Wolf, ich bin Sabine Kern"
    )
    call = play([first, "ja"], vocabulary=PRACTICE)

    assert [(one["name"], one["note"]) for one in call.calendar.booked] == [
        ("Erika Wolf", "Anruf von Sabine Kern")
    ]


def test_another_doctor_is_a_customer(play: Play) -> None:
    call = play(["Kontrolle am Freitag um zehn für Herrn Doktor Brömmel", "ja"], vocabulary=PRACTICE)

    assert [one["name"] for one in call.calendar.booked] == ["Brömmel"]
    assert "macht" not in call.answers[1]
