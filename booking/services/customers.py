"""Finding a person again by number and name, or adding them."""

from __future__ import annotations

from datetime import datetime

from askproai.core.rows import Prepared, insert, insert_new
from booking.models import Customer
from booking.queries.calendar_state import Asker
from booking.values import CustomerDetails
from tenants.fields import phone_index

DEFAULT_LANGUAGE = "de"
_BY_NAME_AND_NUMBER: Prepared[Customer] = Prepared(
    lambda name, number: Customer.objects.filter(name_key=name, phone_index=number)
)


def find_or_create_customer(*, details: CustomerDetails, now: datetime) -> Customer:
    """The person of this name at this number; without a number always somebody new.

    An e-mail address that was missing is added; one that is known is never overwritten by what a voice said.
    The language is the one that was spoken last: messages are written in it.
    """
    name = " ".join(details.name.split())
    fresh = Customer(
        name=name,
        name_key=name_key(name),
        phone=details.phone or "",
        phone_index=phone_index(details.phone) if details.phone else None,
        email=details.email or "",
        language=details.language or DEFAULT_LANGUAGE,
        created_at=now,
    )
    if not details.phone:
        insert([fresh])
        return fresh
    known = _known(fresh)
    if known is None:
        # Two calls of one person at the same moment: the second waits here for the first and finds its row.
        if insert_new([fresh], known_by="name_key"):
            return fresh
        known = Customer.objects.get(phone_index=fresh.phone_index, name_key=fresh.name_key)
    _add_what_is_new(known, details)
    return known


def _add_what_is_new(known: Customer, details: CustomerDetails) -> None:
    changed = []
    if details.email and not known.email:
        known.email = details.email
        changed.append("email")
    if details.language and details.language != known.language:
        known.language = details.language
        changed.append("language")
    if changed:
        known.save(update_fields=changed)


def asker_for(customer: Customer | CustomerDetails, *, now: datetime) -> Asker:
    """Whose own appointments count when this person books."""
    if isinstance(customer, Customer):
        return Asker(customer_id=customer.pk, at=now)
    index = phone_index(customer.phone) if customer.phone else None
    return Asker(phone_index=index, name_key=name_key(customer.name), at=now)


def name_key(name: str) -> str:
    """How names are compared: without case and double spaces."""
    return " ".join(name.split()).casefold()[:160]


def _known(fresh: Customer) -> Customer | None:
    return _BY_NAME_AND_NUMBER.first(fresh.name_key, fresh.phone_index)
