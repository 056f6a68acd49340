"""How people really speak: they change their minds, wander off, fall silent, lose patience, want a human."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from telephony.dialogue import CallerFacts
from telephony.dialogue.wording import GERMAN
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]
HIDDEN = CallerFacts(number=None)
KRUEGER = {
    "id": "a7",
    "name": "Sabine Krüger",
    "starts_at": "2026-11-26T14:00:00+01:00",
    "service": "Damenhaarschnitt",
    "staff": "Anna",
}
LATER = {**KRUEGER, "id": "a8", "starts_at": "2026-12-10T09:00:00+01:00", "service": "Färben"}


def _knowing(*appointments: dict[str, Any], **more: Any) -> Calendar:
    return Calendar(SALON, TUESDAY_10, known=list(appointments), **more)


# --- changing one's mind ----------------------------------------


@pytest.mark.parametrize(
    ("turns", "start", "service", "staff", "name"),
    [
        (["Färben am Freitag", "den ersten", "Nee warte, doch lieber Strähnen", "den zweiten", "Berger",
          "ja"],
         "27. 10:30", "Strähnen", "Anna", "Berger"),
        (["Damenhaarschnitt bei Anna am Freitag um 11", "doch lieber bei Clara", "Vogel", "ja"],
         "27. 11:00", "Damenhaarschnitt", "Clara", "Vogel"),
        (["Herrenhaarschnitt Donnerstag um 11", "Hoffmann", "ach nein, doch lieber Freitag", "ja"],
         "27. 11:00", "Herrenhaarschnitt", "Ben", "Hoffmann"),
        (["Herrenhaarschnitt morgen um 10", "Lang", "ja, aber lieber um 11", "ja"],
         "25. 11:00", "Herrenhaarschnitt", "Ben", "Lang"),
        (["Herrenhaarschnitt morgen um 10", "Lang", "ja, aber auf den Namen Kurz"],
         "25. 10:00", "Herrenhaarschnitt", "Ben", "Kurz"),
        (["Herrenhaarschnitt morgen um 15 Uhr", "Meier", "nein, Maier mit a i", "ja"],
         "25. 15:00", "Herrenhaarschnitt", "Ben", "Maier"),
        (["Färben am Donnerstag vormittag", "den ersten", "ach, doch den zweiten", "Kaya", "ja"],
         "26. 10:30", "Färben", "Anna", "Kaya"),
        (["Donnerstag Färben", "oder Freitag", "ne doch Donnerstag", "10 Uhr 30", "Öztürk", "ja"],
         "26. 10:30", "Färben", "Anna", "Öztürk"),
        (["Damenhaarschnitt morgen", "nein", "Freitag", "nein, geht nicht", "Samstag", "den zweiten",
          "Sommer", "ja"],
         "28. 10:30", "Damenhaarschnitt", "Anna", "Sommer"),
        (["Damenhaarschnitt übermorgen", "haben Sie auch was am Nachmittag?", "lieber noch später",
          "den letzten", "Sommer", "ja"],
         "26. 16:00", "Damenhaarschnitt", "Anna", "Sommer"),
    ],
)  # fmt: skip
def test_a_caller_may_change_anything_at_any_moment(
    play: Play, turns: Sequence[str], start: str, service: str, staff: str, name: str
) -> None:
    booked = play(turns).calendar.booked

    assert [(f"{one['start']:%d. %H:%M}", one["service"], one["staff"], one["name"]) for one in booked] == [
        (start, service, staff, name)
    ]


def test_what_was_just_booked_can_be_moved_without_proof(play: Play) -> None:
    conversation = play(
        ["Herrenhaarschnitt morgen um 15 Uhr", "Meier", "ja", "ach, geht doch lieber 16 Uhr?", "ja", "nein"]
    )

    assert [(one, f"{start:%d. %H:%M}") for one, start in conversation.calendar.moved] == [
        ("b1", "25. 16:00")
    ]
    assert "my_appointments" not in conversation.calendar.done


def test_what_was_just_booked_can_be_cancelled_without_proof(play: Play) -> None:
    conversation = play(
        ["Herrenhaarschnitt morgen um 15 Uhr", "Meier", "ja", "nein, den Termin bitte doch absagen", "ja"]
    )

    assert conversation.calendar.cancelled == ["b1"]
    assert "my_appointments" not in conversation.calendar.done


# --- several wishes in one breath ----------------------------------------


def test_price_way_and_appointment_are_all_seen_to(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, knowledge={"komme": "Sie finden uns am Markt 3."})

    conversation = play(
        ["Ich bräuchte einen Termin zum Färben, was kostet das, und wie komme ich zu Ihnen?",
         "Freitag um zehn", "Yilmaz", "ja"],
        calendar=calendar,
    )  # fmt: skip

    assert "65 Euro" in conversation.said
    assert "am Markt 3" in conversation.said
    assert len(calendar.booked) == 1


def test_a_question_beside_a_wish_does_not_lose_the_wish(play: Play) -> None:
    calendar = Calendar(GARAGE, TUESDAY_10, knowledge={"leihwagen": "Ein Leihwagen kostet 25 Euro am Tag."})

    conversation = play(
        ["Inspektion am Freitag um neun in Pankow, und haben Sie einen Leihwagen?", "Jansen", "ja"],
        calendar=calendar, vocabulary=GARAGE,
    )  # fmt: skip

    assert "25 Euro am Tag" in conversation.said
    assert [one["service"] for one in calendar.booked] == ["Inspektion"]


def test_a_question_nobody_can_answer_is_admitted_and_noted(play: Play) -> None:
    conversation = play(["Färben am Freitag um zehn", "Gibt es bei Ihnen eigentlich Kaffee?", "Yilmaz", "ja"])

    assert conversation.calendar.questions == ["Gibt es bei Ihnen eigentlich Kaffee?"]
    assert "Das weiß ich leider nicht, ich notiere die Frage" in conversation.said
    assert len(conversation.calendar.booked) == 1


def test_a_question_beyond_all_patterns_is_looked_up(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, knowledge={"hund": "Hunde sind bei uns willkommen."})

    assert "Hunde sind bei uns willkommen." in play(["Darf mein Hund mit rein?"], calendar=calendar).said


# --- the conversation itself ----------------------------------------


def test_what_was_not_heard_is_said_again_in_other_words(play: Play) -> None:
    said = play(["Färben am Donnerstag vormittag", "wie bitte?"]).answers

    assert "9 Uhr oder 10 Uhr 30" in said[-2]
    assert "9 Uhr oder 10 Uhr 30" in said[-1]
    assert said[-1] != said[-2]


@pytest.mark.parametrize("said", ["mhm", "ja", "danke", "okay gut"])
def test_a_mere_nod_to_an_open_question_is_nobodys_fault(play: Play, said: str) -> None:
    conversation = play(["Färben morgen um zehn", said, "Huber", "ja"])

    assert "nicht ganz verstanden" not in conversation.said
    assert conversation.calendar.booked[0]["name"] == "Huber"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Na, wie geht es Ihnen heute?", "Danke, gut."),
        ("Das ist ja praktisch", "Das freut mich."),
        ("Hallo? Ist da jemand?", "Ja, ich höre Sie."),
    ],
)
def test_a_friendly_word_gets_one_back(play: Play, said: str, answer: str) -> None:
    conversation = play([said, "Färben morgen um zehn", "Huber", "ja"])

    assert answer in conversation.said
    assert len(conversation.calendar.booked) == 1


def test_noise_is_not_taken_for_words(play: Play) -> None:
    conversation = play(["Färben am Freitag um zehn", "(unintelligible audio)", "[Hundegebell] Huber", "ja"])

    assert conversation.calendar.booked[0]["name"] == "Huber"


def test_a_moment_is_waited_for_in_silence(play: Play) -> None:
    said = play(["Färben bitte", "Moment, ich hole den Kalender", None, "Freitag um zehn"]).answers

    assert said[2:] == ["Natürlich, lassen Sie sich Zeit.", "Einen kleinen Moment, ich schaue nach.",
                        "Am Freitag um 10 Uhr ist bei Anna frei.", "Auf welchen Namen, bitte?"]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["Graf, ich habe da etwas ganz Besonderes im Sinn", "Donnerstag", "Ich bin die Frau Graf", "ja ja ja"],
)
def test_the_same_thing_over_and_over_ends_at_a_human(play: Play, said: str) -> None:
    conversation = play(["Ich hätte gern einen Termin", *[said] * 8, "Graf"])

    assert conversation.calendar.tickets or conversation.ended
    assert max(conversation.answers.count(answer) for answer in conversation.answers) < 4


def test_whoever_wants_none_of_it_is_offered_a_human(play: Play) -> None:
    conversation = play(["Ich brauche einen Termin", "Gelnägel", "Nichts davon, danke", "nein"])

    assert "nicht im Angebot" in conversation.said
    assert conversation.answers[-1] == GERMAN.anything_else()


def test_thinking_it_over_is_a_farewell(play: Play) -> None:
    assert play(["Färben am Freitag", "Ach wissen Sie was, ich überleg es mir nochmal"]).ended


# --- humans ----------------------------------------


def test_who_wants_a_human_is_put_through(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, has_humans=True)

    conversation = play(["Jetzt reicht es mir, das ist eine Unverschämtheit!", "ja"], calendar=calendar)

    assert calendar.done == ["transfer"]
    assert conversation.lines[-1][1] == "Ich verbinde Sie."
    assert not conversation.ended


def test_who_comes_back_from_a_failed_transfer_is_called_back(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, has_humans=True)

    play(["Das ist eine Unverschämtheit, verdammt!", "ja", None, "Hallo?", "Weber"], calendar=calendar)

    assert calendar.done == ["transfer", "callback"]
    assert calendar.tickets[0]["name"] == "Weber"


@pytest.mark.parametrize(
    "said",
    [
        "Jetzt rufe ich zum dritten Mal an, das ist eine Unverschämtheit!",
        "Ich will einen Termin zum Färben, verdammt nochmal, ich versuch es seit Stunden!",
    ],
)
def test_who_has_had_enough_is_offered_a_human_first(play: Play, said: str) -> None:
    assert GERMAN.offer_human() in play([said]).lines[-1][1]


def test_whoever_declines_the_human_goes_on_with_the_booking(play: Play) -> None:
    conversation = play(
        ["Ich will einen Termin zum Färben, verdammt nochmal!", "Nein, Freitag um 10", "Huber", "ja"]
    )

    assert [one["service"] for one in conversation.calendar.booked] == ["Färben"]
    assert conversation.said.count(GERMAN.offer_human()) == 1


def test_a_message_needs_no_name(play: Play) -> None:
    conversation = play(["Ich stehe im Stau und komme zehn Minuten zu spät", "nein, das wars"])

    assert len(conversation.calendar.messages) == 1
    assert conversation.ended


# --- existing appointments ----------------------------------------


@pytest.mark.parametrize("said", ["Ich möchte meinen Termin absagen", "Wann habe ich meinen Termin?"])
def test_a_hidden_number_hears_nothing_about_appointments(play: Play, said: str) -> None:
    conversation = play([said, "Krüger", "ja"], calendar=_knowing(KRUEGER), caller=HIDDEN)

    assert conversation.calendar.cancelled == []
    assert "26. November" not in conversation.said
    assert "my_appointments" not in conversation.calendar.done


def test_both_appointments_are_cancelled_with_one_yes(play: Play) -> None:
    conversation = play(
        ["Ich möchte beide Termine absagen", "Krüger", "ja"], calendar=_knowing(KRUEGER, LATER)
    )

    assert conversation.calendar.cancelled == ["a7", "a8"]


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        ("auf sechzehn Uhr bitte", "26. 16:00"),
        ("auf Freitag", "27. 14:00"),
        ("eine Stunde später", "26. 15:00"),
    ],
)
def test_a_new_time_is_seen_from_the_old_one(play: Play, wish: str, start: str) -> None:
    conversation = play(
        ["Ich möchte meinen Termin verschieben", "Krüger", wish, "ja"], calendar=_knowing(KRUEGER)
    )

    assert [f"{moved:%d. %H:%M}" for _, moved in conversation.calendar.moved] == [start]


def test_a_strangers_name_opens_nothing_and_leads_to_a_human(play: Play) -> None:
    conversation = play(
        ["Ich möchte meinen Termin absagen", "Meyer", "am Freitag"], calendar=_knowing(KRUEGER)
    )

    assert conversation.answers[-1].endswith(GERMAN.offer_callback())
    assert conversation.calendar.cancelled == []


# --- what it takes ----------------------------------------


def test_a_booking_in_one_sentence_takes_three_turns(play: Play) -> None:
    conversation = play(["Färben bei Anna am Donnerstag um neun", "Krüger", "ja"])

    assert len(conversation.calendar.booked) == 1
    spoken = sum(len(answer.split()) for answer in conversation.answers)
    assert spoken <= 62


def test_services_with_one_head_are_asked_for_in_short(play: Play) -> None:
    assert play(["Haare schneiden bitte"]).answers[-1] == "Gern. Damen-, Herren- oder Kinderhaarschnitt?"


def test_a_practice_asked_for_consent_goes_on_after_a_no(play: Play) -> None:
    asks = replace(PRACTICE, recording=True)

    conversation = play(["Nein, lieber nicht. Zahnreinigung morgen um zehn", "Albers", "ja"], vocabulary=asks)

    assert conversation.calendar.consents == [False]
    assert len(conversation.calendar.booked) == 1
