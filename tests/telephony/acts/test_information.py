from __future__ import annotations

from datetime import date

from tests.factories.booking import SpecialDayFactory
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act


def test_opening_hours_puts_days_with_the_same_hours_together(salon: Salon) -> None:
    result = act(CallFactory(), "opening_hours")

    assert result["say"] == "Wir haben von Montag bis Freitag von 9 Uhr bis 18 Uhr geöffnet."


def test_opening_hours_of_a_week_ignores_a_single_special_day(salon: Salon) -> None:
    SpecialDayFactory(branch=salon.branch, date_on=date(2026, 4, 1))

    assert "von Montag bis Freitag" in act(CallFactory(), "opening_hours")["say"]


def test_opening_hours_of_a_day_know_public_holidays(salon: Salon) -> None:
    result = act(CallFactory(), "opening_hours", when="haben Sie am Karfreitag offen")

    assert result["hours"] == [{"day": "2026-04-03", "holiday": "Karfreitag", "open": []}]
    assert result["say"].endswith("haben wir geschlossen.")


def test_opening_hours_of_a_day_are_said_for_that_day(salon: Salon) -> None:
    result = act(CallFactory(), "opening_hours", when="wie lange haben Sie morgen auf")

    assert result["say"] == "Morgen haben wir von 9 Uhr bis 18 Uhr geöffnet."


def test_quote_price_reads_the_price_list(salon: Salon) -> None:
    result = act(CallFactory(), "quote_price", service="Färben")

    assert result["price_cents"] == 8900
    assert "89 Euro" in result["say"]


def test_quote_price_invents_nothing(salon: Salon) -> None:
    result = act(CallFactory(), "quote_price", service="Bremsen entlüften")

    assert result["code"] == "service_unknown"
    assert "price_cents" not in result
