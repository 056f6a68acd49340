"""All a house does with its calendar: phone, web, team, series, classes, waitlist, sickness and sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count, pairwise
from typing import TypeVar

import pytest
from django.db.models.functions import Now
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from booking.enums import (
    AppointmentSource,
    InvitationState,
    OccupancyKind,
    OfferState,
    OutageState,
    PhaseKind,
    RefusalCode,
    RepeatUnit,
    SeriesScope,
    TimeOffKind,
)
from booking.errors import BookingRefused, WaitlistTimeGone
from booking.models import (
    Appointment,
    Occupancy,
    Offer,
    Outage,
    Resource,
    StaffMember,
    SyncConflict,
    TimeOff,
    WaitlistInvitation,
)
from booking.queries.series import SeriesWish, propose_series
from booking.queries.terms import PROMISED
from booking.rules.recurrence import Recurrence
from booking.services import (
    HOLD_ON_THE_PHONE,
    add_need,
    add_time_off,
    book_appointment,
    book_series,
    cancel_series,
    change_series,
    offer_times,
    release_holds,
    remove_time_off,
    reschedule_appointment,
    set_phases,
)
from booking.services.outage_answers import serve_move
from booking.services.outage_plans import plan_outages
from booking.services.outages import send_outage, start_outage, undo_outage
from booking.services.slot_ids import offer_of
from booking.services.waitlist_answers import accept_invitation, decline_invitation
from booking.services.waitlist_rounds import offer_to_waiting
from booking.services.web_holds import hold_time
from booking.values import CustomerDetails, OfferedSlot, PartWish, SlotSearch
from tenants.models import Company
from tests.booking.acting import attempt, run_out
from tests.booking.at_the_counter import AtTheCounter
from tests.booking.services.sync.test_life_of_two_calendars import HALF_HOUR, TUESDAY_9
from tests.booking.waiting import waits
from tests.factories.booking import (
    MONDAY_8,
    ClassSessionFactory,
    CourseFactory,
    ResourceFactory,
    ServiceFactory,
    StaffMemberFactory,
)

T = TypeVar("T")
TAKEN = (OccupancyKind.HOLD, OccupancyKind.APPOINTMENT, OccupancyKind.SESSION)
starts = st.integers(0, 7).map(lambda number: TUESDAY_9 + number * HALF_HOUR)
picks = st.integers(0, 1000)
people = st.sampled_from(["Anna", "Ben"])
holders = st.sampled_from(["call-1", "call-2", "web-1"])
wishes = st.sampled_from(["cut", "colour", "visit", "two", "yoga"])


class LifeOfAHouse(AtTheCounter):
    """Anna and Ben cut and colour at one chair, and have calendars elsewhere; Ida teaches."""

    def __init__(self) -> None:
        super().__init__()
        self.names = count()
        self.offers: list[OfferedSlot] = []
        self.colour = ServiceFactory(name="Farbe", minutes=60)
        work, soak = (PhaseKind.WORK, timedelta(minutes=15)), (PhaseKind.PROCESSING, timedelta(minutes=30))
        set_phases(service=self.colour, phases=(work, soak, work))
        add_need(service=self.colour, group=ResourceFactory(branch=self.branch, group="Stuhl").group)
        for staff in StaffMember.objects.all():
            staff.skills.create(service=self.colour)
        self.yoga = CourseFactory()
        ida = StaffMemberFactory(name="Ida", branches=(self.branch,), services=(self.yoga,), position=2)
        for number in range(2):
            ClassSessionFactory(
                service=self.yoga, staff=ida, places=3, starts_at=TUESDAY_9 + timedelta(hours=2 * number)
            )

    # --- by phone and on the web ---

    @rule(wish=wishes, holder=holders, near=starts)
    def ask(self, wish: str, holder: str, near: datetime) -> None:
        search = SlotSearch(near=near, limit=2, **self._wished(wish))  # type: ignore[arg-type]
        answer = offer_times(search=search, holder=holder, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)
        assert answer.offers or answer.reasons, "an empty answer says why"
        self.offers += answer.offers

    def _wished(self, wish: str) -> dict[str, object]:
        parts = (PartWish(service_id=self.colour.pk), PartWish(service_id=self.service.pk))
        together = tuple(PartWish(service_id=self.service.pk, person=person) for person in (0, 1))
        return {
            "cut": {"service_ids": (self.service.pk,)},
            "colour": {"service_ids": (self.colour.pk,)},
            "visit": {"service_ids": (self.colour.pk, self.service.pk), "parts": parts},
            "two": {"service_ids": (self.service.pk,) * 2, "parts": together, "at_once": True},
            "yoga": {"service_ids": (self.yoga.pk,), "party_size": 2},
        }[wish]

    @rule(start=starts)
    def choose_on_the_web(self, start: datetime) -> None:
        held = self.tried(
            partial(
                hold_time,
                search=SlotSearch(service_ids=(self.service.pk,), branch_ids=frozenset({self.branch.pk})),
                starts_at=start,
                holder="web-1",
                now=MONDAY_8,
            )
        )
        if held:
            self.offers.append(held)

    @rule(pick=picks)
    def book_offer(self, pick: int) -> None:
        for slot in self._one_of(self.offers, pick):
            was_held = self._is_held(slot)
            booked = self.tried(
                partial(
                    book_appointment,
                    slot_id=slot.slot_id,
                    customer=self._somebody(),
                    source=AppointmentSource.PHONE,
                    idempotency_key=f"key-{next(self.keys)}",
                    now=MONDAY_8,
                )
            )
            assert bool(booked) == was_held, "what is held can be booked, and nothing else"

    @rule(pick=picks, of=picks)
    def move_onto_offer(self, pick: int, of: int) -> None:
        for slot in self._one_of(self.offers, pick):
            if appointment := self._planned(of):
                moved = self.tried(
                    partial(
                        reschedule_appointment,
                        appointment_id=appointment.pk,
                        slot_id=slot.slot_id,
                        idempotency_key=f"key-{next(self.keys)}",
                        now=MONDAY_8,
                    )
                )
                assert not moved or moved.starts_at == slot.starts_at

    @rule(holder=holders)
    def hang_up(self, holder: str) -> None:
        release_holds(holder=holder)

    @rule()
    def let_all_holds_run_out(self) -> None:
        run_out()

    # --- in the house ---

    @rule(name=people, start=starts)
    def go_away(self, name: str, start: datetime) -> None:
        staff = StaffMember.objects.get(name=name)
        self.tried(
            partial(
                add_time_off,
                staff_id=staff.pk,
                starts_at=start,
                ends_at=start + HALF_HOUR,
                kind=TimeOffKind.BLOCKED,
            )
        )

    @rule(pick=picks)
    def come_back(self, pick: int) -> None:
        for away in self._one_of(list(TimeOff.objects.filter(kind=TimeOffKind.BLOCKED)), pick):
            remove_time_off(time_off_id=away.pk)

    @rule(name=people, start=starts)
    def be_sick(self, name: str, start: datetime) -> None:
        staff = StaffMember.objects.get(name=name)
        start_outage(
            staff_id=staff.pk, starts_at=start, ends_at=start + 4 * HALF_HOUR, user_id=7, now=MONDAY_8
        )
        plan_outages(MONDAY_8)

    @rule(is_sent=st.booleans())
    def settle_sickness(self, is_sent: bool) -> None:
        for outage in Outage.objects.filter(state=OutageState.PLANNED):
            if not is_sent:
                undo_outage(outage_id=outage.pk, now=MONDAY_8)
                continue
            send_outage(outage_id=outage.pk, user_id=7, now=MONDAY_8)
            for move in outage.moves.all():
                serve_move(move_id=move.pk, now=MONDAY_8)

    @rule(name=people, start=starts)
    def book_a_series(self, name: str, start: datetime) -> None:
        local = start.astimezone(self.branch.zone)
        wish = SeriesWish(
            service_id=self.service.pk,
            branch_id=self.branch.pk,
            staff_id=StaffMember.objects.get(name=name).pk,
            at=local.time(),
            recurrence=Recurrence(every=1, unit=RepeatUnit.WEEK, first=local.date(), count=3),
        )
        proposal = propose_series(wish=wish, now=MONDAY_8)
        if chosen := proposal.picks("replace"):
            booked = self.tried(
                partial(
                    book_series,
                    wish=proposal.wish,
                    picks=chosen,
                    customer=self._somebody(),
                    source=AppointmentSource.PORTAL,
                    idempotency_key=f"key-{next(self.keys)}",
                    now=MONDAY_8,
                )
            )
            assert booked, "each proposed date can be booked"

    @rule(
        pick=picks, scope=st.sampled_from(SeriesScope), hours=st.integers(-1, 2), is_cancelled=st.booleans()
    )
    def change_a_series(self, pick: int, scope: SeriesScope, hours: int, is_cancelled: bool) -> None:
        for one in self._one_of(list(Appointment.objects.not_cancelled().exclude(series=None)), pick):
            if is_cancelled:
                act = partial(cancel_series, reason="", by="user:1", is_by_team=True)
            else:
                at = (one.local_start + timedelta(hours=hours)).time()
                act = partial(change_series, by="user:1", at=at)
            self.tried(partial(act, appointment_id=one.pk, scope=scope, now=MONDAY_8))

    # --- those who wait ---

    @rule()
    def join_the_waitlist(self) -> None:
        number = next(self.names)
        waits(f"Gast {number}", self.service, minute=number, windows=())

    @rule()
    def offer_to_those_who_wait(self) -> None:
        offer_to_waiting(MONDAY_8)

    @rule(pick=picks, says_yes=st.booleans())
    def answer(self, pick: int, says_yes: bool) -> None:
        for invitation in self._one_of(list(WaitlistInvitation.objects.all()), pick):
            if not says_yes:
                decline_invitation(invitation_id=invitation.pk, now=MONDAY_8)
                continue
            is_open = WaitlistInvitation.objects.filter(
                pk=invitation.pk, state=InvitationState.OPEN, expires_at__gt=Now()
            ).exists()
            try:
                accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=MONDAY_8)
            except WaitlistTimeGone:
                assert not is_open, "what is held for somebody cannot be gone"

    # --- what must always be true ---

    @invariant()
    def nobody_and_nothing_is_in_two_places(self) -> None:
        for resource in Resource.objects.all():
            rows = resource.occupancies.filter(kind__in=TAKEN).values_list("blocked", flat=True)
            spans = sorted((blocked.lower, blocked.upper) for blocked in rows)
            assert all(before[1] <= after[0] for before, after in pairwise(spans))

    @invariant()
    def what_was_written_elsewhere_over_an_appointment_waits_for_a_decision(self) -> None:
        waiting = set(SyncConflict.objects.filter(resolution="").values_list("event_id", flat=True))
        for elsewhere in Occupancy.objects.filter(kind=OccupancyKind.EXTERNAL):
            over = Occupancy.objects.filter(
                kind=OccupancyKind.APPOINTMENT,
                appointment__status__in=PROMISED,  # who is there already cannot be moved
                resource=elsewhere.resource_id,
                blocked__overlap=elsewhere.blocked,
            )
            assert elsewhere.external_event_id in waiting or not over.exists()

    @invariant()
    def each_promise_takes_its_time(self) -> None:
        for appointment in Appointment.objects.filter(session=None):
            takes = appointment.occupancies.filter(resource=appointment.staff.resource_id)
            assert takes.exists() == (appointment.status != "cancelled"), appointment.pk

    @invariant()
    def no_class_has_more_guests_than_places(self) -> None:
        for session in self.yoga.sessions.all():
            booked = session.appointments.not_cancelled()
            assert sum(each.party_size for each in booked) <= session.places

    # --- how the test acts ---

    def tried(self, act: Callable[[], T]) -> T | None:
        """What the act returned; a refusal is one of ours, with a code that has its sentences."""
        answer = attempt(act)
        if not isinstance(answer, BookingRefused):
            return answer
        assert RefusalCode(answer.code)
        return None

    def _one_of(self, them: list[T], pick: int) -> Iterator[T]:
        if them:
            yield them[pick % len(them)]

    def _is_held(self, slot: OfferedSlot) -> bool:
        running = Offer.objects.running().filter(state=OfferState.HELD, pk=offer_of(slot.slot_id).pk)
        return running.exists()

    def _somebody(self) -> CustomerDetails:
        number = next(self.names)
        return CustomerDetails(name=f"Kundin {number}", phone=f"+49151{number:08d}")


@pytest.mark.filterwarnings("ignore:.*differing executors")
def test_life_of_a_house(company: Company) -> None:
    run_state_machine_as_test(
        LifeOfAHouse,
        settings=settings(
            max_examples=max(2, settings.default.max_examples // 15),
            stateful_step_count=40,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
