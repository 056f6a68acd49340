"""News that come late: of a booking under an id that it no longer has."""

from __future__ import annotations

from datetime import timedelta

from askproai.core.db import database_now
from booking.models import Appointment, ExternalEvent
from booking.ports import RemoteBooking
from booking.services.sync.looking import look_at
from booking.services.sync.taking import take_in
from tenants.models import Company
from tests.booking.services.sync.model_calendar import ModelServer, linked, model_provider
from tests.factories.booking import MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory, berlin

TUESDAY_9 = berlin("2026-03-31", "09:00")
HALF_HOUR = timedelta(minutes=30)


def test_booking_that_was_moved_there_is_not_adopted_again_under_its_old_id(company: Company) -> None:
    server = ModelServer(moves_by_new_id=True)
    service = ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(BranchFactory(),), services=(service,))
    with model_provider(server):
        calendar = linked(anna, services={"cut": service.pk})
        booking = RemoteBooking(event_type_id="cut", name="Emma Weber")
        old = server.add(calendar.remote_id, TUESDAY_9, TUESDAY_9 + HALF_HOUR, booking=booking)
        look_at(calendar, now=MONDAY_8)
        server.move(calendar.remote_id, old.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        calendar.refresh_from_db()
        look_at(calendar, now=MONDAY_8)

        take_in(calendar_id=calendar.pk, remote=old, read_at=database_now(), now=MONDAY_8)

    assert Appointment.objects.get().starts_at == TUESDAY_9 + HALF_HOUR
    assert ExternalEvent.objects.get().remote_id != old.id
