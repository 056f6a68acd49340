from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from booking.enums import Advantage, RefusalCode, TimeOffKind, Weekday
from booking.models import Branch, Service, StaffMember, StaffSkill, WorkingHours
from booking.queries import calendar_state, search_slots
from booking.rules.ranking import Habits
from booking.services import add_time_off, cancel_appointment
from booking.values import Slot, SlotSearch, SlotSearchResult
from tenants.context import company_scope
from tenants.models import Company
from tests.booking.acting import offered
from tests.factories.booking import (
    BERLIN,
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    ServiceFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
    berlin,
)


def search(service: Service, **wish: Any) -> SlotSearchResult:
    return search_slots(search=SlotSearch(service_ids=(service.pk,), **wish), now=MONDAY_8)


def day(text: str, first: str = "00:00", last: str = "23:59") -> tuple[datetime, datetime]:
    return berlin(text, first), berlin(text, last)


def clocks(result: SlotSearchResult) -> list[str]:
    return [f"{slot.starts_at.astimezone(BERLIN):%a %H:%M}" for slot in result.slots]


def test_search_spreads_over_days_and_times_of_day(anna: StaffMember, haircut: Service) -> None:
    assert clocks(search(haircut)) == ["Mon 09:00", "Mon 12:00", "Tue 09:00"]


def test_search_puts_the_nearest_to_the_wish_first(anna: StaffMember, haircut: Service) -> None:
    wish = berlin("2026-03-31", "14:00")

    found = search(haircut, windows=(day("2026-03-31"),), near=wish)

    assert clocks(found) == ["Tue 14:00", "Tue 13:45", "Tue 14:15"]
    assert all(slot.matches_wish for slot in found.slots)


def test_search_goes_around_what_is_taken(anna: StaffMember, haircut: Service) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "14:00"))

    found = search(haircut, windows=(day("2026-03-31"),), near=berlin("2026-03-31", "14:00"))

    assert clocks(found) == ["Tue 13:30", "Tue 14:30", "Tue 13:15"]


def test_search_begins_with_what_the_customer_is_used_to(anna: StaffMember, haircut: Service) -> None:
    found = search(haircut, habits=Habits(weekday=Weekday.THURSDAY, minute=10 * 60))

    assert clocks(found) == ["Thu 10:00", "Mon 09:00", "Mon 12:00"]
    assert Advantage.AS_USUAL in found.slots[0].because


def test_search_keeps_to_the_wish_whatever_the_customer_is_used_to(
    anna: StaffMember, haircut: Service
) -> None:
    found = search(haircut, windows=(day("2026-03-31"),), habits=Habits(weekday=Weekday.THURSDAY))

    assert {slot.starts_at.astimezone(BERLIN).date() for slot in found.slots} == {date(2026, 3, 31)}


def test_search_prefers_times_that_leave_no_gap(anna: StaffMember, haircut: Service) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "09:15"))
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:45"))
    first = berlin("2026-03-31", "09:45")

    found = search(
        haircut,
        windows=((first, first + timedelta(hours=1)),),
        exclude_starts=frozenset({first}),
        limit=1,
    )

    assert clocks(found) == ["Tue 10:15"]
    assert found.slots[0].because == (Advantage.LEAVES_NO_GAP,)


def test_search_asks_the_one_who_has_less_to_do(
    anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "14:00"))

    found = search(haircut, windows=(day("2026-03-31", "09:00", "09:15"),), limit=1)

    assert [slot.staff for slot in found.slots] == ["Ben"]


def test_search_takes_windows_in_their_order(anna: StaffMember, haircut: Service) -> None:
    wednesday, tuesday = day("2026-04-01", "10:00", "10:15"), day("2026-03-31", "10:00", "10:15")

    found = search(haircut, windows=(wednesday, tuesday), limit=2)

    assert clocks(found) == ["Wed 10:00", "Tue 10:00"]


def test_search_offers_neighbours_of_a_wish_that_is_full(anna: StaffMember, haircut: Service) -> None:
    add_time_off(
        staff_id=anna.pk,
        starts_at=berlin("2026-04-01", "00:00"),
        ends_at=berlin("2026-04-02", "00:00"),
        kind=TimeOffKind.VACATION,
    )

    found = search(haircut, windows=(day("2026-04-01"),), near=berlin("2026-04-01", "10:00"))

    assert clocks(found) == ["Tue 17:30", "Thu 09:00", "Thu 09:15"]
    assert not any(slot.matches_wish for slot in found.slots)
    assert found.reasons == {RefusalCode.STAFF_ABSENT: 1}


def test_search_offers_the_afternoon_of_a_full_morning(anna: StaffMember, haircut: Service) -> None:
    add_time_off(
        staff_id=anna.pk,
        starts_at=berlin("2026-03-31", "00:00"),
        ends_at=berlin("2026-03-31", "13:00"),
        kind=TimeOffKind.BLOCKED,
    )

    found = search(haircut, windows=(day("2026-03-31", "09:00", "12:00"),), limit=2)

    assert clocks(found) == ["Mon 17:30", "Tue 13:00"]


def test_search_without_alternatives_says_only_why(anna: StaffMember, haircut: Service) -> None:
    found = search(haircut, windows=(day("2026-04-04"),), alternatives=False)

    assert found == SlotSearchResult(slots=(), reasons={RefusalCode.OUTSIDE_OPENING_HOURS: 1})


def test_search_counts_reasons_per_person_and_day(
    anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    window = (berlin("2026-04-03", "00:00"), berlin("2026-04-07", "00:00"))

    found = search(haircut, windows=(window,), alternatives=False)

    assert found.reasons == {RefusalCode.PUBLIC_HOLIDAY: 4, RefusalCode.OUTSIDE_OPENING_HOURS: 4}


def test_search_names_a_service_that_nobody_does(branch: Branch, haircut: Service) -> None:
    assert search(haircut).reasons == {RefusalCode.SERVICE_NOT_OFFERED: 1}


def test_search_leaves_out_starts_that_were_refused(anna: StaffMember, haircut: Service) -> None:
    first = search(haircut, limit=1).slots[0]

    again = search(haircut, limit=1, exclude_starts=frozenset({first.starts_at}))

    assert first.starts_at not in {slot.starts_at for slot in again.slots}


def test_search_names_each_time_once(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    found = search(haircut, windows=(day("2026-03-31"),), limit=500, alternatives=False)

    starts = [slot.starts_at for slot in found.slots]
    assert len(starts) == len(set(starts)) == 35


def test_search_finds_who_is_free(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:00"))

    found = search(haircut, windows=(day("2026-03-31", "10:00", "10:01"),), limit=1)

    assert [slot.staff_id for slot in found.slots] == [ben.pk]


def test_search_keeps_to_persons_and_branches(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    elsewhere = BranchFactory(name="Haarmonie West")
    cem = StaffMemberFactory(name="Cem", branches=(elsewhere,), services=(haircut,))

    assert {slot.staff_id for slot in search(haircut, staff_ids=frozenset({ben.pk})).slots} == {ben.pk}
    assert {slot.staff_id for slot in search(haircut, branch_ids=frozenset({elsewhere.pk})).slots} == {cem.pk}


def test_search_prefers_starts_that_tear_no_gap(anna: StaffMember, haircut: Service) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:15"))

    found = search(haircut, windows=(day("2026-03-31", "09:00", "10:00"),), limit=1)

    # 9:00 leaves 45 minutes, which can be sold; 9:15 and 9:30 would leave a quarter of an hour on one side.
    assert clocks(found) == ["Tue 09:00"]


def test_search_ignores_the_own_holds_of_a_call(anna: StaffMember, haircut: Service) -> None:
    held, *_ = offered(haircut, holder="call-1", limit=1)

    others = search(haircut, holder="call-2")
    own = search(haircut, holder="call-1")

    assert held.starts_at not in {slot.starts_at for slot in others.slots}
    assert held.starts_at in {slot.starts_at for slot in own.slots}


def test_search_keeps_times_of_one_person_apart(anna: StaffMember, haircut: Service) -> None:
    found = search(haircut, windows=(day("2026-03-31"),), near=berlin("2026-03-31", "14:00"), apart=True)

    assert clocks(found) == ["Tue 14:00", "Tue 13:30", "Tue 14:30"]


def test_search_of_thirty_days_over_twenty_people_reads_the_database_once(
    branch: Branch, haircut: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [StaffMemberFactory(name=f"P{n}", branches=(branch,), services=(haircut,)) for n in range(20)]
    for person in people:
        AppointmentFactory(staff=person, service=haircut, starts_at=berlin("2026-04-01", "10:00"))
    month = (MONDAY_8, MONDAY_8 + timedelta(days=30))
    calendar_state._remembered.clear()

    with django_assert_num_queries(1):
        cold = search(haircut, windows=(month,), limit=1000)
    with django_assert_num_queries(1):
        warm = search(haircut, windows=(month,), limit=1000)

    assert cold == warm
    assert len(cold.slots) > 500


def shut(branch: Branch) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 3, 30))


def rename(branch: Branch) -> None:
    Branch.objects.update(name="Haarmonie Neu")


def deactivate(branch: Branch) -> None:
    Branch.objects.all().update(is_active=False)


def retire(branch: Branch) -> None:
    StaffMember.objects.update(is_active=False)


def shorten(branch: Branch) -> None:
    WorkingHours.objects.update(opens_at=time(11))


def unlearn(branch: Branch) -> None:
    StaffSkill.objects.all().delete()


def leave(branch: Branch) -> None:
    branch.staff.clear()


def reprice(branch: Branch) -> None:
    Service.objects.update(price_cents=4900)


def close(branch: Branch) -> None:
    start = berlin("2026-03-30", "00:00")
    add_time_off(
        branch_id=branch.pk, starts_at=start, ends_at=start + timedelta(days=1), kind=TimeOffKind.CLOSURE
    )


CHANGES = [shut, rename, deactivate, retire, shorten, unlearn, leave, reprice, close]


@pytest.mark.parametrize("change", CHANGES)
def test_search_sees_every_change_of_the_rules_at_once(
    change: Any, anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    before = search(haircut, limit=1)

    change(branch)

    remembered = search(haircut, limit=1)
    calendar_state._remembered.clear()
    assert remembered == search(haircut, limit=1)
    assert remembered != before


def test_search_forgets_rules_that_were_rolled_back(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    before = search(haircut, limit=1)
    with transaction.atomic():
        shut(branch)
        assert search(haircut, limit=1) != before
        transaction.set_rollback(True)

    assert search(haircut, limit=1) == before


def test_search_sees_a_cancelled_time_again(anna: StaffMember, haircut: Service) -> None:
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:00"))
    exactly = {"windows": (day("2026-03-31", "10:00", "10:01"),), "alternatives": False}
    assert not search(haircut, **exactly).slots

    cancel_appointment(appointment_id=appointment.pk, reason="krank", by="phone", now=MONDAY_8)

    assert len(search(haircut, **exactly).slots) == 1


def test_search_says_all_that_an_offer_needs(anna: StaffMember, branch: Branch) -> None:
    dye = ServiceFactory(
        name="Farbe", minutes=90, buffer_after=timedelta(minutes=15), price_cents=8900, price_kind="from"
    )
    StaffSkill.objects.create(staff=anna, service=dye)

    (slot,) = search(dye, limit=1).slots

    start = berlin("2026-03-30", "09:00")
    assert slot == Slot(
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
        takes=((anna.resource_id, start, start + timedelta(minutes=105)),),
        contended=frozenset({anna.resource_id}),
        service_id=dye.pk,
        service="Farbe",
        service_version=1,
        staff_id=anna.pk,
        staff="Anna",
        resource_id=anna.resource_id,
        branch_id=branch.pk,
        branch="Haarmonie Mitte",
        timezone="Europe/Berlin",
        price_cents=8900,
        price_kind="from",
        currency="EUR",
        matches_wish=True,
        because=(Advantage.LEAVES_NO_GAP,),
    )


def test_search_goes_by_the_clock_of_each_branch(company: Company, haircut: Service) -> None:
    lisbon = BranchFactory(
        name="Lissabon", country="PT", subdivision="", timezone="Europe/Lisbon", open_on=()
    )
    WorkingHoursFactory(branch=lisbon, weekday=Weekday.TUESDAY)
    StaffMemberFactory(name="Rita", branches=(lisbon,), services=(haircut,))

    (slot,) = search(haircut, limit=1).slots

    assert slot.starts_at == berlin("2026-03-31", "10:00")


def test_search_forgets_the_calendars_of_others_first(
    anna: StaffMember, haircut: Service, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_state, "MAX_STAFF_DAYS", 0)
    calendar_state._remembered.clear()
    before = search(haircut)
    with company_scope(other_company):
        calendar_state.state_of_resources((), start=MONDAY_8, end=MONDAY_8)

    assert list(calendar_state._remembered) == [other_company.pk]
    assert search(haircut) == before


def test_search_keeps_companies_apart(anna: StaffMember, haircut: Service, other_company: Company) -> None:
    assert search(haircut).slots

    with company_scope(other_company):
        assert search(haircut).reasons == {RefusalCode.SERVICE_NOT_OFFERED: 1}
