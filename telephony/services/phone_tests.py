"""The receptionist rings up somebody of the team, who plays a customer: a real call, counted nowhere."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from askproai.core.errors import Busy, ProviderError, ProviderRejected, ProviderUnavailable
from telephony.enums import CallDirection, CallSource, NumberState
from telephony.errors import PhoneTestRefused
from telephony.models import Call, PhoneNumber, ReceptionistVersion
from telephony.models.calls import UNFINISHED
from telephony.ports import OutgoingCall
from telephony.queries.lines import Line, line_of
from telephony.services.calls import fail_call, ring
from telephony.services.dialling import dialler
from telephony.services.introducing import metadata_of, variables_of
from telephony.services.provisioning import stand_up
from telephony.services.transfer_numbers import transfer_number
from telephony.services.versions import receptionist_for_editing
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome
from tenants.outbox.services import enqueue

logger = logging.getLogger(__name__)

PHONE_TEST_KIND: Final = "phone_test"
MOST_AN_HOUR: Final = 3
# Whoever waits beside the phone is told so instead of being rung up when nobody expects it any more.
GIVE_UP_AFTER: Final = timedelta(seconds=45)
# The end of a call that the provider never got to make: it was nobody's fault in the company.
NOT_PLACED: Final = "not_placed"
_PROVIDER: Final = "retell"


def can_ring_up() -> bool:
    """Whether there is somebody who dials, and a number to do it from."""
    return dialler() is not None and bool(_number_to_ring_from())


@transaction.atomic
def ring_up(*, number: str, branch_id: int, now: datetime) -> Call:
    """Let this person's phone ring. The call is a test: it books, and is neither counted nor charged.

    :raises InvalidPhone: nobody can be reached under these digits.
    :raises TransferNumberRefused: foreign, expensive, or a line that we answer ourselves.
    :raises PhoneTestRefused: one is running, there were too many, or there is no line to call from.
    :raises LineUnknown: no such branch in this company.
    """
    # Locks the receptionist: of two at the same moment the second one sees the first.
    receptionist_for_editing(now=now)
    theirs = transfer_number(number, country=current_company().country)
    ours = _number_to_ring_from()
    if dialler() is None or not ours:
        raise PhoneTestRefused(why="no_line")
    tests = Call.objects.filter(source=CallSource.TEST, direction=CallDirection.OUTBOUND)
    if tests.filter(state__in=UNFINISHED).exists():
        raise PhoneTestRefused(why="running")
    lately = tests.filter(ringing_at__gt=now - timedelta(hours=1))
    if lately.exclude(disconnection_reason=NOT_PLACED).count() >= MOST_AN_HOUR:
        raise PhoneTestRefused(why="too_many")
    line = line_of(branch_id=branch_id, call_key=uuid.uuid4().hex)
    call = ring(
        provider=_PROVIDER,
        provider_call_id=None,
        line=line,
        # Whoever is on the other side is the caller of this conversation, whoever dialled.
        from_number=theirs,
        to_number=ours,
        source=CallSource.TEST,
        direction=CallDirection.OUTBOUND,
        now=now,
    )
    enqueue(kind=PHONE_TEST_KIND, subject_id=call.pk, due_at=now, now=now)
    return call


def settle_phone_test(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry of kind ``phone_test``: let the provider dial."""
    call = Call.objects.filter(pk=entry.subject_id).first()
    if call is None or call.is_over or call.provider_call_id:
        return Cancelled("not wanted any more")
    try:
        placed = _place(call, now=now)
    except (ProviderUnavailable, Busy):
        if now - call.ringing_at < GIVE_UP_AFTER:
            raise
        placed = None
    except ProviderError as error:
        fail_call(call_id=call.pk, reason=NOT_PLACED, now=now)
        return Dead(reason=str(error))
    if placed is None:
        fail_call(call_id=call.pk, reason=NOT_PLACED, now=now)
        return Cancelled(NOT_PLACED)
    # The events may have been faster: they know the call by its token and wrote the same.
    Call.objects.filter(pk=call.pk, provider_call_id=None).update(provider_call_id=placed)
    return Done()


def last_number_rung() -> str:
    """The number of the test before (E.164), so that nobody types it twice."""
    before = Call.objects.filter(source=CallSource.TEST, direction=CallDirection.OUTBOUND)
    found = before.order_by("-pk").first()
    return found.from_number if found else ""


def _place(call: Call, *, now: datetime) -> str | None:
    provider, line = dialler(), _line_with_agent(call)
    if provider is None or line is None or not provider.lend_number(call.to_number):
        return None
    order = OutgoingCall(
        key=str(call.token),
        from_number=call.to_number,
        to_number=call.from_number,
        agent_id=line.agent_id,
        agent_version=line.agent_version,
        metadata=metadata_of(call),
        variables=variables_of(call, line, now=now),
    )
    try:
        return provider.place_call(order)
    except ProviderRejected as error:
        if error.context.get("status") != 404 or call.version_id is None:
            raise
    # Somebody removed the agent over there: it is made anew, and this is the call's last try.
    stand_up(_version_of(call), anew=True)
    line = line_of(branch_id=call.branch_id, version_id=call.version_id)
    return provider.place_call(replace(order, agent_id=line.agent_id, agent_version=line.agent_version))


def _line_with_agent(call: Call) -> Line | None:
    """The call's line; before the first publishing the provider is told now who is to speak."""
    line = line_of(branch_id=call.branch_id, version_id=call.version_id)
    if not line.agent_id and line.version_id is not None:
        stand_up(_version_of(call))
        line = line_of(branch_id=call.branch_id, version_id=call.version_id)
    return line if line.agent_id else None


def _version_of(call: Call) -> ReceptionistVersion:
    version_id = call.version_id or 0
    return ReceptionistVersion.objects.select_related("receptionist").get(pk=version_id)


def _number_to_ring_from() -> str:
    """A number of the company's that works, else the platform's own for this; empty without either."""
    ours = DirectoryEntry.objects.filter(kind=DirectoryKind.PHONE_NUMBER, company_id=current_company().pk)
    unfinished = PhoneNumber.objects.exclude(state=NumberState.ACTIVE).values_list("number", flat=True)
    known = ours.exclude(key__in=list(unfinished)).order_by("pk").values_list("key", flat=True).first()
    return str(known or settings.RETELL["test_call_from"])
