from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askproai.core.money import format_cents


@pytest.mark.parametrize(
    ("cents", "currency", "written"),
    [
        (0, "EUR", "0,00 €"),
        (5, "EUR", "0,05 €"),
        (4500, "EUR", "45,00 €"),
        (123_450, "EUR", "1.234,50 €"),
        (100_000_000, "EUR", "1.000.000,00 €"),
        (-1999, "EUR", "-19,99 €"),
        (9900, "CHF", "CHF 99.00"),
        (123_450, "CHF", "CHF 1'234.50"),
        (9900, "USD", "99,00 USD"),
    ],
)
def test_format_cents_writes_as_the_currency_is_written(cents: int, currency: str, written: str) -> None:
    assert format_cents(cents, currency) == written


@given(cents=st.integers(-(10**12), 10**12))
def test_format_cents_loses_no_cent(cents: int) -> None:
    digits = format_cents(cents).removesuffix(" €").replace(".", "").replace(",", "")

    assert int(digits) == cents
