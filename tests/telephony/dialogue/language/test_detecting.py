import pytest

from telephony.dialogue.language import detect, languages


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Hello, I would like to make an appointment please", "en"),
        ("Merhaba, yarın için randevu almak istiyorum", "tr"),
        ("Dzień dobry, chciałabym umówić wizytę", "pl"),
        ("Здравствуйте, я хотел бы записаться на стрижку", "ru"),
        ("Добрий день, я хочу записатися на завтра", "uk"),
        ("مرحبا، أريد موعدا غدا", "ar"),
        ("Buongiorno, vorrei prenotare un appuntamento", "it"),
        ("Bonjour, je voudrais prendre rendez-vous demain", "fr"),
        ("Buenos días, quisiera pedir una cita para mañana", "es"),
        ("Bună ziua, aș vrea o programare pentru mâine", "ro"),
        ("Guten Tag, ich hätte gern einen Termin", "de"),
    ],
)
def test_detect_hears_the_language_of_a_first_sentence(said: str, language: str) -> None:
    assert detect(said).language == language


@pytest.mark.parametrize(
    "said",
    [
        "I bräucht an Termin zum Hoarschneidn, geht's moang?",
        "I hett gärn en Termin am Zischtig, gaht das?",
        "I mecht gern an Termin, hosch in Freitig epper Zeit?",
        "Ick bräuchte ma wat für Dienstach, haste da noch wat?",
        "Moin, ik bruuk en Termin för mien Dochter",
    ],
)
def test_detect_holds_dialects_for_german(said: str) -> None:
    assert detect(said).language == "de"


@pytest.mark.parametrize("said", ["Okay", "Hallo", "Miller", "Ciao", "super", "0151 234 567", ""])
def test_detect_keeps_the_language_of_the_call_for_a_few_words(said: str) -> None:
    assert detect(said, current="de").language == "de"


def test_detect_switches_in_the_middle_of_a_call_only_with_a_sentence() -> None:
    assert detect("Thursday at three", current="en").language == "en"
    assert detect("Entschuldigung, können wir auch Deutsch sprechen?", current="en").language == "de"


def test_detect_keeps_to_the_languages_that_are_allowed() -> None:
    assert detect("Olá, eu queria marcar uma consulta", allowed=("de", "es")).language == "es"


def test_languages_are_more_than_thirty() -> None:
    assert len(languages()) >= 40
