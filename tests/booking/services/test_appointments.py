from __future__ import annotations

from datetime import timedelta

import pytest

from askproai.core.crypto import sign_token
from askproai.core.events import subscribe
from booking.enums import AppointmentSource, RefusalCode
from booking.errors import (
    BookingRefused,
    HoldExpired,
    IdempotencyKeyReused,
    OutsideOpeningHours,
    PastTime,
    ServiceChanged,
    ServiceNotOffered,
    SlotTaken,
    SlotUnknown,
)
from booking.events import AppointmentBooked
from booking.models import Appointment, Branch, Customer, Occupancy, Offer, Service, StaffMember, StaffSkill
from booking.services import TEAM_MAY_WAIVE, book_appointment, book_directly
from booking.values import CustomerDetails
from tenants.context import company_scope
from tenants.keys import company_key
from tenants.models import Company
from tests.booking.acting import CLARA, book, offered, run_out
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory, ServiceFactory, berlin


def test_book_appointment_turns_the_held_time_into_an_appointment(
    anna: StaffMember, haircut: Service
) -> None:
    first, *_ = offered(haircut)

    appointment = book(first)

    assert appointment.starts_at == berlin("2026-03-30", "09:00")
    assert appointment.ends_at == berlin("2026-03-30", "09:30")
    assert appointment.staff == anna
    assert (appointment.price_cents, appointment.source) == (3900, "phone")
    assert Occupancy.objects.get(appointment=appointment).blocked == appointment.period


def test_book_appointment_publishes_the_event_in_the_same_transaction(
    anna: StaffMember, haircut: Service
) -> None:
    seen: list[AppointmentBooked] = []
    subscribe(AppointmentBooked)(seen.append)
    slot, *_ = offered(haircut)

    appointment = book(slot)

    assert seen == [AppointmentBooked(appointment_id=appointment.pk)]


def test_book_appointment_is_undone_when_a_subscriber_fails(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)

    class OutboxIsFull(Exception):
        pass

    armed = True

    @subscribe(AppointmentBooked)
    def fail(event: AppointmentBooked) -> None:
        if armed:
            raise OutboxIsFull

    with pytest.raises(OutboxIsFull):
        book(slot)
    armed = False

    assert not Appointment.objects.exists()
    assert book(slot).staff == anna


def test_book_appointment_remembers_the_person(anna: StaffMember, haircut: Service) -> None:
    first, second, _ = offered(haircut)

    clara = book(first, customer=CLARA, key="a").customer
    daughter = CustomerDetails(name="Emma Weber", phone=CLARA.phone)
    emma = book(second, customer=daughter, key="b").customer

    assert clara != emma
    assert (clara.phone, emma.phone) == (CLARA.phone, CLARA.phone)
    assert bytes(clara.phone_index) == bytes(emma.phone_index)


@pytest.mark.parametrize("spelling", ["Clara Weber", "clara  weber", " CLARA WEBER "])
def test_book_appointment_finds_the_person_again(spelling: str, anna: StaffMember, haircut: Service) -> None:
    clara = CustomerFactory(name="Clara Weber", phone=CLARA.phone)
    slot, *_ = offered(haircut)

    appointment = book(slot, customer=CustomerDetails(name=spelling, phone=CLARA.phone))

    assert appointment.customer == clara
    assert list(Customer.objects.all()) == [clara]


def test_book_appointment_refuses_an_offer_booked_before(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    first = book(slot)

    with pytest.raises(SlotTaken):
        book(slot, key="call-2/book")

    assert list(Appointment.objects.all()) == [first]


def test_book_appointment_refuses_a_hold_that_ran_out(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    run_out()

    with pytest.raises(HoldExpired):
        book(slot)


def test_book_appointment_lets_others_have_what_ran_out(anna: StaffMember, haircut: Service) -> None:
    late, *_ = offered(haircut)
    run_out()
    early, *_ = offered(haircut, holder="call-2")

    appointment = book(early)

    assert early.starts_at == late.starts_at
    with pytest.raises(HoldExpired):
        book(late, key="call-1/book-again")
    assert list(Appointment.objects.all()) == [appointment]


@pytest.mark.parametrize("where", [0, 10, 30, -1])
def test_book_appointment_refuses_an_altered_id(where: int, anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    letters = list(slot.slot_id)
    letters[where] = "A" if letters[where] != "A" else "Q"

    with pytest.raises(SlotUnknown):
        book_appointment(
            slot_id="".join(letters),
            customer=CLARA,
            source=AppointmentSource.PHONE,
            idempotency_key="altered",
            now=MONDAY_8,
        )


@pytest.mark.parametrize("slot_id", ["", "x", "Dienstag 9 Uhr", "ä" * 43, "A" * 43, "A" * 10_000])
def test_book_appointment_refuses_an_invented_id(slot_id: str, company: Company) -> None:
    with pytest.raises(SlotUnknown):
        book_appointment(
            slot_id=slot_id,
            customer=CLARA,
            source=AppointmentSource.WEB,
            idempotency_key="invented",
            now=MONDAY_8,
        )


def test_book_appointment_refuses_an_id_of_another_company(
    anna: StaffMember, haircut: Service, company: Company, other_company: Company
) -> None:
    slot, *_ = offered(haircut)
    offer = Offer.objects.get(period__startswith=slot.starts_at)
    with company_scope(other_company):
        foreign = sign_token(company_key(purpose="slots"), offer.public_id.bytes)
        with pytest.raises(SlotUnknown):
            book(slot)

    assert foreign != slot.slot_id
    with pytest.raises(SlotUnknown):
        book_appointment(
            slot_id=foreign,
            customer=CLARA,
            source=AppointmentSource.WEB,
            idempotency_key="foreign",
            now=MONDAY_8,
        )


@pytest.mark.parametrize(
    "change",
    [{"price_cents": 4500}, {"duration": timedelta(minutes=45)}, {"buffer_after": timedelta(minutes=5)}],
)
def test_book_appointment_refuses_another_price_or_duration(
    change: dict[str, object], anna: StaffMember, haircut: Service
) -> None:
    slot, *_ = offered(haircut)
    Service.objects.filter(pk=haircut.pk).update(**change)

    with pytest.raises(ServiceChanged):
        book(slot)


def test_book_appointment_refuses_another_duration_of_the_person(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    StaffSkill.objects.update(duration=timedelta(minutes=40))

    with pytest.raises(ServiceChanged):
        book(slot)


def test_book_appointment_accepts_another_name_of_the_service(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    Service.objects.filter(pk=haircut.pk).update(name="Haarschnitt kurz")

    assert book(slot).service == haircut


def test_book_appointment_checks_the_rules_again(anna: StaffMember, haircut: Service, branch: Branch) -> None:
    slot, *_ = offered(haircut)
    branch.working_hours.all().delete()

    with pytest.raises(OutsideOpeningHours):
        book(slot)


def test_book_appointment_refuses_who_no_longer_does_it(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    StaffSkill.objects.all().delete()

    with pytest.raises(ServiceNotOffered):
        book(slot)


def test_book_appointment_keeps_the_notice_it_was_offered_with(
    anna: StaffMember, haircut: Service, branch: Branch
) -> None:
    Branch.objects.update(min_notice=timedelta(hours=1))
    slot, *_ = offered(haircut)

    # Twenty seconds later the notice of an hour is no longer kept, but the time was promised before.
    assert slot.starts_at == MONDAY_8 + timedelta(hours=1)
    assert book(slot).starts_at == slot.starts_at


def test_book_appointment_answers_the_same_key_with_the_same_appointment(
    anna: StaffMember, haircut: Service
) -> None:
    slot, *_ = offered(haircut)

    first = book(slot, key="call-1/book")
    second = book(slot, key="call-1/book")

    assert first == second
    assert Appointment.objects.count() == 1


def test_book_appointment_refuses_the_same_key_with_other_content(
    anna: StaffMember, haircut: Service
) -> None:
    slot, other, _ = offered(haircut)
    book(slot, key="call-1/book")

    with pytest.raises(IdempotencyKeyReused):
        book(other, key="call-1/book")
    with pytest.raises(IdempotencyKeyReused):
        book(slot, key="call-1/book", customer=CustomerDetails(name="Emma Weber", phone=CLARA.phone))


def test_book_appointment_forgets_the_key_of_a_refusal(anna: StaffMember, haircut: Service) -> None:
    slot, *_ = offered(haircut)
    run_out()
    with pytest.raises(HoldExpired):
        book(slot, key="call-1/book")
    fresh, *_ = offered(haircut)

    assert book(fresh, key="call-1/book").starts_at == slot.starts_at


def test_book_directly_takes_buffers_too(anna: StaffMember, branch: Branch) -> None:
    colour = ServiceFactory(
        name="Farbe", minutes=60, buffer_before=timedelta(minutes=5), buffer_after=timedelta(minutes=10)
    )
    StaffSkill.objects.create(staff=anna, service=colour)

    appointment = AppointmentFactory(staff=anna, service=colour, starts_at=berlin("2026-03-30", "10:00"))

    blocked = Occupancy.objects.get(appointment=appointment).blocked
    assert (blocked.lower, blocked.upper) == (berlin("2026-03-30", "09:55"), berlin("2026-03-30", "11:10"))


def directly(anna: StaffMember, haircut: Service, clock: str, **more: object) -> Appointment:
    return book_directly(
        **{
            "service_id": haircut.pk,
            "staff_id": anna.pk,
            "branch_id": anna.branches.get().pk,
            "starts_at": berlin("2026-03-30", clock),
            "customer": CLARA,
            "source": AppointmentSource.PORTAL,
            "idempotency_key": f"portal-{clock}",
            "now": MONDAY_8,
            **more,
        }
    )


def test_book_directly_refuses_what_is_booked(anna: StaffMember, haircut: Service) -> None:
    directly(anna, haircut, "10:00")

    for clock in ("09:45", "10:15"):
        with pytest.raises(SlotTaken):
            directly(anna, haircut, clock, waived=TEAM_MAY_WAIVE)


def test_book_directly_refuses_what_is_held_by_a_caller(anna: StaffMember, haircut: Service) -> None:
    offered(haircut)

    with pytest.raises(SlotTaken):
        directly(anna, haircut, "09:00")


@pytest.mark.parametrize("clock", ["08:30", "10:07", "20:00"])
def test_book_directly_lets_the_team_decide_about_hours_and_grid(
    clock: str, anna: StaffMember, haircut: Service
) -> None:
    with pytest.raises(BookingRefused):
        directly(anna, haircut, clock)

    assert directly(anna, haircut, clock, waived=TEAM_MAY_WAIVE).starts_at == berlin("2026-03-30", clock)


def test_book_directly_never_waives_for_the_web(anna: StaffMember, haircut: Service) -> None:
    with pytest.raises(OutsideOpeningHours):
        directly(anna, haircut, "20:00", source=AppointmentSource.WEB, waived=set(RefusalCode))


def test_book_directly_lets_only_imports_write_the_past(anna: StaffMember, haircut: Service) -> None:
    with pytest.raises(PastTime):
        directly(anna, haircut, "07:00", waived=set(RefusalCode))

    old = directly(anna, haircut, "07:00", source=AppointmentSource.IMPORT, waived=set(RefusalCode))

    assert old.starts_at == berlin("2026-03-30", "07:00")


def test_book_directly_refuses_a_person_who_is_not_there(anna: StaffMember, haircut: Service) -> None:
    with pytest.raises(ServiceNotOffered):
        directly(anna, haircut, "10:00", staff_id=anna.pk + 999)
