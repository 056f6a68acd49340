from __future__ import annotations

import pytest

from telephony.dialogue.emergency import is_emergency
from telephony.dialogue.robocall import is_machine
from telephony.dialogue.text import fold


@pytest.mark.parametrize(
    "said",
    [
        "Herzlichen Glückwunsch, Sie haben eine Reise gewonnen. Drücken Sie die Eins, um mehr zu erfahren.",
        "Dies ist eine automatische Ansage Ihres Stromanbieters. Bitte bleiben Sie in der Leitung.",
        "Alle unsere Mitarbeiter sind im Gespräch. Sie werden in Kürze verbunden.",
        "This is an automated message from the tax office, press one to speak to an agent now",
        "Der Teilnehmer ist nicht erreichbar, bitte hinterlassen Sie nach dem Signalton eine Nachricht",
    ],
)
def test_recordings_are_known(said: str) -> None:
    assert is_machine(said)


@pytest.mark.parametrize(
    "said",
    [
        "Ich hätte gern einen Termin am Freitag um drei.",
        "Soll ich die Eins drücken?",
        "Haben Sie gewonnen?",
        "Ich rufe an, weil bei Ihnen immer alle im Gespräch sind und ich einen Termin brauche.",
        "Bleiben Sie dran, ich hole kurz meinen Kalender.",
        "",
    ],
)
def test_people_are_talked_with(said: str) -> None:
    assert not is_machine(said)


def test_words_of_the_practice_count_in_any_ending() -> None:
    words = ("Kiefersperre", "geschwollene Wange")

    assert is_emergency(fold("Ich habe eine geschwollene Wangenseite"), "hairdresser", words)
    assert is_emergency(fold("Seit heute Kiefersperre"), "dentist", words)
    assert not is_emergency(fold("Ich brauche eine Kontrolle"), "dentist", words)
    assert not is_emergency(fold("Ich brauche eine Kontrolle"), "dentist", ("", "  "))
