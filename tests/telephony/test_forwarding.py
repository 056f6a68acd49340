from __future__ import annotations

import pytest

from telephony.forwarding import Line, When, carriers_of, codes_for

OURS = "+493023125801"


@pytest.mark.parametrize(
    ("when", "on", "off"),
    [
        (When.ALWAYS, "**21*+493023125801#", "##21#"),
        (When.NO_ANSWER, "**61*+493023125801**20#", "##61#"),
        (When.UNREACHABLE, "**62*+493023125801#", "##62#"),
        (When.BUSY, "**67*+493023125801#", "##67#"),
    ],
)
def test_mobiles_use_the_codes_of_gsm(when: When, on: str, off: str) -> None:
    [code] = codes_for(line=Line.MOBILE, number=OURS, whens=[when])

    assert (code.on, code.off) == (on, off)


def test_fixed_lines_use_one_star_and_know_no_switched_off_phone() -> None:
    codes = codes_for(line=Line.FIXED, number=OURS, whens=[When.NO_ANSWER, When.BUSY, When.UNREACHABLE])

    assert [code.on for code in codes] == ["*61*00493023125801#", "*67*00493023125801#"]


def test_code_as_a_link_keeps_its_last_sign() -> None:
    [code] = codes_for(line=Line.MOBILE, number=OURS, whens=[When.ALWAYS])

    assert code.link == "tel:**21*+493023125801%23"


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("DE", ["Telekom", "Vodafone", "O₂", "1&1", "congstar"]),
        ("AT", ["A1", "Magenta", "Drei"]),
        ("CH", ["Swisscom", "Sunrise", "Salt"]),
    ],
)
def test_carriers_of_a_country_are_those_that_people_have(country: str, names: list[str]) -> None:
    assert [carrier.name for carrier in carriers_of(country)][:-1] == names
