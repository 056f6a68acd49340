from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askproai.core.errors import Malformed
from askproai.core.foreign_json import MAX_DEPTH, MAX_NODES, clean_text, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(value=VALUES)
def test_read_json_returns_what_postgres_can_hold(value: Any) -> None:
    cleaned = read_json(json.dumps(value).encode())

    text = json.dumps(cleaned, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode("utf-8")


def test_read_json_keeps_an_ordinary_body_as_it_is() -> None:
    body = {
        "name": "Müller-Lüdenscheidt",
        "call": {"duration_ms": 31000, "ok": True, "cost": 0.12},
        "tags": ["a", None],
    }

    assert read_json(json.dumps(body).encode()) == body


def test_read_json_replaces_nul_and_lone_surrogates_in_values_and_keys() -> None:
    cleaned = read_json(rb'{"na\u0000me": "An\u0000na \ud800 \ud83d\ude00"}')

    assert cleaned == {"na�me": "An�na � 😀"}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[Infinity]", b"-Infinity", b"nul"])
def test_read_json_refuses_what_is_no_json(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(body)


def test_read_json_refuses_ten_megabytes_before_parsing() -> None:
    with pytest.raises(Malformed) as refused:
        read_json(b'"' + b"a" * 10_000_000 + b'"')

    assert refused.value.context == {"what": "size"}


def test_read_json_takes_a_limit_of_the_caller() -> None:
    assert read_json(b'"abc"', max_bytes=5) == "abc"
    with pytest.raises(Malformed):
        read_json(b'"abcd"', max_bytes=5)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 100_000])
def test_read_json_refuses_deep_nesting(depth: int) -> None:
    with pytest.raises(Malformed):
        read_json(b"[" * depth + b"]" * depth)


def test_read_json_accepts_nesting_up_to_the_limit() -> None:
    nested = read_json(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))

    assert isinstance(nested, list)


def test_read_json_refuses_too_many_values() -> None:
    with pytest.raises(Malformed) as refused:
        read_json(json.dumps([0] * (MAX_NODES + 1)).encode())

    assert refused.value.context == {"what": "structure"}


@pytest.mark.parametrize("integer", ["9223372036854775808", "-9223372036854775809", "1" + "0" * 5000])
def test_read_json_refuses_integers_no_column_holds(integer: str) -> None:
    with pytest.raises(Malformed):
        read_json(integer.encode())


@given(text=st.text())
def test_clean_text_is_stable(text: str) -> None:
    once = clean_text(text)

    assert clean_text(once) == once
    assert "\x00" not in once
