"""The few marks of articles."""

from __future__ import annotations

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.help.markup import Block, Kind, blocks_of, inline, plain


def link(target: str, words: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', target, words)


def test_blocks_are_told_apart() -> None:
    text = (
        "Ein Satz\nüber zwei Zeilen.\n\n## Der Weg\n\n1. Öffnen\n   und lesen\n2. Tippen\n\n"
        "- eins\n- zwei\n\n> Gut\n> so\n\n![Ein Bild](name)\n"
    )

    assert blocks_of(text) == (
        Block(kind=Kind.TEXT, lines=("Ein Satz über zwei Zeilen.",)),
        Block(kind=Kind.HEADING, lines=("Der Weg",), name="der-weg"),
        Block(kind=Kind.STEPS, lines=("Öffnen und lesen", "Tippen")),
        Block(kind=Kind.POINTS, lines=("eins", "zwei")),
        Block(kind=Kind.NOTE, lines=("Gut so",)),
        Block(kind=Kind.PICTURE, lines=("Ein Bild",), name="name"),
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("**Senden** tippen", "<strong>Senden</strong> tippen"),
        ("Wählen Sie `**21*`.", "Wählen Sie <code>**21*</code>."),
        ("[Ausfall](page:outages)", '<a href="page:outages">Ausfall</a>'),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("**<i>**", "<strong>&lt;i&gt;</strong>"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("2 * 3 ** 4", "2 * 3 ** 4"),
    ],
)
def test_marks_in_a_line(line: str, shown: str) -> None:
    assert inline(line, link) == shown


def test_plain_words_have_no_marks() -> None:
    assert plain("**Senden** auf [Ausfall](page:outages), `##21#`") == "Senden auf Ausfall, ##21#"
