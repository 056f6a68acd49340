"""Which calls somebody may open: those of the branches they work for."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.scope import branch_ids_of
from telephony.models import Call


def call_within(request: HttpRequest, call_id: int) -> Call:
    """A call with branch and customer.

    :raises Http404: there is none, or it belongs to a branch that this member does not see.
    """
    branch_ids = branch_ids_of(request)
    calls = Call.objects.all() if branch_ids is None else Call.objects.filter(branch_id__in=branch_ids)
    return get_object_or_404(calls.select_related("branch", "customer"), pk=call_id)
