"""The same request twice is one act: the second waits for the first and gets its answer."""

from __future__ import annotations

import json
from datetime import datetime

from askproai.core.crypto import blind_index
from booking.errors import IdempotencyKeyReused
from booking.models import Appointment, Customer, IdempotencyKey
from booking.values import CustomerDetails
from tenants.keys import company_key


def answered_before(*, key: str, content: dict[str, object], now: datetime) -> Appointment | None:
    """Claim the key for the running transaction, or get the appointment that it stands for already.

    While another request with the key is running, this waits for its outcome (the unique constraint does).

    :raises IdempotencyKeyReused: the key came with other content before.
    :raises Busy: the other request takes longer than we wait.
    """
    # Keyed, because the content names a person and a plain hash of a phone number is guessed in minutes.
    digest = blind_index(company_key(purpose="idempotency"), json.dumps(content, sort_keys=True, default=str))
    if _claim(key, digest, now):
        return None
    earlier = IdempotencyKey.objects.select_related("appointment").get(key=key)
    if bytes(earlier.digest) != digest:
        raise IdempotencyKeyReused
    return earlier.appointment


def remember_answer(*, key: str, appointment: Appointment) -> None:
    IdempotencyKey.objects.filter(key=key).update(appointment=appointment)


def content_of(customer: Customer | CustomerDetails) -> dict[str, object]:
    """What of the customer belongs to the content of a request."""
    if isinstance(customer, Customer):
        return {"customer_id": customer.pk}
    return {"name": customer.name, "phone": customer.phone, "email": customer.email}


def _claim(key: str, digest: bytes, now: datetime) -> bool:
    claim = IdempotencyKey(key=key, digest=digest, created_at=now)
    IdempotencyKey.objects.bulk_create([claim], ignore_conflicts=True)
    return IdempotencyKey.objects.filter(key=key, appointment=None, digest=digest).exists()
