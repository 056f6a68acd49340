"""What the team does in its calendar all day, as rules of a random life."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from itertools import combinations

from django.db.models.functions import Now
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from booking.enums import AppointmentSource, AppointmentStatus, ChangeKind
from booking.models import (
    Appointment,
    AppointmentChange,
    Customer,
    Occupancy,
    StaffMember,
    WaitlistInvitation,
    WorkingHours,
)
from booking.queries import search_slots
from booking.services import (
    IMPORT_MAY_WAIVE,
    TEAM_MAY_WAIVE,
    approve_request,
    book_directly,
    decline_request,
)
from booking.services.approvals import let_lapse
from booking.services.customer_merging import merge_customers
from booking.services.team_booking import TeamWish, book_by_team, book_walk_in
from booking.services.team_changes import restore_appointment, stretch_appointment, undo_move
from booking.values import CustomerDetails, PartWish, SlotSearch
from tests.booking.acting import attempt, run_out
from tests.booking.services.sync.test_life_of_two_calendars import HALF_HOUR, TUESDAY_9, LifeOfTwoCalendars
from tests.booking.slow_calendar import SlowReading, instant, promises, step_of, steps_of_day
from tests.factories.booking import MONDAY_8, ServiceFactory

TUESDAY = TUESDAY_9.date()
MINUTE = timedelta(minutes=1)
starts = st.integers(0, 7).map(lambda number: TUESDAY_9 + number * HALF_HOUR)
picks = st.integers(0, 1000)
people = st.sampled_from(["Anna", "Ben"])
changes = {ChangeKind.RESCHEDULED: undo_move, ChangeKind.CANCELLED: restore_appointment}


class AtTheCounter(LifeOfTwoCalendars):
    """Walk-ins, requests, imports, longer and shorter, taken back, other hours, two entries of one person."""

    @initialize()
    def have_a_request(self) -> None:
        self.talk = ServiceFactory(name="Beratung", minutes=30, needs_approval=True)
        for staff in StaffMember.objects.filter(name__in=["Anna", "Ben"]):
            staff.skills.create(service=self.talk)

    @rule(name=people, start=starts)
    def ask_for_a_talk(self, name: str, start: datetime) -> None:
        self._book(name, start, service_id=self.talk.pk, source=AppointmentSource.WEB)

    @rule(name=people, start=starts)
    def take_over_from_elsewhere(self, name: str, start: datetime) -> None:
        self._book(name, start, source=AppointmentSource.IMPORT, waived=IMPORT_MAY_WAIVE)

    def _book(self, name: str, start: datetime, **booking: object) -> None:
        attempt(
            partial(
                book_directly,
                **{"service_id": self.service.pk, **booking},  # type: ignore[arg-type]
                staff_id=StaffMember.objects.get(name=name).pk,
                branch_id=self.branch.pk,
                starts_at=start,
                customer=CustomerDetails(name=f"Gast {next(self.keys)}", phone="+4915187654321"),
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )

    @rule(pick=picks, says_yes=st.booleans())
    def answer_a_request(self, pick: int, says_yes: bool) -> None:
        waiting = list(Appointment.objects.filter(status=AppointmentStatus.PENDING).order_by("pk"))
        if waiting:
            answer = approve_request if says_yes else decline_request
            asked = waiting[pick % len(waiting)]
            attempt(partial(answer, appointment_id=asked.pk, by="user:1", now=MONDAY_8))

    @rule()
    def answer_no_request_for_a_day(self) -> None:
        let_lapse(now=MONDAY_8 + timedelta(hours=24))

    @rule(start=starts)
    def walk_in(self, start: datetime) -> None:
        attempt(
            partial(
                book_walk_in,
                service_id=self.service.pk,
                branch=self.branch,
                user_id=1,
                idempotency_key=f"key-{next(self.keys)}",
                now=start + 2 * MINUTE,
            )
        )

    @rule(start=starts)
    def book_two_services(self, start: datetime) -> None:
        wish = TeamWish(
            branch_id=self.branch.pk,
            service_id=self.talk.pk,
            starts_at=start,
            parts=(PartWish(service_id=self.service.pk),),
        )
        attempt(
            partial(
                book_by_team,
                wish=wish,
                customer=CustomerDetails(name=f"Gast {next(self.keys)}"),
                user_id=1,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )

    @rule(pick=picks, minutes=st.sampled_from([-15, 15, 30]))
    def stretch(self, pick: int, minutes: int) -> None:
        appointment = self._planned(pick)
        is_cut = appointment and appointment.service_id == self.service.pk
        if appointment and is_cut and appointment.duration + minutes * MINUTE > timedelta(0):
            attempt(
                partial(
                    stretch_appointment,
                    appointment_id=appointment.pk,
                    ends_at=appointment.ends_at + minutes * MINUTE,
                    by="user:1",
                    now=MONDAY_8,
                    waived=TEAM_MAY_WAIVE,
                )
            )

    @rule(pick=picks, kind=st.sampled_from(sorted(changes)))
    def take_back(self, pick: int, kind: ChangeKind) -> None:
        done = list(AppointmentChange.objects.filter(kind=kind).order_by("pk"))
        if done:
            change = done[pick % len(done)]
            undo = partial(changes[kind], appointment_id=change.appointment_id, change_id=change.pk)
            attempt(partial(undo, by="user:1", now=MONDAY_8, is_silent=True))

    @rule(name=people)
    def work_until_noon_or_all_day(self, name: str) -> None:
        """What is held then is given up: it was promised by other hours."""
        staff = StaffMember.objects.get(name=name)
        if not staff.working_hours.all().delete()[0]:
            WorkingHours.objects.create(
                staff=staff,
                branch=self.branch,
                weekday=TUESDAY.weekday(),
                opens_at="09:00",
                closes_at="12:00",
            )
        run_out()
        WaitlistInvitation.objects.update(expires_at=Now() - MINUTE)

    @rule(pick=picks)
    def find_that_two_are_one(self, pick: int) -> None:
        pairs = list(combinations(Customer.objects.order_by("pk")[:6], 2))
        if pairs:
            kept, gone = pairs[pick % len(pairs)]
            merge_customers(kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)

    # --- what must be true in the evening ---

    def nothing_is_lost(self) -> None:
        """Left to the life of two calendars alone: here many others move and cancel as well."""

    def teardown(self) -> None:
        try:
            self.what_is_promised_is_what_is_taken()
            self.what_is_offered_is_what_a_slow_reading_allows()
        finally:
            super().teardown()

    def what_is_promised_is_what_is_taken(self) -> None:
        """By the services of the appointments, whatever their occupancies say: nobody is in two places."""
        rows = [each for each in promises() if isinstance(each.row, Appointment) and not each.row.session_id]
        for one, other in combinations(rows, 2):
            assert one.row.staff_id != other.row.staff_id or not one.person & other.person
            assert not any(steps & other.rooms.get(room, frozenset()) for room, steps in one.rooms.items())
        for each in rows:
            taken = Occupancy.objects.filter(
                appointment=each.row.pk, resource=each.row.staff.resource_id
            ).values_list("blocked", flat=True)
            steps = {step for span in taken for step in range(step_of(span.lower), step_of(span.upper))}
            assert steps == each.person, each.row.starts_at

    def what_is_offered_is_what_a_slow_reading_allows(self) -> None:
        of_day = steps_of_day(TUESDAY, self.branch.zone)
        for name in ("Anna", "Ben"):
            staff = StaffMember.objects.get(name=name)
            search = SlotSearch(
                service_ids=(self.service.pk,),
                staff_ids=frozenset({staff.pk}),
                windows=((instant(of_day[0]), instant(of_day[-1] + 1)),),
                limit=1_000,
                alternatives=False,
            )
            found = {step_of(slot.starts_at) for slot in search_slots(search=search, now=MONDAY_8).slots}
            slow = SlowReading(self.service, staff, self.branch, party=1, now=MONDAY_8).broken(TUESDAY)
            assert found == {start for start, codes in slow.items() if not codes}
