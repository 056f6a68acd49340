"""The same request twice is one act: the second waits for the first and gets its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from askproai.core.crypto import blind_index
from askproai.core.rows import insert_and_update, insert_new, update
from booking.errors import IdempotencyKeyReused
from booking.models import Appointment, AppointmentChange, Customer, IdempotencyKey
from booking.values import CustomerDetails
from tenants.keys import company_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A key and what was asked for under it."""

    key: str
    content: Mapping[str, object]

    @property
    def digest(self) -> bytes:
        """Keyed, because the content names a person: a plain hash of a phone number is guessed in minutes."""
        text = json.dumps(self.content, sort_keys=True, default=str)
        return blind_index(company_key(purpose="idempotency"), text)


def answered(request: Request) -> IdempotencyKey | None:
    """The key with the appointment that this request made before, if it did.

    :raises IdempotencyKeyReused: the key came with other content before.
    """
    earlier = IdempotencyKey.objects.select_related("appointment").filter(key=request.key).first()
    if earlier is not None and bytes(earlier.digest) != request.digest:
        raise IdempotencyKeyReused
    return earlier


def claim(request: Request, *, now: datetime) -> IdempotencyKey:
    """The key, claimed for the running transaction, or with the appointment that it stands for already.

    While another request with the key is running, this waits for its outcome (the unique constraint does).

    :raises IdempotencyKeyReused: the key came with other content before.
    :raises Busy: the other request takes longer than we wait.
    """
    row = IdempotencyKey(key=request.key, digest=request.digest, created_at=now)
    if insert_new([row], known_by="key"):
        return row
    # A committed key always has its appointment, and is there for good.
    return answered(request) or row


def remember_answer(
    key: IdempotencyKey, appointment: Appointment, *, change: AppointmentChange | None = None
) -> None:
    """What a repetition will get; ``change`` is a row that is inserted in the same statement."""
    key.appointment = appointment
    if change:
        insert_and_update(change, key, "appointment")
    else:
        update(key, "appointment")


def content_of(customer: Customer | CustomerDetails) -> dict[str, object]:
    """What of the customer belongs to the content of a request."""
    if isinstance(customer, Customer):
        return {"customer_id": customer.pk}
    return {"name": customer.name, "phone": customer.phone, "email": customer.email}
