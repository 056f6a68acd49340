"""Names beside a greeting in any accent, and names that are spelled after a hint."""

import pytest

from telephony.dialogue.names import corrected_name, opening_name, read_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Juten Tach, ick wollt mal fragen", None),
        ("Juten Tach, Krause, ick wollt mal fragen", "Krause"),
        ("Guden, Schmitt, ich wollte", "Schmitt"),
        ("Grias Eich, Huber, i brauchat", "Huber"),
        ("Grüß Eahna, i brauchat an Termin", None),
        ("Grüß Gottle, ich wollte was fragen", None),
        ("Petersen, moin", "Petersen"),
        ("Abendroth, guten Abend, ich wollte", "Abendroth"),
        ("Schönen guten Tag, ich hätte gern einen Termin", None),
    ],
)
def test_opening_name_is_no_word_of_the_greeting(said: str, name: str | None) -> None:
    assert opening_name(said) == name


@pytest.mark.parametrize("said", ["M e y e r", "Meyer, M, e, y, e, r", "Meyer mit e y, M e y e r."])
def test_read_name_takes_a_hint_for_no_letter(said: str) -> None:
    assert read_name(said) == "Meyer"


def test_corrected_name_takes_the_spelling_behind_a_hint() -> None:
    assert corrected_name("Nein, Meyer mit e y, M e y e r.", "Maier") == "Meyer"


def test_a_surname_that_is_a_word_too_is_taken_behind_a_first_name() -> None:
    assert read_name("Mein Name ist Lena Weiß.") == "Lena Weiß"
    assert read_name("Lena weiß das nicht") is None
