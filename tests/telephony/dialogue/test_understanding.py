"""Single readings: services, people, names, numbers, short answers, intents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.dialogue import Vocabulary, match_branch, match_service, match_staff, read_name, read_phone
from telephony.dialogue.answers import read_answer, read_ordinal, wants_repeat
from telephony.dialogue.intents import read_intents
from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.shifts import read_shift
from telephony.dialogue.text import phrase
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON


@pytest.mark.parametrize(
    ("text", "vocabulary", "names"),
    [
        ("Haare schneiden", SALON, {"Damenhaarschnitt", "Herrenhaarschnitt", "Kinderhaarschnitt"}),
        ("Männerhaarschnitt", SALON, {"Herrenhaarschnitt"}),
        ("Herrenschnitt", SALON, {"Herrenhaarschnitt"}),
        ("einen Schnitt für meinen Sohn", SALON, {"Kinderhaarschnitt"}),
        ("Damen Haarschnitt", SALON, {"Damenhaarschnitt"}),
        ("ich will mir die Haare färben lassen", SALON, {"Färben"}),
        ("Ansatz nachfärben", SALON, {"Ansatz färben"}),
        ("Strähnchen", SALON, {"Strähnen"}),
        ("Balayage", SALON, {"Strähnen"}),
        ("Zahnreinigung", PRACTICE, {"Professionelle Zahnreinigung"}),
        ("PZR", PRACTICE, {"Professionelle Zahnreinigung"}),
        ("zur Kontrolle", PRACTICE, {"Kontrolluntersuchung"}),
        ("Vorsorge", PRACTICE, {"Kontrolluntersuchung"}),
        ("ich hab Zahnweh", PRACTICE, {"Schmerzbehandlung"}),
        ("Reifen wechseln", GARAGE, {"Räderwechsel"}),
        ("Winterreifen drauf", GARAGE, {"Räderwechsel"}),
        ("Öl wechseln", GARAGE, {"Ölwechsel"}),
        ("TÜV", GARAGE, {"Hauptuntersuchung"}),
        ("HU", GARAGE, {"Hauptuntersuchung"}),
        ("eine Inspektion", GARAGE, {"Inspektion"}),
        ("ich möchte einen Kuchen", SALON, set()),
    ],
)
def test_match_service_knows_everyday_words(text: str, vocabulary: Vocabulary, names: set[str]) -> None:
    ids = match_service(text, vocabulary).ids

    assert {term.name for term in vocabulary.services if term.id in ids} == names


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("bei Anna bitte", (11,)), ("gern bei der Klara", (13,)), ("doch bei Ben statt Anna", (12,)),
        ("nicht bei Anna", ()), ("irgendwann", ()),
    ],
)  # fmt: skip
def test_match_staff_finds_who_is_meant(text: str, ids: tuple[int, ...]) -> None:
    assert match_staff(text, SALON).ids == ids


def test_match_staff_finds_a_doctor_by_last_name() -> None:
    assert match_staff("bei Doktor Lang", PRACTICE).ids == (12,)


def test_match_branch_finds_the_place() -> None:
    assert match_branch("in Spandau bitte", GARAGE).ids == (22,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Krüger", "Krüger"),
        ("krüger", "Krüger"),
        ("Auf den Namen Krüger", "Krüger"),
        ("Sabine Krüger", "Sabine Krüger"),
        ("auf Krüger, Sabine", "Sabine Krüger"),
        ("Krüger, Sabine", "Sabine Krüger"),
        ("ich heiße Peter Lang", "Peter Lang"),
        ("mein Name ist Yilmaz", "Yilmaz"),
        ("Frau Schneider", "Schneider"),
        ("Herr von der Heide", "von der Heide"),
        ("Anna-Lena Meyer", "Anna-Lena Meyer"),
        ("Dr. Weber bitte", "Weber"),
        ("ja, Schulze", "Schulze"),
        ("K R Ü G E R", "Krüger"),
        ("K wie Kaufmann, R, Ü, G, E, R", "Krüger"),
        ("Kaufmann Richard Übermut Gustav Emil Richard", "Krüger"),
        ("Müller mit ü", "Müller"),
        ("Mueller mit ü", "Müller"),
        ("Meier mit e y", "Meyer"),
        ("Meier mit ai", "Maier"),
        ("Hofmann mit zwei f", "Hoffmann"),
        ("Schmitt mit dt", "Schmidt"),
        ("Schmidt", "Schmidt"),
        ("Weiß", "Weiß"),
        ("MÜLLER", "Müller"),
        ("O'Neill", "O'Neill"),
        ("Özdemir mein Name", "Özdemir"),
        ("ja", None),
        ("äh", None),
        ("nein danke", None),
        ("am Dienstag um drei", None),
        ("", None),
        ("was kostet das denn eigentlich bei Ihnen", None),
    ],
)
def test_read_name_takes_the_name_from_an_answer(text: str, name: str | None) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0151 23456789", "+4915123456789"),
        ("null eins fünf eins zwei drei vier fünf sechs sieben acht neun", "+4915123456789"),
        ("null eins sieben zwo, drei vier fünf, sechs sieben acht neun", "+491723456789"),
        (
            "null eins fünf eins dreiundzwanzig fünfundvierzig siebenundsechzig neunundachtzig",
            "+4915123456789",
        ),
        ("null eins sieben neun doppel drei vier fünf sechs sieben acht", "+491793345678"),
        ("plus neunundvierzig eins fünf eins zwei drei vier fünf sechs sieben acht neun", "+4915123456789"),
        ("meine Nummer ist 030 1234567", "+49301234567"),
        ("0049 151 23456789", "+4915123456789"),
        ("um halb drei", None),
        ("0151 23", None),
        ("", None),
    ],
)
def test_read_phone_takes_numbers_as_spoken(text: str, number: str | None) -> None:
    assert read_phone(text) == number


def test_a_number_is_read_back_in_groups() -> None:
    assert spoken_phone("+4915123456789") == "0 1 5 1, 2 3, 4 5, 6 7, 8 9"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ja", "yes"),
        ("ja genau", "yes"),
        ("passt", "yes"),
        ("nehm ich", "yes"),
        ("das passt mir gut", "yes"),
        ("warum nicht", "yes"),
        ("gerne", "yes"),
        ("jo, machen wir so", "yes"),
        ("okay, kein Problem", "yes"),
        ("nein", "no"),
        ("nee", "no"),
        ("lieber nicht", "no"),
        ("passt mir leider nicht", "no"),
        ("das geht nicht", "no"),
        ("nein danke", "no"),
        ("auf keinen Fall", "no"),
        ("weder noch", "no"),
        ("am Dienstag", None),
        ("Krüger", None),
    ],
)
def test_read_answer_hears_yes_and_no(said: str, answer: str | None) -> None:
    assert read_answer(phrase(said)) == answer


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("den ersten", 0),
        ("das erste bitte", 0),
        ("den zweiten", 1),
        ("lieber den letzten", 1),
        ("den späteren", 1),
        ("der frühe", 0),
        ("den anderen", 1),
        ("am späten Nachmittag", None),
        ("letzte Woche", None),
        ("den dritten", None),
        ("später", None),
    ],
)
def test_read_ordinal_finds_which_offer(said: str, place: int | None) -> None:
    assert read_ordinal(phrase(said), 2) == place


@pytest.mark.parametrize(
    ("said", "shift"),
    [
        ("später", (1, None)),
        ("geht es auch früher", (-1, None)),
        ("eine Stunde später", (1, 60)),
        ("eine halbe Stunde früher", (-1, 30)),
        ("lieber am Tag davor", (-1, 1440)),
        ("der Tag danach", (1, 1440)),
        ("eine Woche später", (1, 10080)),
        ("am Dienstag", None),
    ],
)
def test_read_shift_finds_later_and_earlier(said: str, shift: tuple[int, int | None] | None) -> None:
    assert read_shift(phrase(said)) == shift


@pytest.mark.parametrize(
    "said", ["wie bitte?", "Was haben Sie gesagt?", "noch mal bitte", "Hä?", "das habe ich nicht verstanden"]
)
def test_wants_repeat_hears_that_we_were_not_heard(said: str) -> None:
    assert wants_repeat(phrase(said))


@pytest.mark.parametrize(
    ("said", "intents"),
    [
        ("ich hätte gern einen Termin", ("book",)),
        ("haben Sie morgen was frei", ("book",)),
        ("kann ich heute noch vorbeikommen", ("book",)),
        ("ich muss meinen Termin absagen", ("cancel",)),
        ("ich sage meinen Termin morgen ab", ("cancel",)),
        ("Termin verschieben", ("reschedule",)),
        ("können wir den Termin auf einen anderen Tag legen", ("reschedule",)),
        ("wann ist mein Termin", ("lookup",)),
        ("hab ich bei Ihnen noch einen Termin?", ("lookup",)),
        ("was kostet ein Haarschnitt", ("price",)),
        ("wie lange haben Sie heute offen", ("hours",)),
        ("ich möchte mit einem Mitarbeiter sprechen", ("human",)),
        ("bitte rufen Sie mich zurück", ("callback",)),
        ("ich möchte eine Nachricht hinterlassen", ("message",)),
        ("sind Sie ein Mensch?", ("identity",)),
        ("Ich brauche einen Termin, und was kostet das?", ("book", "price")),
        ("Krüger", ()),
    ],
)
def test_read_intents_hears_what_is_wanted(said: str, intents: tuple[str, ...]) -> None:
    assert read_intents(phrase(said)) == intents


@pytest.mark.parametrize(
    ("word", "value"),
    [("zwo", 2), ("einundzwanzig", 21), ("fuenfzig", 50), ("hundertzwoelf", 112), ("14", 14), ("haus", None)],
)
def test_cardinal_reads_number_words(word: str, value: int | None) -> None:
    assert cardinal(word) == value


@pytest.mark.parametrize(
    ("word", "value"), [("dritten", 3), ("3.", 3), ("siebter", 7), ("einunddreissigsten", 31), ("32.", None)]
)
def test_ordinal_reads_days_of_a_month(word: str, value: int | None) -> None:
    assert ordinal(word) == value


@given(text=st.text(max_size=200))
def test_reading_never_fails(text: str) -> None:
    read_name(text)
    read_phone(text)
    match_service(text, SALON)
    match_staff(text, PRACTICE)
    read_intents(phrase(text))
