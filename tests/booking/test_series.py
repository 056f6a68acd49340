"""Recurring appointments: looked at to the last date, booked all or not at all, moved together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

import pytest

from booking.enums import AppointmentSource, RefusalCode, RepeatUnit, SeriesScope
from booking.errors import AppointmentUnknown, IdempotencyKeyReused, SeriesConflicts, TooLateToChange
from booking.models import Appointment, Branch, Offer, Series, Service, StaffMember
from booking.queries import SeriesProposal, SeriesWish, propose_series
from booking.rules.recurrence import Recurrence
from booking.services import (
    book_series,
    cancel_series,
    change_series,
    move_appointment,
    propose_extension,
    release_holds,
)
from tests.booking.acting import CLARA, offered
from tests.factories.booking import (
    BERLIN,
    MONDAY_8,
    AppointmentFactory,
    ClassSessionFactory,
    CourseFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    berlin,
)

WEDNESDAY = date(2026, 4, 1)


def wish(
    service: Service, staff: StaffMember, *, count: int = 5, every: int = 2, **changed: object
) -> SeriesWish:
    """Every second Wednesday at ten."""
    rule = Recurrence(every=every, unit=RepeatUnit.WEEK, first=WEDNESDAY, count=count)
    made = SeriesWish(
        service_id=service.pk,
        branch_id=staff.branches.get().pk,
        staff_id=staff.pk,
        at=time(10),
        recurrence=rule,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def propose(wanted: SeriesWish) -> SeriesProposal:
    return propose_series(wish=wanted, now=MONDAY_8)


def book(proposal: SeriesProposal, *, key: str = "series", **changed: object) -> Series:
    arguments: dict[str, object] = {
        "wish": proposal.wish,
        "customer": CLARA,
        "source": AppointmentSource.PHONE,
        "idempotency_key": key,
        "now": MONDAY_8,
    }
    if "picks" not in changed:
        changed["picks"] = proposal.picks()
    return book_series(**{**arguments, **changed})  # type: ignore[arg-type]


def starts(series: Series) -> list[str]:
    ahead = series.appointments.exclude(status="cancelled").order_by("period")
    return [f"{each.local_start:%d.%m. %H:%M}" for each in ahead]


# --- the rule ---


@pytest.mark.parametrize(
    ("every", "unit", "first", "expected"),
    [
        (3, RepeatUnit.DAY, date(2026, 4, 1), ["01.04.", "04.04.", "07.04.", "10.04."]),
        (2, RepeatUnit.WEEK, date(2026, 4, 2), ["02.04.", "16.04.", "30.04.", "14.05."]),
        (1, RepeatUnit.MONTH, date(2026, 1, 31), ["31.01.", "28.02.", "31.03.", "30.04."]),
        (1, RepeatUnit.MONTH_WEEKDAY, date(2026, 4, 14), ["14.04.", "12.05.", "09.06.", "14.07."]),
        (1, RepeatUnit.MONTH_WEEKDAY, date(2026, 4, 30), ["30.04.", "28.05.", "25.06.", "30.07."]),
        (3, RepeatUnit.MONTH, date(2026, 11, 5), ["05.11.", "05.02.", "05.05.", "05.08."]),
    ],
)
def test_rule_counts_by_the_calendar(every: int, unit: RepeatUnit, first: date, expected: list[str]) -> None:
    rule = Recurrence(every=every, unit=unit, first=first, count=4)

    assert [f"{day:%d.%m.}" for day in rule.dates()] == expected


def test_rule_ends_on_its_last_day_or_after_sixty_dates() -> None:
    weekly = Recurrence(every=1, unit=RepeatUnit.WEEK, first=WEDNESDAY, until=date(2026, 4, 30))

    assert weekly.dates()[-1] == date(2026, 4, 29)
    assert len(replace(weekly, until=None).dates()) == 60


# --- looking ---


def test_each_date_is_looked_at_and_what_is_in_the_way_named(
    haircut: Service, anna: StaffMember, branch: Branch
) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 4, 15))
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-29", "10:00"))

    proposal = propose(wish(haircut, anna))

    assert [(f"{each.day:%d.%m.}", each.code) for each in proposal.dates] == [
        ("01.04.", None),
        ("15.04.", RefusalCode.BRANCH_CLOSED),
        ("29.04.", RefusalCode.SLOT_TAKEN),
        ("13.05.", None),
        ("27.05.", None),
    ]
    near = [each.alternative.starts_at.astimezone(BERLIN) for each in proposal.conflicts if each.alternative]
    assert [f"{start:%d.%m. %H:%M}" for start in near] == ["16.04. 10:00", "29.04. 09:30"]


def test_dates_beyond_the_horizon_are_for_the_team_only(
    haircut: Service, anna: StaffMember, branch: Branch
) -> None:
    Branch.objects.update(horizon_days=30)
    wanted = wish(haircut, anna, count=3, every=3)

    assert [each.code for each in propose(wanted).dates] == [None, None, RefusalCode.BEYOND_HORIZON]
    by_team = propose(replace(wanted, ignores_horizon=True))
    assert len(starts(book(by_team))) == 3


def test_whoever_is_free_first_comes_each_time(haircut: Service, anna: StaffMember, ben: StaffMember) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-01", "10:00"))

    proposal = propose(wish(haircut, anna, staff_id=None))

    assert {each.slot.staff for each in proposal.dates if each.slot} == {"Ben"}


# --- booking ---


def test_series_is_booked_to_the_last_date(haircut: Service, anna: StaffMember, events: list[object]) -> None:
    series = book(propose(wish(haircut, anna, count=4)))

    assert starts(series) == ["01.04. 10:00", "15.04. 10:00", "29.04. 10:00", "13.05. 10:00"]
    assert (series.customer.name, series.every, series.at, series.last_on) == (
        "Clara Weber",
        2,
        time(10),
        date(2026, 5, 13),
    )
    assert Counter(type(event).__name__ for event in events) == {"AppointmentBooked": 4, "SeriesBooked": 1}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("skip", ["01.04. 10:00", "29.04. 10:00"]),
        ("alternative", ["01.04. 10:00", "15.04. 09:30", "29.04. 10:00"]),
    ],
)
def test_date_that_cannot_be_had_is_left_out_or_replaced(
    haircut: Service, anna: StaffMember, choice: str, expected: list[str]
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-15", "10:00"))
    proposal = propose(wish(haircut, anna, count=3))

    with pytest.raises(SeriesConflicts) as conflict:
        proposal.picks()
    assert conflict.value.dates == ("2026-04-15",)
    assert starts(book(proposal, picks=proposal.picks(choice))) == expected  # type: ignore[arg-type]


def test_one_date_taken_meanwhile_books_nothing(haircut: Service, anna: StaffMember) -> None:
    proposal = propose(wish(haircut, anna))
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-29", "10:00"))

    with pytest.raises(SeriesConflicts) as conflict:
        book(proposal)

    assert conflict.value.dates == (berlin("2026-04-29", "10:00").isoformat(),)
    assert (Series.objects.count(), Appointment.objects.count()) == (0, 1)
    assert not Offer.objects.running().exists()


def test_series_is_booked_once_under_one_key(haircut: Service, anna: StaffMember) -> None:
    proposal = propose(wish(haircut, anna))

    assert book(proposal) == book(proposal)
    assert Appointment.objects.count() == 5
    with pytest.raises(IdempotencyKeyReused):
        book(proposal, picks=proposal.picks()[:2])


def test_long_series_of_one_person_is_not_kept_from_holding(haircut: Service, anna: StaffMember) -> None:
    weekly = wish(haircut, anna, count=52, every=1, ignores_horizon=True)
    proposal = propose(weekly)

    series = book(proposal, picks=proposal.picks("skip"))

    assert len(starts(series)) > 45
    assert {start[-5:] for start in starts(series)} == {"10:00"}  # in winter and in summer


def test_series_of_places_in_a_class(branch: Branch) -> None:
    yoga = CourseFactory()
    maya = StaffMemberFactory(name="Maya", branches=(branch,), services=(yoga,))
    for day in ("2026-04-01", "2026-04-08", "2026-04-15"):
        ClassSessionFactory(service=yoga, staff=maya, starts_at=berlin(day, "18:00"))
    weekly = wish(yoga, maya, count=4, every=1, at=time(18), party_size=2)

    proposal = propose(weekly)

    assert [each.code for each in proposal.dates] == [None, None, None, RefusalCode.NO_CLASS]
    series = book(proposal, picks=proposal.picks("skip"))
    assert [each.session.booked for each in series.appointments.all() if each.session] == [2, 2, 2]


# --- extending, moving, cancelling ---


def test_series_goes_on(haircut: Service, anna: StaffMember) -> None:
    series = book(propose(wish(haircut, anna, count=2)))

    more = propose_extension(series_id=series.pk, count=2, now=MONDAY_8)
    book(more, key="more", picks=more.picks("skip"), customer=series.customer, extends=series)

    assert starts(series)[:3] == ["01.04. 10:00", "15.04. 10:00", "29.04. 10:00"]
    assert Series.objects.get().last_on == date(2026, 5, 13)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (SeriesScope.ONE, ["01.04. 10:00", "16.04. 11:00", "29.04. 10:00"]),
        (SeriesScope.FOLLOWING, ["01.04. 10:00", "16.04. 11:00", "30.04. 11:00"]),
        (SeriesScope.ALL, ["02.04. 11:00", "16.04. 11:00", "30.04. 11:00"]),
    ],
)
def test_one_or_several_are_moved(
    haircut: Service, anna: StaffMember, branch: Branch, scope: SeriesScope, expected: list[str]
) -> None:
    series = book(propose(wish(haircut, anna, count=3)))
    second = series.appointments.order_by("period")[1]

    change_series(appointment_id=second.pk, scope=scope, days=1, at=time(11), now=MONDAY_8, by="user:1")

    assert starts(series) == expected


def test_whole_series_moves_onto_its_own_times(haircut: Service, anna: StaffMember) -> None:
    series = book(propose(wish(haircut, anna, count=3, every=1)))
    first = series.appointments.earliest("period")

    for days, expected in ((7, ["08.04.", "15.04.", "22.04."]), (-7, ["01.04.", "08.04.", "15.04."])):
        change_series(appointment_id=first.pk, scope=SeriesScope.ALL, days=days, now=MONDAY_8, by="user:1")
        assert [start[:6] for start in starts(series)] == expected


def test_nothing_moves_when_one_cannot(haircut: Service, anna: StaffMember) -> None:
    series = book(propose(wish(haircut, anna, count=3)))
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-15", "15:00"))
    before = starts(series)

    with pytest.raises(SeriesConflicts) as conflict:
        change_series(
            appointment_id=series.appointments.earliest("period").pk,
            scope=SeriesScope.ALL,
            at=time(15),
            now=MONDAY_8,
            by="user:1",
        )

    assert (conflict.value.dates, conflict.value.reasons) == (("2026-04-15",), ("slot_taken",))
    assert starts(series) == before


def test_somebody_else_takes_over_the_series(haircut: Service, anna: StaffMember, ben: StaffMember) -> None:
    series = book(propose(wish(haircut, anna, count=3)))

    moved = change_series(
        appointment_id=series.appointments.earliest("period").pk,
        scope=SeriesScope.ALL,
        staff_id=ben.pk,
        now=MONDAY_8,
        by="user:1",
    )

    assert {each.staff for each in moved} == {ben}


@pytest.mark.parametrize(("scope", "left"), [("one", 3), ("following", 1), ("all", 0)])
def test_one_or_several_are_cancelled(
    haircut: Service, anna: StaffMember, events: list[object], scope: str, left: int
) -> None:
    series = book(propose(wish(haircut, anna, count=4)))
    second = series.appointments.order_by("period")[1]

    for _ in range(2):
        cancel_series(
            appointment_id=second.pk,
            scope=SeriesScope(scope),
            reason="Umzug",
            by="phone",
            now=MONDAY_8,
        )

    assert len(starts(series)) == left
    assert Counter(type(event).__name__ for event in events)["AppointmentCancelled"] == 4 - left


def test_customer_cancels_none_when_one_is_too_near(haircut: Service, anna: StaffMember) -> None:
    series = book(propose(wish(haircut, anna, count=3)))
    Branch.objects.update(change_notice=timedelta(days=10))
    cancel = partial(
        cancel_series,
        appointment_id=series.appointments.earliest("period").pk,
        scope=SeriesScope.ALL,
        reason="",
        by="phone",
        now=MONDAY_8,
    )

    with pytest.raises(TooLateToChange):
        cancel()
    assert len(starts(series)) == 3
    cancel(is_by_team=True)
    assert starts(series) == []


def test_appointment_moved_alone_stays_part_of_its_series(haircut: Service, anna: StaffMember) -> None:
    series = book(propose(wish(haircut, anna, count=3)))
    first = series.appointments.earliest("period")
    move_appointment(
        appointment_id=first.pk,
        starts_at=berlin("2026-04-01", "11:00"),
        now=MONDAY_8,
        by="user:1",
    )

    cancel_series(appointment_id=first.pk, scope=SeriesScope.ALL, reason="", by="phone", now=MONDAY_8)

    assert starts(series) == []


def test_single_appointment_has_no_series(haircut: Service, anna: StaffMember) -> None:
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-01", "10:00"))

    with pytest.raises(AppointmentUnknown):
        cancel_series(
            appointment_id=appointment.pk, scope=SeriesScope.ALL, reason="", by="phone", now=MONDAY_8
        )


def test_what_a_caller_holds_is_no_alternative(haircut: Service, anna: StaffMember) -> None:
    [held] = offered(haircut, limit=1, near=berlin("2026-04-01", "10:00"), holder="call-1")

    proposal = propose(wish(haircut, anna, count=1))

    assert [each.code for each in proposal.dates] == [RefusalCode.SLOT_TAKEN]
    release_holds(holder="call-1")
    assert propose(wish(haircut, anna, count=1)).dates[0].slot is not None
    assert held.staff == "Anna"
