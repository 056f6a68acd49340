"""Finding a person again by number and name, or adding them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from booking.models import Customer
from booking.values import CustomerDetails
from tenants.fields import phone_index


@transaction.atomic
def find_or_create_customer(*, details: CustomerDetails, now: datetime) -> Customer:
    """The person of this name at this number; without a number always somebody new.

    An e-mail address that was missing is added; one that is known is never overwritten by what a voice said.
    """
    name = " ".join(details.name.split())
    fresh = Customer(
        name=name,
        name_key=name_key(name),
        phone=details.phone or "",
        phone_index=phone_index(details.phone) if details.phone else None,
        email=details.email or "",
        language=details.language,
        created_at=now,
    )
    if not details.phone:
        fresh.save(force_insert=True)
        return fresh
    known = _known(fresh)
    if known is None:
        # Two calls of one person at the same moment: the second waits here for the first and finds its row.
        Customer.objects.bulk_create([fresh], ignore_conflicts=True)
        known = Customer.objects.get(phone_index=fresh.phone_index, name_key=fresh.name_key)
    if fresh.email and not known.email:
        known.email = fresh.email
        known.save(update_fields=["email"])
    return known


def name_key(name: str) -> str:
    """How names are compared: without case and double spaces."""
    return " ".join(name.split()).casefold()[:160]


def _known(fresh: Customer) -> Customer | None:
    return Customer.objects.filter(phone_index=fresh.phone_index, name_key=fresh.name_key).first()
