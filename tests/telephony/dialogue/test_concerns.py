"""Whoever calls about something else than an appointment is not offered one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from telephony.dialogue.concerns import read_concern
from telephony.dialogue.text import phrase
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Bei Ihrer letzten Rechnung stimmt was nicht, da sind zwei Posten doppelt drauf", "invoice"),
        ("Ich bräuchte ein Folgerezept für meine Schiene", "papers"),
        ("Ich glaub, ich hab gestern meinen Schal bei Ihnen hängen lassen", "lost"),
        ("Ist mein Wagen schon abholbereit?", "ready"),
        ("Hier ist das Dentallabor Huber, wegen der Arbeit für Frau Lang", "office"),
        ("Sie haben heute früh bei mir angerufen, ich konnte nicht ran", "missed_call"),
        ("Wir haben eine Lieferung für Sie, wann ist jemand da?", "delivery"),
        ("Ich wollte mich als Friseurin bewerben", "job"),
        ("Ich bin umgezogen und habe eine neue Adresse", "details"),
        ("Ich hätte gern einen Termin am Freitag", ""),
        ("Was muss ich zum ersten Besuch an Unterlagen mitbringen?", ""),
        ("Kann ich auch auf Rechnung zahlen?", ""),
    ],
)
def test_matters_of_the_team_are_told_apart(said: str, kind: str) -> None:
    assert read_concern(phrase(said)) == kind


@pytest.mark.parametrize(
    "said",
    [
        "Ich hab eine Mahnung von Ihnen bekommen, die hab ich aber längst überwiesen",
        "Ich hab gestern meine Mütze bei Ihnen liegen lassen",
    ],
)
def test_the_team_calls_back_about_it(play: Play, said: str) -> None:
    call = play([said, "Dorn"])

    assert [ticket["name"] for ticket in call.calendar.tickets] == ["Dorn"]
    assert said in str(call.calendar.tickets[0]["reason"])
    assert call.calendar.searches == []


def test_what_the_house_knows_of_it_is_said_first(play: Play) -> None:
    knows = {"rezept": "Rezepte liegen am nächsten Werktag bereit."}
    call = play(
        ["Ich brauche ein neues Rezept bitte", "Dorn"],
        vocabulary=PRACTICE, calendar=Calendar(PRACTICE, TUESDAY_10, knowledge=knows),
    )  # fmt: skip

    assert "Rezepte liegen am nächsten Werktag bereit." in call.said
    assert len(call.calendar.tickets) == 1


def test_a_breakdown_goes_to_a_human(play: Play) -> None:
    call = play(["Ich steh mit einem Platten auf der Autobahn!"], vocabulary=GARAGE)

    assert call.calendar.done[:1] == ["transfer"]


def test_what_is_not_on_the_list_gets_a_plain_no(play: Play) -> None:
    call = play(["Machen Sie auch Extensions?"])

    assert "Extensions haben wir leider nicht im Angebot." in call.answers[-1]


def test_what_is_on_the_list_gets_a_plain_yes_and_an_appointment(play: Play) -> None:
    call = play(["Macht ihr auch Strähnen?", "Ja gern, am Freitag um zehn", "Dorn", "ja"])

    assert "Ja, Strähnen bieten wir an." in call.said
    assert [one["service"] for one in call.calendar.booked] == ["Strähnen"]


def test_somebody_who_does_not_do_it_is_told_from_those_who_do(play: Play) -> None:
    call = play(["Macht der Ben auch Strähnen?"], vocabulary=SALON)

    assert "Nein, Strähnen macht Ben leider nicht." in call.said
    assert "Anna" in call.answers[-1]


def test_a_question_as_first_words_allows_nothing(play: Play) -> None:
    call = play(["Machen Sie auch Hochzeitsfrisuren?"], vocabulary=replace(SALON, recording=True))

    assert call.calendar.consents == []
