"""A customer as one line of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from booking.models import Customer
from booking.queries.customers import Figures, figures_of
from booking.services.customer_flags import Flag, company_flags

_NOBODY = Figures()


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRow:
    """One customer in a list."""

    customer: Customer
    figures: Figures
    flags: tuple[Flag, ...]


def rows_of(customers: Iterable[Customer], *, now: datetime) -> tuple[CustomerRow, ...]:
    """The customers with what their visits add up to, in three queries however many there are."""
    people = tuple(customers)
    if not people:
        return ()
    figures = figures_of([each.pk for each in people], now=now)
    flags = company_flags()
    return tuple(
        CustomerRow(
            customer=each,
            figures=figures.get(each.pk, _NOBODY),
            flags=tuple(flag for flag in flags if flag.key in each.flags),
        )
        for each in people
    )
