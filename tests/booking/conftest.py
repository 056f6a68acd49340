"""A salon with one branch, two people and a haircut, in the company that the test has entered."""

from __future__ import annotations

import pytest

from askproai.core.events import _subscribers
from booking.events import (
    AppointmentBooked,
    AppointmentCancelled,
    PlacesFreed,
    SeriesBooked,
    SessionCancelled,
)
from booking.models import Branch, Service, StaffMember
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory


@pytest.fixture
def branch(company: Company) -> Branch:
    return BranchFactory()


@pytest.fixture
def haircut(company: Company) -> Service:
    return ServiceFactory()


@pytest.fixture
def anna(branch: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Anna", branches=(branch,), services=(haircut,))


@pytest.fixture
def ben(branch: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Ben", branches=(branch,), services=(haircut,), position=1)


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is published about places and cancellations, in its order."""
    seen: list[object] = []
    for kind in (PlacesFreed, SessionCancelled, AppointmentCancelled, AppointmentBooked, SeriesBooked):
        monkeypatch.setitem(_subscribers, kind, [*_subscribers[kind], seen.append])
    return seen
