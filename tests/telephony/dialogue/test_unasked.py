"""One answer that holds several facts: a choice and a name, a name and a question, all in one breath."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from telephony.dialogue import StaffTerm
from telephony.dialogue.phones import without_number
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, Conversation

Play = Callable[..., Conversation]
# Offered are nine o'clock and half past ten.
OFFER = "Herrenschnitt am Freitag vormittag"
ASKS_NAME = "Herrenschnitt am Freitag um neun"
WORKSHOP = replace(GARAGE, branches=GARAGE.branches[:1], staff=(StaffTerm(id=31, name="Murat"),))


def _taken(heard: Conversation) -> tuple[str | None, str | None]:
    slot = heard.state.matter.slot if heard.state.matter else None
    return (slot["starts_at"][5:16] if slot else None), heard.state.name


@pytest.mark.parametrize(
    ("said", "start", "name"),
    [
        ("Neun Uhr, Gabi Dünnebier", "11-27T09:00", "Gabi Dünnebier"),
        ("Neun Uhr. Lehmann, mit Doppel n am Ende nicht", "11-27T09:00", "Lehmann"),
        ("10 Uhr 30 ok. Ich heiß Florian Obermeier", "11-27T10:30", "Florian Obermeier"),
        ("Um neun. Sie heißt Mathilda Hansen", "11-27T09:00", "Mathilda Hansen"),
        ("Um neun. Auf Kröger, Sven. Wie teuer wird des?", "11-27T09:00", "Sven Kröger"),
        ("Zehn Uhr dreißig, das schaffe ich, Brückner", "11-27T10:30", "Brückner"),
        ("Neun Uhr. Nee, halb elf. Kretschmar.", "11-27T10:30", "Kretschmar"),
        ("Neun Uhr, und auf Bauer bitte, Herr Konrad Bauer", "11-27T09:00", "Konrad Bauer"),
        ("Freitag halb elf, und das ist bei Ben, ja? Hösl-Wagenknecht", "11-27T10:30", "Hösl-Wagenknecht"),
        ("Der erste passt. Grohmann, Bettina.", "11-27T09:00", "Bettina Grohmann"),
        ("Vorher natürlich! Freitag 10 Uhr 30, Isabel Kern", "11-27T10:30", "Isabel Kern"),
        ("Nein, Samstag um zehn. Müller", "11-28T10:00", "Müller"),
    ],
)
def test_a_choice_and_a_name_in_one_answer_are_both_taken(
    play: Play, said: str, start: str, name: str
) -> None:
    heard = play([OFFER, said])

    assert _taken(heard) == (start, name)
    assert heard.state.asked == "confirm"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Yannick Sauer, und ist das bei Ben?", "Yannick Sauer"),
        ("Niko, und wie gesagt mit Bart", "Niko"),
        ("Koch, hab ich doch gesagt, Ute Koch", "Ute Koch"),
        ("Otto, Paula Otto, hab ich doch gesagt", "Paula Otto"),
        ("Ja. Behrens, Tina und Jörg Behrens", "Tina Behrens"),
        ("Kowalski, und zwar bitte noch vor zehn", "Kowalski"),
    ],
)
def test_a_name_with_an_addition_is_the_name(play: Play, said: str, name: str) -> None:
    assert play([ASKS_NAME, said]).state.name == name


@pytest.mark.parametrize(
    ("said", "start", "name"),
    [
        ("The first is fine. My name is Patrick O'Brien", "11-27T09:00", "Patrick O'Brien"),
        ("10:30 is fine. My name is O'Brien, Patrick O'Brien", "11-27T10:30", "Patrick O'Brien"),
        ("Nine o'clock please, Patrick O'Brien", "11-27T09:00", "Patrick O'Brien"),
    ],
)
def test_a_choice_and_a_name_are_both_taken_in_english(play: Play, said: str, start: str, name: str) -> None:
    assert _taken(play(["I need a men's haircut on Friday morning", said])) == (start, name)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("Räderwechsel am Freitag vormittag", "Neun Uhr bei Murat. Muss ich die Reifen mitbringen?"),
        ("Inspektion am Freitag vormittag", "Freitag neun Uhr. Ist das dann bis Montag fertig?"),
    ],
)
def test_a_question_beside_the_choice_is_put_and_the_choice_stays(play: Play, wish: str, said: str) -> None:
    heard = play([wish, said], vocabulary=WORKSHOP)

    assert _taken(heard)[0] == "11-27T09:00"
    assert heard.calendar.questions == [said.split(". ")[1]]


def test_everything_in_one_breath_is_taken_in_english(play: Play) -> None:
    heard = play(["I'd like a men's haircut, Friday at ten, my name is Tom Baker, 0171 2345678"])

    assert (*_taken(heard), heard.state.phone) == ("11-27T10:00", "Tom Baker", "+491712345678")


def test_everything_in_one_breath_is_taken(play: Play) -> None:
    number = "null eins fünf eins zwei drei vier fünf sechs sieben acht"
    heard = play([f"Kontrolle, Freitag, zehn Uhr, Hansi Gruber, {number}"], vocabulary=PRACTICE)

    assert _taken(heard) == ("11-27T10:00", "Hansi Gruber")
    assert heard.state.phone == "+491512345678"


@pytest.mark.parametrize(
    "said",
    [
        "Neun Uhr, Danke",
        "Neun Uhr, Freitag, Super",
        "Neun Uhr. Guten Morgen",
        "Halb elf. Schatz, wann hast du Zeit?",
        "Der erste, Auf Wiederhören",
        "Neun Uhr, Kinderhaarschnitt",
        "Neun Uhr. Waschen, Schneiden, Föhnen",
        "Neun Uhr, Anna",
        "Ja gut, Freitag. Vormittag",
    ],
)
def test_days_thanks_services_and_the_team_are_no_names(play: Play, said: str) -> None:
    assert play([OFFER, said]).state.name is None


@pytest.mark.parametrize(
    "said",
    ["Quatsch, das hab ich nicht gesagt", "Moment, Hund ist los", "Freitag, hab ich gesagt",
     "Hallo, sind Sie noch da?", "Wieso, brauchen Sie den?"],
)  # fmt: skip
def test_no_answer_to_the_name_is_no_name(play: Play, said: str) -> None:
    assert play([ASKS_NAME, said]).state.name is None


def test_the_second_week_of_a_month_is_not_the_second_offer(play: Play) -> None:
    heard = play([OFFER, "Nein, die zweite Januarwoche, also ab dem 11."])

    assert _taken(heard)[0] is None
    assert heard.state.asked == "offer"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("Können Sie mich bitte zurückrufen, es geht um meine Rechnung", "nein, das war's"),
        ("Können Sie mich bitte zurückrufen, es geht um meine Rechnung", "Nein, das war's, tschüss"),
        ("Could you call me back please, it's about my invoice", "no, that's all"),
    ],
)
def test_leaving_at_the_name_keeps_the_callback(play: Play, wish: str, said: str) -> None:
    heard = play([wish, said])

    assert [ticket["phone"] for ticket in heard.calendar.tickets] == ["+4915123456789"]
    assert (heard.state.name, heard.ended) == (None, True)


def test_a_callback_that_is_not_wanted_any_more_is_not_noted(play: Play) -> None:
    heard = play(["Können Sie mich zurückrufen, es geht um meine Rechnung", "Hat sich erledigt, tschüss"])

    assert heard.calendar.tickets == []


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("Freitag um zehn, 0151 2345678", "+491512345678", "Freitag um zehn,"),
        ("unter null eins fünf eins zwei drei vier fünf sechs sieben acht am Freitag", "+491512345678",
         "unter am Freitag"),
        ("Freitag um zehn", None, "Freitag um zehn"),
    ],
)  # fmt: skip
def test_without_number_leaves_the_rest(text: str, number: str | None, rest: str) -> None:
    assert without_number(text, number) == rest
