"""What is refused is no wish, and what stands nowhere is not moved."""

import pytest

from telephony.dialogue.intents import read_intents


@pytest.mark.parametrize(
    ("said", "matters"),
    [
        ("Ich will nichts verschieben, ich brauche einen zusätzlichen Termin", ("book",)),
        ("Sie brauchen mich nicht zurückrufen, richten Sie es einfach aus", ("message",)),
        ("Ich bin krank und schaffe den Termin heute nicht", ("cancel",)),
        ("Der Termin am zweiten Dezember kann weg", ("cancel",)),
        ("Meine Frau lässt ausrichten, sie kann morgen nicht", ("cancel",)),
        ("Ich hab morgen um eins einen Termin zum Ölwechsel und müsste den schieben", ("reschedule",)),
        ("Ich hab morgen um eins einen Termin und müsste den auf Freitag schieben", ("reschedule",)),
        ("Donnerstag um elf bei Anna, Herrenschnitt, ginge das?", ("book",)),
        ("Mein TÜV läuft diesen Monat ab, wie schnell geht das bei euch?", ("book",)),
        ("Ich hab da so ein Geräusch vorne links, könnt ihr euch das mal angucken?", ("book",)),
        ("Termin.", ("book",)),
    ],
)
def test_read_intents_hears_only_what_is_wanted(said: str, matters: tuple[str, ...]) -> None:
    assert read_intents(said) == matters


@pytest.mark.parametrize(
    "said", ["so schnell wie möglich", "ein bisschen später vielleicht", "genau", "Petersen"]
)
def test_read_intents_hears_nothing_in_an_answer(said: str) -> None:
    assert read_intents(said) == ()
