"""Many ask for and book visits of several services at the same moment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest

from askproai.core.errors import AskProError
from booking.enums import AppointmentSource
from booking.models import Appointment, Occupancy, Service, StaffMember, Visit
from booking.services import (
    HOLD_ON_THE_PHONE,
    book_appointment,
    cancel_appointment,
    move_appointment,
    offer_times,
)
from booking.values import CustomerDetails, PartWish, SlotSearch
from tenants.models import Company
from tests.booking.rush import in_the_middle_of, rush
from tests.factories.booking import MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory

CROWD = 12


@pytest.fixture
def salon(committed_company: Company) -> Company:
    branch = BranchFactory()
    colour, cut = ServiceFactory(name="Farbe", minutes=60), ServiceFactory(name="Haarschnitt")
    StaffMemberFactory(name="Anna", branches=(branch,), services=(colour, cut))
    StaffMemberFactory(name="Ben", branches=(branch,), services=(cut, colour), position=1)
    return committed_company


def visit(number: int) -> Appointment | None:
    """One caller: asks for both services in either order, and books what is offered."""
    services = list(Service.objects.order_by("name"))[:: 1 if number % 2 else -1]
    search = SlotSearch(parts=tuple(PartWish(service_id=each.pk) for each in services), limit=1)
    offered = offer_times(
        search=search, holder=f"call-{number}", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8
    ).offers
    if not offered:
        return None
    return book_appointment(
        slot_id=offered[0].slot_id,
        customer=CustomerDetails(name=f"Kundin {number}", phone="+4915112345678"),
        source=AppointmentSource.PHONE,
        idempotency_key=f"key-{number}",
        now=MONDAY_8,
    )


def test_a_rush_of_visits_gives_whole_visits_and_nothing_twice(salon: Company) -> None:
    outcomes = rush(salon, [partial(visit, number) for number in range(CROWD)])

    booked = [each for each in outcomes if isinstance(each, Appointment)]
    refused = [each for each in outcomes if isinstance(each, AskProError)]
    assert len(booked) + len(refused) + outcomes.count(None) == CROWD
    assert len(booked) >= CROWD // 2
    assert Visit.objects.count() == len(booked)
    parts = Counter(Appointment.objects.values_list("visit_id", flat=True))
    assert set(parts.values()) == {2}
    rows = Occupancy.objects.order_by("resource_id", "blocked").values_list("resource_id", "blocked")
    assert all(a[0] != b[0] or a[1].upper <= b[1].lower for a, b in pairwise(rows))


def test_cancelling_a_visit_of_which_a_part_is_being_moved_cancels_all_of_it(salon: Company) -> None:
    first = visit(1)
    assert first
    part = Appointment.objects.exclude(pk=first.pk).get()
    other = StaffMember.objects.exclude(pk=part.staff_id).get()
    later = part.starts_at + timedelta(hours=3)
    move = partial(
        move_appointment,
        appointment_id=part.pk,
        starts_at=later,
        staff_id=other.pk,
        by="user:1",
        now=MONDAY_8,
    )
    cancel = partial(
        cancel_appointment, appointment_id=first.pk, reason="", by="phone", now=MONDAY_8, whole_visit=True
    )

    in_the_middle_of(salon, move, cancel)

    assert set(Appointment.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Occupancy.objects.exists()
