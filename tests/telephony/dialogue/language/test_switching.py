import pytest

from telephony.dialogue.language import asked_language, beside_the_request, spoken_language


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Hello, do you speak English?", "en"),
        ("English please", "en"),
        ("Sprechen Sie Englisch?", "en"),
        ("I'd like to book an appointment for tomorrow", "en"),
        ("Sorry, I don't speak German.", "en"),
        ("Merhaba, yarın için randevu almak istiyorum", "tr"),
        ("Dzień dobry, chciałbym umówić się na jutro", "pl"),
        ("Здравствуйте, я хочу записаться на завтра", "ru"),
        ("Bonjour, je voudrais un rendez-vous demain matin", "fr"),
        ("Goedemorgen, ik wil graag een afspraak maken voor morgen", "nl"),
    ],
)
def test_spoken_language_follows_a_request_or_a_sentence(said: str, language: str) -> None:
    assert spoken_language(said, current="de") == language


@pytest.mark.parametrize(
    "said",
    [
        "John Parker.",
        "Nicole Miller please",
        "Yes.",
        "Balayage und Blow Dry please",
        "Waschen und Blow Dry bei Ben",
        "Grüezi, i hätt gern en Termin zum Hoor schniide",
        "Moin, ick bruuk en Termin bi Ben",
        "Ik wull geern en Termin för mien Fru maken",
        "Servus, i bräucht an Termin am Freidog in da Fria",
        "Isch hätt gern e Termin fer de Babba",
        "Wat kost dat denn bi ju?",
        "Hosd du am Mondog no wos frei?",
        "Ich kann leider kein Englisch",
        "Meine Frau spricht nur Englisch und möchte einen Termin",
    ],
)
def test_spoken_language_stays_german_without_evidence(said: str) -> None:
    assert spoken_language(said, current="de") == "de"


@pytest.mark.parametrize(
    "said", ["Yes", "Emre Demir.", "Friday", "the second one", "Haarschnitt Herren bei Ben"]
)
def test_spoken_language_stays_english_for_short_words(said: str) -> None:
    assert spoken_language(said, current="en") == "en"


@pytest.mark.parametrize(
    "said",
    ["Können wir Deutsch sprechen?", "Let's continue in German", "Ich möchte lieber am Freitag kommen"],
)
def test_spoken_language_goes_back_to_german(said: str) -> None:
    assert spoken_language(said, current="en") == "de"


def test_asked_language_ignores_whoever_speaks_none() -> None:
    assert asked_language("I don't speak English very well") is None
    assert asked_language("Ich spreche kein Deutsch") is None


def test_beside_the_request_keeps_only_the_matter() -> None:
    assert beside_the_request("Sorry, could we speak English? My German is not so good.") == ""
    assert (
        beside_the_request("Do you speak English? I need a haircut on Friday.")
        == "I need a haircut on Friday."
    )
    assert beside_the_request("I need a haircut on Friday.") == "I need a haircut on Friday."
