from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askproai.standins.segments import segment_count as billed_segments
from notifications.wording.gsm import is_gsm, segment_count, to_gsm


@given(st.text(max_size=700))
def test_segment_count_is_what_twilio_bills(text: str) -> None:
    assert segment_count(text) == billed_segments(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("„Schön“ – bis bald …", '"Schön" - bis bald ...'),
        ("Zoë Kovač-Šarić", "Zoe Kovac-Saric"),
        ("Salon ✂️ Ede 💇", "Salon  Ede "),
        ("Łukasz Đorđević", "Lukasz Dordevic"),
    ],
)
def test_to_gsm_replaces_what_costs_a_second_sms(text: str, plain: str) -> None:
    assert to_gsm(text) == plain
    assert is_gsm(to_gsm(text))


def test_to_gsm_leaves_names_in_other_scripts() -> None:
    assert to_gsm("Салон Анна") == "Салон Анна"


@given(st.text(max_size=200))
def test_to_gsm_twice_is_to_gsm_once(text: str) -> None:
    assert to_gsm(to_gsm(text)) == to_gsm(text)
