"""The same request twice is one act: the second waits for the first and gets its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from askproai.core.crypto import blind_index
from askproai.core.rows import insert_new
from booking.errors import IdempotencyKeyReused
from booking.models import Appointment, Customer, IdempotencyKey
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


def earlier_answer(request: Request) -> Appointment | None:
    """The appointment that this request made before, if it did.

    :raises IdempotencyKeyReused: the key came with other content before.
    """
    earlier = IdempotencyKey.objects.select_related("appointment").filter(key=request.key).first()
    if earlier is None:
        return None
    if bytes(earlier.digest) != request.digest:
        raise IdempotencyKeyReused
    return earlier.appointment


def claim(request: Request, *, now: datetime) -> Appointment | None:
    """Claim the key for the running transaction, or get the appointment that it stands for already.

    While another request with the key is running, this waits for its outcome (the unique constraint does).

    :raises IdempotencyKeyReused: the key came with other content before.
    :raises Busy: the other request takes longer than we wait.
    """
    row = IdempotencyKey(key=request.key, digest=request.digest, created_at=now)
    # A committed key always has its appointment.
    return None if insert_new([row], known_by="key") else earlier_answer(request)


def remember_answer(request: Request, appointment: Appointment) -> None:
    """What a repetition will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_idempotencykey SET appointment_id = %s WHERE key = %s",
            [appointment.pk, request.key],
        )


def content_of(customer: Customer | CustomerDetails) -> dict[str, object]:
    """What of the customer belongs to the content of a request."""
    if isinstance(customer, Customer):
        return {"customer_id": customer.pk}
    return {"name": customer.name, "phone": customer.phone, "email": customer.email}
