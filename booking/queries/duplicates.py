"""Entries that may be one person: same number and like names, same address, or the same name twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from django.db.models import Count

from booking.models import Customer
from booking.name_search import likeness

_MOST_GROUPS: Final = 200
_MOST_IN_GROUP: Final = 6
_ALIKE_AT_ONE_NUMBER: Final = 80.0


class Sameness(StrEnum):
    """Why two entries may be one person."""

    NUMBER = "number"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two entries; the older one is likely to be kept."""

    kept: Customer
    gone: Customer
    because: Sameness

    @property
    def both(self) -> tuple[Customer, Customer]:
        """The two of them."""
        return self.kept, self.gone


def likely_duplicates(*, limit: int = 30) -> tuple[Pair, ...]:
    """The clearest ones first; each pair once, and none that the company has said to be two people."""
    found: dict[frozenset[int], Pair] = {}
    for because, column in (
        (Sameness.NUMBER, "phone_index"),
        (Sameness.ADDRESS, "email_index"),
        (Sameness.NAME, "sort_key"),
    ):
        for group in _groups(column):
            for pair in _pairs(group, because):
                found.setdefault(frozenset({pair.kept.pk, pair.gone.pk}), pair)
    return tuple(found.values())[:limit]


def duplicates_of(customer: Customer, others: Iterable[Customer]) -> tuple[Pair, ...]:
    """The same for one entry and those who share something with it."""
    return tuple(pair for other in others for pair in _pairs([customer, other], _shared(customer, other)))


def _shared(one: Customer, other: Customer) -> Sameness:
    if one.phone_index is not None and one.phone_index == other.phone_index:
        return Sameness.NUMBER
    if one.email_index is not None and one.email_index == other.email_index:
        return Sameness.ADDRESS
    return Sameness.NAME


def _groups(column: str) -> Iterator[list[Customer]]:
    people = Customer.objects.known().exclude(**{f"{column}__isnull": True})
    if column == "sort_key":
        people = people.exclude(sort_key="")
    shared = people.values(column).annotate(count=Count("pk")).filter(count__gt=1).order_by()
    values = [row[column] for row in shared[:_MOST_GROUPS]]
    groups: dict[object, list[Customer]] = {}
    for each in people.filter(**{f"{column}__in": values}).order_by("pk"):
        groups.setdefault(_hashable(getattr(each, column)), []).append(each)
    yield from groups.values()


def _hashable(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _pairs(group: Iterable[Customer], because: Sameness) -> Iterator[Pair]:
    for one, other in combinations(sorted(group, key=lambda each: each.pk)[:_MOST_IN_GROUP], 2):
        if other.pk in apart(one) or one.pk in apart(other) or not _may_be_one(one, other, because):
            continue
        yield Pair(kept=one, gone=other, because=because)


def apart(customer: Customer) -> frozenset[int]:
    """Whom the company has said to be somebody else."""
    return frozenset(each["apart"] for each in customer.merges or () if "apart" in each)


def _may_be_one(one: Customer, other: Customer, because: Sameness) -> bool:
    if because == Sameness.ADDRESS:
        return _are_alike(one.name, other.name)
    if because == Sameness.NUMBER:
        return _are_alike(one.name, other.name)
    # Two people of one name with numbers of their own are as likely as one person with two.
    return not (one.phone and other.phone) or one.birthday_on == other.birthday_on is not None


def _are_alike(one: str, other: str) -> bool:
    return max(likeness(one, other), likeness(other, one)) >= _ALIKE_AT_ONE_NUMBER
