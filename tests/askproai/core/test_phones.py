from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askproai.core.phones import InvalidPhone, format_phone, parse_phone


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("0151 23456789", "DE", "+4915123456789"),
        ("+49 (0)30 901820", "DE", "+4930901820"),
        ("0043 1 58858", "DE", "+43158858"),
        ("01 58858", "AT", "+43158858"),
        ("044 668 18 00", "CH", "+41446681800"),
    ],
)
def test_parse_phone_stores_e164(text: str, region: str, e164: str) -> None:
    assert parse_phone(text, region=region) == e164


@pytest.mark.parametrize("text", ["", "Anna", "12", "112", "+", "+49151234567890123456", "\x00"])
def test_parse_phone_refuses_what_reaches_nobody(text: str) -> None:
    with pytest.raises(InvalidPhone):
        parse_phone(text)


@given(text=st.text(max_size=40))
def test_parse_phone_either_gives_e164_or_refuses(text: str) -> None:
    try:
        e164 = parse_phone(text)
    except InvalidPhone:
        return
    assert e164.startswith("+")
    assert parse_phone(e164) == e164


def test_format_phone_is_national_at_home_and_international_abroad() -> None:
    assert format_phone("+4915123456789") == "01512 3456789"
    assert format_phone("+43158858") == "+43 1 58858"
    assert format_phone("+43158858", region="AT") == "01 58858"


def test_format_phone_shows_what_it_cannot_read() -> None:
    assert format_phone("anonym") == "anonym"
