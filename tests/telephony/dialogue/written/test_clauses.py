import pytest

from telephony.dialogue.written import with_marks


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        (
            "was kostet das färben und wann ginge das",
            "was kostet das färben? und wann ginge das?",
        ),
        (
            "können sie auch hausbesuche machen meine mutter ist 87 und kommt nicht mehr runter",
            "können sie auch hausbesuche machen? meine mutter ist 87 und kommt nicht mehr runter",
        ),
        (
            "mein auto springt nicht an ich steh auf dem parkplatz könnt ihr mich abschleppen",
            "mein auto springt nicht an ich steh auf dem parkplatz, könnt ihr mich abschleppen?",
        ),
        (
            "Was kostet die Wartung, und kann ich dabei warten, ich komme sonst nicht weg.",
            "Was kostet die Wartung? und kann ich dabei warten? ich komme sonst nicht weg.",
        ),
    ],
)
def test_what_is_asked_in_one_breath_gets_its_question_marks(heard: str, written: str) -> None:
    assert with_marks(heard) == written


@pytest.mark.parametrize(
    "heard",
    [
        "am freitag kann ich leider nicht",
        "ich weiß noch nicht wann ich kann",
        "das ist mir zu früh so wie immer bitte",
        "Guten Tag, ich hätte gern einen Termin.",
        "ja gern",
    ],
)
def test_what_tells_stays_as_it_was_said(heard: str) -> None:
    assert "?" not in with_marks(heard)
