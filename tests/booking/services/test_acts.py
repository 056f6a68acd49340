from __future__ import annotations

import pytest
from django.db import transaction

from askproai.core.errors import Busy
from askproai.core.rows import insert
from booking.enums import OccupancyKind
from booking.errors import SlotTaken
from booking.models import Appointment, Occupancy
from booking.services.acts import act_that_looks_first, booking_act
from tenants.models import Company
from tests.factories.booking import AppointmentFactory, BranchFactory, ServiceFactory, StaffMemberFactory


@pytest.fixture
def appointment(committed_company: Company) -> Appointment:
    service = ServiceFactory()
    anna = StaffMemberFactory(branches=[BranchFactory()], services=[service])
    booked: Appointment = AppointmentFactory(staff=anna, service=service)
    return booked


def occupy_twice(appointment: Appointment) -> None:
    taken = appointment.occupancies.get()
    again = Occupancy(
        resource_id=taken.resource_id,
        blocked=taken.blocked,
        kind=OccupancyKind.APPOINTMENT,
        appointment=appointment,
    )
    insert([again])


@pytest.mark.parametrize("act", [booking_act, act_that_looks_first])
def test_a_violated_constraint_is_a_taken_slot(appointment: Appointment, act: type) -> None:
    with pytest.raises(SlotTaken):
        act(occupy_twice)(appointment)


def test_inside_a_transaction_a_booking_act_is_undone_alone(appointment: Appointment) -> None:
    with transaction.atomic():
        with pytest.raises(SlotTaken):
            booking_act(occupy_twice)(appointment)

        assert Occupancy.objects.count() == 1


def test_inside_a_transaction_an_act_that_looks_first_is_undone_with_all(appointment: Appointment) -> None:
    with pytest.raises(Busy), transaction.atomic():
        act_that_looks_first(occupy_twice)(appointment)

    assert Occupancy.objects.count() == 1
