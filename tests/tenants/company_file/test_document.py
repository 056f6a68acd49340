from __future__ import annotations

import pytest

from tenants.company_file.document import read_document
from tenants.company_file.errors import CompanyFileInvalid


def test_document_keeps_scalars_as_they_were_written() -> None:
    document = read_document("a: 09:30\nb: no\nc: 030\nd:\n")

    assert document.values == {"a": "09:30", "b": "no", "c": "030", "d": None}


def test_document_knows_on_which_line_everything_stands() -> None:
    document = read_document("staff:\n  - name: Anna\n    hours:\n      mon: 9\n")

    assert document.line_of(("staff", 0, "hours", "mon")) == 4
    assert document.line_of(("staff", 0, "missing")) == 2
    assert str(document.problem(("staff", 0, "hours"), "is odd")) == "line 3: staff[1].hours: is odd"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1", "line 1: not YAML"),
        ("- a\n- b", "line 1: the file must be a mapping"),
        ("a: 1\nb: 2\na: 3", "line 3: a: is there twice"),
        ("", "line 1: the file must be a mapping"),
        ("a: \x07", "line 1: not YAML"),
    ],
)
def test_document_refuses_what_is_no_mapping(text: str, said: str) -> None:
    with pytest.raises(CompanyFileInvalid) as refused:
        read_document(text)

    assert str(refused.value).startswith(said)
