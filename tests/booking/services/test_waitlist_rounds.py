"""Times that get free go to those who wait: several are asked, the first yes has it, nobody is dropped."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from booking.enums import AppointmentSource, InvitationState, Reach, TimeOffKind, WaitlistState
from booking.errors import InvitationUnknown, WaitlistTimeGone
from booking.models import Appointment, Occupancy, Service, StaffMember, WaitlistEntry, WaitlistInvitation
from booking.queries import search_slots
from booking.queries.waitlist import times_for
from booking.services import add_time_off, cancel_appointment, remove_time_off, waitlist_answers
from booking.services.waitlist import leave_waitlist
from booking.services.waitlist_answers import (
    accept_invitation,
    decline_invitation,
    other_times,
    take_other_time,
)
from booking.services.waitlist_rounds import hold_time, offer_by_hand, offer_to_waiting
from booking.values import DayWindow, SlotSearch
from tests.booking.acting import book, offered, run_out
from tests.booking.waiting import asked, full_morning, look, waits
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    ServiceFactory,
    ServiceOptionFactory,
    StaffMemberFactory,
    berlin,
)

NOON = MONDAY_8 + timedelta(hours=4)


def cancel(appointment: Appointment) -> None:
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8, is_by_team=True)


def yes(invitation: WaitlistInvitation, *, now: object = NOON) -> Appointment:
    return accept_invitation(
        invitation_id=invitation.pk,
        via=AppointmentSource.WEB,
        now=now,  # type: ignore[arg-type]
    ).appointment


def states(*invitations: WaitlistInvitation) -> list[str]:
    return [WaitlistInvitation.objects.get(pk=each.pk).state for each in invitations]


def test_nobody_is_asked_while_nothing_that_fits_is_free(haircut: Service, anna: StaffMember) -> None:
    full_morning(anna, haircut)
    waits("Emma", haircut)

    assert look() == []


def test_a_cancelled_time_is_held_once_and_offered_to_those_who_wait_longest(
    haircut: Service, anna: StaffMember
) -> None:
    _, second, *_ = full_morning(anna, haircut)
    for minute, name in enumerate(("Emma", "Finn", "Gina", "Hans")):
        waits(name, haircut, minute=minute)
    cancel(second)

    invitations = look()

    assert asked(invitations) == ["Emma", "Finn", "Gina"]  # three at once, unless the branch says otherwise
    assert {each.starts_at for each in invitations} == {berlin("2026-03-31", "09:30")}
    assert Occupancy.objects.filter(kind="hold").count() == 1
    assert offered(haircut, windows=((second.starts_at, second.starts_at + timedelta(minutes=1)),)) != ()
    assert all(slot.starts_at != second.starts_at for slot in offered(haircut, limit=6))


def test_the_first_yes_has_the_time_and_the_others_keep_their_place(
    haircut: Service, anna: StaffMember
) -> None:
    first, *_ = full_morning(anna, haircut)
    entries = [waits(name, haircut, minute=minute) for minute, name in enumerate(("Emma", "Finn", "Gina"))]
    cancel(first)
    emma, finn, gina = look()

    appointment = yes(finn)
    again = yes(finn)

    assert appointment == again
    assert (appointment.customer.name, appointment.starts_at) == ("Finn", first.starts_at)
    assert states(emma, finn, gina) == ["missed", "accepted", "missed"]
    assert list(WaitlistEntry.objects.waiting()) == [entries[0], entries[2]]
    with pytest.raises(WaitlistTimeGone):
        yes(emma)


def test_whoever_was_too_late_is_asked_again_when_the_time_gets_free_once_more(
    haircut: Service, anna: StaffMember
) -> None:
    first, *_ = full_morning(anna, haircut)
    waits("Emma", haircut)
    waits("Finn", haircut, minute=1)
    cancel(first)
    _, finn = look()
    booked = yes(finn)
    assert look() == []

    cancel(booked)

    (again,) = look()
    assert (asked([again]), again.starts_at) == (["Emma"], first.starts_at)


def test_nobody_answers_and_the_next_are_asked_and_then_it_is_everybodys(
    haircut: Service, anna: StaffMember
) -> None:
    first, *_ = full_morning(anna, haircut)
    for minute, name in enumerate(("Emma", "Finn", "Gina", "Hans")):
        waits(name, haircut, minute=minute)
    cancel(first)
    one = look()
    run_out()
    WaitlistInvitation.objects.update(expires_at=MONDAY_8 - timedelta(days=365))

    two = look()

    assert asked(two) == ["Hans"]
    assert states(*one) == ["expired"] * 3
    run_out()
    WaitlistInvitation.objects.update(expires_at=MONDAY_8 - timedelta(days=365))
    assert look() == []
    free = search_slots(search=SlotSearch(service_ids=(haircut.pk,), near=first.starts_at), now=MONDAY_8)
    assert free.slots[0].starts_at == first.starts_at
    assert WaitlistEntry.objects.waiting().count() == 4


def test_a_yes_after_the_hold_counts_as_long_as_the_time_is_free(haircut: Service, anna: StaffMember) -> None:
    first, *_ = full_morning(anna, haircut)
    waits("Emma", haircut)
    cancel(first)
    (emma,) = look()
    run_out()
    WaitlistInvitation.objects.update(expires_at=MONDAY_8 - timedelta(days=365))
    offer_to_waiting(NOON)

    assert yes(emma).starts_at == first.starts_at


def test_a_yes_after_somebody_else_booked_gets_other_times(haircut: Service, anna: StaffMember) -> None:
    first, second, *_ = full_morning(anna, haircut)
    waits("Emma", haircut)
    cancel(first)
    (emma,) = look()
    run_out()
    WaitlistInvitation.objects.update(expires_at=MONDAY_8 - timedelta(days=365))
    (slot, *_) = offered(haircut, near=first.starts_at, windows=None)
    book(slot)
    with pytest.raises(WaitlistTimeGone):
        yes(emma)
    cancel(second)

    times = other_times(invitation_id=emma.pk, now=NOON).offers

    assert times[0].starts_at == second.starts_at
    accepted = take_other_time(
        invitation_id=emma.pk, slot_id=times[0].slot_id, via=AppointmentSource.WEB, now=NOON
    )
    assert accepted.appointment.starts_at == second.starts_at
    assert WaitlistEntry.objects.get().state == WaitlistState.BOOKED


def test_who_has_a_later_appointment_is_moved_and_their_time_goes_on_to_the_next(
    haircut: Service, anna: StaffMember
) -> None:
    first, *_ = full_morning(anna, haircut)
    later = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-02", "15:00"))
    waits("Clara Weber", haircut, customer=later.customer, replaces_id=later.pk, latest_on=None)
    thursday = date(2026, 4, 2)
    window = DayWindow(starts=time(15), ends=time(15, 15))
    for hour in range(9, 18):
        for minute in (0, 30):
            at = berlin("2026-04-02", f"{hour:02d}:{minute:02d}")
            if at != later.starts_at:
                AppointmentFactory(staff=anna, service=haircut, starts_at=at)
    waits("Finn", haircut, earliest_on=thursday, latest_on=thursday, windows=(window,), minute=1)
    cancel(first)
    (clara,) = look()

    accepted = accept_invitation(invitation_id=clara.pk, via=AppointmentSource.PHONE, now=NOON)

    later.refresh_from_db()
    assert accepted.has_moved
    assert (accepted.appointment, later.starts_at) == (later, first.starts_at)
    (finn,) = look()
    assert (asked([finn]), finn.starts_at) == (["Finn"], berlin("2026-04-02", "15:00"))


def test_who_has_a_later_appointment_is_never_offered_a_later_one(
    haircut: Service, anna: StaffMember
) -> None:
    first, second, *_ = full_morning(anna, haircut)
    waits("Clara Weber", haircut, customer=first.customer, replaces_id=first.pk)
    cancel(second)

    assert look() == []


def test_an_absence_that_ends_is_free_time_too(haircut: Service, anna: StaffMember) -> None:
    day = (berlin("2026-03-31", "00:00"), berlin("2026-04-01", "00:00"))
    away = add_time_off(starts_at=day[0], ends_at=day[1], kind=TimeOffKind.VACATION, staff_id=anna.pk)
    waits("Emma", haircut)
    assert look() == []

    remove_time_off(time_off_id=away.pk)

    assert asked(look()) == ["Emma"]


def test_an_absence_over_the_held_time_makes_the_offer_void_and_a_yes_gets_the_truth(
    haircut: Service, anna: StaffMember
) -> None:
    waits("Emma", haircut)
    (emma,) = look()
    add_time_off(
        starts_at=berlin("2026-03-31", "00:00"),
        ends_at=berlin("2026-04-01", "00:00"),
        kind=TimeOffKind.SICK,
        staff_id=anna.pk,
    )

    with pytest.raises(WaitlistTimeGone):
        yes(emma)
    assert look() == []
    assert states(emma) == [InvitationState.VOID]
    assert WaitlistEntry.objects.waiting().count() == 1


def test_a_shorter_visit_can_compete_for_the_same_time(haircut: Service, anna: StaffMember) -> None:
    first, second, *_ = full_morning(anna, haircut)
    fringe = ServiceFactory(name="Pony", minutes=15)
    anna.skills.create(service=fringe)
    waits("Emma", haircut)
    waits("Finn", fringe, minute=1)
    cancel(first)

    emma, finn = look()

    assert emma.round == finn.round
    assert yes(finn).ends_at == first.starts_at + timedelta(minutes=15)
    assert Appointment.objects.not_cancelled().filter(service=fringe).count() == 1
    assert states(emma) == ["missed"]
    assert not Occupancy.objects.filter(kind="hold").exists()
    assert second.occupancies.count() == 1


def test_only_whom_they_wait_for_and_only_so_early_that_they_can_come(
    haircut: Service, anna: StaffMember, ben: StaffMember
) -> None:
    first, *_ = full_morning(anna, haircut)
    full_morning(ben, haircut)
    waits("Emma", haircut, staff_ids=frozenset({ben.pk}))
    waits("Finn", haircut, notice=timedelta(days=1), minute=1)
    waits("Gina", haircut, minute=2)
    cancel(first)

    assert asked(look(berlin("2026-03-30", "12:00"))) == ["Gina"]


@pytest.mark.parametrize("clock", ["07:30", "20:45", "23:00"])
def test_nobody_is_asked_at_night(haircut: Service, anna: StaffMember, clock: str) -> None:
    waits("Emma", haircut)

    assert look(berlin("2026-03-30", clock)) == []
    assert asked(look(berlin("2026-03-31", "08:00"))) == ["Emma"]


@pytest.mark.parametrize(
    ("clock", "minutes"), [("2026-03-30 12:00", 30), ("2026-03-31 08:40", 10), ("2026-03-31 08:55", 5)]
)
def test_a_near_time_is_held_for_a_shorter_while(
    haircut: Service, anna: StaffMember, clock: str, minutes: int
) -> None:
    (slot, *_) = times_for(waits("Emma", haircut), now=MONDAY_8)

    held_for = hold_time(slot, branch=anna.branches.get(), now=berlin(*clock.split()))

    assert (slot.starts_at, held_for) == (berlin("2026-03-31", "09:00"), timedelta(minutes=minutes))


def test_who_can_only_be_called_is_left_to_the_team(haircut: Service, anna: StaffMember) -> None:
    entry = waits("Emma", haircut)
    WaitlistEntry.objects.update(reach=Reach.PHONE)
    assert look() == []

    (slot, *_) = times_for(entry, now=MONDAY_8)
    invitation = offer_by_hand(entry_id=entry.pk, slot=slot, now=NOON)

    assert yes(invitation).customer.name == "Emma"


def test_a_time_offered_by_hand_goes_to_nobody_else(haircut: Service, anna: StaffMember) -> None:
    emma, _finn = waits("Emma", haircut), waits("Finn", haircut, minute=1)
    (slot, *_) = times_for(emma, now=MONDAY_8)

    invitation = offer_by_hand(entry_id=emma.pk, slot=slot, now=NOON)

    assert list(WaitlistInvitation.objects.all()) == [invitation]
    with pytest.raises(WaitlistTimeGone):
        offer_by_hand(entry_id=emma.pk, slot=slot, now=NOON)


def test_a_declined_time_is_free_again_and_not_offered_twice(haircut: Service, anna: StaffMember) -> None:
    first, *_ = full_morning(anna, haircut)
    waits("Emma", haircut)
    cancel(first)
    (emma,) = look()

    decline_invitation(invitation_id=emma.pk, now=NOON)

    assert look() == []
    assert not Occupancy.objects.filter(kind="hold").exists()
    assert WaitlistEntry.objects.waiting().count() == 1


def test_who_leaves_gives_the_time_back(haircut: Service, anna: StaffMember) -> None:
    entry = waits("Emma", haircut)
    (emma,) = look()

    leave_waitlist(entry_id=entry.pk, now=NOON)

    assert look() == []
    assert not Occupancy.objects.filter(kind="hold").exists()
    with pytest.raises(WaitlistTimeGone):
        yes(emma)


def test_a_yes_that_waited_for_the_round_sees_who_left_meanwhile(
    haircut: Service, anna: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = waits("Emma", haircut)
    (emma,) = look()
    lock = waitlist_answers.lock_round

    def locked_late(key: str) -> list[WaitlistInvitation]:
        read_before = list(lock(key))
        WaitlistEntry.objects.filter(pk=entry.pk).update(state=WaitlistState.WITHDRAWN, settled_at=NOON)
        return read_before

    monkeypatch.setattr(waitlist_answers, "lock_round", locked_late)

    with pytest.raises(WaitlistTimeGone):
        yes(emma)
    assert not Appointment.objects.filter(customer=entry.customer).exists()


def test_who_books_otherwise_waits_no_longer(haircut: Service, anna: StaffMember) -> None:
    first, *_ = full_morning(anna, haircut)
    entry = waits(
        "Clara Weber",
        haircut,
        customer=first.customer,
        earliest_on=date(2026, 4, 1),
        latest_on=date(2026, 4, 1),
    )
    AppointmentFactory(
        staff=anna, service=haircut, customer=first.customer, starts_at=berlin("2026-04-02", "10:00")
    )
    entry.refresh_from_db()
    assert (entry.state, entry.replaces is not None) == (WaitlistState.WAITING, True)

    AppointmentFactory(
        staff=anna, service=haircut, customer=first.customer, starts_at=berlin("2026-04-01", "09:30")
    )

    entry.refresh_from_db()
    assert (entry.state, entry.appointment is not None) == (WaitlistState.BOOKED, True)


def test_waiting_ends_with_its_last_day(haircut: Service, anna: StaffMember) -> None:
    full_morning(anna, haircut)
    entry = waits("Emma", haircut)

    offer_to_waiting(berlin("2026-04-01", "09:00"))

    entry.refresh_from_db()
    assert entry.state == WaitlistState.EXPIRED


def test_an_unknown_offer_is_named_so(haircut: Service) -> None:
    with pytest.raises(InvitationUnknown):
        accept_invitation(invitation_id=4711, via=AppointmentSource.WEB, now=NOON)


def test_nobody_is_asked_more_than_a_few_times_a_day(haircut: Service, anna: StaffMember) -> None:
    waits("Emma", haircut)
    for _ in range(3):
        (emma,) = look()
        decline_invitation(invitation_id=emma.pk, now=NOON)

    assert look() == []


def test_a_variant_and_a_party_get_a_time_that_is_long_enough(haircut: Service, anna: StaffMember) -> None:
    first, second, *_ = full_morning(anna, haircut)
    long_hair = ServiceOptionFactory(service=haircut, name="lang", duration=timedelta(minutes=60))
    waits("Emma", haircut, variant_id=long_hair.pk)
    cancel(first)
    assert look() == []
    cancel(second)

    (emma,) = look()

    assert emma.period.upper - emma.period.lower == timedelta(minutes=60)
    assert yes(emma).variant_name == "lang"


def test_two_people_who_wait_for_one_time_are_offered_one_for_two(
    haircut: Service, anna: StaffMember
) -> None:
    Service.objects.filter(pk=haircut.pk).update(max_party=2, duration_per_person=timedelta(minutes=30))
    first, second, *_ = full_morning(anna, haircut)
    waits("Emma", haircut, party_size=2)
    cancel(first)
    assert look() == []
    cancel(second)

    (emma,) = look()

    assert yes(emma).party_size == 2


def test_two_people_at_two_free_times_get_one_each(haircut: Service, anna: StaffMember) -> None:
    first, second, *_ = full_morning(anna, haircut)
    StaffMemberFactory(name="Ben")
    waits("Emma", haircut)
    cancel(first)
    (emma,) = look()
    waits("Finn", haircut, minute=5)
    cancel(second)

    (finn,) = look()

    assert (emma.starts_at, finn.starts_at) == (first.starts_at, second.starts_at)
    assert yes(emma).starts_at < yes(finn).starts_at
