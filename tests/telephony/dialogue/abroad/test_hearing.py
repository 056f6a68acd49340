import pytest

from telephony.dialogue.abroad.hearing import read_foreign_digits, read_foreign_name
from telephony.dialogue.abroad.reading import LANGUAGES
from telephony.dialogue.abroad.sentences import SENTENCES


@pytest.mark.parametrize(
    ("said", "language", "name"),
    [
        ("Benim adım Mehmet Yılmaz", "tr", "Mehmet Yılmaz"),
        ("Nazywam się Anna Kowalska.", "pl", "Anna Kowalska"),
        ("Меня зовут Ольга Иванова", "ru", "Ольга Иванова"),
        ("Je m'appelle Camille Laurent", "fr", "Camille Laurent"),
        ("giulia rossi", "it", "Giulia Rossi"),
        ("اسمي أحمد حسن", "ar", "أحمد حسن"),
        ("Anlamadım", "tr", None),
        ("Tak", "pl", None),
    ],
)
def test_read_foreign_name_takes_the_name_alone(said: str, language: str, name: str | None) -> None:
    assert read_foreign_name(said, language=language) == name


def test_read_foreign_digits_counts_in_the_language() -> None:
    assert read_foreign_digits("zero jeden siedem jeden trzy", language="pl") == "01713"
    assert read_foreign_digits("sıfır bir yedi bir, 392", language="tr") == "0171392"
    assert read_foreign_digits("0171 3920", language="fr") == "01713920"


def test_every_language_of_which_times_are_read_has_its_sentences() -> None:
    assert set(SENTENCES) == set(LANGUAGES)
    for sentences in SENTENCES.values():
        assert len(sentences.digits.split()) == 10
        assert "{company}" in sentences.notice
        assert "{deadline}" in sentences.noted
