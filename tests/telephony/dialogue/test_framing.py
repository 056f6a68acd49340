"""The same words mean something else where the conversation is elsewhere."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from telephony.dialogue import StaffTerm
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON, Conversation

Play = Callable[..., Conversation]
ANNA = StaffTerm(id=11, name="Anna", service_ids=frozenset({1, 3, 4, 5, 6}), gender="female")
BEN = StaffTerm(id=12, name="Ben", service_ids=frozenset({1, 2, 3}), gender="male")
MIXED = replace(SALON, staff=(BEN, ANNA))


def _booked(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [
        (f"{one['start']:%d. %H:%M}", one["service"], one["name"]) for one in conversation.calendar.booked
    ]


@pytest.mark.parametrize(
    "asks", ["wann habt ihr denn was frei?", "wann hams denn Zeit", "wie schnell geht das?"]
)
def test_a_question_for_free_times_inside_a_booking_offers_the_next(play: Play, asks: str) -> None:
    conversation = play(["Herrenhaarschnitt bitte", asks])

    assert conversation.calendar.questions == []
    assert "heute um 10 Uhr 30" in conversation.answers[-1]


def test_a_word_that_sounds_like_a_service_does_not_replace_a_settled_one(play: Play) -> None:
    stray = "nächste Woche, da hat mein Sohn noch Ferien und das Kind braucht mich"
    conversation = play(["Ich hätte gern einen Termin für Strähnen", stray, "den ersten", "Schmid", "ja"])

    assert [service for _, service, _ in _booked(conversation)] == ["Strähnen"]


def test_a_correction_does_replace_it(play: Play) -> None:
    conversation = play(
        ["Einen Termin für Strähnen", "ach nein, doch lieber Färben am Freitag", "den ersten", "Schmid", "ja"]
    )

    assert [service for _, service, _ in _booked(conversation)] == ["Färben"]


def test_an_ellipsis_takes_over_the_question_before(play: Play) -> None:
    conversation = play(["Was kostet ein Damenhaarschnitt?", "und für Herren?"])

    assert "Ein Herrenhaarschnitt kostet 28 Euro." in conversation.answers[-1]


@pytest.mark.parametrize("wish", ["Ach, geht auch eine Stunde später?", "können wir elf Uhr machen?"])
def test_another_time_belongs_to_the_booking_that_is_open(play: Play, wish: str) -> None:
    conversation = play(["Herrenhaarschnitt am Freitag um 10", "Schulz", wish, "ja"])

    assert _booked(conversation) == [("27. 11:00", "Herrenhaarschnitt", "Schulz")]
    assert "my_appointments" not in conversation.calendar.done


def test_the_very_same_wish_is_not_booked_twice(play: Play) -> None:
    conversation = play(
        [
            "Herrenhaarschnitt am Freitag um 10",
            "Schulz",
            "ja",
            "Herrenhaarschnitt am Freitag um zehn bitte",
            "nein danke",
        ]
    )

    assert len(conversation.calendar.booked) == 1
    assert "ist schon eingetragen" in conversation.said
    assert conversation.ended


@pytest.mark.parametrize(
    "wish", ["aber nicht bei Anna", "bloß nicht zu Anna", "ohne Anna bitte", "lieber bei einem Mann"]
)
def test_who_is_not_wanted_is_left_out(play: Play, wish: str) -> None:
    conversation = play([f"Damenhaarschnitt am Freitag um 10, {wish}", "Schulz", "ja"], vocabulary=MIXED)

    assert [one["staff"] for one in conversation.calendar.booked] == ["Ben"]


def test_a_woman_is_found_for_whoever_asks_for_one(play: Play) -> None:
    conversation = play(
        ["Damenhaarschnitt am Freitag um 10, lieber bei einer Frau", "Schulz", "ja"], vocabulary=MIXED
    )

    assert [one["staff"] for one in conversation.calendar.booked] == ["Anna"]


def test_nobody_is_promised_who_does_not_do_it(play: Play) -> None:
    conversation = play(["Färben am Freitag um 10, lieber bei einem Mann"], vocabulary=MIXED)

    assert "nicht zusagen" in conversation.said
    assert "Freitag um 10 Uhr" in conversation.said


@pytest.mark.parametrize(
    ("first", "then", "name"),
    [("Petersen", "Gudrun Petersen", "Gudrun Petersen"), ("Yilmaz", "Mehmet", "Mehmet Yilmaz")],
)
def test_a_bare_name_at_the_summary_completes_it(play: Play, first: str, then: str, name: str) -> None:
    conversation = play(["Herrenhaarschnitt am Freitag um 10", first, then, "ja"])

    assert _booked(conversation) == [("27. 10:00", "Herrenhaarschnitt", name)]


def test_a_name_corrected_after_the_booking_is_written_to_it(play: Play) -> None:
    conversation = play(
        ["Herrenhaarschnitt am Freitag um 10", "Yilmaz", "ja", "Ich heiße übrigens Yildiz, nicht Yilmaz"]
    )

    assert _booked(conversation) == [("27. 10:00", "Herrenhaarschnitt", "Yildiz")]


def test_the_names_of_both_are_taken(play: Play) -> None:
    conversation = play(
        ["Kontrolle für mich und meinen Sohn am Freitag um 10", "Sabine Kluge und mein Sohn heißt Tim", "ja"],
        vocabulary=PRACTICE,
    )

    assert [(one["name"], one["note"]) for one in conversation.calendar.booked] == [
        ("Sabine Kluge", None),
        ("Sabine Kluge", "Begleitung: Sohn Tim"),
    ]


@pytest.mark.parametrize(
    ("vocabulary", "said", "note"),
    [
        (GARAGE, "Räderwechsel in Pankow am Freitag um 10, Kennzeichen B AK 1234", "Kennzeichen B-AK 1234"),
        (PRACTICE, "Kontrolle am Freitag um 10, ich bin privat versichert", "privat versichert"),
    ],
)  # fmt: skip
def test_what_the_team_should_know_becomes_a_note(
    play: Play, vocabulary: object, said: str, note: str
) -> None:
    conversation = play([said, "Schulz", "ja"], vocabulary=vocabulary)

    assert [(one["name"], one["note"]) for one in conversation.calendar.booked] == [("Schulz", note)]


def test_an_address_that_is_offered_is_kept(play: Play) -> None:
    conversation = play(
        [
            "Herrenhaarschnitt am Freitag um 10",
            "Schulz, die Bestätigung bitte an schulz at gmx punkt de",
            "ja",
        ]
    )

    assert [one["email"] for one in conversation.calendar.booked] == ["schulz@gmx.de"]


@pytest.mark.parametrize(
    "said", ["ok danke, ich überlegs mir", "danke, ich melde mich", "das muss ich mir überlegen"]
)
def test_whoever_thinks_it_over_is_let_go(play: Play, said: str) -> None:
    conversation = play(["Was kostet ein Damenhaarschnitt?", said])

    assert conversation.ended
    assert conversation.calendar.tickets == []


def test_whoever_wants_the_boss_after_a_failed_transfer_gets_an_apology_and_a_deadline(play: Play) -> None:
    conversation = play(["Ich will mit einem Menschen sprechen!", "Nein! Geben Sie mir den Chef!"])

    assert "Das tut mir leid." in conversation.said
    assert "bis 18 Uhr zurück" in conversation.said
    assert len(conversation.calendar.tickets) == 1


def test_no_appointment_after_all_ends_the_booking(play: Play) -> None:
    conversation = play(
        ["Ich brauche eine Kontrolle", "Nein, ich brauche keinen Termin", "nein danke"], vocabulary=PRACTICE
    )

    assert conversation.ended
    assert conversation.calendar.searches == []


def test_fear_and_pain_are_met_kindly_and_booked(play: Play) -> None:
    conversation = play(
        ["Ich hab so Angst vorm Zahnarzt, aber es tut seit drei Tagen total weh", "den ersten", "Vogt", "ja"],
        vocabulary=PRACTICE,
    )

    assert conversation.calendar.transfers == []
    assert "Keine Sorge" in conversation.said
    assert [service for _, service, _ in _booked(conversation)] == ["Schmerzbehandlung"]


def test_whoever_hears_badly_hears_it_again(play: Play) -> None:
    conversation = play(["Färben am Freitag vormittag", "Sprechen Sie bitte lauter, ich hör so schlecht!"])

    assert conversation.calendar.questions == []
    assert "9 Uhr" in conversation.answers[-1]
