"""A salon with two people and three services, ready to be called."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from askproai.core.events import publish
from booking.models import Branch, Service, StaffMember
from telephony.acts import people
from telephony.services import acting, calls, transcripts
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory


@dataclass(frozen=True, kw_only=True)
class Salon:
    """Who and what there is."""

    branch: Branch
    cut: Service
    colour: Service
    anna: StaffMember
    ben: StaffMember


@pytest.fixture
def salon(company: Company) -> Salon:
    """Open on workdays from 9 to 18; Anna does everything, Ben only cuts."""
    return furnish()


def furnish() -> Salon:
    """The rows of the salon, in the current company."""
    branch = BranchFactory()
    cut = ServiceFactory(name="Haarschnitt", minutes=30, price_cents=3900)
    colour = ServiceFactory(name="Färben", minutes=90, price_cents=8900)
    return Salon(
        branch=branch,
        cut=cut,
        colour=colour,
        anna=StaffMemberFactory(name="Anna", branches=[branch], services=[cut, colour]),
        ben=StaffMemberFactory(name="Ben", branches=[branch], services=[cut]),
    )


@pytest.fixture
def heard_events(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every event that the room publishes, in order, beside its real subscribers."""
    heard: list[object] = []

    def listening(event: object) -> None:
        heard.append(event)
        publish(event)

    for module in (calls, acting, transcripts, people):
        monkeypatch.setattr(module, "publish", listening)
    return heard
