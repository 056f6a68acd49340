"""Which branches a member sees: all, or the ones the membership names."""

from __future__ import annotations

from django.http import HttpRequest

from tenants.models import Membership


def branch_ids_of(request: HttpRequest) -> frozenset[int] | None:
    """Branches whose appointments, calls and people this member may see; ``None`` means all of them."""
    membership: Membership | None = getattr(request, "membership", None)
    return frozenset(membership.branch_ids) or None if membership else frozenset()


def sees_branch(request: HttpRequest, branch_id: int | None) -> bool:
    """Whether the member may see what belongs to this branch; what belongs to none is everybody's."""
    branch_ids = branch_ids_of(request)
    return branch_ids is None or branch_id is None or branch_id in branch_ids
