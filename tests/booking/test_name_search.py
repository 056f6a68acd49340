"""Names are found as people type, hear and mistype them."""

from __future__ import annotations

import pytest

from booking.name_search import alike_keys, beginning_key, likeness, search_keys, sort_key, words_of


def finds(typed: str, name: str) -> bool:
    """Whether every word of what was typed shares a key with the name."""
    keys = set(search_keys(name))
    return all(keys & {beginning_key(word), *alike_keys(word)} for word in words_of(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mül", "Anna Müller"),
        ("mueller", "Anna Müller"),
        ("Müller", "Anna Mueller"),
        ("muller anna", "Anna Müller"),
        ("Maier", "Thomas Mayer"),
        ("meyer", "Thomas Maier"),
        ("Schmitt", "Eva Schmidt"),
        ("hubre", "Eva Huber"),
        ("Hubr", "Eva Huber"),
        ("gross", "Sönke Groß"),
        ("Filip", "Philipp Kern"),
        ("kristian", "Christian Kern"),
        ("lüdenscheid", "Karla Müller-Lüdenscheidt"),
        ("Étienne", "Jean Etienne"),
        ("dr. sommer", "Dr. med. Ute Sommer"),
        ("山", "山田"),
    ],
)
def test_a_name_is_found_however_it_is_written(typed: str, name: str) -> None:
    assert finds(typed, name)
    assert likeness(typed, name) > 0


@pytest.mark.parametrize(("typed", "name"), [("Wolf", "Anna Weber"), ("Anna Wolf", "Anna Weber")])
def test_other_names_are_not_alike(typed: str, name: str) -> None:
    assert likeness(typed, name) == 0


def test_people_are_sorted_by_family_name() -> None:
    names = ["Ömer Özil", "Anna Weber", "Dr. Eva Adler", "Sönke Groß-Gerau", "Zita Abel", "Madonna"]

    assert sorted(names, key=sort_key) == [
        "Zita Abel",
        "Dr. Eva Adler",
        "Sönke Groß-Gerau",
        "Madonna",
        "Ömer Özil",
        "Anna Weber",
    ]


def test_what_is_no_name_at_all_does_no_harm() -> None:
    for name in ("", "...", "12", "Dr.", "x" * 160, "\u0301"):
        search_keys(name)
        sort_key(name)
        assert likeness(name, "Anna Weber") == 0
