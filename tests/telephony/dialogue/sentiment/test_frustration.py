import pytest

from telephony.dialogue.sentiment import Heard, frustration


def test_frustration_stays_low_in_a_smooth_call() -> None:
    assert frustration(["Guten Tag, einen Termin bitte", "Haarschnitt", "Am Freitag", "Ja, passt"]) < 0.2


def test_frustration_rises_when_things_have_to_be_said_again() -> None:
    turns = [
        Heard(text="Einen Termin am Freitag um zehn"),
        Heard(text="Nein, am Freitag um zehn, hab ich gesagt", understood=False),
        Heard(text="Ich will mit einem Menschen sprechen"),
    ]
    assert frustration(turns) >= 0.5


def test_frustration_rises_with_misunderstandings_in_a_row() -> None:
    missed = [
        Heard(text=said, understood=False) for said in ("Tschirner", "Tschirner", "T, S, C, H", "Tschirner")
    ]
    assert frustration(missed[:1]) < 0.3
    assert frustration(missed) >= 0.5


@pytest.mark.parametrize(
    "said",
    [
        "Jetzt rufe ich zum dritten Mal deswegen an",
        "Verbinden Sie mich mit einem Mitarbeiter",
        "Ihr seid doch alle Idioten",
    ],
)
def test_frustration_is_enough_after_one_such_sentence(said: str) -> None:
    assert frustration([said]) >= 0.5


def test_frustration_is_none_where_somebody_only_suffers() -> None:
    turns = ["Ich hab furchtbare Schmerzen", "Bitte, ich hab solche Angst", "Ja, ich komme sofort"]
    assert frustration(turns) < 0.2


def test_frustration_takes_a_name_asked_for_politely_as_business() -> None:
    assert frustration(["Guten Tag, könnte ich Frau Adler sprechen?", "Es geht um die Rechnung"]) < 0.2


def test_frustration_fades_when_the_call_goes_well_again() -> None:
    cross = ["Jetzt rufe ich schon zum dritten Mal an"]
    assert frustration([*cross, "Ja, am Montag", "Wunderbar, das ist lieb von Ihnen"]) < frustration(cross)
