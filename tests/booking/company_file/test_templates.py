from __future__ import annotations

from typing import Any

import pytest

from booking.company_file.templates import Beginning, begun, template_of, trades_with_template
from booking.enums import PriceKind
from telephony.dialogue import greetings
from tenants.enums import MEDICAL, Industry

PLACE = {
    "address": "Hauptstraße 1",
    "branch_name": "Mitte",
    "branch_slug": "mitte",
    "subdivision": "",
    "staff": ["Anna"],
}


def beginning(country: str) -> Beginning:
    return Beginning(country=country, **PLACE)  # type: ignore[arg-type]


def test_every_trade_has_a_template() -> None:
    assert set(trades_with_template()) == set(Industry)


@pytest.mark.parametrize("industry", Industry)
def test_template_can_be_begun_with_anywhere(industry: Industry) -> None:
    for country in ("DE", "AT", "CH"):
        sections = begun(industry, beginning(country))
        assert [person.name for person in sections["staff"]] == ["Anna"]
        assert any(sections["branches"][0].hours.values())


@pytest.mark.parametrize("industry", sorted(set(Industry) - {Industry.OTHER}))
def test_template_is_made_with_care(industry: Industry) -> None:
    sections = template_of(Industry(industry))
    services = sections["services"]

    assert len(services) >= 10
    assert all(service.spoken_names and service.category for service in services)
    assert len(sections["knowledge"]) >= 2


@pytest.mark.parametrize("industry", Industry)
def test_no_two_services_answer_to_the_same_word(industry: Industry) -> None:
    names: list[str] = []
    for service in template_of(industry)["services"]:
        names += [
            service.name.lower(),
            *(word.lower() for word in service.spoken_names if word != service.name),
        ]

    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("industry", sorted(MEDICAL))
def test_where_people_are_treated_words_of_emergency_are_known(industry: Industry) -> None:
    sections: Any = template_of(Industry(industry))
    if industry == Industry.PHYSIOTHERAPY:
        return
    assert sections["receptionist"].emergency_words


@pytest.mark.parametrize("industry", sorted(set(Industry) - {Industry.OTHER}))
def test_every_trade_is_greeted_in_three_tones_and_both_forms(industry: str) -> None:
    words = {
        greetings.suggested(industry=industry, tone=tone, formal=True)
        for tone in (greetings.WARM, greetings.PLAIN, greetings.LIVELY)
    }
    plain = greetings.suggested(industry="?", tone=greetings.WARM, formal=True)

    assert len(words) == 3
    assert plain not in words
    assert "Sie" not in greetings.suggested(industry=industry, tone=greetings.LIVELY, formal=False).split()


def test_swiss_prices_are_whole_francs() -> None:
    services = begun(Industry.HAIRDRESSER, beginning("CH"))["services"]
    cut = next(service for service in services if service.name == "Haarschnitt Herren")

    assert (cut.price.kind, cut.price.cents) == (PriceKind.FIXED, 5400)


def test_austrian_hours_differ_where_they_usually_do() -> None:
    german = begun(Industry.DENTIST, beginning("DE"))["branches"][0].hours
    austrian = begun(Industry.DENTIST, beginning("AT"))["branches"][0].hours

    assert german != austrian
