"""German names of services, said in English."""

import pytest

from telephony.dialogue.wording.english.works import in_english


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Haarschnitt Damen", "women's haircut"),
        ("Waschen, Schneiden, Föhnen", "wash, cut and blow-dry"),
        ("langes Haar", "long hair"),
        ("HU und AU", "MOT and emissions test"),
        ("Hot-Stone-Massage", "Hot-Stone-Massage"),
        ("Lomi Lomi Nui", "Lomi Lomi Nui"),
    ],
)
def test_known_names_are_said_in_english_and_others_as_they_are(german: str, english: str) -> None:
    assert in_english(german) == english
