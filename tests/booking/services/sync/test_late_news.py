"""News that come late: of a booking under an id that it no longer has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from askproai.core.db import database_now
from booking.models import Appointment, ExternalEvent, Occupancy
from booking.ports import RemoteBooking
from booking.services.sync.looking import look_at
from booking.services.sync.taking import take_in, take_in_anew
from tenants.models import Company
from tests.booking.services.sync.model_calendar import ModelCalendar, ModelServer, linked, model_provider
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


def test_old_id_that_was_read_late_takes_nobodys_time_for_ever(company: Company) -> None:
    server = ModelServer(moves_by_new_id=True)
    service = ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(BranchFactory(),), services=(service,))
    with model_provider(server):
        calendar = linked(anna)
        old = server.add(calendar.remote_id, TUESDAY_9, TUESDAY_9 + HALF_HOUR)
        new = server.move(calendar.remote_id, old.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        look_at(calendar, now=MONDAY_8)

        take_in(calendar_id=calendar.pk, remote=old, read_at=database_now(), now=MONDAY_8)
        gone = server.entries[calendar.remote_id][old.id]
        take_in(calendar_id=calendar.pk, remote=gone, read_at=database_now(), now=MONDAY_8)

    assert [event.remote_id for event in ExternalEvent.objects.all()] == [new.id]
    assert [each.blocked.lower for each in Occupancy.objects.all()] == [TUESDAY_9 + HALF_HOUR]


def test_appointment_follows_to_an_id_that_was_heard_of_first(company: Company) -> None:
    server = ModelServer(moves_by_new_id=True)
    service = ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(BranchFactory(),), services=(service,))
    with model_provider(server):
        calendar = linked(anna, services={"cut": service.pk})
        booking = RemoteBooking(event_type_id="cut", name="Emma Weber")
        first = server.add(calendar.remote_id, TUESDAY_9, TUESDAY_9 + HALF_HOUR, booking=booking)
        look_at(calendar, now=MONDAY_8)
        second = server.move(calendar.remote_id, first.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        third = server.move(
            calendar.remote_id, second.id, TUESDAY_9 + 2 * HALF_HOUR, TUESDAY_9 + 3 * HALF_HOUR
        )
        busy = replace(third, booking=None)
        take_in(calendar_id=calendar.pk, remote=busy, read_at=database_now(), now=MONDAY_8)
        for each in (first, second, third):
            calendar.refresh_from_db()
            news = server.entries[calendar.remote_id][each.id]
            if not take_in(calendar_id=calendar.pk, remote=news, read_at=database_now(), now=MONDAY_8):
                take_in_anew(
                    ModelCalendar(server, calendar.remote_id),
                    calendar_id=calendar.pk,
                    remote_id=each.id,
                    now=MONDAY_8,
                )

    assert Appointment.objects.get().starts_at == TUESDAY_9 + 2 * HALF_HOUR
    assert [event.remote_id for event in ExternalEvent.objects.all()] == [third.id]
