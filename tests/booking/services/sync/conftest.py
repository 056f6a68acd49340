"""A provider of calendars that exists only here, and Anna's calendar at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from booking.models import LinkedCalendar, Service, StaffMember
from tests.booking.services.sync.model_calendar import ModelServer, linked, model_provider


@pytest.fixture
def server() -> Iterator[ModelServer]:
    server = ModelServer()
    with model_provider(server):
        yield server


@pytest.fixture
def annas(server: ModelServer, anna: StaffMember, haircut: Service) -> LinkedCalendar:
    return linked(anna, services={"cut": haircut.pk})
