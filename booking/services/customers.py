"""Finding a person again by number and name, or adding them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from askproai.core.rows import Prepared, insert, insert_new
from booking.errors import CustomerUnknown
from booking.models import Customer
from booking.name_search import search_keys, sort_key
from booking.queries.calendar_state import Asker
from booking.values import CustomerDetails
from tenants.fields import email_index, phone_index

DEFAULT_LANGUAGE = "de"
_BY_NAME_AND_NUMBER: Prepared[Customer] = Prepared(
    lambda name, number: Customer.objects.filter(name_key=name, phone_index=number)
)


def find_or_create_customer(*, details: CustomerDetails, now: datetime) -> Customer:
    """The person of this name at this number; without a number always somebody new.

    An e-mail address that was missing is added; one that is known is never overwritten by what a voice said.
    The language is the one that was spoken last: messages are written in it.
    """
    fresh = Customer(
        **name_fields(details.name),
        **phone_fields(details.phone or ""),
        **email_fields(details.email or ""),
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


def person_for(customer: Customer | CustomerDetails, *, now: datetime) -> Customer:
    """Whom an appointment is for: the entry itself, or the person of this name at this number.

    :raises CustomerUnknown: the entry has become part of another one since it was read.
    """
    if isinstance(customer, CustomerDetails):
        return find_or_create_customer(details=customer, now=now)
    if not Customer.objects.filter(pk=customer.pk).exists():
        raise CustomerUnknown(customer_id=customer.pk)
    return customer


def _add_what_is_new(known: Customer, details: CustomerDetails) -> None:
    changed = []
    if details.email and not known.email:
        known.email, known.email_index = details.email, email_index(details.email)
        changed += ["email", "email_index"]
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


def name_fields(name: str) -> dict[str, Any]:
    """A name with all by which it is told apart, found and sorted: the columns that are written together."""
    name = " ".join(name.split())[:160]
    return {
        "name": name,
        "name_key": name_key(name),
        "search_keys": search_keys(name),
        "sort_key": sort_key(name),
    }


def phone_fields(e164: str) -> dict[str, Any]:
    """A number with what it is found by; empty: none."""
    return {"phone": e164, "phone_index": phone_index(e164) if e164 else None}


def email_fields(address: str) -> dict[str, Any]:
    """An address with what it is found by; empty: none."""
    return {"email": address, "email_index": email_index(address) if address else None}


def make_searchable(*, limit: int = 500) -> int:
    """Work out by what people are found whom code wrote that did not know how; returns how many."""
    rows = list(Customer.objects.filter(search_keys__isnull=True).order_by("pk")[:limit])
    for row in rows:
        # Only where it is still the same person: somebody may be correcting the name right now.
        still = Customer.objects.filter(pk=row.pk, name=row.name)
        derived = {"search_keys": search_keys(row.name), "sort_key": sort_key(row.name)}
        still.update(**derived, email_index=email_index(row.email) if row.email else None)
    return len(rows)


def _known(fresh: Customer) -> Customer | None:
    return _BY_NAME_AND_NUMBER.first(fresh.name_key, fresh.phone_index)
