"""Which calls somebody may open: those of the branches they work for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.scope import branch_ids_of
from telephony.enums import ConsentState
from telephony.models import BlockedNumber, Call, CallAct


def call_within(request: HttpRequest, call_id: int) -> Call:
    """A call with branch and customer.

    :raises Http404: there is none, or it belongs to a branch that this member does not see.
    """
    return get_object_or_404(_visible(request).select_related("branch", "customer"), pk=call_id)


def call_in_full(request: HttpRequest, call_id: int) -> Call:
    """The same with all that its page shows, asked for once: rows beside it, and who stands above and below.

    :raises Http404: as above.
    """
    visible = _visible(request)
    above = Q(ringing_at__gt=OuterRef("ringing_at")) | Q(
        ringing_at=OuterRef("ringing_at"), pk__gt=OuterRef("pk")
    )
    below = Q(ringing_at__lt=OuterRef("ringing_at")) | Q(
        ringing_at=OuterRef("ringing_at"), pk__lt=OuterRef("pk")
    )
    found = visible.select_related("branch", "customer", "model_use").annotate(
        newer_id=visible.filter(above).order_by("ringing_at", "pk").values("pk")[:1],
        older_id=visible.filter(below).order_by("-ringing_at", "-pk").values("pk")[:1],
        is_blocked=Exists(BlockedNumber.objects.filter(phone_index=OuterRef("phone_index"))),
    )
    call = get_object_or_404(found, pk=call_id)
    with_appointment = CallAct.objects.select_related(
        "appointment__customer", "appointment__service", "appointment__staff", "appointment__branch"
    )
    prefetch_related_objects([call], "transcript", Prefetch("acts", with_appointment), "callbacks")
    prefetch_related_objects([call], *_beside(call))
    return call


def _beside(call: Call) -> Iterator[str]:
    """What only some calls have need not be asked for at all of them."""
    acts = {act.name for act in call.acts.all()}
    if call.statements_made:
        yield "statements"
    if "take_message" in acts:
        yield "messages"
    if call.consent != ConsentState.NOT_ASKED or "record_consent" in acts:
        yield "consents"


def _visible(request: HttpRequest) -> QuerySet[Call]:
    branch_ids = branch_ids_of(request)
    return Call.objects.all() if branch_ids is None else Call.objects.filter(branch_id__in=branch_ids)
