from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.wording.text import one_line, person_name


@given(st.text(max_size=300))
def test_one_line_is_printable_and_never_too_long(text: str) -> None:
    line = one_line(text, limit=40)

    assert len(line) <= 40
    assert line.isprintable()


def test_one_line_cannot_begin_a_header() -> None:
    assert one_line("Anna\r\nBcc: all@example.com\x00\u2028\u202e", limit=60) == "Anna Bcc: all@example.com"


@pytest.mark.parametrize("name", ["Gratis: www.example.com", "https://x.y", "ruf@an.de", "gewinn.example"])
def test_person_name_carries_no_advertisement(name: str) -> None:
    assert person_name(name) == ""


@pytest.mark.parametrize("name", ["Clara Weber", "Dr. Müller-Lüdenscheidt", "O'Neill", "Zoë d.J."])
def test_person_name_leaves_names_alone(name: str) -> None:
    assert person_name(name) == name
