import pytest

from telephony.dialogue.sentiment import Heard, frustration, mood_of


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


def test_mood_of_understands_english_callers() -> None:
    assert mood_of("I already told you my name twice", language="en").label == "annoyed"


def test_mood_of_turns_round_with_a_negation() -> None:
    assert mood_of("Nicht so toll").label != "pleased"


def test_frustration_stays_low_in_a_smooth_call() -> None:
    assert frustration(["Guten Tag, einen Termin bitte", "Haarschnitt", "Am Freitag", "Ja, passt"]) < 0.2


def test_frustration_rises_when_things_have_to_be_said_again() -> None:
    turns = [
        Heard(text="Einen Termin am Freitag um zehn"),
        Heard(text="Nein, am Freitag um zehn, hab ich gesagt", understood=False),
        Heard(text="Ich will mit einem Menschen sprechen"),
    ]
    assert frustration(turns) >= 0.5


def test_frustration_fades_when_the_call_goes_well_again() -> None:
    cross = ["Jetzt rufe ich schon zum dritten Mal an"]
    assert frustration([*cross, "Ja, am Montag", "Wunderbar, das ist lieb von Ihnen"]) < frustration(cross)
