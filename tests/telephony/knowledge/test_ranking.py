"""Answering from a source, and from nothing else."""

import pytest

from telephony.knowledge.passages import pieces_of, sentences_of
from telephony.knowledge.ranking import MOST_WORDS, Candidate, best_answer, weights_of

STUDIO = {
    "Parken": "Hinter dem Studio liegen vier Stellplätze. Die Zufahrt ist über den Lindenweg.",
    "Bezahlen": "Wir nehmen Bargeld und alle gängigen Karten. Schecks nehmen wir nicht.",
    "Ausfall": "Bitte sagen Sie zwei Tage vorher ab. Danach berechnen wir 20 Euro.",
    "Was soll ich mitbringen?": "Bringen Sie bequeme Kleidung und ein Handtuch mit.",
    "Wie lange dauert der Kurs?": "Der Kurs dauert acht Wochen.",
    "Kann ich mein Kind mitbringen?": "Kinder ab sechs Jahren können im Vorraum warten.",
    "Wer leitet das Studio?": "Das Studio leitet Petra Lang.",
}


def library() -> list[Candidate]:
    return [
        Candidate(passage_id=place, title=title, heading=title, text=text, is_faq=title.endswith("?"))
        for place, (title, text) in enumerate(STUDIO.items())
    ]


def answer(question: str) -> str | None:
    candidates = library()
    found = best_answer(question, candidates, weights=weights_of(candidates))
    return found.say if found else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wo kann ich mein Auto abstellen?", "vier Stellplätze"),
        ("Habt ihr Parkplätze?", "vier Stellplätze"),
        ("Kann ich mit Karte zahlen?", "Karten"),
        ("Nehmen Sie auch Schecks?", "Schecks"),
        ("Was kostet es, wenn ich zu spät absage?", "20 Euro"),
        ("Bis wann muss ich stornieren?", "zwei Tage vorher"),
        ("Was brauche ich denn alles, was muss ich mitbringen?", "Handtuch"),
        ("Wie viele Wochen geht der Kurs?", "acht Wochen"),
        ("Darf meine Tochter mit?", "sechs Jahren"),
        ("Wer ist denn bei Ihnen die Chefin vom Studio?", "Petra Lang"),
    ],
)
def test_best_answer_finds_the_sentence_however_it_is_asked(question: str, expected: str) -> None:
    assert expected in (answer(question) or "")


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet der Parkplatz?",
        "Haben Sie Parkplätze für Wohnmobile mit Strom?",
        "Kann ich mit Kryptowährung zahlen?",
        "Wie alt ist Petra Lang?",
        "Gibt es eine Sauna?",
        "Ist der Kurs für Schwangere geeignet?",
        "Haben Sie eine Dusche?",
        "Bieten Sie Gutscheine an?",
        "Welche Musik läuft bei Ihnen?",
        "Und was ist mit dem?",
    ],
)
def test_best_answer_refuses_what_no_source_says(question: str) -> None:
    assert answer(question) is None


def test_best_answer_quotes_the_source_word_for_word() -> None:
    for question in ("Wo kann ich parken?", "Kann ich bar zahlen?", "Was soll ich mitbringen?"):
        said = answer(question)
        assert said is not None
        assert any(said in text for text in STUDIO.values())


def test_best_answer_is_short_enough_to_be_heard() -> None:
    long = " ".join(f"Der Parkplatz Nummer {number} liegt hinter dem Haus am Bach." for number in range(9))
    candidates = [Candidate(passage_id=1, title="Parken", heading="", text=long)]

    found = best_answer("Wo kann ich parken?", candidates, weights=weights_of(candidates))

    assert found is not None
    assert len(found.say.split()) <= MOST_WORDS


def test_pieces_of_keeps_headings_and_splits_lists() -> None:
    text = "# Anfahrt\nMit der U8.\n\nPreise:\n- Schnitt 30 Euro\n- Farbe 60 Euro\n\nSonst nichts."

    assert [(piece.heading, piece.text) for piece in pieces_of(text)] == [
        ("Anfahrt", "Mit der U8."),
        ("Preise", "Schnitt 30 Euro. Farbe 60 Euro."),
        ("Preise", "Sonst nichts."),
    ]


def test_pieces_of_removes_control_characters() -> None:
    assert [piece.text for piece in pieces_of("Guten\x00 Tag\u202e. Ja.")] == ["Guten Tag . Ja."]


def test_sentences_of_keeps_dates_and_abbreviations_whole() -> None:
    assert sentences_of("Am 24. Dezember ist zu. Bei Dr. Weber auch. Ja.") == (
        "Am 24. Dezember ist zu.",
        "Bei Dr. Weber auch.",
        "Ja.",
    )
