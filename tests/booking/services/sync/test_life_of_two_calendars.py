"""Both sides change in any order, answers get lost, news comes late and twice: the end is the same."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from booking.enums import AppointmentSource, OccupancyKind
from booking.models import Appointment, ExternalEvent, LinkedCalendar, Occupancy, StaffMember, SyncConflict
from booking.ports import RemoteBooking, RemoteEvent
from booking.queries.terms import PROMISED
from booking.services import book_directly, cancel_appointment, move_appointment
from booking.services.sync import make_due
from booking.services.sync.looking import look_at
from booking.values import CustomerDetails
from tenants.models import Company
from tests.booking.acting import attempt
from tests.booking.services.sync.model_calendar import ModelServer, linked, model_provider, send_all
from tests.factories.booking import MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory, berlin

TUESDAY_9 = berlin("2026-03-31", "09:00")
HALF_HOUR = timedelta(minutes=30)
CUT = "cut"
starts = st.integers(0, 7).map(lambda number: TUESDAY_9 + number * HALF_HOUR)
picks = st.integers(0, 30)
people = st.sampled_from(["Anna", "Ben"])
wrongs = st.lists(st.sampled_from(["", "", "before", "after", "late"]), max_size=4)


class LifeOfTwoCalendars(RuleBasedStateMachine):
    """Anna and Ben have a calendar here and one there."""

    moves_by_new_id = False

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.server = ModelServer(moves_by_new_id=self.moves_by_new_id)
        self.undo.enter_context(model_provider(self.server))
        self.keys = count()
        # What somebody wanted last, by appointment; ``None``: gone.
        self.wanted: dict[int, datetime | None] = {}
        self.unsure: set[int] = set()
        self.service, self.branch = ServiceFactory(minutes=30), BranchFactory()
        for position, name in enumerate(("Anna", "Ben")):
            staff = StaffMemberFactory(
                name=name, branches=(self.branch,), services=(self.service,), position=position
            )
            linked(staff, services={CUT: self.service.pk})

    def teardown(self) -> None:
        try:
            self.settle()
            self.both_say_the_same()
            self.nothing_is_lost()
        finally:
            transaction.set_rollback(True)
            self.undo.close()

    # --- what happens here ---

    @rule(name=people, start=starts)
    def book_here(self, name: str, start: datetime) -> None:
        booked = attempt(
            partial(
                book_directly,
                service_id=self.service.pk,
                staff_id=StaffMember.objects.get(name=name).pk,
                branch_id=self.branch.pk,
                starts_at=start,
                customer=CustomerDetails(name="Clara Weber", phone="+4915112345678"),
                source=AppointmentSource.WEB,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )
        if isinstance(booked, Appointment):
            self.wanted[booked.pk] = start

    @rule(pick=picks, name=people, start=starts)
    def move_here(self, pick: int, name: str, start: datetime) -> None:
        if appointment := self._planned(pick):
            staff = StaffMember.objects.get(name=name)
            moved = attempt(
                partial(
                    move_appointment,
                    appointment_id=appointment.pk,
                    starts_at=start,
                    staff_id=staff.pk,
                    now=MONDAY_8,
                    by="user:1",
                )
            )
            if isinstance(moved, Appointment):
                self.wanted[appointment.pk] = start

    @rule(pick=picks)
    def cancel_here(self, pick: int) -> None:
        if appointment := self._planned(pick):
            cancelled = attempt(
                partial(
                    cancel_appointment, appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8
                )
            )
            if isinstance(cancelled, Appointment):
                self.wanted[appointment.pk] = None

    # --- what happens there ---

    @rule(name=people, start=starts)
    def be_busy_there(self, name: str, start: datetime) -> None:
        self.server.add(self._calendar(name).remote_id, start, start + HALF_HOUR)

    @rule(name=people, start=starts)
    def book_there(self, name: str, start: datetime) -> None:
        booking = RemoteBooking(event_type_id=CUT, name="Emma Weber", phone="0151 87654321")
        self.server.add(self._calendar(name).remote_id, start, start + HALF_HOUR, booking=booking)

    @rule(name=people, pick=picks, start=starts)
    def move_there(self, name: str, pick: int, start: datetime) -> None:
        if event := self._living(name, pick):
            self._want(name, event, start)
            self.server.move(self._calendar(name).remote_id, event.id, start, start + HALF_HOUR)

    @rule(name=people, pick=picks)
    def remove_there(self, name: str, pick: int) -> None:
        if event := self._living(name, pick):
            self._want(name, event, None)
            self.server.remove(self._calendar(name).remote_id, event.id)

    # --- what goes between ---

    @rule()
    def arrive_late(self) -> None:
        self.server.arrive()

    @rule(wrong=wrongs, looks=st.booleans())
    def send(self, wrong: list[str], looks: bool) -> None:
        self.server.failing = wrong
        if looks:
            self.server.meanwhile = partial(self._look, in_full=False)
        send_all()
        self._be_well()

    @rule(wrong=wrongs, in_full=st.booleans(), sends=st.booleans())
    def look(self, wrong: list[str], in_full: bool, sends: bool) -> None:
        self.server.failing = wrong
        if sends:
            self.server.meanwhile = send_all
        self._look(in_full=in_full)
        self._be_well()

    def settle(self) -> None:
        """Nothing goes wrong any more, and nothing more happens."""
        self._be_well()
        self.server.arrive()
        for _ in range(4):
            send_all()
            self._look(in_full=True)
        send_all()

    def _be_well(self) -> None:
        self.server.failing = []
        self.server.meanwhile = lambda: None

    def _look(self, *, in_full: bool) -> None:
        calendars = LinkedCalendar.objects.all()
        make_due([each.pk for each in calendars], now=MONDAY_8, in_full=in_full)
        for calendar in calendars.select_related("connection", "staff"):
            look_at(calendar, now=MONDAY_8)

    def _planned(self, pick: int) -> Appointment | None:
        planned = list(Appointment.objects.not_cancelled().order_by("pk"))
        return planned[pick % len(planned)] if planned else None

    def _calendar(self, name: str) -> LinkedCalendar:
        return LinkedCalendar.objects.get(staff__name=name)

    def _living(self, name: str, pick: int) -> RemoteEvent | None:
        living = sorted(self.server.living(self._calendar(name).remote_id), key=lambda each: each.id)
        return living[pick % len(living)] if living else None

    def _want(self, name: str, event: RemoteEvent, start: datetime | None) -> None:
        """Whose appointment the entry is says our mark; who may have written it, we do not always know."""
        of_calendar = ExternalEvent.objects.filter(calendar=self._calendar(name), appointment__isnull=False)
        known = of_calendar.filter(mark=event.mark).first() if event.mark else None
        known = known or of_calendar.filter(remote_id=event.id).first()
        if known and known.appointment_id:
            self.wanted[known.appointment_id] = start
            is_ours = start and f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" in known.attempted
            if is_ours:
                self.unsure.add(known.appointment_id)

    # --- what must be true ---

    @invariant()
    def no_entry_is_known_twice(self) -> None:
        for calendar in LinkedCalendar.objects.all():
            marks = [event.mark for event in self.server.living(calendar.remote_id) if event.mark]
            assert len(marks) == len(set(marks))

    def both_say_the_same(self) -> None:
        undecided = SyncConflict.objects.filter(resolution="")
        waiting = set(undecided.values_list("event_id", flat=True))
        for calendar in LinkedCalendar.objects.select_related("staff"):
            there = {event.id: event for event in self.server.living(calendar.remote_id)}
            known = {
                event.remote_id: event
                for event in ExternalEvent.objects.filter(calendar=calendar).select_related("appointment")
                if event.remote_id and not event.is_gone
            }
            for event_id, event in there.items():
                self._is_kept(event, known.get(event_id), calendar, waiting)
            for appointment in Appointment.objects.not_cancelled().filter(staff=calendar.staff):
                row = ExternalEvent.objects.get(calendar=calendar, appointment=appointment)
                assert row.pk in waiting or row.remote_id in there, appointment.starts_at

    def nothing_is_lost(self) -> None:
        """What somebody wanted last stands, or somebody was shown that two wanted different things."""
        shown = set(SyncConflict.objects.values_list("appointment_id", flat=True))
        for appointment in Appointment.objects.filter(pk__in=self.wanted):
            if appointment.pk in shown | self.unsure:
                continue
            wanted = self.wanted[appointment.pk]
            if appointment.status == "cancelled":
                was_cancelled_here = appointment.changes.filter(new_status="cancelled", by="phone").exists()
                assert wanted is None or was_cancelled_here, appointment
            else:
                told = [
                    (each.by, each.new_period and each.new_period.lower) for each in appointment.changes.all()
                ]
                assert appointment.starts_at == wanted, (appointment.starts_at, wanted, told)

    def _is_kept(
        self,
        event: RemoteEvent,
        row: ExternalEvent | None,
        calendar: LinkedCalendar,
        waiting: set[int],
    ) -> None:
        """What stands there is here as well: as appointment, as taken time, or before somebody's eyes."""
        assert row, event
        if row.pk in waiting:
            return
        if row.appointment:
            assert row.appointment.status != "cancelled", event
            assert (row.appointment.starts_at, row.appointment.staff_id) == (
                event.starts_at,
                calendar.staff_id,
            )
            return
        blocked = Occupancy.objects.get(external_event=row, kind=OccupancyKind.EXTERNAL).blocked
        assert (blocked.lower, blocked.upper) == (event.starts_at, event.ends_at)
        crossed = Occupancy.objects.filter(
            kind=OccupancyKind.APPOINTMENT,
            appointment__status__in=PROMISED,
            resource=calendar.staff.resource_id,
            blocked__overlap=(blocked.lower, blocked.upper),
        )
        assert not crossed.exists(), "an overlap that nobody sees"


class LifeWithNewIds(LifeOfTwoCalendars):
    """Moving makes a new entry there, as Cal.com does it."""

    moves_by_new_id = True


@pytest.mark.filterwarnings("ignore:.*differing executors")
@pytest.mark.parametrize("life", [LifeOfTwoCalendars, LifeWithNewIds])
def test_life_of_two_calendars(company: Company, life: type[LifeOfTwoCalendars]) -> None:
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=max(3, settings.default.max_examples // 10),
            stateful_step_count=12,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
