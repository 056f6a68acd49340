"""What the telephone knows of customers: who is turned away, who agreed to hear more, who called when."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Customer
from telephony.enums import OF_PERSONS
from telephony.models import BlockedNumber, Call, Consent
from tenants.fields import phone_index


def is_turned_away() -> Q:
    """Customers whose number is on the blocklist."""
    return Q(Exists(BlockedNumber.objects.filter(phone_index=OuterRef("phone_index"))))


def is_blocked(*, phone: str) -> bool:
    """Whether this number (E.164) is on the blocklist: what it may not do by phone it may not do online."""
    return BlockedNumber.objects.filter(phone_index=phone_index(phone)).exists()


def has_agreed() -> Q:
    """Customers who agreed to at least one thing for good, and have not taken it back."""
    said = Consent.objects.filter(purpose__in=OF_PERSONS, customer__isnull=False)
    latest = said.order_by("customer", "purpose", "-pk").distinct("customer", "purpose")
    agreed = Consent.objects.filter(pk__in=latest.values("pk"), granted=True)
    return Q(pk__in=agreed.values("customer"))


def calls_with(customer: Customer) -> QuerySet[Call]:
    """Calls with this person, and from their number where nobody is known to have been the caller."""
    own = Q(customer=customer)
    if customer.phone_index is not None:
        own |= Q(customer__isnull=True, phone_index=customer.phone_index)
    return Call.objects.filter(own)
