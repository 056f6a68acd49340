"""News that come late: of a booking under an id that it no longer has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from unittest import mock

import pytest

from askproai.core.db import database_now
from askproai.core.errors import Busy
from booking.enums import AppointmentSource, OccupancyKind
from booking.models import Appointment, ExternalEvent, LinkedCalendar, Occupancy, SyncConflict
from booking.ports import RemoteBooking, RemoteEvent
from booking.services import book_directly, move_appointment
from booking.services.sync import make_due
from booking.services.sync.looking import look_at
from booking.services.sync.taking import take_in, take_in_anew
from booking.values import CustomerDetails
from tenants.models import Company
from tenants.outbox.models import OutboxEntry
from tests.booking.rush import in_the_middle_of
from tests.booking.services.sync.model_calendar import (
    ModelCalendar,
    ModelServer,
    linked,
    model_provider,
    send_all,
)
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


def test_entry_moved_twice_there_stays_one_appointment_whatever_was_read_of_it(company: Company) -> None:
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

        take_in_anew(
            ModelCalendar(server, calendar.remote_id),
            calendar_id=calendar.pk,
            remote_id=first.id,
            now=MONDAY_8,
        )

    assert Appointment.objects.get().starts_at == TUESDAY_9 + 2 * HALF_HOUR
    assert [event.remote_id for event in ExternalEvent.objects.all()] == [third.id]


def test_booking_that_became_two_appointments_is_one_again(company: Company) -> None:
    server = ModelServer(moves_by_new_id=True)
    service = ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(BranchFactory(),), services=(service,))
    with model_provider(server):
        calendar = linked(anna, services={"cut": service.pk})
        booking = RemoteBooking(event_type_id="cut", name="Emma Weber")
        old = server.add(calendar.remote_id, TUESDAY_9, TUESDAY_9 + HALF_HOUR, booking=booking)
        look_at(calendar, now=MONDAY_8)
        new = server.move(calendar.remote_id, old.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        unrelated = replace(new, previous_id="")
        take_in(calendar_id=calendar.pk, remote=unrelated, read_at=database_now(), now=MONDAY_8)
        make_due([calendar.pk], now=MONDAY_8, in_full=True)
        calendar.refresh_from_db()
        look_at(calendar, now=MONDAY_8)

    standing = Appointment.objects.not_cancelled().get()
    assert standing.starts_at == TUESDAY_9 + HALF_HOUR
    assert standing.external_events.get().remote_id == new.id


def test_change_of_what_was_moved_twice_there_is_not_given_up(company: Company) -> None:
    server = ModelServer(moves_by_new_id=True)
    with model_provider(server):
        calendar, appointment = _booked_here()
        send_all()
        entry = server.living(calendar.remote_id)[0]
        for step in (1, 2):
            start = TUESDAY_9 + step * HALF_HOUR
            entry = server.move(calendar.remote_id, entry.id, start, start + HALF_HOUR)
        move_appointment(
            appointment_id=appointment.pk, starts_at=TUESDAY_9 + 4 * HALF_HOUR, now=MONDAY_8, by="user:1"
        )
        for _ in range(12):
            send_all()

    assert not OutboxEntry.objects.filter(state="dead").exists()
    assert SyncConflict.objects.get(resolution="").kind == "both"


@pytest.mark.parametrize("finds_at_once", [True, False])
def test_change_there_before_we_knew_that_ours_had_arrived_is_kept(
    company: Company, finds_at_once: bool
) -> None:
    server = ModelServer(finds_at_once=finds_at_once)
    with model_provider(server):
        calendar, appointment = _booked_here()
        server.failing = ["after"]
        send_all()
        entry = server.living(calendar.remote_id)[0]
        server.move(calendar.remote_id, entry.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        for _ in range(2):
            send_all()

    appointment.refresh_from_db()
    assert appointment.starts_at == TUESDAY_9 + HALF_HOUR
    assert [each.starts_at for each in server.living(calendar.remote_id)] == [TUESDAY_9 + HALF_HOUR]


def test_same_mark_answers_with_our_own_earlier_time_and_is_put_right(company: Company) -> None:
    server = ModelServer(finds_at_once=False)
    with model_provider(server):
        calendar, appointment = _booked_here()
        server.failing = ["after"]
        send_all()
        later = TUESDAY_9 + 2 * HALF_HOUR
        move_appointment(appointment_id=appointment.pk, starts_at=later, now=MONDAY_8, by="user:1")
        send_all()

    assert [each.starts_at for each in server.living(calendar.remote_id)] == [later]
    assert not SyncConflict.objects.exists()


def test_of_two_who_read_at_once_the_older_news_does_not_win(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        send_all()
        old = server.living(calendar.remote_id)[0]
        first_asked, second_asked = database_now(), database_now()
        new = server.move(calendar.remote_id, old.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)

        take_in(calendar_id=calendar.pk, remote=new, read_at=first_asked, now=MONDAY_8)
        is_taken = take_in(calendar_id=calendar.pk, remote=old, read_at=second_asked, now=MONDAY_8)

    assert is_taken is False
    assert Appointment.objects.get().starts_at == TUESDAY_9 + HALF_HOUR


def test_news_that_something_overtook_are_asked_for_until_they_count(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        send_all()
        entry = server.living(calendar.remote_id)[0]
        server.move(calendar.remote_id, entry.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        asked = []

        class Overtaken(ModelCalendar):
            def get(self, *, remote_id: str) -> RemoteEvent | None:
                asked.append(remote_id)
                if len(asked) < 3:
                    ExternalEvent.objects.update(seen_at=database_now())
                return super().get(remote_id=remote_id)

        port = Overtaken(server, calendar.remote_id)
        take_in_anew(port, calendar_id=calendar.pk, remote_id=entry.id, now=MONDAY_8)

    assert Appointment.objects.get().starts_at == TUESDAY_9 + HALF_HOUR


def test_news_that_are_overtaken_for_ever_are_read_again_later(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        send_all()
        entry = server.living(calendar.remote_id)[0]

        class Overtaken(ModelCalendar):
            def get(self, *, remote_id: str) -> RemoteEvent | None:
                ExternalEvent.objects.update(seen_at=database_now())
                return super().get(remote_id=remote_id)

        port = Overtaken(server, calendar.remote_id)
        with pytest.raises(Busy):
            take_in_anew(port, calendar_id=calendar.pk, remote_id=entry.id, now=MONDAY_8)


def test_news_count_also_when_the_clock_has_gone_back(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        send_all()
        entry = server.living(calendar.remote_id)[0]
        server.move(calendar.remote_id, entry.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        ExternalEvent.objects.update(seen_at=database_now() + timedelta(hours=1))
        look_at(calendar, now=MONDAY_8)

    assert Appointment.objects.get().starts_at == TUESDAY_9 + HALF_HOUR


def test_whoever_holds_the_appointment_does_not_put_the_calendar_off_for_long(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        send_all()
        del server.entries[calendar.remote_id]
        with mock.patch("booking.services.sync.taking.take_in", side_effect=Busy):
            look_at(calendar, now=MONDAY_8)

    calendar.refresh_from_db()
    assert calendar.due_at < database_now() + timedelta(minutes=1)
    assert not calendar.last_error


def test_comparing_that_was_asked_for_meanwhile_is_still_due(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        soon = MONDAY_8 + timedelta(minutes=1)
        server.meanwhile = partial(make_due, [calendar.pk], now=soon, in_full=True)
        look_at(calendar, now=MONDAY_8)

    calendar.refresh_from_db()
    assert (calendar.compare_at, calendar.due_at) == (soon, soon)


def test_entry_whose_answer_arrives_while_it_is_read_is_our_own(committed_company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, _ = _booked_here()
        server.failing = ["after"]
        send_all()
        entry = server.living(calendar.remote_id)[0]
        answered = partial(ExternalEvent.objects.update, remote_id=entry.id)
        read = partial(take_in, calendar_id=calendar.pk, remote=entry, read_at=database_now(), now=MONDAY_8)
        in_the_middle_of(committed_company, answered, read)

    assert ExternalEvent.objects.get().agreed_theirs
    assert not Occupancy.objects.filter(kind=OccupancyKind.EXTERNAL).exists()


def test_booking_that_is_being_moved_from_here_is_not_adopted_under_its_new_id(
    committed_company: Company,
) -> None:
    server = ModelServer(moves_by_new_id=True)
    service = ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(BranchFactory(),), services=(service,))
    with model_provider(server):
        calendar = linked(anna, services={"cut": service.pk})
        booking = RemoteBooking(event_type_id="cut", name="Emma Weber")
        old = server.add(calendar.remote_id, TUESDAY_9, TUESDAY_9 + HALF_HOUR, booking=booking)
        look_at(calendar, now=MONDAY_8)
        new = server.move(calendar.remote_id, old.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        answered = partial(ExternalEvent.objects.update, remote_id=new.id)
        read = partial(take_in, calendar_id=calendar.pk, remote=new, read_at=database_now(), now=MONDAY_8)
        in_the_middle_of(committed_company, answered, read)

    assert Appointment.objects.get().starts_at == TUESDAY_9 + HALF_HOUR


def test_refused_booking_that_was_moved_there_stands_under_its_new_id_alone(company: Company) -> None:
    server = ModelServer(moves_by_new_id=True)
    service = ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(BranchFactory(),), services=(service,))
    with model_provider(server):
        calendar = linked(anna, services={"cut": service.pk})
        booking = RemoteBooking(event_type_id="unknown", name="Emma Weber")
        old = server.add(calendar.remote_id, TUESDAY_9, TUESDAY_9 + HALF_HOUR, booking=booking)
        look_at(calendar, now=MONDAY_8)
        new = server.move(calendar.remote_id, old.id, TUESDAY_9 + HALF_HOUR, TUESDAY_9 + 2 * HALF_HOUR)
        unrelated = replace(new, previous_id="")
        take_in(calendar_id=calendar.pk, remote=unrelated, read_at=database_now(), now=MONDAY_8)
        calendar.refresh_from_db()
        look_at(calendar, now=MONDAY_8)

    assert [each.remote_id for each in ExternalEvent.objects.filter(is_gone=False)] == [new.id]
    assert [each.blocked.lower for each in Occupancy.objects.all()] == [TUESDAY_9 + HALF_HOUR]


def test_cancelled_there_before_we_knew_that_ours_had_arrived_is_not_written_again(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, appointment = _booked_here()
        server.failing = ["after"]
        send_all()
        server.remove(calendar.remote_id, server.living(calendar.remote_id)[0].id)
        for _ in range(3):
            send_all()

    appointment.refresh_from_db()
    assert appointment.status == "cancelled"
    assert server.living(calendar.remote_id) == []


def test_earlier_attempt_that_arrived_is_no_change_of_theirs(company: Company) -> None:
    server = ModelServer()
    with model_provider(server):
        calendar, appointment = _booked_here()
        send_all()
        for step, wrong in ((2, "after"), (4, "before")):
            start = TUESDAY_9 + step * HALF_HOUR
            move_appointment(appointment_id=appointment.pk, starts_at=start, now=MONDAY_8, by="user:1")
            server.failing = [wrong]
            send_all()
        for _ in range(3):
            send_all()

    assert not SyncConflict.objects.exists()
    assert [each.starts_at for each in server.living(calendar.remote_id)] == [TUESDAY_9 + 4 * HALF_HOUR]


def _booked_here() -> tuple[LinkedCalendar, Appointment]:
    """Anna's calendar, and an appointment with her on Tuesday at nine that is not sent yet."""
    branch, service = BranchFactory(), ServiceFactory(minutes=30)
    anna = StaffMemberFactory(branches=(branch,), services=(service,))
    calendar = linked(anna, services={"cut": service.pk})
    appointment = book_directly(
        service_id=service.pk,
        staff_id=anna.pk,
        branch_id=branch.pk,
        starts_at=TUESDAY_9,
        customer=CustomerDetails(name="Clara Weber", phone="+4915112345678"),
        source=AppointmentSource.WEB,
        idempotency_key="clara",
        now=MONDAY_8,
    )
    return calendar, appointment
