from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askproai.core import crypto
from askproai.core.errors import Malformed

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))


@given(plaintext=st.binary(max_size=2000), context=st.text(max_size=50))
def test_unseal_gives_back_what_was_sealed(plaintext: bytes, context: str) -> None:
    sealed = crypto.seal(KEY, plaintext, context=context)

    assert crypto.unseal(KEY, sealed, context=context) == plaintext


def test_seal_never_gives_the_same_bytes_twice() -> None:
    assert crypto.seal(KEY, b"Anna", context="a") != crypto.seal(KEY, b"Anna", context="a")


def test_unseal_refuses_another_key_and_another_context() -> None:
    sealed = crypto.seal(KEY, b"Anna", context="1/booking_customer/name")

    with pytest.raises(Malformed):
        crypto.unseal(OTHER_KEY, sealed, context="1/booking_customer/name")
    with pytest.raises(Malformed):
        crypto.unseal(KEY, sealed, context="2/booking_customer/name")


@given(position=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_unseal_refuses_every_altered_byte(position: int, flip: int) -> None:
    sealed = bytearray(crypto.seal(KEY, b"0151 2345678", context="a"))
    sealed[position % len(sealed)] ^= flip

    with pytest.raises(Malformed):
        crypto.unseal(KEY, bytes(sealed), context="a")


@given(cut=st.integers(min_value=0, max_value=30))
def test_unseal_refuses_what_is_too_short(cut: int) -> None:
    sealed = crypto.seal(KEY, b"Anna", context="a")

    with pytest.raises(Malformed):
        crypto.unseal(KEY, sealed[:cut], context="a")


@given(payload=st.binary(max_size=200))
def test_read_token_gives_back_the_payload(payload: bytes) -> None:
    assert crypto.read_token(KEY, crypto.sign_token(KEY, payload)) == payload


@given(junk=st.text(max_size=80))
def test_read_token_refuses_anything_not_signed(junk: str) -> None:
    with pytest.raises(Malformed):
        crypto.read_token(KEY, junk)


def test_read_token_refuses_another_key_and_an_altered_payload() -> None:
    token = crypto.sign_token(KEY, b"slot 17")

    with pytest.raises(Malformed):
        crypto.read_token(OTHER_KEY, token)
    with pytest.raises(Malformed):
        crypto.read_token(KEY, token[:-2] + ("AA" if not token.endswith("AA") else "BB"))


def test_derive_key_differs_by_purpose() -> None:
    keys = {crypto.derive_key(KEY, purpose=purpose) for purpose in ("fields", "phone-index", "offers")}

    assert len(keys) == 3
    assert all(len(key) == crypto.KEY_BYTES for key in keys)


def test_blind_index_is_stable_per_key_and_tells_nothing_across_keys() -> None:
    assert crypto.blind_index(KEY, "+49301234") == crypto.blind_index(KEY, "+49301234")
    assert crypto.blind_index(KEY, "+49301234") != crypto.blind_index(OTHER_KEY, "+49301234")
    assert crypto.blind_index(KEY, "+49301234") != crypto.blind_index(KEY, "+49301235")


def test_constant_time_equal_compares_text_and_bytes() -> None:
    assert crypto.constant_time_equal("grün", "grün".encode())
    assert not crypto.constant_time_equal("grün", "grau")
