"""Waiting for a visit of several services: all of them in a row, or for two people at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.enums import AppointmentSource, InvitationState, TimeOffKind, WaitlistState
from booking.errors import ServiceNotOffered
from booking.models import Appointment, Branch, Occupancy, Service, StaffMember, StaffSkill, WaitlistEntry
from booking.queries.visits import parts_of_visit
from booking.queries.waitlist import names_of, times_for
from booking.services import HOLD_ON_THE_PHONE, add_time_off, cancel_appointment, offer_times
from booking.services.waitlist_answers import accept_invitation, other_times, take_other_time
from booking.services.waitlist_changes import note_appointment
from booking.services.waitlist_ending import close_round
from booking.services.waitlist_rounds import offer_by_hand
from booking.values import PartWish, SlotSearch
from tests.booking.acting import book, offered
from tests.booking.waiting import asked, full_morning, look, waits
from tests.factories.booking import MONDAY_8, ServiceFactory, StaffMemberFactory, berlin

NOON = MONDAY_8 + timedelta(hours=4)


@pytest.fixture
def dry(anna: StaffMember) -> Service:
    service: Service = ServiceFactory(name="Föhnen", minutes=30)
    StaffSkill.objects.create(staff=anna, service=service)
    return service


def cancel(appointment: Appointment) -> None:
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8, is_by_team=True)


def test_a_visit_is_offered_when_all_of_it_fits_and_booked_as_one(
    haircut: Service, dry: Service, anna: StaffMember
) -> None:
    _, second, third, _ = full_morning(anna, haircut)
    entry = waits("Emma", haircut, others=(PartWish(service_id=dry.pk),))
    cancel(second)
    assert look() == []
    cancel(third)

    (invitation,) = look()

    assert (invitation.starts_at, invitation.period.upper) == (
        berlin("2026-03-31", "09:30"),
        berlin("2026-03-31", "10:30"),
    )
    assert names_of(invitation) == f"{haircut.name} + Föhnen"
    assert Occupancy.objects.filter(kind="hold").count() == 2
    got = accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=NOON).appointment
    assert [part.service for part in parts_of_visit(got)] == [haircut, dry]
    assert WaitlistEntry.objects.get(pk=entry.pk).state == WaitlistState.BOOKED
    assert not Occupancy.objects.filter(kind="hold").exists()


def test_who_waits_for_a_part_of_it_is_asked_too_and_the_first_yes_has_it(
    haircut: Service, dry: Service, anna: StaffMember
) -> None:
    _, second, third, _ = full_morning(anna, haircut)
    waits("Emma", haircut, others=(PartWish(service_id=dry.pk),))
    waits("Finn", haircut, minute=1)
    cancel(second)
    cancel(third)
    emma, finn = invitations = look()
    assert asked(invitations) == ["Emma", "Finn"]

    accept_invitation(invitation_id=finn.pk, via=AppointmentSource.WEB, now=NOON)

    emma.refresh_from_db()
    assert emma.state == "missed"
    assert emma.entry.state == WaitlistState.WAITING
    assert not Occupancy.objects.filter(kind="hold").exists()


def test_two_people_wait_for_one_moment(
    haircut: Service, dry: Service, anna: StaffMember, branch: Branch
) -> None:
    ben = StaffMemberFactory(name="Ben", branches=[branch], services=[dry])
    _, second, *_ = full_morning(anna, haircut)
    full_morning(ben, dry)
    waits("Emma", haircut, others=(PartWish(service_id=dry.pk, person=1),), at_once=True)
    cancel(second)
    assert look() == []
    cancel(Appointment.objects.get(staff=ben, period__startswith=second.starts_at))

    (invitation,) = look()
    got = accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=NOON).appointment

    assert {(part.staff.name, part.starts_at) for part in parts_of_visit(got)} == {
        ("Anna", second.starts_at),
        ("Ben", second.starts_at),
    }


def test_a_part_that_falls_away_ends_the_offer_and_frees_the_rest(
    haircut: Service, dry: Service, anna: StaffMember, branch: Branch
) -> None:
    ben = StaffMemberFactory(name="Ben", branches=[branch], services=[dry])
    waits("Emma", haircut, others=(PartWish(service_id=dry.pk, person=1),), at_once=True)
    (invitation,) = look()
    nine, ten = berlin("2026-03-31", "09:00"), berlin("2026-03-31", "10:00")

    add_time_off(starts_at=nine, ends_at=ten, kind=TimeOffKind.SICK, staff_id=ben.pk)
    (anew,) = look()

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.VOID
    assert anew.starts_at >= ten
    assert Occupancy.objects.filter(kind="hold", blocked__startswith__lt=ten).count() == 0


def test_who_takes_it_either_way_is_offered_the_one_that_is_free(
    haircut: Service, dry: Service, anna: StaffMember
) -> None:
    _, second, third, _ = full_morning(anna, haircut)
    waits("Emma", haircut, others=(PartWish(service_id=dry.pk, person=1),), at_once=None)
    cancel(second)
    cancel(third)

    (invitation,) = look()
    got = accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=NOON).appointment

    assert [part.starts_at for part in parts_of_visit(got)] == [second.starts_at, third.starts_at]


def test_a_part_booked_by_another_way_is_not_what_was_waited_for(
    haircut: Service, dry: Service, anna: StaffMember
) -> None:
    entry = waits("Emma", haircut, others=(PartWish(service_id=dry.pk),))
    (alone,) = offered(haircut, limit=1)
    note_appointment(appointment_id=book(alone, customer=entry.customer).pk)
    entry.refresh_from_db()
    assert (entry.state, entry.replaces) == (WaitlistState.WAITING, None)
    parts = (PartWish(service_id=haircut.pk), PartWish(service_id=dry.pk))
    wish = SlotSearch(parts=parts, in_order=True, limit=1)
    (both,) = offer_times(search=wish, holder="call-2", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8).offers

    note_appointment(appointment_id=book(both, key="call-2/book", customer=entry.customer).pk)

    entry.refresh_from_db()
    assert entry.state == WaitlistState.BOOKED


def test_nobody_waits_for_a_visit_that_is_not_offered_any_more(haircut: Service, dry: Service) -> None:
    Service.objects.filter(pk=dry.pk).update(is_active=False)

    with pytest.raises(ServiceNotOffered):
        waits("Emma", haircut, others=(PartWish(service_id=dry.pk),))


def test_who_comes_too_late_is_offered_another_time_for_all_of_it(
    haircut: Service, dry: Service, anna: StaffMember
) -> None:
    _, second, third, fourth = full_morning(anna, haircut)
    entry = waits("Emma", haircut, others=(PartWish(service_id=dry.pk),))
    waits("Emma", haircut, others=(PartWish(service_id=dry.pk),))  # twice is one place in the line
    cancel(second)
    cancel(third)
    (slot,) = times_for(entry, now=MONDAY_8, limit=1)
    invitation = offer_by_hand(entry_id=entry.pk, slot=slot, now=MONDAY_8)
    close_round(key=invitation.round, now=MONDAY_8)
    cancel(fourth)

    late = other_times(invitation_id=invitation.pk, now=NOON).offers
    got = take_other_time(
        invitation_id=invitation.pk, slot_id=late[0].slot_id, via=AppointmentSource.WEB, now=NOON
    ).appointment

    assert WaitlistEntry.objects.count() == 1
    assert [part.service for part in parts_of_visit(got)] == [haircut, dry]
    assert WaitlistEntry.objects.get().state == WaitlistState.BOOKED
