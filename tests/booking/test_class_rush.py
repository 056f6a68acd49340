"""Many want the last place, and series meet each other: one winner, nothing half, whatever breaks off."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from functools import partial
from itertools import count

import pytest
from django.db import connection
from django.db.models import Sum

from booking.enums import AppointmentSource, OfferState, RepeatUnit
from booking.models import Appointment, ClassSession, Occupancy, Offer, Series, Service, StaffMember
from booking.queries import SeriesWish, propose_series
from booking.rules.recurrence import Recurrence
from booking.services import (
    HOLD_ON_THE_PHONE,
    book_appointment,
    book_directly,
    book_series,
    cancel_appointment,
    cancel_session,
    offer_times,
)
from booking.services import (
    series as series_service,
)
from booking.values import CustomerDetails, SlotSearch
from tenants.models import Company
from tests.booking.rush import rush
from tests.factories.booking import (
    MONDAY_8,
    BranchFactory,
    ClassSessionFactory,
    CourseFactory,
    ServiceFactory,
    StaffMemberFactory,
)

CROWD = 12
numbers = count()


@pytest.fixture
def studio(committed_company: Company) -> Company:
    branch, yoga, massage = BranchFactory(), CourseFactory(), ServiceFactory(name="Massage")
    maya = StaffMemberFactory(name="Maya", branches=(branch,), services=(yoga, massage))
    ClassSessionFactory(service=yoga, staff=maya, places=3)
    return committed_company


def person(number: int) -> CustomerDetails:
    return CustomerDetails(name=f"Kundin {number}", phone="+4915112345678")


def by_hand(number: int, people: int = 1) -> Appointment:
    session = ClassSession.objects.get()
    return book_directly(
        service_id=session.service_id,
        staff_id=session.staff_id,
        branch_id=session.branch_id,
        starts_at=session.starts_at,
        party_size=people,
        customer=person(number),
        source=AppointmentSource.WEB,
        idempotency_key=f"place-{number}",
        now=MONDAY_8,
    )


def by_phone(number: int) -> Appointment | None:
    search = SlotSearch(service_ids=(ClassSession.objects.get().service_id,), limit=1)
    offers = offer_times(
        search=search, holder=f"call-{number}", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8
    ).offers
    if not offers:
        return None
    return book_appointment(
        slot_id=offers[0].slot_id,
        customer=person(number),
        source=AppointmentSource.PHONE,
        idempotency_key=f"place-{number}",
        now=MONDAY_8,
    )


def promised() -> int:
    return Appointment.objects.exclude(status="cancelled").aggregate(people=Sum("party_size"))["people"] or 0


def test_last_place_goes_to_one(studio: Company) -> None:
    by_hand(100, people=2)

    outcomes = rush(studio, [partial(by_hand, number) for number in range(CROWD)])

    assert Counter(type(each).__name__ for each in outcomes) == {"Appointment": 1, "ClassFull": CROWD - 1}
    assert (promised(), ClassSession.objects.get().booked) == (3, 3)


def test_places_are_offered_to_as_many_as_there_are(studio: Company) -> None:
    outcomes = rush(studio, [partial(by_phone, number) for number in range(CROWD)])

    assert Counter(type(each).__name__ for each in outcomes) == {"Appointment": 3, "NoneType": CROWD - 3}
    assert (promised(), ClassSession.objects.get().booked) == (3, 3)


def test_class_that_is_called_off_meanwhile_has_no_participant(studio: Company) -> None:
    call_off = partial(
        cancel_session, session_id=ClassSession.objects.get().pk, reason="", by="user:1", now=MONDAY_8
    )

    rush(studio, [partial(by_hand, number) for number in range(4)] + [call_off])  # type: ignore[list-item]

    session = ClassSession.objects.get()
    assert (promised(), session.booked, session.state) == (0, 0, "cancelled")
    assert not Occupancy.objects.exists()


def test_places_given_back_and_taken_at_once_are_counted_right(studio: Company) -> None:
    mine = [by_hand(number) for number in range(100, 103)]
    leave = [
        partial(cancel_appointment, appointment_id=each.pk, reason="", by="phone", now=MONDAY_8)
        for each in mine
    ]

    rush(studio, [*leave, *[partial(by_hand, number) for number in range(6)]])

    assert ClassSession.objects.get().booked == promised() <= 3


# --- series ---


def weekly(length: int = 6) -> SeriesWish:
    staff = StaffMember.objects.get()
    rule = Recurrence(every=1, unit=RepeatUnit.WEEK, first=date(2026, 4, 1), count=length)
    return SeriesWish(
        service_id=Service.objects.get(name="Massage").pk,
        branch_id=staff.branches.get().pk,
        staff_id=staff.pk,
        at=time(10),
        recurrence=rule,
    )


def in_series(number: int) -> Series:
    wish = weekly()
    return book_series(
        wish=wish,
        picks=propose_series(wish=wish, now=MONDAY_8).picks(),
        customer=person(number),
        source=AppointmentSource.WEB,
        idempotency_key=f"series-{number}",
        now=MONDAY_8,
    )


def test_series_is_had_by_one_in_full_or_by_nobody(studio: Company) -> None:
    outcomes = rush(studio, [partial(in_series, number) for number in range(6)])

    won = [each for each in outcomes if isinstance(each, Series)]
    assert {type(each).__name__ for each in outcomes} <= {"Series", "SeriesConflicts"}
    assert len(won) <= 1  # each may have held a date that another one wanted: then both let go
    assert Appointment.objects.count() == 6 * len(won)
    assert not Offer.objects.filter(state=OfferState.HELD).exists()
    in_series(99) if not won else None
    assert Appointment.objects.count() == 6


def test_same_request_at_once_is_one_series(studio: Company) -> None:
    outcomes = rush(studio, [partial(in_series, 1) for _ in range(4)])

    assert Series.objects.count() <= 1
    assert {each.pk for each in outcomes if isinstance(each, Series)} == set(
        Series.objects.values_list("pk", flat=True)
    )
    assert Appointment.objects.count() == 6 * Series.objects.count()


class PowerCut(Exception):
    """The machine stops here."""


def test_crash_between_holding_and_booking_leaves_holds_that_run_out(
    studio: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series_service, "_book_all", _stop)
    monkeypatch.setattr(series_service, "release_holds", lambda **_: None)  # nor does anybody clear up

    with pytest.raises(PowerCut):
        in_series(1)

    assert (Series.objects.count(), Appointment.objects.count()) == (0, 0)
    assert Offer.objects.running().count() == 6
    assert all(offer.expires_at is not None for offer in Offer.objects.all())


def test_killed_transaction_leaves_nothing_half(studio: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = series_service.book_appointment, count()

    def booked_until_the_connection_dies(**arguments: object) -> Appointment:
        if next(calls) == 3:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return real(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(series_service, "book_appointment", booked_until_the_connection_dies)
    with pytest.raises(Exception, match="terminat"):
        in_series(1)
    connection.close()
    monkeypatch.setattr(series_service, "book_appointment", real)

    assert (Series.objects.count(), Appointment.objects.count()) == (0, 0)
    assert Occupancy.objects.filter(kind="appointment").count() == 0
    assert not Offer.objects.running().exists()  # let go over a new connection
    assert in_series(2).appointments.count() == 6


def _stop(**_: object) -> Series:
    raise PowerCut
