"""Callers who speak as people do: everything at once, other things than asked, dialect, second thoughts."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from telephony.dialogue import BranchTerm, CallerFacts, Vocabulary
from telephony.dialogue.wording import GERMAN
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON, Conversation

Play = Callable[..., Conversation]
ASKING = replace(SALON, recording=True, persona_name="Mia")
TWO_PLACES = replace(SALON, branches=(BranchTerm(id=21, name="Mitte"), BranchTerm(id=22, name="Pankow")))
FAMILY_PRACTICE = replace(
    PRACTICE, services=(*PRACTICE.services, replace(PRACTICE.services[0], id=9, name="Kinderuntersuchung"))
)

# (what the caller says, vocabulary, start, name, service)
BOOKINGS: dict[str, tuple[Sequence[str | None], Vocabulary, str, str, str]] = {
    "name first, as one answers the phone": (
        ["Müller, guten Tag. Ich bräuchte nen Haarschnitt für meinen Mann, übermorgen um 17 Uhr", "ja"],
        SALON, "11-26 17:00", "Müller", "Herrenhaarschnitt",
    ),
    "name between hello and wish": (
        ["Guten Tag, Seidel, ich wollte am Freitag um elf zum Ansatz nachfärben kommen", "genau"],
        SALON, "11-27 11:00", "Seidel", "Ansatz färben",
    ),
    "name behind the answer to another question": (
        ["Ist in Ordnung. Guten Tag, Becker, ich bräuchte einen Herrenschnitt am Freitag um elf", "genau"],
        SALON, "11-27 11:00", "Becker", "Herrenhaarschnitt",
    ),
    "name instead of a time": (
        ["Färben am Donnerstag vormittag", "Lena Fuchs", "den zweiten", "ja"],
        SALON, "11-26 10:30", "Lena Fuchs", "Färben",
    ),
    "surname, then the whole name": (
        ["Färben am Donnerstag um neun", "Krüger, Sabine Krüger", "ja"],
        SALON, "11-26 09:00", "Sabine Krüger", "Färben",
    ),
    "the first name is completed": (
        ["Herrenschnitt am Freitag um elf", "Jens", "ja, Jens Hartmann"],
        SALON, "11-27 11:00", "Jens Hartmann", "Herrenhaarschnitt",
    ),
    "a name that sounds like another": (
        ["Herrenschnitt am Freitag um elf", "Meier", "nein, Meyer mit Ypsilon", "ja"],
        SALON, "11-27 11:00", "Meyer", "Herrenhaarschnitt",
    ),
    "whoever of two": (
        ["Damenhaarschnitt bei der Anna oder beim Ben, egal, am Freitag um zehn", "Jana Wolf", "ja"],
        SALON, "11-27 10:00", "Jana Wolf", "Damenhaarschnitt",
    ),
    "whom it is for comes late": (
        ["Haare schneiden am Freitag um zehn", "Herren", "Becker", "ja"],
        SALON, "11-27 10:00", "Becker", "Herrenhaarschnitt",
    ),
    "corrected in the summary": (
        ["Damenhaarschnitt am Freitag um elf", "Lehmann", "nein, Herren", "ja"],
        SALON, "11-27 11:00", "Lehmann", "Herrenhaarschnitt",
    ),
    "a check-up for the daughter": (
        ["Meine Tochter müsste mal wieder zur Kontrolle, Freitag um zehn", "Kraus", "ja"],
        FAMILY_PRACTICE, "11-27 10:00", "Kraus", "Kinderuntersuchung",
    ),
    "a check-up for nobody in particular": (
        ["Kontrolle bitte, am Freitag um zehn", "Kraus", "ja"],
        FAMILY_PRACTICE, "11-27 10:00", "Kraus", "Kontrolluntersuchung",
    ),
    "whichever of two days fits its weekday": (
        ["Herrenschnitt am Montag, den 8. Dezember", "Dienstag dann", "um elf", "Fuchs", "ja"],
        SALON, "12-08 11:00", "Fuchs", "Herrenhaarschnitt",
    ),
    "Freitag is a day before it is a name": (
        ["Herrenschnitt am Donnerstag", "Freitag", "den ersten", "Fuchs", "ja"],
        SALON, "11-27 09:00", "Fuchs", "Herrenhaarschnitt",
    ),
    "enough is no goodbye": (
        ["Ich brauch ne Inspektion, das reicht, am Freitag um zehn", "Beyer", "ja"],
        GARAGE, "11-27 10:00", "Beyer", "Inspektion",
    ),
    "second thoughts about the service": (
        ["Strähnchen, ach nein, doch lieber färben, am Donnerstag um neun", "Otto", "ja"],
        SALON, "11-26 09:00", "Otto", "Färben",
    ),
    "changes the mind again and again": (
        [
            "Herrenhaarschnitt am Freitag um zehn",
            "nee doch nicht, lieber Samstag",
            "ach, dann doch Freitag, aber um vier",
            "ja aber lieber um halb fünf",
            "Tom Becker",
            "nein, lieber doch um vier",
            "ja",
        ],
        SALON, "11-27 16:00", "Tom Becker", "Herrenhaarschnitt",
    ),
    "the earliest of both": (
        ["Herrenschnitt am Freitag", "den frühesten", "Paul", "jaja"],
        SALON, "11-27 09:00", "Paul", "Herrenhaarschnitt",
    ),
    "rather another day is not earlier": (
        ["Herrenschnitt am Mittwoch oder Donnerstag", "eher Donnerstag", "um drei", "Klein", "ja"],
        SALON, "11-26 15:00", "Klein", "Herrenhaarschnitt",
    ),
    "in January, after the tenth": (
        ["Färben im Januar bitte", "nach dem 10.", "den ersten", "Lange", "ja"],
        SALON, "01-12 09:00", "Lange", "Färben",
    ),
    "a day that does not exist": (
        ["Färben am 31. Februar", "dann am 27.", "den ersten", "Lange", "ja"],
        SALON, "11-27 09:00", "Lange", "Färben",
    ),
    "Good morning is not tomorrow": (
        ["Guten Morgen, ich bräuchte einen Kontrolltermin", "Freitag um neun", "Nguyen", "ja"],
        PRACTICE, "11-27 09:00", "Nguyen", "Kontrolluntersuchung",
    ),
    "since last night is no wish": (
        ["mein Sohn hat Zahnschmerzen, seit gestern Nacht", "heute nachmittag", "den ersten", "Kraus", "ja"],
        PRACTICE, "11-24 12:30", "Kraus", "Schmerzbehandlung",
    ),
    "asked for the hours first": (
        ["Haben Sie am Samstag auf?", "dann hätte ich gern einen Termin, Herren, um elf", "Böhm", "ja"],
        SALON, "11-28 11:00", "Böhm", "Herrenhaarschnitt",
    ),
    "asked for price and time it takes first": (
        ["Was kostet Färben und wie lange dauert das?", "ja, dann am Freitag um neun", "Böhm", "ja"],
        SALON, "11-27 09:00", "Böhm", "Färben",
    ),
    "Berlin": (
        ["Moin, ick bräuchte ma n Termin zum Haare schneiden, Männer, heut nachmittach um Viertel drei",
         "den ersten", "Atze Krause", "jo"],
        SALON, "11-24 14:00", "Atze Krause", "Herrenhaarschnitt",
    ),
    "Bavaria": (
        ["Servus, an Haarschnitt für mein Buam bräucht ma, am Samstag um zehne", "Huber", "ja basst"],
        SALON, "11-28 10:00", "Huber", "Kinderhaarschnitt",
    ),
    "Swabia": (
        ["Grüß Gott, i bräucht a Terminle zom Hoor schneide, Herre, am Freidag um zehn", "Häberle", "basst"],
        SALON, "11-27 10:00", "Häberle", "Herrenhaarschnitt",
    ),
    "Switzerland": (
        ["Grüezi, en Termin zum Haar schniide, Dame", "am Mittwuch", "de erschte", "Hug", "ja"],
        SALON, "11-25 09:00", "Hug", "Damenhaarschnitt",
    ),
    "Saxony counts an inspection, it refuses none": (
        ["Tach, ich brauch ne Inspektion, am Donnerstach um achte oder neune", "um neune", "Voigt", "ja"],
        GARAGE, "11-26 09:00", "Voigt", "Inspektion",
    ),
}  # fmt: skip


@pytest.mark.parametrize("call", BOOKINGS)
def test_a_free_spoken_call_ends_in_the_right_appointment(play: Play, call: str) -> None:
    turns, vocabulary, start, name, service = BOOKINGS[call]

    conversation = play(turns, vocabulary=vocabulary)

    booked = [
        (f"{one['start']:%m-%d %H:%M}", one["name"], one["service"]) for one in conversation.calendar.booked
    ]
    assert booked == [(start, name, service)]


@pytest.mark.parametrize(
    "turns",
    [
        ["Nein, lieber nicht.", "Guten Tag, einen Termin für Färben bitte, nächste Woche vormittags.",
         "Ich nehme den ersten.", "Mein Name ist Sabine Krüger.", "Ja, genau."],
        ["Ja, das ist in Ordnung.", "Guten Tag, ich möchte einen Termin.", "Herrenhaarschnitt, bitte.",
         "Samstag vormittag.", "Dann bitte den zweiten Termin.", "Auf Sabine Krüger, bitte.", "Ja, bitte."],
        ["Nein. Sabine Krüger, ich brauche morgen um zehn einen Damenhaarschnitt bei Anna", "Ja"],
    ],
)  # fmt: skip
def test_an_ordinary_call_is_booked_within_a_minute(play: Play, turns: Sequence[str]) -> None:
    conversation = play(turns, vocabulary=ASKING)

    assert conversation.seconds_to_booked < 50


def test_a_no_to_the_transcript_keeps_what_came_with_it(play: Play) -> None:
    conversation = play(
        ["Nein. Sabine Krüger, ich brauche morgen um zehn einen Damenhaarschnitt bei Anna", "ja"],
        vocabulary=ASKING,
    )

    assert conversation.calendar.consents == [False]
    assert conversation.answers[1].startswith("Kein Problem.")
    assert [one["name"] for one in conversation.calendar.booked] == ["Sabine Krüger"]


@pytest.mark.parametrize(
    "said",
    [
        "Damenhaarschnitt am Mittwoch oder Donnerstag, ich weiß noch nicht",
        "Färben am Freitag, aber nicht vor vier",
    ],
)
def test_a_doubt_is_no_answer_to_the_question_for_consent(play: Play, said: str) -> None:
    assert play([said], vocabulary=ASKING).calendar.consents == []


def test_who_asks_what_the_transcript_is_for_is_told(play: Play) -> None:
    conversation = play(["Wozu denn mitschreiben?", "na gut"], vocabulary=ASKING)

    assert "nachlesen" in conversation.answers[1]
    assert conversation.calendar.consents == [True]


def test_the_branch_is_told_and_never_asked(play: Play) -> None:
    conversation = play(["Färben am Donnerstag vormittag"], vocabulary=TWO_PLACES)

    assert "welche Filiale" not in conversation.said.lower()
    assert conversation.calendar.searches[0]["branch_id"] is None


def test_a_branch_named_after_the_offer_is_searched(play: Play) -> None:
    conversation = play(
        ["Färben am Donnerstag um neun", "haben Sie auch was in Pankow?", "Lang", "ja"], vocabulary=TWO_PLACES
    )

    assert conversation.calendar.searches[-1]["branch_id"] == 22
    assert "Filiale Pankow" in conversation.answers[-2]


def test_an_impossible_date_is_named(play: Play) -> None:
    assert "Den 31. Februar gibt es leider nicht." in play(["Färben am 31. Februar"]).said


def test_holidays_that_nobody_knows_are_asked_for(play: Play) -> None:
    conversation = play(
        ["Herrenschnitt am Freitag um elf", "nein, lieber in den Semesterferien", "ab 8. Dezember"]
    )

    assert "Wann die Semesterferien sind, weiß ich leider nicht. Wann passt" in conversation.said
    assert "Ich hätte am Dienstag, den 8. Dezember, um 9 Uhr" in conversation.said


def test_only_a_changed_name_is_read_back(play: Play) -> None:
    conversation = play(["Herrenschnitt am Freitag um elf", "Meier", "nein, Meyer mit Ypsilon"])

    assert conversation.answers[-1] == "Also auf Meyer, M, E, Y, E, R. Stimmt das so?"


def test_who_asks_with_whom_it_is_is_told(play: Play) -> None:
    conversation = play(["Herrenschnitt bei Ben am Freitag um elf", "bei wem ist das?"])

    assert conversation.answers[-1] == "Das wäre bei Ben. Auf welchen Namen, bitte?"


def test_the_end_of_a_number_can_be_corrected(play: Play) -> None:
    conversation = play(
        ["Herrenschnitt am Freitag um elf", "Bauer",
         "null eins fünf eins zwo drei vier fünf sechs sieben neun", "nein, am Ende acht", "ja"],
        caller=CallerFacts(),
    )  # fmt: skip

    assert conversation.answers[-2] == "Ich wiederhole: 0 1 5 1, 2 3 4, 5 6, 7 8. Stimmt das?"
    assert conversation.calendar.booked[0]["phone"] == "+491512345678"


def test_nobody_has_to_give_a_number(play: Play) -> None:
    conversation = play(
        ["Herrenschnitt am Freitag um elf", "Bauer", "möchte ich nicht angeben", "ja"], caller=CallerFacts()
    )

    assert [one["phone"] for one in conversation.calendar.booked] == [None]


def test_two_children_get_two_appointments(play: Play) -> None:
    conversation = play(
        ["ich hab zwei Kinder, die müssten zum Haareschneiden, Samstag um zehn", "Richter", "ja",
         "den ersten", "ja"],
    )  # fmt: skip

    assert [one["service"] for one in conversation.calendar.booked] == ["Kinderhaarschnitt"] * 2


def test_two_services_of_two_people_are_booked_in_turn(play: Play) -> None:
    conversation = play(
        ["Ich möchte einen Termin zum Färben und mein Mann bräuchte einen Haarschnitt, Samstag um zehn",
         "Maria Vogt", "ja", "den ersten", "ja"],
    )  # fmt: skip

    assert [one["service"] for one in conversation.calendar.booked] == ["Färben", "Herrenhaarschnitt"]


def test_a_late_arrival_begins_no_booking(play: Play) -> None:
    conversation = play(["ich komm 10 Minuten später zu meinem Termin", "Petra Meier", "nein"])

    assert len(conversation.calendar.messages) == 1
    assert conversation.ended


def test_who_rings_again_later_is_let_go(play: Play) -> None:
    conversation = play(["Herrenschnitt am Freitag um elf", "Lehmann", "ach nee, ich ruf nochmal an"])

    assert conversation.calendar.booked == []
    assert conversation.ended


def test_an_interrupted_question_is_put_again_as_it_was(play: Play) -> None:
    conversation = play(["Herrenschnitt am Freitag um elf", "nein, um zwölf"])

    assert conversation.said.count("Auf welchen Namen, bitte?") == 2


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("Haarschnitt Damen", "Ein Haarschnitt Damen kostet ab 45 Euro."),
        ("Professionelle Zahnreinigung", "Eine professionelle Zahnreinigung kostet ab 45 Euro."),
        ("Ansatz färben", "Ansatz färben kostet ab 45 Euro."),
        ("Strähnen", "Strähnen kosten ab 45 Euro."),
        ("Bleaching", "Bleaching kostet ab 45 Euro."),
        ("HU und AU", "HU und AU kostet ab 45 Euro."),
    ],
)
def test_a_price_reads_like_a_sentence(service: str, said: str) -> None:
    assert GERMAN.price(service, 4500, is_from=True) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(30, "30 Minuten"), (60, "eine Stunde"), (135, "2 Stunden und 15 Minuten")]
)
def test_a_duration_reads_like_a_sentence(minutes: int, said: str) -> None:
    assert GERMAN.duration("Färben", minutes) == f"Färben dauert etwa {said}."
