from __future__ import annotations

from typing import Any

import pytest

from notifications.wording.facts import AppointmentFacts
from tests.factories.booking import BERLIN, berlin


class FactsFactory:
    """Facts of one appointment of Clara's; what differs is said by the test."""

    def __call__(self, day: str = "2026-12-08", clock: str = "09:00", **other: Any) -> AppointmentFacts:
        starts_at = berlin(day, clock)
        facts: dict[str, Any] = {
            "company_id": 7,
            "company": "Salon Haarmonie",
            "sender": "Salon Haarmonie",
            "address": "Torstraße 12, 10119 Berlin",
            "phone": "030 1234567",
            "customer": "Clara Weber",
            "staff": "Anna",
            "service": "Haarschnitt",
            "price": "39,00 €",
            "reference": "K7PX4T",
            "starts_at": starts_at.astimezone(BERLIN),
            "ends_at": berlin(day, clock).astimezone(BERLIN).replace(minute=30),
            "version": 1,
        }
        return AppointmentFacts(**{**facts, **other})


@pytest.fixture
def facts() -> FactsFactory:
    return FactsFactory()
