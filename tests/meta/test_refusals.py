"""Every refusal has one spoken sentence in each language of the receptionist, and one written one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from booking.enums import RefusalCode
from booking.errors import refusal_for
from portal.owner import words
from telephony.dialogue.wording.english.acts import REFUSALS as ENGLISH
from telephony.dialogue.wording.german.acts import REFUSALS as GERMAN

CODES = sorted(RefusalCode)


@pytest.mark.parametrize("code", CODES)
def test_refusal_has_an_error_of_its_own(code: RefusalCode) -> None:
    assert refusal_for(code).code is code


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("spoken", [GERMAN, ENGLISH], ids=["german", "english"])
def test_refusal_has_a_spoken_sentence(code: RefusalCode, spoken: Mapping[str, str]) -> None:
    sentence = spoken[code]

    assert sentence[:1].isupper()
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("code", CODES)
def test_refusal_has_a_written_sentence(code: RefusalCode) -> None:
    with_time, without = words.WHY_NOT[code]

    assert str(without).strip()
    assert "%(until)s" not in str(without)
    assert "%(until)s" in str(with_time) or with_time == without


@pytest.mark.parametrize("spoken", [GERMAN, ENGLISH], ids=["german", "english"])
def test_no_two_refusals_sound_the_same(spoken: Mapping[str, str]) -> None:
    assert [sentence for sentence, count in Counter(spoken.values()).items() if count > 1] == []
