"""Who may change whom, and that a company always has an owner, however many act at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from tenants.access.sessions import open_session
from tenants.context import company_scope
from tenants.enums import Role
from tenants.models import Company, Membership, User, UserSession
from tenants.privacy import audit
from tenants.team.errors import LastOwner, MemberUnknown, NotYours, StaffTaken
from tenants.team.members import Standing, change_member, hand_over, remove_member


def member(company: Company, name: str, role: Role, branch_ids: tuple[int, ...] = ()) -> Membership:
    user = User.objects.create_user(f"{name}@haarmonie.example", name=name.capitalize())
    return Membership.objects.create(user=user, company=company, role=role, branch_ids=list(branch_ids))


def change(
    acting: Membership, whom: Membership, standing: Standing, staff_id: int | None = None
) -> Membership:
    return change_member(
        company=acting.company,
        acting_id=acting.pk,
        membership_id=whom.pk,
        standing=standing,
        staff_id=staff_id,
        now=timezone.now(),
    )


def remove(acting: Membership, whom: Membership) -> None:
    remove_member(company=acting.company, acting_id=acting.pk, membership_id=whom.pk, now=timezone.now())


MANAGER, STAFF, OWNER = Standing(role=Role.MANAGER), Standing(role=Role.STAFF), Standing(role=Role.OWNER)


def test_an_owner_gives_a_role_and_branches_and_the_log_knows_both(company: Company) -> None:
    sabine, ben = member(company, "sabine", Role.OWNER), member(company, "ben", Role.STAFF)

    with audit.noting() as notes:
        changed = change(sabine, ben, Standing(role=Role.MANAGER, branch_ids=frozenset({2, 1})), staff_id=5)

    assert (changed.role, changed.branch_ids, changed.staff_id) == (Role.MANAGER, [1, 2], 5)
    (noted,) = notes.changes
    assert noted.before == {"role": "staff", "branch_ids": "", "staff_id": ""}
    assert noted.after == {"role": "manager", "branch_ids": "1, 2", "staff_id": 5}


@pytest.mark.parametrize("standing", [OWNER, MANAGER])
def test_a_manager_makes_nobody_more_than_staff(company: Company, standing: Standing) -> None:
    jens, ben = member(company, "jens", Role.MANAGER), member(company, "ben", Role.STAFF)

    with pytest.raises(NotYours):
        change(jens, ben, standing)
    with pytest.raises(NotYours):
        change(jens, jens, standing)

    assert Membership.objects.get(pk=ben.pk).role == Role.STAFF


def test_a_manager_of_one_branch_gives_no_other_branch(company: Company) -> None:
    jens = member(company, "jens", Role.MANAGER, (1,))
    ben = member(company, "ben", Role.STAFF, (1,))

    for branch_ids in (frozenset({1, 2}), frozenset[int]()):  # none named means all of them
        with pytest.raises(NotYours):
            change(jens, ben, Standing(role=Role.STAFF, branch_ids=branch_ids))


def test_a_role_taken_away_meanwhile_changes_nobody(company: Company) -> None:
    member(company, "sabine", Role.OWNER)
    clara, ben = member(company, "clara", Role.OWNER), member(company, "ben", Role.STAFF)
    Membership.objects.filter(pk=clara.pk).update(role=Role.STAFF)  # after her request came in

    with pytest.raises(NotYours):
        change(clara, ben, MANAGER)


def test_the_last_owner_stays_owner(company: Company) -> None:
    sabine = member(company, "sabine", Role.OWNER)

    with pytest.raises(LastOwner):
        change(sabine, sabine, MANAGER)
    with pytest.raises(LastOwner):
        remove(sabine, sabine)

    assert Membership.objects.get(pk=sabine.pk).role == Role.OWNER


def test_whoever_is_removed_is_signed_out_of_this_company_only(
    company: Company, other_company: Company
) -> None:
    sabine, ben = member(company, "sabine", Role.OWNER), member(company, "ben", Role.STAFF)
    for key, where in (("here", company), ("there", other_company)):
        open_session(user=ben.user, company=where, session_key=key, address="", device="", now=timezone.now())

    remove(sabine, ben)

    assert list(UserSession.objects.filter(user=ben.user).values_list("session_key", flat=True)) == ["there"]
    with pytest.raises(MemberUnknown):
        remove(sabine, ben)


def test_handing_over_leaves_a_manager_behind(company: Company) -> None:
    sabine, ben = member(company, "sabine", Role.OWNER), member(company, "ben", Role.STAFF, (1,))

    hand_over(company=company, acting_id=sabine.pk, membership_id=ben.pk, now=timezone.now())

    sabine.refresh_from_db()
    ben.refresh_from_db()
    assert (sabine.role, ben.role, ben.branch_ids) == (Role.MANAGER, Role.OWNER, [])
    with pytest.raises(NotYours):
        hand_over(company=company, acting_id=sabine.pk, membership_id=ben.pk, now=timezone.now())


def test_nobody_is_the_same_person_in_the_calendar_as_somebody_else(company: Company) -> None:
    sabine, ben = member(company, "sabine", Role.OWNER), member(company, "ben", Role.STAFF)
    change(sabine, sabine, OWNER, staff_id=5)

    with pytest.raises(StaffTaken):
        change(sabine, ben, STAFF, staff_id=5)


def test_members_of_another_company_are_nobody_here(company: Company, other_company: Company) -> None:
    sabine = member(company, "sabine", Role.OWNER)
    dentist = member(other_company, "sommer", Role.OWNER)

    with pytest.raises(MemberUnknown):
        change(sabine, Membership(pk=dentist.pk, company=company), STAFF)


@pytest.fixture
def two_owners(committed_company: Company) -> Iterator[tuple[Membership, Membership]]:
    owners = member(committed_company, "sabine", Role.OWNER), member(committed_company, "clara", Role.OWNER)
    yield owners
    User.objects.filter(pk__in=[each.user_id for each in owners]).delete()


def test_two_owners_who_remove_each_other_at_once_leave_one(
    two_owners: tuple[Membership, Membership], committed_company: Company
) -> None:
    together = Barrier(2)

    def take_out(acting: Membership, whom: Membership) -> str:
        try:
            with company_scope(committed_company):
                together.wait(5)
                remove(acting, whom)
        except (LastOwner, MemberUnknown, NotYours) as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    sabine, clara = two_owners
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(take_out, (sabine, clara), (clara, sabine)))

    assert sorted(outcomes) == ["done", "member_unknown"]
    assert Membership.objects.filter(company=committed_company, role=Role.OWNER).count() == 1
