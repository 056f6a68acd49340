"""Whole calls, in the words of callers; the calendar decides whether the engine understood."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest

from telephony.dialogue import CallerFacts, Vocabulary
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
KRUEGER_LATER = {**KRUEGER, "id": "a8", "starts_at": "2026-12-10T09:00:00+01:00", "service": "Färben"}

# (what the caller says, vocabulary, start, name, service)
BOOKINGS: dict[str, tuple[Sequence[str | None], Vocabulary, str, str, str]] = {
    "step by step": (
        [
            "Ja hallo, ich hätte gern einen Termin zum Haareschneiden",
            "Damen",
            "nächste Woche Dienstag nachmittags",
            "den ersten bitte",
            "Krüger",
            "ja genau",
            "nein danke, das wars",
        ],
        SALON,
        "12-01 12:30",
        "Krüger",
        "Damenhaarschnitt",
    ),
    "everything at once": (
        [
            (
                "Guten Tag, mein Name ist Sabine Krüger, ich hätte gerne am Freitag um vierzehn Uhr einen "
                "Termin für Ansatz "
                "färben bei Anna"
            ),
            "genau",
            "nein, das war's. Auf Wiederhören",
        ],
        SALON,
        "11-27 14:00",
        "Sabine Krüger",
        "Ansatz färben",
    ),
    "all lower case and casual": (
        [
            (
                "moin, ich wollt mal fragen ob ihr nächste woche irgendwann vormittags zeit habt, "
                "männerhaarschnitt"
            ),
            "mittwoch wär gut",
            "neun uhr passt",
            "Jan Petersen",
            "jo",
            "nee danke dir",
        ],
        SALON,
        "12-02 09:00",
        "Jan Petersen",
        "Herrenhaarschnitt",
    ),
    "price in between": (
        [
            "Ich brauche einen Termin, und was kostet das?",
            "Herrenhaarschnitt",
            "morgen nach der Arbeit",
            "um fünf",
            "Müller",
            "ja bitte",
            "tschüss",
        ],
        SALON,
        "11-25 17:00",
        "Müller",
        "Herrenhaarschnitt",
    ),
    "an hour later than offered": (
        [
            "Termin bitte",
            "Spitzen schneiden, für meinen Sohn",
            "Samstag vormittag",
            "eine Stunde später",
            "Anna Schneider",
            "stimmt",
            "nö",
        ],
        SALON,
        "11-28 10:00",
        "Anna Schneider",
        "Kinderhaarschnitt",
    ),
    "the later one": (
        [
            (
                "Hallo, ich wollte fragen ob ihr am Freitag noch was zum Färben frei habt, am besten "
                "bei der Anna"
            ),
            "den späteren",
            "Lisa Hoffmann",
            "ja",
        ],
        SALON,
        "11-27 10:30",
        "Lisa Hoffmann",
        "Färben",
    ),
    "later, please": (
        ["Strähnchen am Freitag vormittag", "geht's auch später?", "um zwölf", "Öztürk", "ja, passt so"],
        SALON,
        "11-27 12:00",
        "Öztürk",
        "Strähnen",
    ),
    "a day earlier": (
        ["Herrenschnitt am Freitag um zehn", "Klaus Vogel", "nein, lieber einen Tag früher", "ja"],
        SALON,
        "11-26 10:00",
        "Klaus Vogel",
        "Herrenhaarschnitt",
    ),
    "changes the time in the summary": (
        ["Herrenschnitt morgen um zwölf", "Klaus Meier", "nein, um eins", "ja", "tschüss"],
        SALON,
        "11-25 13:00",
        "Klaus Meier",
        "Herrenhaarschnitt",
    ),
    "changes the service after the offer": (
        [
            "Ich hätte gern Strähnen am Donnerstag",
            "ach nein, doch lieber nur Ansatz färben",
            "den um neun",
            "Weiß",
            "ja",
        ],
        SALON,
        "11-26 09:00",
        "Weiß",
        "Ansatz färben",
    ),
    "changes the person": (
        [
            "Damenhaarschnitt am Samstag bei Anna",
            "doch lieber bei Ben statt Anna",
            "der erste",
            "Lena Fuchs",
            "ja",
        ],
        SALON,
        "11-28 09:00",
        "Lena Fuchs",
        "Damenhaarschnitt",
    ),
    "changes the name": (
        ["Kinderhaarschnitt am Donnerstag um drei", "Krüger", "nein, auf den Namen Vogt bitte", "ja genau"],
        SALON,
        "11-26 15:00",
        "Vogt",
        "Kinderhaarschnitt",
    ),
    "whoever is free": (
        [
            "Damenhaarschnitt bitte, bei wem ist egal, so bald wie möglich",
            "den zweiten",
            "Petra Lang",
            "passt",
        ],
        SALON,
        "11-24 12:00",
        "Petra Lang",
        "Damenhaarschnitt",
    ),
    "exclusions": (
        [
            "einen Termin bitte für Strähnchen, aber nicht am Mittwoch und nur nachmittags",
            "gibt es auch was am Freitag?",
            "den um zwei",
            "Maria Lopez",
            "ja das stimmt so",
            "nein",
        ],
        SALON,
        "11-27 14:00",
        "Maria Lopez",
        "Strähnen",
    ),
    "two possible days": (
        ["Färben, Mittwoch oder Donnerstag um halb zehn", "Donnerstag", "Jonas Brandt", "ja"],
        SALON,
        "11-26 09:30",
        "Jonas Brandt",
        "Färben",
    ),
    "something else": (
        ["Herrenhaarschnitt heute noch", "gibt's noch was anderes?", "halb eins nehm ich", "Thomas", "passt"],
        SALON,
        "11-24 12:30",
        "Thomas",
        "Herrenhaarschnitt",
    ),
    "after school for the daughter": (
        [
            "Termin für meine Tochter zum Haareschneiden, Freitag nach der Schule",
            "der zweite",
            "Mia Schulz",
            "ja bitte",
        ],
        SALON,
        "11-27 15:00",
        "Mia Schulz",
        "Kinderhaarschnitt",
    ),
    "ambiguous Friday": (
        [
            "Winterreifen drauf machen lassen",
            "Pankow",
            "nächsten Freitag",
            "den 4. Dezember",
            "um neun",
            "Yilmaz",
            "ja",
            "nein",
        ],
        GARAGE,
        "12-04 09:00",
        "Yilmaz",
        "Räderwechsel",
    ),
    "ambiguous Friday answered by week": (
        ["Ölwechsel in Spandau nächsten Freitag um zehn", "nein, die Woche drauf", "Kaya", "ja"],
        GARAGE,
        "12-04 10:00",
        "Kaya",
        "Ölwechsel",
    ),
    "in a week's time": (
        ["Ich brauche TÜV, in Spandau, Freitag in acht Tagen um elf", "Schmidt mit dt", "richtig"],
        GARAGE,
        "12-04 11:00",
        "Schmidt",
        "Hauptuntersuchung",
    ),
    "before work is closed": (
        [
            "reifen wechseln",
            "spandau",
            "irgendwann nächste woche vor der arbeit",
            "gut, den ersten",
            "Kowalski",
            "ja stimmt",
            "ne",
        ],
        GARAGE,
        "12-01 09:00",
        "Kowalski",
        "Räderwechsel",
    ),
    "toothache": (
        ["Ich hab Zahnschmerzen, ganz schlimm", "den ersten", "Weber", "ja", "nein"],
        PRACTICE,
        "11-24 10:30",
        "Weber",
        "Schmerzbehandlung",
    ),
    "check-up with a certain doctor": (
        [
            "Einmal Zahnreinigung bitte, bei Dr. Lang, so in zwei Wochen",
            "den ersten nehme ich",
            "Anna-Lena von der Heide",
            "ja",
            "das wars",
        ],
        PRACTICE,
        "12-08 09:00",
        "Anna-Lena von der Heide",
        "Professionelle Zahnreinigung",
    ),
    "the day after the offered one": (
        [
            "Kontrolltermin bitte, am Mittwoch um zehn",
            "Berger",
            "Moment, geht auch der Tag danach?",
            "ja",
            "ja",
        ],
        PRACTICE,
        "11-26 10:00",
        "Berger",
        "Kontrolluntersuchung",
    ),
    "a whole-day wish in two steps": (
        ["Kontrolle bitte", "übernächste Woche", "Donnerstag wäre gut", "den zweiten", "Sommer", "ja"],
        PRACTICE,
        "12-10 10:30",
        "Sommer",
        "Kontrolluntersuchung",
    ),
    "waits and is silent": (
        [
            "Moment bitte",
            None,
            "So, Herrenhaarschnitt am Samstag um zehn",
            "doch lieber elf Uhr",
            "Koch",
            "ja",
        ],
        SALON,
        "11-28 11:00",
        "Koch",
        "Herrenhaarschnitt",
    ),
    "asks again and greets first": (
        [
            "Hallo?",
            "ich wollte einen Termin für einen Damenhaarschnitt",
            "wie bitte?",
            "Freitag um elf",
            "Hanna Vogt",
            "ja",
        ],
        SALON,
        "11-27 11:00",
        "Hanna Vogt",
        "Damenhaarschnitt",
    ),
    "spells the name": (
        ["Färben am Donnerstag um neun", "K wie Kaufmann, R, Ü, G, E, R", "ja"],
        SALON,
        "11-26 09:00",
        "Krüger",
        "Färben",
    ),
    "turns the name round": (
        ["Färben am Donnerstag um neun", "Krüger, Sabine", "jawohl"],
        SALON,
        "11-26 09:00",
        "Sabine Krüger",
        "Färben",
    ),
}


@pytest.mark.parametrize("call", BOOKINGS)
def test_a_call_ends_in_the_right_appointment(play: Play, call: str) -> None:
    turns, vocabulary, start, name, service = BOOKINGS[call]

    conversation = play(turns, vocabulary=vocabulary)

    booked = [
        (f"{one['start']:%m-%d %H:%M}", one["name"], one["service"]) for one in conversation.calendar.booked
    ]
    assert booked == [(start, name, service)]


def test_a_hidden_number_is_asked_for_and_read_back(play: Play) -> None:
    conversation = play(
        [
            "Färben am Donnerstag um neun",
            "Krüger",
            "null eins fünf eins",
            "zwo drei vier fünf sechs sieben acht",
            "ja",
        ],
        caller=HIDDEN,
    )

    assert conversation.calendar.booked[0]["phone"] == "+491512345678"
    assert "0 1 5 1, 2 3 4, 5 6, 7 8" in conversation.said


def test_a_known_number_is_never_asked_for(play: Play) -> None:
    conversation = play(["Färben am Donnerstag um neun", "Krüger", "ja"])

    assert "Telefonnummer" not in conversation.said
    assert conversation.calendar.booked[0]["phone"] == "+4915123456789"


def test_a_known_name_is_confirmed_instead_of_asked(play: Play) -> None:
    caller = CallerFacts(known_name="Sabine Krüger", number="+4915123456789")

    conversation = play(["Färben am Donnerstag um neun", "ja"], caller=caller)

    assert "welchen Namen" not in conversation.said
    assert conversation.calendar.booked[0]["name"] == "Sabine Krüger"


def test_a_lost_hold_is_renewed_without_asking_twice(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, holds_lost=1)

    conversation = play(["Färben am Donnerstag um neun", "Krüger", "ja"], calendar=calendar)

    assert len(conversation.calendar.booked) == 1
    assert conversation.said.count("Auf welchen Namen") == 1


def test_a_taken_slot_brings_alternatives(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, takes_before_booking=1)

    conversation = play(
        ["Damenhaarschnitt am Freitag um zehn", "Krüger", "ja", "den ersten", "ja"], calendar=calendar
    )

    assert "gerade vergeben" in conversation.said
    assert [one["start"] for one in conversation.calendar.booked] == [
        datetime.fromisoformat("2026-11-27T10:30")
    ]


def test_nothing_free_leads_to_the_next_best_times(play: Play) -> None:
    conversation = play(["Färben am Montag um drei", "den ersten", "Krüger", "ja"])

    assert "ist leider nichts mehr frei" in conversation.said
    assert len(conversation.calendar.booked) == 1


def test_an_appointment_is_moved(play: Play) -> None:
    conversation = play(
        ["ich muss meinen Termin am Donnerstag verschieben, auf Freitag", "Krüger", "um elf", "ja", "nein"],
        calendar=Calendar(SALON, TUESDAY_10, known=[KRUEGER, KRUEGER_LATER]),
    )

    assert conversation.calendar.moved == [("a7", datetime.fromisoformat("2026-11-27T11:00"))]
    assert conversation.ended


def test_an_appointment_is_moved_by_a_week(play: Play) -> None:
    conversation = play(
        ["Kann ich meinen Termin um eine Woche verschieben?", "Sabine Krüger", "den im Dezember", "ja"],
        calendar=Calendar(SALON, TUESDAY_10, known=[KRUEGER, KRUEGER_LATER]),
    )

    assert conversation.calendar.moved == [("a8", datetime.fromisoformat("2026-12-17T09:00"))]


def test_who_cannot_come_and_names_a_new_week_moves_the_appointment(play: Play) -> None:
    conversation = play(
        [
            "Ich kann am Donnerstag nicht kommen, könnten wir das auf nächste Woche verschieben?",
            "Krüger",
            "Mittwoch",
            "um zehn",
            "ja",
        ],
        calendar=Calendar(SALON, TUESDAY_10, known=[KRUEGER, KRUEGER_LATER]),
    )

    assert conversation.calendar.moved == [("a7", datetime.fromisoformat("2026-12-02T10:00"))]


@pytest.mark.parametrize(
    "said",
    [
        "Ich möchte meinen Termin absagen",
        "ich kann am Donnerstag leider nicht kommen",
        "Termin stornieren bitte",
    ],
)
def test_an_appointment_is_cancelled_after_a_question(play: Play, said: str) -> None:
    calendar = Calendar(SALON, TUESDAY_10, known=[KRUEGER])

    conversation = play([said, "Krüger", "ja bitte", "nein danke"], calendar=calendar)

    assert conversation.calendar.cancelled == ["a7"]
    assert conversation.ended


def test_an_appointment_stays_when_the_caller_thinks_again(play: Play) -> None:
    conversation = play(
        ["Ich möchte absagen", "Krüger", "nein, doch nicht"],
        calendar=Calendar(SALON, TUESDAY_10, known=[KRUEGER]),
    )

    assert conversation.calendar.cancelled == []
    assert "bleibt Ihr Termin bestehen" in conversation.said


def test_an_appointment_is_told_only_after_the_name(play: Play) -> None:
    caller = CallerFacts(known_name="Sabine Krüger", number="+4915123456789")
    calendar = Calendar(SALON, TUESDAY_10, known=[KRUEGER])

    asked = play(["Wann ist mein Termin nochmal?"], caller=caller, calendar=calendar)
    told = play(["Wann ist mein Termin nochmal?", "Krüger"], caller=caller, calendar=calendar)

    assert "14 Uhr" not in asked.said
    assert "Donnerstag, den 26. November, um 14 Uhr" in told.said


def test_a_wrong_name_opens_nothing_and_ends_with_a_human(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, known=[KRUEGER])

    conversation = play(["Ich möchte was absagen", "Meier", "weiß ich nicht", "ja bitte"], calendar=calendar)

    assert "14 Uhr" not in conversation.said
    assert conversation.calendar.tickets[0]["reason"] == "Termin absagen"


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("was kostet ein Herrenhaarschnitt?", "quote_price"),
        ("wie teuer sind denn Strähnchen bei Ihnen", "quote_price"),
        ("wann haben Sie morgen auf", "opening_hours"),
        ("haben sie samstags offen?", "opening_hours"),
        ("bis wann seid ihr heute da?", "opening_hours"),
        ("Ich würde gern wissen, ob Sie am 24.12. geöffnet haben", "opening_hours"),
    ],
)
def test_a_short_question_is_answered_by_an_act(play: Play, said: str, act: str) -> None:
    conversation = play([said, "okay danke, tschüss"])

    assert conversation.calendar.done == [act]
    assert conversation.ended


@pytest.mark.parametrize(
    "said",
    [
        "mit einem Menschen sprechen",
        "Ich will mit der Chefin reden",
        "können Sie mich zurückrufen",
        "verbinden Sie mich bitte",
    ],
)
def test_a_human_is_one_sentence_away(play: Play, said: str) -> None:
    conversation = play([said, "es geht um meine Rechnung", "Schulze", "nein danke"])

    assert conversation.calendar.tickets == [
        {"reason": "es geht um meine Rechnung", "name": "Schulze", "phone": "+4915123456789"}
    ]


def test_three_misunderstandings_bring_a_human(play: Play) -> None:
    conversation = play(["blabla xyz", "fdsfs", "hjkl"])

    assert conversation.calendar.done == ["transfer", "callback"]
    assert "zurück" in conversation.answers[-1]
    assert not conversation.ended


def test_a_late_arrival_is_passed_on(play: Play) -> None:
    conversation = play(["Ich komme zehn Minuten zu spät, stehe im Stau", "Krüger", "nein"])

    assert conversation.calendar.messages[0]["name"] == "Krüger"


def test_an_unknown_question_offers_a_callback(play: Play) -> None:
    conversation = play(["Wo kann ich bei Ihnen parken?", "ja gern", "Schulze"])

    assert conversation.calendar.tickets[0]["reason"] == "Wo kann ich bei Ihnen parken?"


def test_silence_ends_the_call_politely(play: Play) -> None:
    conversation = play([None, None, None])

    assert conversation.ended
    questions = [text for who, text in conversation.lines if who == "KI"]
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize(
    "said", ["mein Mann ist bewusstlos", "starke Blutung nach der OP", "sie bekommt keine Luft"]
)
def test_emergency_words_in_a_practice_name_the_emergency_numbers(play: Play, said: str) -> None:
    conversation = play([said], vocabulary=PRACTICE)

    assert "1 1 2" in conversation.said
    assert "1 1 6 1 1 7" in conversation.said


def test_a_robot_says_that_it_is_one(play: Play) -> None:
    assert "KI-Assistentin" in play(["Sind Sie ein Roboter?"]).lines[-1][1]


def test_the_first_sentence_discloses_the_ai(play: Play) -> None:
    assert "KI-Assistentin" in play([]).lines[0][1].split(".")[0]


def test_a_wrong_number_is_let_go(play: Play) -> None:
    assert play(["Oh, da hab ich mich verwählt"]).ended


def test_the_whole_summary_is_said_once(play: Play) -> None:
    conversation = play(["Färben bei Anna am Donnerstag um neun", "Krüger", "ja", "nein"])

    assert conversation.said.count("Also: Färben") == 1
    assert "Färben bei Anna, am Donnerstag, den 26. November, um 9 Uhr, auf Krüger." in conversation.said


def test_a_booking_and_a_second_wish_are_both_done(play: Play) -> None:
    conversation = play(
        [
            "Färben am Donnerstag um neun",
            "Krüger",
            "ja",
            "ja, noch einen Herrenhaarschnitt für meinen Mann",
            "Freitag um zehn",
            "ja",
            "nein",
        ]
    )

    starts: list[Any] = [one["start"] for one in conversation.calendar.booked]
    assert starts == [datetime.fromisoformat("2026-11-26T09:00"), datetime.fromisoformat("2026-11-27T10:00")]


def test_two_services_said_together_follow_each_other(play: Play) -> None:
    conversation = play(
        [
            "Schneiden und Färben bitte, Damen, am Donnerstag um neun",
            "Krüger",
            "ja",
            "den ersten",
            "ja",
            "nein",
        ]
    )

    booked = [(one["service"], f"{one['start']:%d. %H:%M}") for one in conversation.calendar.booked]
    assert booked == [("Damenhaarschnitt", "26. 09:00"), ("Färben", "26. 10:00")]


def test_a_price_asked_in_between_does_not_change_the_booking(play: Play) -> None:
    conversation = play(
        ["Damenhaarschnitt, Freitag um elf", "und das Färben kostet wie viel?", "Hanna Vogt", "ja"]
    )

    assert "65 Euro" in conversation.said
    assert [one["service"] for one in conversation.calendar.booked] == ["Damenhaarschnitt"]


def test_an_appointment_is_moved_an_hour_earlier(play: Play) -> None:
    conversation = play(
        ["Ich will meinen Termin vorverlegen", "Krüger", "eine Stunde früher", "ja"],
        calendar=Calendar(SALON, TUESDAY_10, known=[KRUEGER]),
    )

    assert conversation.calendar.moved == [("a7", datetime.fromisoformat("2026-11-26T13:00"))]


def test_a_new_time_instead_of_a_yes_moves_what_was_to_be_cancelled(play: Play) -> None:
    conversation = play(
        ["Ich möchte meinen Termin absagen", "Krüger", "oder geht es am Freitag um zehn?", "ja"],
        calendar=Calendar(SALON, TUESDAY_10, known=[KRUEGER]),
    )

    assert conversation.calendar.cancelled == []
    assert conversation.calendar.moved == [("a7", datetime.fromisoformat("2026-11-27T10:00"))]


def test_a_goodbye_with_the_yes_books_and_ends(play: Play) -> None:
    conversation = play(["Färben am Donnerstag um neun", "Krüger", "ja passt, danke, tschüss"])

    assert len(conversation.calendar.booked) == 1
    assert conversation.ended


def test_a_missing_yes_does_not_repeat_the_whole_summary(play: Play) -> None:
    conversation = play(["Färben am Donnerstag um neun", "Krüger", "hmblfx"])

    assert conversation.said.count("Also: Färben") == 1
    assert conversation.lines[-1][1].endswith("Darf ich den Termin so eintragen?")


def test_another_time_keeps_the_day(play: Play) -> None:
    conversation = play(["Färben am Donnerstag um neun", "Krüger", "nein", "die Uhrzeit", "um elf", "ja"])

    starts = [one["start"] for one in conversation.calendar.booked]
    assert starts == [datetime.fromisoformat("2026-11-26T11:00")]
