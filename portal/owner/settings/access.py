"""Who may change what: company-wide settings are for those who see the whole company."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from booking.models import StaffMember
from portal.access import View
from portal.scope import branch_ids_of, sees_branch


def whole_company(view: View) -> View:
    """Decorator: not for members who look after some branches only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if branch_ids_of(request) is not None:
            raise PermissionDenied
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return guarded  # type: ignore[return-value]


def own_branch(request: HttpRequest, branch_id: int) -> None:
    """:raises Http404: a branch that this member has nothing to do with, as if there were none."""
    if not sees_branch(request, branch_id):
        raise Http404


def own_staff(request: HttpRequest, staff: StaffMember) -> None:
    """:raises Http404: somebody who works in none of this member's branches."""
    mine = branch_ids_of(request)
    if mine is not None and not mine & {branch.pk for branch in staff.branches.all()}:
        raise Http404
