"""Finding a customer while somebody types."""

from __future__ import annotations

from booking.models import Customer
from booking.queries.customers import search
from tenants.context import current_company

_SHOWN = 8
_LONGEST = 80


def people_like(text: str) -> tuple[Customer, ...]:
    """A few whose name begins, sounds or looks like this, or who have this number or address."""
    text = text.replace("\0", "")[:_LONGEST].strip()
    found = search(Customer.objects.known(), text, region=current_company().country)
    return (*found.rows, *found.alike)[:_SHOWN]
