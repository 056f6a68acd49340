"""Notes of the team about a customer: encrypted on the customer's row, newest first, some of them pinned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import transaction

from askproai.core.errors import RuleViolated
from booking.models import Customer
from booking.services.customer_files import lock_customer

MOST_NOTES: Final = 200
LONGEST_NOTE: Final = 2000
# Time to say "oh no": what was removed is kept so long that it can be brought back.
_REMOVED_FOR: Final = timedelta(hours=1)


class TooManyNotes(RuleViolated):
    """More than anybody reads, or one without words."""

    code = "too_many_notes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something the team wrote about a customer."""

    id: str
    text: str
    at: datetime
    by_user_id: int | None
    is_pinned: bool


@transaction.atomic
def write_note(*, customer_id: int, text: str, by_user_id: int | None, now: datetime) -> Note:
    """A new note, the first of all.

    :raises CustomerUnknown: no such customer.
    :raises TooManyNotes: no words, or there are too many notes.
    """
    customer = lock_customer(customer_id)
    notes = _still_kept(customer, now)
    text = text.replace("\0", "").strip()[:LONGEST_NOTE]
    if not text or len(notes) >= MOST_NOTES:
        raise TooManyNotes
    stored = {"id": uuid.uuid4().hex, "text": text, "at": now.isoformat(), "by": by_user_id, "pinned": False}
    _keep(customer, [stored, *notes])
    return _note(stored)


@transaction.atomic
def pin_note(*, customer_id: int, note_id: str, is_pinned: bool, now: datetime) -> None:
    """Have a note stand above everything else, or no longer. A note that is gone stays gone.

    :raises CustomerUnknown: no such customer.
    """
    customer = lock_customer(customer_id)
    notes = _still_kept(customer, now)
    _keep(customer, [each | {"pinned": is_pinned} if each["id"] == note_id else each for each in notes])


@transaction.atomic
def remove_note(*, customer_id: int, note_id: str, now: datetime) -> None:
    """Take a note away; for an hour :func:`bring_back_note` has it again.

    :raises CustomerUnknown: no such customer.
    """
    customer = lock_customer(customer_id)
    notes = _still_kept(customer, now)
    gone = {"gone_at": now.isoformat()}
    _keep(customer, [each | gone if each["id"] == note_id else each for each in notes])


@transaction.atomic
def bring_back_note(*, customer_id: int, note_id: str, now: datetime) -> None:
    """Undo :func:`remove_note`.

    :raises CustomerUnknown: no such customer.
    """
    customer = lock_customer(customer_id)
    notes = _still_kept(customer, now)
    _keep(
        customer,
        [
            {name: value for name, value in each.items() if name != "gone_at" or each["id"] != note_id}
            for each in notes
        ],
    )


def notes_of(customer: Customer) -> tuple[Note, ...]:
    """What can be read: pinned ones first, else newest first."""
    shown = [_note(each) for each in customer.notes or () if "gone_at" not in each]
    return tuple(sorted(shown, key=lambda each: not each.is_pinned))


def forget_removed_notes(*, before: datetime, limit: int) -> int:
    """Notes that were removed before, and not brought back, go for good; from how many customers it were."""
    # What is removed stands inside an encrypted column: only reading tells.
    with_notes = Customer.objects.filter(notes__isnull=False).only("notes").order_by("pk")
    found = (each.pk for each in with_notes.iterator() if _kept_since(each, before) != each.notes)
    stale = list(islice(found, limit))
    for customer in Customer.objects.select_for_update(no_key=True).filter(pk__in=stale).order_by("pk"):
        _keep(customer, _kept_since(customer, before))
    return len(stale)


def _still_kept(customer: Customer, now: datetime) -> list[dict[str, Any]]:
    return _kept_since(customer, now - _REMOVED_FOR)


def _kept_since(customer: Customer, before: datetime) -> list[dict[str, Any]]:
    def is_kept(stored: dict[str, Any]) -> bool:
        gone_at = stored.get("gone_at")
        return gone_at is None or datetime.fromisoformat(gone_at) >= before

    return [each for each in customer.notes or () if is_kept(each)]


def _keep(customer: Customer, notes: list[dict[str, Any]]) -> None:
    customer.notes = notes or None
    customer.save(update_fields=["notes"])


def _note(stored: dict[str, Any]) -> Note:
    return Note(
        id=stored["id"],
        text=stored["text"],
        at=datetime.fromisoformat(stored["at"]),
        by_user_id=stored["by"],
        is_pinned=stored["pinned"],
    )
