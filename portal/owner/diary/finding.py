"""Finding a customer while somebody types."""

from __future__ import annotations

from django.db.models import QuerySet

from askproai.core.phones import InvalidPhone, parse_phone
from booking.models import Customer
from booking.name_search import beginning_key, words_of
from tenants.context import current_company
from tenants.fields import phone_index

_SHOWN = 8
_LONGEST = 80


def people_like(text: str) -> QuerySet[Customer]:
    """A few whose name has words that begin like these, or who have this number."""
    text = text.replace("\0", "")[:_LONGEST].strip()
    known = Customer.objects.known().order_by("sort_key", "pk")
    if sum(letter.isdigit() for letter in text) >= 6:
        try:
            number = parse_phone(text, region=current_company().country)
        except InvalidPhone:
            return known.none()
        return known.filter(phone_index=phone_index(number))[:_SHOWN]
    keys = [beginning_key(word) for word in words_of(text)]
    return known.filter(search_keys__contains=keys)[:_SHOWN] if keys else known.none()
