import pytest

from telephony.dialogue.sentiment import mood_of


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("Das ist jetzt das dritte Mal, dass ich anrufe", "annoyed"),
        ("Sie wollten mich gestern zurückrufen, da kam aber nichts", "annoyed"),
        ("Das ist eine bodenlose Frechheit", "angry"),
        ("Ich halte die Schmerzen nicht mehr aus", "distressed"),
        ("Oh super, vielen Dank, das ist wirklich lieb von Ihnen", "pleased"),
        ("Am Donnerstag kann ich leider nicht", "neutral"),
        ("Die Bremsen quietschen", "neutral"),
        ("Haben Sie auch samstags auf?", "neutral"),
    ],
)
def test_mood_of_reads_the_callers_own_way_of_saying_it(said: str, label: str) -> None:
    assert mood_of(said).label == label


@pytest.mark.parametrize(
    "said",
    ["ja", "nein", "Huber", "den letzten", "Schlimm, mit zwei m", "egal", "am Freitag", "wie bitte", ""],
)
def test_mood_of_hears_nothing_in_a_short_answer(said: str) -> None:
    assert mood_of(said).label == "neutral"


@pytest.mark.parametrize(
    "said",
    [
        "Es tut so furchtbar weh, bitte machen Sie was",
        "Ich hab solche Angst vor der Narkose",
        "Mein Kind bekommt keine Luft",
        "ES BLUTET UND BLUTET, BITTE HELFEN SIE MIR!!",
    ],
)
def test_mood_of_never_takes_pain_or_fear_for_anger(said: str) -> None:
    assert mood_of(said.capitalize()).label == "distressed"
    assert mood_of(said).label != "angry"


def test_mood_of_hears_an_insult_beside_pain() -> None:
    assert mood_of("Ich hab Schmerzen, ihr verdammten Idioten").label == "angry"


def test_mood_of_hears_shouting() -> None:
    assert mood_of("DAS HABE ICH IHNEN SCHON GESAGT!!").label == "angry"


def test_mood_of_understands_english_callers() -> None:
    assert mood_of("I already told you my name twice", language="en").label == "annoyed"
    assert mood_of("You have been so helpful, thank you so much", language="en").label == "pleased"
    assert mood_of("Could I book a haircut?", language="en").label == "neutral"


def test_mood_of_turns_round_with_a_negation() -> None:
    assert mood_of("Nicht so toll").label != "pleased"
