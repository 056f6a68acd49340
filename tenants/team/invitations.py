"""Inviting people by mail. The mail carries a secret that works once; the database knows only its digest."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from askproai.core import crypto
from askproai.core.db import named_violations
from tenants.enums import Role
from tenants.keys import platform_key
from tenants.models import Company, Invitation, Membership, User
from tenants.outbox.services import enqueue_again
from tenants.privacy import audit
from tenants.team.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationOver,
    MemberUnknown,
    NotYours,
    StaffTaken,
    TooManyInvitations,
    WrongPerson,
)
from tenants.team.members import Standing

INVITATION: Final = "invitation"
VALID_FOR: Final = timedelta(days=7)
KEPT_FOR: Final = timedelta(days=90)
_MOST_OPEN: Final = 200
_MOST_ROUNDS: Final = 10


def open_invitations(company: Company) -> QuerySet[Invitation]:
    """Invitations nobody has answered, the expired ones included, newest first."""
    mine = Invitation.objects.filter(company=company, accepted_at=None, withdrawn_at=None)
    return mine.order_by("-created_at", "-pk")


@transaction.atomic
def invite(
    *,
    company: Company,
    acting_id: int,
    email: str,
    standing: Standing,
    staff_id: int | None,
    now: datetime,
) -> Invitation:
    """Invite somebody into the company; the mail leaves with this transaction.

    :raises NotYours: not a standing the acting member may give.
    :raises AlreadyMember: they belong to the company already.
    :raises AlreadyInvited: an invitation to this address is open.
    :raises TooManyInvitations: too many are open.
    """
    acting = _acting(company, acting_id, standing)
    if Membership.objects.filter(company=company, user__email__iexact=email).exists():
        raise AlreadyMember
    if open_invitations(company).count() >= _MOST_OPEN:
        raise TooManyInvitations
    with named_violations(invitation_open_once=AlreadyInvited):
        invitation = Invitation.objects.create(
            company=company,
            email=email.lower(),
            role=standing.role,
            branch_ids=[] if standing.role == Role.OWNER else sorted(standing.branch_ids),
            staff_id=staff_id,
            invited_by=acting.user,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
    _send(invitation, now)
    audit.note(invitation, before={}, after={"role": invitation.role, "email": invitation.email})
    return invitation


@transaction.atomic
def resend_invitation(*, company: Company, acting_id: int, invitation_id: int, now: datetime) -> Invitation:
    """Send it again with a new secret; the one in the older mail no longer works.

    :raises InvitationOver: answered, withdrawn, or sent often enough.
    :raises NotYours: not a standing the acting member may give.
    """
    invitation = _open(company, invitation_id)
    _acting(company, acting_id, _standing(invitation))
    if invitation.round >= _MOST_ROUNDS:
        raise InvitationOver(invitation_id=invitation_id)
    invitation.expires_at = now + VALID_FOR
    _send(invitation, now)
    return invitation


@transaction.atomic
def withdraw_invitation(*, company: Company, acting_id: int, invitation_id: int, now: datetime) -> None:
    """Its secret works no longer.

    :raises InvitationOver: answered or withdrawn already.
    :raises NotYours: not a standing the acting member may give.
    """
    invitation = _open(company, invitation_id)
    _acting(company, acting_id, _standing(invitation))
    invitation.withdrawn_at = now
    invitation.token_digest = None
    invitation.save(update_fields=["withdrawn_at", "token_digest"])


def invitation_secret(invitation: Invitation) -> str:
    """What the mail carries: derived anew each time, so that it lies nowhere."""
    payload = f"{invitation.pk}/{invitation.round}/{invitation.created_at.timestamp()}".encode()
    key = platform_key(purpose="invitations")
    return crypto.sign_token(key, crypto.blind_index(key, payload.decode()))


def invitation_by_secret(*, company: Company, secret: str, now: datetime) -> Invitation:
    """The open invitation into this company that a mail carried.

    :raises InvitationOver: accepted, withdrawn, expired, sent anew since, or another company's.
    """
    found = open_invitations(company).filter(token_digest=_digest(secret)).first()
    if found is None or found.expires_at <= now:
        raise InvitationOver
    return found


@transaction.atomic
def accept_invitation(*, company: Company, secret: str, user: User, now: datetime) -> Membership:
    """Let the invited person in; the secret works no second time.

    :raises InvitationOver: as :func:`invitation_by_secret`.
    :raises WrongPerson: the user's address is not the invited one.
    """
    found = invitation_by_secret(company=company, secret=secret, now=now)
    invitation = _open(company, found.pk)
    if invitation.email.lower() != user.email.lower():
        raise WrongPerson(invitation_id=invitation.pk)
    invitation.accepted_at = now
    invitation.token_digest = None
    invitation.save(update_fields=["accepted_at", "token_digest"])
    with named_violations(membership_staff_once=StaffTaken):
        membership, _ = Membership.objects.get_or_create(
            user=user,
            company=company,
            defaults={
                "role": invitation.role,
                "branch_ids": invitation.branch_ids,
                "staff_id": _free_staff(company, invitation.staff_id),
            },
        )
    return membership


def remove_old_invitations(*, now: datetime) -> int:
    """Delete invitations of long ago, answered or not; returns how many."""
    return Invitation.objects.filter(expires_at__lt=now - KEPT_FOR).delete()[0]


def _send(invitation: Invitation, now: datetime) -> None:
    invitation.round += 1
    invitation.token_digest = _digest(invitation_secret(invitation))
    invitation.save(update_fields=["round", "token_digest", "expires_at"])
    enqueue_again(kind=INVITATION, subject_ids=[invitation.pk], now=now)


def _acting(company: Company, acting_id: int, standing: Standing) -> Membership:
    """The acting member, held until the end: a role that is taken away meanwhile invites nobody."""
    members = Membership.objects.select_for_update(of=("self",)).filter(company=company, pk=acting_id)
    acting = members.select_related("user").first()
    if acting is None:
        raise MemberUnknown(membership_id=acting_id)
    if not Standing.of(acting).covers(standing):
        raise NotYours
    return acting


def _standing(invitation: Invitation) -> Standing:
    return Standing(role=Role(invitation.role), branch_ids=frozenset(invitation.branch_ids))


def _open(company: Company, invitation_id: int) -> Invitation:
    found = Invitation.objects.select_for_update().filter(
        company=company, pk=invitation_id, accepted_at=None, withdrawn_at=None
    )
    invitation = found.first()
    if invitation is None:
        raise InvitationOver(invitation_id=invitation_id)
    return invitation


def _free_staff(company: Company, staff_id: int | None) -> int | None:
    """The person in the calendar, unless somebody else became it since the invitation."""
    taken = Membership.objects.filter(company=company, staff_id=staff_id).exists()
    return None if taken else staff_id


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
