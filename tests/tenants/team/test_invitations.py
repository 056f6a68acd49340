"""An invitation opens one door, for one person, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.enums import Role
from tenants.models import Company, Invitation, Membership, User
from tenants.outbox.models import OutboxEntry
from tenants.team.errors import AlreadyInvited, AlreadyMember, InvitationOver, NotYours, WrongPerson
from tenants.team.invitations import (
    VALID_FOR,
    accept_invitation,
    invitation_by_secret,
    invitation_secret,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from tenants.team.members import Standing

STAFF = Standing(role=Role.STAFF)


@pytest.fixture
def sabine(company: Company) -> Membership:
    user = User.objects.create_user("sabine@haarmonie.example", name="Sabine")
    return Membership.objects.create(user=user, company=company, role=Role.OWNER)


def invited(
    by: Membership,
    email: str = "ben@haarmonie.example",
    standing: Standing = STAFF,
    staff_id: int | None = None,
) -> Invitation:
    return invite(
        company=by.company,
        acting_id=by.pk,
        email=email,
        standing=standing,
        staff_id=staff_id,
        now=timezone.now(),
    )


def accept(company: Company, secret: str, user: User, *, later: timedelta = timedelta(0)) -> Membership:
    return accept_invitation(company=company, secret=secret, user=user, now=timezone.now() + later)


def test_the_invited_person_gets_what_was_meant_for_them_once(company: Company, sabine: Membership) -> None:
    invitation = invited(sabine, standing=Standing(role=Role.MANAGER, branch_ids=frozenset({3})), staff_id=8)
    secret = invitation_secret(invitation)
    ben = User.objects.create_user("ben@haarmonie.example")

    membership = accept(company, secret, ben)

    assert (membership.role, membership.branch_ids, membership.staff_id) == (Role.MANAGER, [3], 8)
    with pytest.raises(InvitationOver):
        accept(company, secret, ben)


def test_the_mail_is_owed_and_the_secret_lies_nowhere(company: Company, sabine: Membership) -> None:
    invitation = invited(sabine)

    assert OutboxEntry.objects.filter(kind="invitation", subject_id=invitation.pk).exists()
    assert invitation_secret(invitation).encode() not in bytes(invitation.token_digest or b"")


def test_nobody_else_may_use_it(company: Company, sabine: Membership) -> None:
    secret = invitation_secret(invited(sabine))
    eve = User.objects.create_user("eve@elsewhere.example")

    with pytest.raises(WrongPerson):
        accept(company, secret, eve)

    assert not Membership.objects.filter(user=eve).exists()


def test_it_opens_no_other_company(company: Company, other_company: Company, sabine: Membership) -> None:
    secret = invitation_secret(invited(sabine))

    with pytest.raises(InvitationOver):
        invitation_by_secret(company=other_company, secret=secret, now=timezone.now())


def test_it_ends_after_a_week_and_sending_it_again_gives_another_week(
    company: Company, sabine: Membership
) -> None:
    invitation = invited(sabine)
    first = invitation_secret(invitation)
    ben = User.objects.create_user("ben@haarmonie.example")
    with pytest.raises(InvitationOver):
        accept(company, first, ben, later=VALID_FOR)

    again = resend_invitation(
        company=company, acting_id=sabine.pk, invitation_id=invitation.pk, now=timezone.now() + VALID_FOR
    )

    with pytest.raises(InvitationOver):
        accept(company, first, ben)
    assert accept(company, invitation_secret(again), ben, later=VALID_FOR).role == Role.STAFF


def test_withdrawn_it_opens_nothing(company: Company, sabine: Membership) -> None:
    invitation = invited(sabine)
    secret = invitation_secret(invitation)

    withdraw_invitation(company=company, acting_id=sabine.pk, invitation_id=invitation.pk, now=timezone.now())

    with pytest.raises(InvitationOver):
        accept(company, secret, User.objects.create_user("ben@haarmonie.example"))
    assert invited(sabine).pk != invitation.pk


def test_nobody_is_invited_twice_or_who_is_there_already(company: Company, sabine: Membership) -> None:
    invited(sabine)

    with pytest.raises(AlreadyInvited):
        invited(sabine, email="Ben@Haarmonie.example")


def test_who_belongs_to_the_company_is_not_invited(company: Company, sabine: Membership) -> None:
    with pytest.raises(AlreadyMember):
        invited(sabine, email="SABINE@haarmonie.example")


def test_a_manager_invites_staff_only(company: Company) -> None:
    user = User.objects.create_user("jens@haarmonie.example")
    jens = Membership.objects.create(user=user, company=company, role=Role.MANAGER)
    invited(jens)

    with pytest.raises(NotYours):
        invited(jens, email="clara@haarmonie.example", standing=Standing(role=Role.OWNER))
