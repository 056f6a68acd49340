"""What callers dictate: spelled names, numbers with second thoughts, e-mail addresses, number plates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.dialogue.emails import read_email
from telephony.dialogue.names import read_name
from telephony.dialogue.phones import read_phone
from telephony.dialogue.plates import read_plate
from telephony.dialogue.spelling import spelled

_ALPHABET = dict(
    zip(
        "abcdefghiklmnoprstuwz",
        "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Kaufmann Ludwig Martha Nordpol Otto "
        "Paula Richard "
        "Samuel Theodor Ulrich Wilhelm Zacharias".split(),
        strict=True,
    )
)
_DIGITS = "null eins zwei drei vier fünf sechs sieben acht neun".split()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Köln, Ö, Hamburg, Leipzig, Essen, Rostock", "Köhler"),
        ("B wie Paula, A, U, E, R", "Pauer"),
        ("P, nein B wie Berta, A, U, E, R", "Bauer"),
        ("W E I scharfes S", "Weiß"),
        ("M A I E R Bindestrich O Doppel T", "Maier-Ott"),
        ("SCH wie Schule, E, N, K", "Schenk"),
        ("Jena, Umlaut Aachen, Goslar, Essen, Rostock", "Jäger"),
    ],
)
def test_spelled_reads_both_alphabets(said: str, name: str) -> None:
    found = spelled(said)

    assert found is not None
    assert found.name == name


def test_a_sentence_is_no_spelling() -> None:
    assert spelled("ich komme dann am Dienstag um drei vorbei") is None


@given(name=st.text(alphabet=sorted(_ALPHABET), min_size=3, max_size=12))
def test_a_name_spelled_by_the_alphabet_is_read_back(name: str) -> None:
    assert read_name(" ".join(_ALPHABET[letter] for letter in name)) == name.capitalize()


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("null eins sieben sechs, zwölf, nein, dreizehn, vier fünf sechs sieben acht", "+491761345678"),
        ("0160 dreimal die eins zwei zwei drei drei", "+491601112233"),
        ("null eins fünf eins drei und zwanzig fünf und vierzig sechs sieben acht neun", "+4915123456789"),
        (
            "null eins sieben drei, ach nein, null eins sieben zwo, eins zwei drei vier fünf sechs sieben",
            "+491721234567",
        ),
        ("plus vier drei sechs sechs vier eins zwei drei vier fünf sechs sieben", "+436641234567"),
    ],
)
def test_read_phone_takes_second_thoughts_and_countries(said: str, number: str) -> None:
    assert read_phone(said) == number


@given(rest=st.text(alphabet="0123456789", min_size=8, max_size=8))
def test_a_number_said_digit_by_digit_is_read_back(rest: str) -> None:
    said = " ".join(_DIGITS[int(digit)] for digit in f"0151{rest}")

    assert read_phone(said) == f"+49151{rest}"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("sabine punkt krüger ät gmx punkt de", "sabine.krueger@gmx.de"),
        ("meine Adresse ist max at web de", "max@web.de"),
        ("info ät autohaus bindestrich lehmann punkt de", "info@autohaus-lehmann.de"),
        ("p punkt lang siebenundsiebzig at g mail punkt com", "p.lang77@gmail.com"),
        ("schicken Sie es mir per Post", None),
    ],
)
def test_read_email_writes_what_was_said(said: str, address: str | None) -> None:
    assert read_email(said) == address


@pytest.mark.parametrize(
    ("said", "plate"),
    [
        ("B MX 4711", "B-MX 4711"),
        ("das Kennzeichen ist HH, Anton Berta, eins zwei drei", "HH-AB 123"),
        ("Ludwig Dora Siegfried, Kaufmann Martha, sieben", "LDS-KM 7"),
        ("K strich A S acht eins fünf", "K-AS 815"),
        ("S GO 1234 E", "S-GO 1234E"),
        ("ein grauer Golf", None),
    ],
)
def test_read_plate_tells_district_letters_and_number(said: str, plate: str | None) -> None:
    assert read_plate(said) == plate


@given(said=st.text(max_size=200))
def test_reading_what_is_dictated_never_fails(said: str) -> None:
    read_email(said)
    read_plate(said)
    spelled(said)
