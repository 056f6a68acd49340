"""Marks that a company puts on its customers: VIP, allergy, pays in advance.

A mark may tell of health, so on a row it is a keyed fingerprint; the words stand once, in the company's list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from askproai.core.crypto import blind_index
from askproai.core.errors import RuleViolated
from booking.enums import PreferenceSubject
from booking.models import Customer, Preferences
from tenants.keys import company_key
from tenants.privacy.audit import note

MOST_FLAGS: Final = 40
LONGEST: Final = 30
# What most companies need; theirs to change.
USUAL: Final = {
    "VIP": "brand",
    "Stammkunde": "good",
    "Allergie": "bad",
    "Vorkasse": "warn",
    "Nur vormittags": "info",
    "Nur nachmittags": "info",
    "Barrierefrei": "info",
}
TONES: Final = ("neutral", "good", "warn", "bad", "info", "brand")


class TooManyFlags(RuleViolated):
    """More marks than anybody can tell apart, or one that has no words."""

    code = "too_many_flags"


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """One mark. ``key`` is what lies on the rows of customers."""

    key: str
    label: str
    tone: str


def flag_key(label: str) -> str:
    """What stands for a mark on a customer's row; says nothing without the company's key."""
    return blind_index(company_key(purpose="customer-flags"), label.casefold()).hex()


def company_flags() -> tuple[Flag, ...]:
    """The company's marks in the order in which it made them."""
    return tuple(_flags(_stored()))


@transaction.atomic
def add_flag(*, label: str, tone: str = "neutral") -> Flag:
    """A new mark for everybody to use; one that is there already is only given back.

    :raises TooManyFlags: no words, or there are too many marks.
    """
    label = " ".join(label.split())[:LONGEST]
    known = _locked()
    same = next((each for each in _flags(known) if each.key == flag_key(label)), None)
    if same is not None:
        return same
    if not label or len(known) >= MOST_FLAGS:
        raise TooManyFlags
    known[label] = tone if tone in TONES else "neutral"
    _store(known)
    return Flag(key=flag_key(label), label=label, tone=known[label])


@transaction.atomic
def drop_flag(*, key: str) -> None:
    """Take a mark out of the list and off all customers. Twice is the same as once."""
    known = _locked()
    _store({each.label: each.tone for each in _flags(known) if each.key != key})
    for customer in Customer.objects.select_for_update(no_key=True).filter(flags__contains=[key]):
        customer.flags = [each for each in customer.flags if each != key]
        customer.save(update_fields=["flags"])


@transaction.atomic
def choose_flags(*, customer_id: int, keys: list[str], fresh: str = "") -> None:
    """Put these marks on a customer, and no others; ``fresh``: one more, with words of its own.

    :raises Customer.DoesNotExist: no such customer.
    :raises TooManyFlags: there are too many marks for one more.
    """
    customer = Customer.objects.known().select_for_update(no_key=True).get(pk=customer_id)
    allowed = {each.key for each in company_flags()}
    chosen = [key for key in keys if key in allowed]
    if fresh.strip():
        chosen.append(add_flag(label=fresh).key)
    before, customer.flags = customer.flags, list(dict.fromkeys(chosen))
    customer.save(update_fields=["flags"])
    note(customer, before={"flags": before}, after={"flags": customer.flags})


def flags_on(customer: Customer) -> tuple[Flag, ...]:
    """The marks of a customer, in the company's order."""
    return tuple(each for each in company_flags() if each.key in customer.flags)


def _flags(stored: dict[str, str]) -> list[Flag]:
    return [Flag(key=flag_key(label), label=label, tone=tone) for label, tone in stored.items()]


def _stored() -> dict[str, str]:
    row = Preferences.objects.filter(subject=PreferenceSubject.CUSTOMERS).first()
    return _of(row) if row else USUAL


def _locked() -> dict[str, str]:
    Preferences.objects.get_or_create(subject=PreferenceSubject.CUSTOMERS)
    row = Preferences.objects.select_for_update().get(subject=PreferenceSubject.CUSTOMERS)
    return dict(_of(row))


def _of(row: Preferences) -> dict[str, str]:
    return dict(row.values["flags"]) if "flags" in row.values else USUAL


def _store(flags: dict[str, str]) -> None:
    row = Preferences.objects.get(subject=PreferenceSubject.CUSTOMERS)
    # A list of pairs: the database does not keep the order of an object's names.
    row.values = {**row.values, "flags": list(flags.items())}
    row.save(update_fields=["values"])
