"""What the team knows of a customer and enters by hand: who they are and what they like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from askproai.core.db import named_violations
from askproai.core.errors import RuleViolated
from booking.enums import AddressForm, PreferenceSubject
from booking.errors import CustomerUnknown
from booking.models import Customer, Preferences, Service, StaffMember
from booking.services.customers import email_fields, name_fields, phone_fields
from tenants.privacy.audit import note as audit_note

_MOST_EXTRA_MINUTES: Final = 240


class CustomerTwice(RuleViolated):
    """Somebody of that name at that number is known already."""

    code = "customer_twice"


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerFile:
    """Everything about a person that is entered by hand."""

    name: str
    phone: str = ""  # E.164
    email: str = ""
    birthday_on: date | None = None
    language: str = "de"
    address_form: str = ""
    preferred_channel: str = ""
    wants_reminders: bool = True
    preferred_staff_id: int | None = None
    extra_minutes: Mapping[int, int] | None = None


@transaction.atomic
def add_customer(*, details: CustomerFile, now: datetime) -> Customer:
    """Somebody new.

    :raises CustomerTwice: that name at that number is known.
    """
    customer = Customer(created_at=now)
    _write(customer, details)
    with named_violations(customer_once_per_number_and_name=CustomerTwice):
        customer.save()
    return customer


@transaction.atomic
def change_customer(*, customer_id: int, details: CustomerFile) -> Customer:
    """Put what was entered in the place of what was known.

    :raises CustomerUnknown: no such customer.
    :raises CustomerTwice: that name at that number is somebody else's entry: the two can be merged.
    """
    customer = lock_customer(customer_id)
    before = _told(customer)
    _write(customer, details)
    with named_violations(customer_once_per_number_and_name=CustomerTwice):
        customer.save()
    audit_note(customer, before=before, after=_told(customer))
    return customer


@transaction.atomic
def move_to_number(*, customer_id: int, phone: str) -> Customer:
    """Part somebody from the others at their number; empty: they have none of their own.

    :raises CustomerUnknown: no such customer.
    :raises CustomerTwice: that name at the other number is known.
    """
    customer = lock_customer(customer_id)
    before = _told(customer)
    fields = phone_fields(phone)
    for name, value in fields.items():
        setattr(customer, name, value)
    with named_violations(customer_once_per_number_and_name=CustomerTwice):
        customer.save(update_fields=list(fields))
    audit_note(customer, before=before, after=_told(customer))
    return customer


def lock_customer(customer_id: int) -> Customer:
    """The row, until the end of the transaction.

    :raises CustomerUnknown: there is none, or the person is forgotten.
    """
    found = Customer.objects.known().select_for_update(no_key=True).filter(pk=customer_id).first()
    if found is None:
        raise CustomerUnknown
    return found


def _write(customer: Customer, details: CustomerFile) -> None:
    fields: dict[str, Any] = {
        **name_fields(details.name),
        **phone_fields(details.phone),
        **email_fields(details.email),
        "birthday_on": details.birthday_on,
        "language": details.language,
        "address_form": details.address_form if details.address_form in AddressForm else "",
        "preferred_channel": details.preferred_channel,
        "wants_reminders": details.wants_reminders,
        "preferred_staff": StaffMember.objects.filter(pk=details.preferred_staff_id or 0).first(),
    }
    if details.extra_minutes is not None:
        fields["extra_minutes"] = _known_minutes(details.extra_minutes)
    for name, value in fields.items():
        setattr(customer, name, value)


def _known_minutes(minutes: Mapping[int, int]) -> dict[str, int]:
    known = set(Service.objects.filter(pk__in=list(minutes)).values_list("pk", flat=True))
    wanted = {pk: max(-_MOST_EXTRA_MINUTES, min(each, _MOST_EXTRA_MINUTES)) for pk, each in minutes.items()}
    return {str(pk): each for pk, each in sorted(wanted.items()) if pk in known and each}


def _told(customer: Customer) -> dict[str, Any]:
    names = ("name", "phone", "email", "birthday_on", "language", "address_form", "preferred_channel")
    told = {name: getattr(customer, name) for name in (*names, "wants_reminders", "preferred_staff_id")}
    return told | {"extra_minutes": dict(customer.extra_minutes)}


def company_address_form() -> AddressForm:
    """How German messages speak to customers of whom nothing else is known."""
    row = Preferences.objects.filter(subject=PreferenceSubject.CUSTOMERS).first()
    return AddressForm((row.values if row else {}).get("address_form", AddressForm.SIE))


@transaction.atomic
def choose_company_address_form(*, form: AddressForm) -> None:
    """Decide it for everybody who has no form of their own."""
    Preferences.objects.get_or_create(subject=PreferenceSubject.CUSTOMERS)
    row = Preferences.objects.select_for_update().get(subject=PreferenceSubject.CUSTOMERS)
    row.values = {**row.values, "address_form": form}
    row.save(update_fields=["values"])
