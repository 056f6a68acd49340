"""A small soak over all four providers: the large one is ``make bench-sync``."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from askproai.standins.testing import running_standins
from bench.soak import door, soak, use_standins
from booking.enums import Weekday
from booking.models import Branch, Service, StaffMember, WorkingHours
from booking.services import add_staff_member
from tenants.context import forget_companies
from tenants.models import Company


@pytest.fixture
def four(committed_company: Company) -> list[StaffMember]:
    """Four people who cut hair from nine to six."""
    forget_companies()
    branch = Branch.objects.create(name="Mitte", slug="mitte", subdivision="BE")
    WorkingHours.objects.bulk_create(
        WorkingHours(branch=branch, weekday=weekday, opens_at=time(9), closes_at=time(18))
        for weekday in Weekday
    )
    service = Service.objects.create(name="Haarschnitt", duration=timedelta(minutes=30), price_cents=3000)
    return [
        add_staff_member(name=name, branch_ids=[branch.pk], service_ids=[service.pk], position=position)
        for position, name in enumerate(("Anna", "Ben", "Clara", "David"))
    ]


@pytest.mark.slow
def test_both_sides_say_the_same_after_many_changes(four: list[StaffMember]) -> None:
    with running_standins() as standins, door() as url:
        standins.app_url = url
        with use_standins(standins, public_url=url):
            verdict, figures = soak(standins, four, changes=12, say=lambda _: None)

    assert (verdict.differences, verdict.doubles, verdict.lost) == ([], [], [])
    assert figures["settled"]
    assert figures["dead"] == 0
    assert figures["failed_requests"] > 0
