"""Random houses against a slow second opinion: what is offered, what can be booked, and why not the rest."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from booking.enums import AppointmentSource, PhaseKind, RefusalCode, TimeOffKind, Weekday
from booking.errors import BookingRefused
from booking.models import Appointment, Branch, Service, StaffMember, StaffSkill
from booking.queries import search_slots
from booking.services import (
    HOLD_ON_THE_PHONE,
    TEAM_MAY_WAIVE,
    add_need,
    add_time_off,
    book_directly,
    offer_times,
    set_phases,
)
from booking.values import CustomerDetails, SlotSearch
from tenants.models import Company
from tests.booking.acting import CLARA, attempt
from tests.booking.slow_calendar import SlowReading, clock, instant, step_of, steps_of_day
from tests.factories.booking import (
    BranchFactory,
    ResourceFactory,
    ServiceFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
)

# The nights before both changes of the clock, ordinary days, Good Friday and Christmas Eve.
DAYS = [date(2026, 3, 28), date(2026, 10, 24), date(2026, 6, 15), date(2026, 4, 2), date(2026, 12, 23)]
BERLIN, ZURICH = ("Europe/Berlin", "DE", "BE"), ("Europe/Zurich", "CH", "ZH")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

clocks = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))
# Caps and long notice close whole days: mostly there are none, so that the other rules have their turn.
amounts = st.sampled_from([*[None] * 6, 1, 2])


@st.composite
def hours(draw: st.DrawFn) -> tuple[time, time]:
    """Mostly a working day; sometimes a night, up to the end of the day."""
    if draw(st.booleans()):
        return time(9), draw(st.sampled_from([time(12), time(18)]))
    opens, closes = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    return opens, time(0) if closes > time(22) else closes


@dataclass
class House:
    """Two branches that may lie in two countries, two people, a cut and a colour that needs a chair."""

    day: date
    now: datetime
    branches: list[Branch]
    people: list[StaffMember]
    services: list[Service]

    @property
    def ways(self) -> list[tuple[Service, StaffMember, Branch]]:
        """Everybody with everything they do, wherever they work."""
        return [
            (skill.service, staff, branch)
            for staff in self.people
            for skill in staff.skills.select_related("service").order_by("pk")
            for branch in staff.branches.all()
        ]


@dataclass
class Builder:
    """Draws a house and writes it down."""

    draw: st.DrawFn

    def house(self) -> House:
        day = self.draw(st.sampled_from(DAYS))
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        now = midnight + self.draw(st.integers(-20, 20)) * HOUR
        branches = [self._branch(day, self.draw(st.sampled_from([BERLIN, ZURICH]))) for _ in range(2)]
        branches[0].travel_minutes = self.draw(st.sampled_from([{}, {str(branches[1].pk): 25}]))
        branches[0].save()
        services = [self._cut(), self._colour(branches)]
        anna = self._person("Anna", branches, services)
        ben = self._person("Ben", branches[: self.draw(st.integers(1, 2))], services[:1])
        self._shifts(anna, branches, day)
        StaffSkill.objects.filter(staff=anna, service=services[0]).update(
            duration=self.draw(st.sampled_from([None, 45 * MINUTE]))
        )
        return House(day, now, branches, [anna, ben], services)

    def _branch(self, day: date, place: tuple[str, str, str]) -> Branch:
        draw = self.draw
        zone, country, subdivision = place
        branch = BranchFactory(
            timezone=zone,
            country=country,
            subdivision=subdivision,
            open_on=(),
            slot_grid_minutes=draw(st.sampled_from([5, 15, 30])),
            min_notice=draw(st.sampled_from([*[timedelta(0)] * 3, HOUR, 26 * HOUR])),
            horizon_days=draw(st.sampled_from([30, 30, 30, 1])),
            max_per_day=draw(amounts),
            last_start=draw(st.sampled_from([None, None, time(2), time(15)])),
            eves_close_at=draw(st.sampled_from([None, time(0), time(12)])),
            closes_on_public_holidays=draw(st.booleans()),
        )
        for weekday in Weekday:
            for opens, closes in draw(st.lists(hours(), min_size=1, max_size=2)):
                WorkingHoursFactory(branch=branch, weekday=weekday, opens_at=opens, closes_at=closes)
        for step in draw(st.sets(st.integers(0, 2), max_size=1)):
            opens, closes = draw(st.sampled_from([(None, None), (time(10), time(13))]))
            SpecialDayFactory(
                branch=branch, date_on=day + timedelta(days=step), opens_at=opens, closes_at=closes
            )
        return branch

    def _cut(self) -> Service:
        draw = self.draw
        return ServiceFactory(
            minutes=draw(st.sampled_from([15, 30, 60])),
            buffer_before=draw(st.sampled_from([timedelta(0), 5 * MINUTE])),
            buffer_after=draw(st.sampled_from([timedelta(0), 10 * MINUTE])),
            max_per_day=draw(amounts),
            min_notice=draw(st.sampled_from([None, None, 2 * HOUR])),
            first_start=draw(st.sampled_from([None, None, time(2, 30), time(10)])),
            last_start=draw(st.sampled_from([None, None, time(14)])),
            max_party=draw(st.integers(1, 2)),
            duration_per_person=draw(st.sampled_from([timedelta(0), 15 * MINUTE])),
        )

    def _colour(self, branches: list[Branch]) -> Service:
        draw = self.draw
        colour = ServiceFactory(name="Farbe", minutes=60, horizon_days=draw(st.sampled_from([None, 2])))
        work, soak = (PhaseKind.WORK, 15 * MINUTE), (PhaseKind.PROCESSING, 30 * MINUTE)
        set_phases(service=colour, phases=draw(st.sampled_from([(work, soak, work), (soak, work)])))
        chair = None
        for branch in branches:
            for _ in range(draw(st.integers(0, 2))):
                chair = ResourceFactory(
                    branch=branch, group="Stuhl", capacity=draw(st.sampled_from([None, 1]))
                )
        if chair:
            add_need(service=colour, group=chair.group, during=draw(st.sampled_from([None, *PhaseKind])))
        return colour

    def _person(self, name: str, branches: list[Branch], services: list[Service]) -> StaffMember:
        staff = StaffMemberFactory(name=name, branches=tuple(branches), services=tuple(services))
        staff.max_per_day = self.draw(amounts)
        staff.save()
        return staff

    def _shifts(self, staff: StaffMember, branches: list[Branch], day: date) -> None:
        """Every week or every second one, at either of the branches."""
        for weekday in Weekday if self.draw(st.booleans()) else ():
            opens, closes = self.draw(hours())
            every = self.draw(st.sampled_from([1, 1, 2]))
            WorkingHoursFactory(
                branch=self.draw(st.sampled_from(branches)),
                staff=staff,
                weekday=weekday,
                opens_at=opens,
                closes_at=closes,
                every_weeks=every,
                anchor_on=day + timedelta(days=self.draw(st.integers(-8, 8))) if every > 1 else None,
            )

    def fill(self, house: House) -> None:
        """Appointments that the team squeezed in anywhere, somebody's holds, absences and a closed hour."""
        keys, around = count(), [at for step in (0, 1) for at in self._day(house, step)]
        starts = st.sampled_from(around)
        for _ in range(self.draw(st.integers(0, 8))):
            service, staff, branch = self.draw(st.sampled_from(house.ways))
            attempt(
                partial(
                    book_directly,
                    service_id=service.pk,
                    staff_id=staff.pk,
                    branch_id=branch.pk,
                    starts_at=self.draw(starts),
                    customer=CustomerDetails(name="Emma Weber"),
                    source=AppointmentSource.PORTAL,
                    idempotency_key=f"team-{next(keys)}",
                    party_size=self.draw(st.integers(1, service.max_party)),
                    waived=TEAM_MAY_WAIVE,
                    now=house.now,
                )
            )
        for whose in self.draw(
            st.lists(
                st.sampled_from(
                    [{"staff_id": each.pk} for each in house.people]
                    + [{"branch_id": each.pk} for each in house.branches]
                ),
                max_size=2,
            )
        ):
            away = self.draw(starts)
            add_time_off(
                **whose,
                starts_at=away,
                ends_at=away + self.draw(st.sampled_from([HOUR, 5 * HOUR])),
                kind=TimeOffKind.BLOCKED,
                despite_appointments=True,
            )
        if self.draw(st.booleans()):
            search = SlotSearch(service_ids=(house.services[0].pk,), limit=2)
            offer_times(search=search, holder="call-1", hold_for=HOLD_ON_THE_PHONE, now=house.now)

    @staticmethod
    def _day(house: House, step: int) -> list[datetime]:
        return [
            instant(each) for each in steps_of_day(house.day + timedelta(days=step), house.branches[0].zone)
        ]


def offered(way: tuple[Service, StaffMember, Branch], house: House, day: date, party: int) -> set[int]:
    service, staff, branch = way
    of_day = steps_of_day(day, branch.zone)
    search = SlotSearch(
        service_ids=(service.pk,),
        staff_ids=frozenset({staff.pk}),
        branch_ids=frozenset({branch.pk}),
        windows=((instant(of_day[0]), instant(of_day[-1] + 1)),),
        limit=1_000,
        alternatives=False,
        party_size=party,
    )
    return {step_of(slot.starts_at) for slot in search_slots(search=search, now=house.now).slots}


def why_not_at(
    way: tuple[Service, StaffMember, Branch], house: House, start: datetime, party: int
) -> tuple[RefusalCode, datetime | None] | None:
    """What the search says is in the way of the very time; nothing: it is offered."""
    service, staff, branch = way
    search = SlotSearch(
        service_ids=(service.pk,),
        staff_ids=frozenset({staff.pk}),
        branch_ids=frozenset({branch.pk}),
        windows=((start, start + MINUTE),),
        near=start,
        limit=1,
        alternatives=False,
        party_size=party,
    )
    found = search_slots(search=search, now=house.now)
    if found.slots:
        return None
    assert sum(found.reasons.values()) == 1
    (why,) = found.why_not
    return why.code, why.until


def booked(
    way: tuple[Service, StaffMember, Branch], house: House, start: datetime, party: int
) -> Appointment | BookingRefused:
    """What a customer who books it on the web gets; nothing stays of it."""
    service, staff, branch = way
    with transaction.atomic():
        answer = attempt(
            partial(
                book_directly,
                service_id=service.pk,
                staff_id=staff.pk,
                branch_id=branch.pk,
                starts_at=start,
                customer=CLARA,
                source=AppointmentSource.WEB,
                idempotency_key="web",
                party_size=party,
                now=house.now,
            )
        )
        transaction.set_rollback(True)
    return answer


@settings(
    max_examples=max(settings.default.max_examples // 8, 3),
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_engine_and_a_slow_reading_of_the_rows_agree(company: Company, data: st.DataObject) -> None:
    with ExitStack() as undo:
        undo.enter_context(transaction.atomic())
        undo.callback(transaction.set_rollback, True)
        builder = Builder(data.draw)
        house = builder.house()
        builder.fill(house)
        way, party = data.draw(st.sampled_from(house.ways)), data.draw(st.sampled_from([1, 1, 2]))
        day = house.day + timedelta(days=data.draw(st.integers(0, 2)))

        broken = SlowReading(*way, party=party, now=house.now).broken(day)

        assert offered(way, house, day, party) == {start for start, codes in broken.items() if not codes}
        for start in data.draw(st.lists(st.sampled_from(sorted(broken)), min_size=3, max_size=3)):
            check_one(way, house, start, party, broken)


def check_one(
    way: tuple[Service, StaffMember, Branch],
    house: House,
    start: int,
    party: int,
    broken: dict[int, set[RefusalCode]],
) -> None:
    """The reason given is one of those there are, holds until it is said to end, and booking agrees."""
    answer = booked(way, house, instant(start), party)
    why = why_not_at(way, house, instant(start), party)
    if why is None:
        assert isinstance(answer, Appointment)
        assert not broken[start]
        return
    code, until = why
    assert isinstance(answer, BookingRefused)
    assert {answer.code, code} <= broken[start]
    again = None if until is None else step_of(until)
    still = [each for each in broken if each >= start and (again is None or each < again)]
    assert all(code in broken[each] for each in still), (code, until, clock(start, way[2].zone))
    assert again not in broken or code not in broken[again]
