"""Working through the callbacks that are owed: who takes one, how it went, and taking that back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from askproai.core.events import publish
from booking.models import Branch, Customer
from telephony.enums import TicketResult, TicketState
from telephony.errors import CallbackElsewhere, CallbackUnknown
from telephony.events import CallbackChanged
from telephony.models import CallbackTicket
from telephony.services.deadlines import callback_deadline, deadlines

LONGEST_NOTE: Final = 500
LONGEST_REASON: Final = 300
# What an act changes and its undoing puts back.
_FIELDS: Final = ("state", "due_at", "done_at", "done_by_user_id", "assigned_to_user_id", "result", "tries")
_MOST_STEPS: Final = 40


@transaction.atomic
def assign_callback(
    *, ticket_id: int, to_user_id: int | None, seen_user_id: int | None, by_user_id: int, now: datetime
) -> CallbackTicket:
    """Give it to somebody, or to nobody.

    :param seen_user_id: who had it on the page from which this comes: of two who take it, one gets it.
    :raises CallbackElsewhere: somebody else has it meanwhile, or has settled it.
    :raises CallbackUnknown: no such callback.
    """
    ticket = _open(ticket_id)
    if ticket.assigned_to_user_id == to_user_id:
        return ticket
    if ticket.assigned_to_user_id != seen_user_id:
        raise CallbackElsewhere(user_id=ticket.assigned_to_user_id)
    kind = "took" if to_user_id == by_user_id else "gave" if to_user_id else "left"
    return _changed(ticket, kind, by_user_id=by_user_id, now=now, assigned_to_user_id=to_user_id)


@transaction.atomic
def note_try(*, ticket_id: int, by_user_id: int, now: datetime) -> CallbackTicket:
    """Nobody picked up: it comes back after a while of opening time, and the try is counted.

    :raises CallbackElsewhere: it is settled.
    :raises CallbackUnknown: no such callback.
    """
    ticket = _open(ticket_id)
    after = deadlines().again_after
    branch = _branch_of(ticket)
    due_at = callback_deadline(branch, now, within=after) if branch else now + after
    return _changed(ticket, "missed", by_user_id=by_user_id, now=now, tries=ticket.tries + 1, due_at=due_at)


@transaction.atomic
def settle_callback(
    *, ticket_id: int, result: TicketResult, by_user_id: int, now: datetime
) -> CallbackTicket:
    """It is done, and this came of it.

    :raises CallbackElsewhere: somebody has settled it already.
    :raises CallbackUnknown: no such callback.
    """
    ticket = _open(ticket_id)
    return _changed(
        ticket,
        result.value,
        by_user_id=by_user_id,
        now=now,
        state=TicketState.DONE,
        done_at=now,
        done_by_user_id=by_user_id,
        result=result,
        tries=ticket.tries + (result in {TicketResult.REACHED, TicketResult.BOOKED}),
    )


@transaction.atomic
def undo_step(*, ticket_id: int, place: int, now: datetime) -> bool:
    """Take back the last step, if it is still the last. ``False``: something else has happened since.

    :param place: the step that is meant.
    :raises CallbackUnknown: no such callback.
    """
    ticket = _locked(ticket_id)
    if not ticket.steps or ticket.steps[-1].get("place") != place:
        return False
    was = ticket.steps[-1]["was"]
    others = CallbackTicket.objects.filter(appointment=ticket.appointment_id, state=TicketState.OPEN)
    reopens = was["state"] == TicketState.OPEN and ticket.state != TicketState.OPEN
    if reopens and ticket.appointment_id and others.exists():
        return False  # the same call is owed anew already
    for name in _FIELDS:
        setattr(ticket, name, _read(name, was[name]))
    ticket.steps = ticket.steps[:-1]
    ticket.save(update_fields=[*_FIELDS, "steps"])
    publish(CallbackChanged(ticket_id=ticket.pk))
    return True


@transaction.atomic
def write_callback_note(*, ticket_id: int, text: str) -> None:
    """What the others should know before they call; empty takes it away.

    :raises CallbackUnknown: no such callback.
    """
    ticket = _locked(ticket_id)
    ticket.note = text.replace("\0", "").strip()[:LONGEST_NOTE] or None
    ticket.save(update_fields=["note"])
    publish(CallbackChanged(ticket_id=ticket.pk))


@transaction.atomic
def ask_for_callback(
    *, customer: Customer, reason: str, due_at: datetime | None, by_user_id: int, now: datetime
) -> CallbackTicket:
    """Somebody of the team wants a customer to be called.

    :param due_at: by when; else as the company has decided.
    """
    branch = Branch.objects.filter(is_active=True).order_by("pk").first()
    usual = callback_deadline(branch, now) if branch else now + timedelta(days=1)
    ticket = CallbackTicket.objects.create(
        customer=customer,
        reason=" ".join(reason.replace("\0", "").split())[:LONGEST_REASON],
        name=customer.name,
        phone=customer.phone,
        created_at=now,
        due_at=due_at or usual,
        steps=[],
    )
    publish(CallbackChanged(ticket_id=ticket.pk))
    return ticket


def _open(ticket_id: int) -> CallbackTicket:
    ticket = _locked(ticket_id)
    if ticket.state != TicketState.OPEN:
        raise CallbackElsewhere(user_id=ticket.done_by_user_id)
    return ticket


def _locked(ticket_id: int) -> CallbackTicket:
    found = CallbackTicket.objects.select_for_update(no_key=True, of=("self",)).filter(pk=ticket_id).first()
    if found is None:
        raise CallbackUnknown
    return found


def _changed(
    ticket: CallbackTicket, kind: str, *, by_user_id: int, now: datetime, **fields: Any
) -> CallbackTicket:
    was = {name: _written(getattr(ticket, name)) for name in _FIELDS}
    # Grows for ever, also past steps that were taken back: an old undo never meets a newer step.
    place = max(int(now.timestamp() * 1000), ticket.steps[-1]["place"] + 1 if ticket.steps else 0)
    step = {"kind": kind, "at": now.isoformat(), "by": by_user_id, "place": place, "was": was}
    ticket.steps = [*ticket.steps, step][-_MOST_STEPS:]
    for name, value in fields.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=[*fields, "steps"])
    publish(CallbackChanged(ticket_id=ticket.pk))
    return ticket


def _branch_of(ticket: CallbackTicket) -> Branch | None:
    if ticket.call is not None:
        return ticket.call.branch
    if ticket.appointment is not None:
        return ticket.appointment.branch
    return Branch.objects.filter(is_active=True).order_by("pk").first()


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
