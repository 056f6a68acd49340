"""Changing who may do what. Each act looks at both people again under a lock: roles change meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from askproai.core.db import named_violations
from tenants.access.sessions import end_sessions
from tenants.enums import Role
from tenants.models import Company, Membership
from tenants.privacy import audit
from tenants.team.errors import LastOwner, MemberUnknown, NotYours, StaffTaken


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What somebody may do: a role, in some branches or (none named) in all."""

    role: Role
    branch_ids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, membership: Membership) -> Standing:
        """As the membership says."""
        return cls(role=Role(membership.role), branch_ids=frozenset(membership.branch_ids))

    def covers(self, other: Standing) -> bool:
        """Whether somebody who stands so may give, change and take the other standing."""
        if self.role == Role.OWNER:
            return True
        if self.role != Role.MANAGER or other.role != Role.STAFF:
            return False
        return not self.branch_ids or (bool(other.branch_ids) and other.branch_ids <= self.branch_ids)


@transaction.atomic
def change_member(
    *,
    company: Company,
    acting_id: int,
    membership_id: int,
    standing: Standing,
    staff_id: int | None,
    now: datetime,
) -> Membership:
    """Give a member another role, other branches, or another person in the calendar.

    :raises NotYours: not for the acting member to do.
    :raises LastOwner: nobody would own the company.
    :raises MemberUnknown: either of them is gone.
    :raises StaffTaken: somebody else is that person.
    """
    members = _locked(company)
    acting, member = _found(members, acting_id), _found(members, membership_id)
    mine = Standing.of(acting)
    if not mine.covers(Standing.of(member)) or not mine.covers(standing):
        raise NotYours
    if standing.role != Role.OWNER:
        _keep_an_owner(members, without=member)
    # Whoever owns a company sees all of it.
    branch_ids = [] if standing.role == Role.OWNER else sorted(standing.branch_ids)
    before = _fields(member)
    member.role, member.branch_ids, member.staff_id = standing.role, branch_ids, staff_id
    with named_violations(membership_staff_once=StaffTaken):
        member.save(update_fields=["role", "branch_ids", "staff_id"])
    audit.note(member, before=before, after=_fields(member))
    return member


@transaction.atomic
def remove_member(*, company: Company, acting_id: int, membership_id: int, now: datetime) -> None:
    """Take somebody out of the company, and end their sessions in it.

    :raises NotYours: not for the acting member to do; leaving oneself is always possible.
    :raises LastOwner: nobody would own the company.
    :raises MemberUnknown: either of them is gone.
    """
    members = _locked(company)
    acting, member = _found(members, acting_id), _found(members, membership_id)
    if acting != member and not Standing.of(acting).covers(Standing.of(member)):
        raise NotYours
    _keep_an_owner(members, without=member)
    audit.note(member, before=_fields(member), after={"role": None})
    user = member.user
    member.delete()
    end_sessions(user=user, company=company)


@transaction.atomic
def hand_over(*, company: Company, acting_id: int, membership_id: int, now: datetime) -> Membership:
    """Make another member owner, and the acting owner a manager.

    :raises NotYours: the acting member owns nothing, or hands over to themselves.
    :raises MemberUnknown: either of them is gone.
    """
    members = _locked(company)
    acting, heir = _found(members, acting_id), _found(members, membership_id)
    if acting.role != Role.OWNER or acting == heir:
        raise NotYours
    for member, role in ((heir, Role.OWNER), (acting, Role.MANAGER)):
        before = _fields(member)
        member.role, member.branch_ids = role, []
        member.save(update_fields=["role", "branch_ids"])
        audit.note(member, before=before, after=_fields(member))
    return heir


def _locked(company: Company) -> list[Membership]:
    """All members, held: two owners who take each other out come one after the other."""
    rows = Membership.objects.select_for_update(of=("self",)).filter(company=company).order_by("pk")
    return list(rows.select_related("user"))


def _found(members: Collection[Membership], membership_id: int) -> Membership:
    for member in members:
        if member.pk == membership_id:
            return member
    raise MemberUnknown(membership_id=membership_id)


def _keep_an_owner(members: Collection[Membership], *, without: Membership) -> None:
    if not any(member.role == Role.OWNER for member in members if member != without):
        raise LastOwner


def _fields(member: Membership) -> dict[str, object]:
    return {
        "role": member.role,
        "branch_ids": ", ".join(str(each) for each in sorted(member.branch_ids)),
        "staff_id": member.staff_id,
    }
