"""Putting callers through to people: who is right for it and there, and what if nobody answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from askproai.core.events import publish
from booking.models import Branch
from booking.queries.hours import is_open_at
from telephony.dialogue.text import fold
from telephony.enums import OUTCOME_RANK, Outcome, Reach, Route, TicketState, TransferState
from telephony.events import CallbackRequested, CallTransferred, MessageLeft
from telephony.models import Call, CallbackTicket, CallerMessage, CallTransfer, TransferTarget
from telephony.queries.lines import line_of
from telephony.services.calls import lock_call
from telephony.services.deadlines import callback_deadline
from telephony.services.transfer_numbers import is_allowed

# Somebody who gets callers to be put through again and again is after the connection, not after an answer.
MOST_PER_CALL: Final = 3
MOST_PER_HOUR: Final = 60


def find_target(*, call: Call, topic: str, now: datetime) -> TransferTarget | None:
    """Who can take this call now: somebody for the topic, else somebody for everything, else anybody.

    Nobody who was tried in this call already, and nobody whose number may not be dialled.
    """
    if _is_over_limits(call, now):
        return None
    tried = set(call.transfers.values_list("target", flat=True))
    reachable = [
        target
        for target in targets_of(call.branch)
        if target.pk not in tried
        and target.phone != call.from_number
        and is_reachable(target, branch=call.branch, at=now)
        and is_allowed(target.phone, country=call.branch.country)
    ]
    return min(reachable, key=lambda target: _rank(target, topic), default=None)


def responsible_for(*, call: Call, topic: str) -> TransferTarget | None:
    """Who owes this caller a call: the same choice, whether or not they are there now."""
    return min(targets_of(call.branch), key=lambda target: _rank(target, topic), default=None)


def targets_of(branch: Branch) -> list[TransferTarget]:
    """Everybody whom callers of this branch may be put through to, in the order the business wants."""
    found = TransferTarget.objects.filter(is_active=True).select_related("branch")
    return [target for target in found if target.branch_id in (None, branch.pk)]


def is_reachable(target: TransferTarget, *, branch: Branch, at: datetime) -> bool:
    """Whether this is a time at which the person takes calls."""
    if target.reach == Reach.ALWAYS:
        return True
    place = target.branch or branch
    if target.reach == Reach.OPENING_HOURS:
        return is_open_at(branch=place, at=at)
    local = at.astimezone(place.zone)
    if target.from_time is None or target.until_time is None:
        return False
    return local.weekday() in target.weekdays and target.from_time <= local.time() < target.until_time


@transaction.atomic
def begin_transfer(
    *, call: Call, target: TransferTarget | None, phone: str, summary: str, now: datetime
) -> CallTransfer:
    """Note that the caller is being put through; the surface that holds the line carries it out."""
    transfer = CallTransfer.objects.create(call=call, target=target, phone=phone, summary=summary, at=now)
    publish(CallTransferred(call_id=call.pk, transfer_id=transfer.pk))
    return transfer


def can_pass_on(*, call: Call, now: datetime) -> str | None:
    """The business's own number, where the call was decided to go there; ``None``: it cannot go there."""
    if call.route != Route.PASS_ON or _is_over_limits(call, now):
        return None
    line = line_of(branch_id=call.branch_id, version_id=call.version_id)
    number = line.business_number
    is_fine = number and number != call.from_number and is_allowed(number, country=line.country)
    is_new = not call.transfers.filter(target=None).exists()
    return number if is_fine and is_new else None


def may_be_put_through(number: str, *, call: Call, now: datetime) -> bool:
    """Whether a caller may be handed on to a number that the business named for others."""
    is_other = number != call.from_number and is_allowed(number, country=call.branch.country)
    return is_other and not _is_over_limits(call, now)


@transaction.atomic
def settle_transfer(*, call_id: int, bridged: bool, now: datetime) -> None:
    """The provider says how the attempt went. A failed one leaves a ticket: somebody owes this caller a call.

    Telling it twice is the same as once; a ticket that the caller got otherwise is enough.
    """
    call = lock_call(call_id)
    transfer = call.transfers.filter(state=TransferState.STARTED).order_by("-pk").first()
    if transfer is None:
        return
    transfer.state = TransferState.BRIDGED if bridged else TransferState.FAILED
    transfer.settled_at = now
    transfer.save(update_fields=["state", "settled_at"])
    if not bridged:
        _owe_a_call(call, transfer, now)


def _owe_a_call(call: Call, transfer: CallTransfer, now: datetime) -> None:
    if call.callbacks.filter(state=TicketState.OPEN).exists():
        return
    if not call.from_number:
        message = CallerMessage.objects.create(
            call=call, text=transfer.summary or "Weiterleitung nicht zustande gekommen", created_at=now
        )
        publish(MessageLeft(call_id=call.pk, message_id=message.pk))
        return
    ticket = CallbackTicket.objects.create(
        call=call,
        target=transfer.target,
        reason=transfer.summary,
        phone=call.from_number,
        created_at=now,
        due_at=callback_deadline(call.branch, now),
    )
    call.outcome = max(call.outcome or Outcome.CALLBACK, Outcome.CALLBACK, key=_outcome_rank)
    call.save(update_fields=["outcome"])
    publish(CallbackRequested(call_id=call.pk, ticket_id=ticket.pk))


def _outcome_rank(outcome: str) -> int:
    return OUTCOME_RANK.get(outcome, -1)


def _is_over_limits(call: Call, now: datetime) -> bool:
    if call.transfers.count() >= MOST_PER_CALL:
        return True
    return CallTransfer.objects.filter(at__gt=now - timedelta(hours=1)).count() >= MOST_PER_HOUR


def _rank(target: TransferTarget, topic: str) -> tuple[int, int, int]:
    """Lower is better: named by the topic, then whoever does everything, then the others."""
    if target.topics and _is_about(topic, target.topics):
        return (0, target.position, target.pk)
    return (2 if target.topics else 1, target.position, target.pk)


def _is_about(topic: str, topics: Iterable[str]) -> bool:
    """Whether one of the topics occurs in what was said, whatever its ending: "Rechnungen", "Rechnung"."""
    said = _stems(topic)
    return any((stems and stems <= said) or stems & said for stems in map(_stems, topics))


def _stems(text: str) -> set[str]:
    """Words without their endings; short ones say nothing."""
    return {word[: max(5, len(word) - 3)] for word in fold(text).split() if len(word) > 3}
