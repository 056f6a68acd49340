import pytest

from telephony.dialogue.written import with_capitals


def _written(text: str, *, known: str | None = None, asked: bool = False) -> str:
    return with_capitals(text, known=known, is_ours=lambda word: word == "anna", is_name_asked=asked)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("hofmann bitte den termin absagen", "Hofmann, bitte den termin absagen"),
        ("ja grüß gott steiner hier ich muss absagen", "Steiner, ja grüß gott hier ich muss absagen"),
        ("ich muss absagen mein name ist lukas hinze", "ich muss absagen mein name ist Lukas Hinze"),
        ("anna ich hab eine frage", "anna ich hab eine frage"),
        ("wenn ich heute komme geht das", "wenn ich heute komme geht das"),
        ("Ja, der Termin passt.", "Ja, der Termin passt."),
    ],
)
def test_a_name_is_written_large_where_only_a_name_can_stand(heard: str, written: str) -> None:
    assert _written(heard) == written


def test_whoever_the_line_belongs_to_is_known_by_name() -> None:
    assert _written("ja lang nochmal wann hatte ich termin", known="Petra Lang").startswith("Lang, ")


def test_asked_for_a_name_those_of_others_are_set_apart() -> None:
    written = _written("petersen nadja und die jungs heißen finn und ole", asked=True)

    assert written == "Petersen Nadja, und die jungs heißen Finn und Ole"
