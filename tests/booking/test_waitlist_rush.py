"""Several say yes at the same instant, on real connections: one of them has the time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from booking.enums import AppointmentSource, InvitationState, OccupancyKind
from booking.errors import WaitlistTimeGone
from booking.models import Appointment, Occupancy, Service, WaitlistEntry, WaitlistInvitation
from booking.services.waitlist import leave_waitlist
from booking.services.waitlist_answers import Accepted, accept_invitation
from booking.services.waitlist_rounds import offer_to_waiting
from tenants.models import Company
from tests.booking.rush import rush
from tests.booking.waiting import look, waits
from tests.factories.booking import MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory

NOON = MONDAY_8 + timedelta(hours=4)


@pytest.fixture
def haircut(committed_company: Company) -> Service:
    haircut = ServiceFactory()
    branch = BranchFactory(waitlist_parallel=8)
    StaffMemberFactory(name="Anna", branches=(branch,), services=(haircut,))
    return haircut


def yes(invitation: WaitlistInvitation) -> Accepted:
    return accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=NOON)


def test_of_many_yeses_at_the_same_instant_one_wins(committed_company: Company, haircut: Service) -> None:
    for minute in range(8):
        waits(f"Gast {minute}", haircut, minute=minute)
    invitations = look()
    assert len({each.round for each in invitations}) == 1

    # Everybody presses twice.
    outcomes = rush(committed_company, [partial(yes, each) for each in invitations * 2])

    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    assert len({each.appointment.pk for each in accepted}) == 1
    assert all(isinstance(outcome, Accepted | WaitlistTimeGone) for outcome in outcomes)
    assert Appointment.objects.count() == Occupancy.objects.count() == 1
    assert WaitlistInvitation.objects.filter(state=InvitationState.ACCEPTED).count() == 1
    assert WaitlistEntry.objects.waiting().count() == 7


def test_two_workers_looking_at_once_hold_the_time_once(committed_company: Company, haircut: Service) -> None:
    for minute in range(3):
        waits(f"Gast {minute}", haircut, minute=minute)

    rush(committed_company, [partial(offer_to_waiting, NOON) for _ in range(4)])

    still_open = WaitlistInvitation.objects.filter(state=InvitationState.OPEN)
    assert still_open.count() == still_open.values("entry").distinct().count() == 3
    holds = Occupancy.objects.filter(kind=OccupancyKind.HOLD)
    assert holds.count() == still_open.values("round").distinct().count()


def test_leaving_and_saying_yes_at_once_is_one_of_both(committed_company: Company, haircut: Service) -> None:
    entry = waits("Emma", haircut)
    (invitation,) = look()

    outcomes = rush(
        committed_company,
        [partial(yes, invitation), partial(leave_waitlist, entry_id=entry.pk, now=NOON)],
    )

    entry.refresh_from_db()
    booked = isinstance(outcomes[0], Accepted)
    assert entry.state == ("booked" if booked else "withdrawn")
    assert Appointment.objects.count() == int(booked)
