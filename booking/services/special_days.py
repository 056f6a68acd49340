"""Dates on which a branch is closed or open at other times, and holidays on which it works."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from booking.house_values import DaysOfBranch, DayValues
from booking.models import Branch, SpecialDay
from booking.queries.house import days_of_branch
from booking.services.editing import refuse_stale


@transaction.atomic
def save_days(*, values: DaysOfBranch, branch_id: int, expected: str | None = None) -> None:
    """Let exactly these dates differ, and the branch open on exactly these holidays.

    :param expected: fingerprint of what the editor had read.
    :raises Branch.DoesNotExist: no such branch.
    :raises ChangedMeanwhile: somebody else has changed them since.
    """
    branch = Branch.objects.select_for_update(no_key=True).get(pk=branch_id)
    stored = days_of_branch(branch)
    refuse_stale(expected=expected, stored=stored)
    if set(stored.days) != set(values.days):
        SpecialDay.objects.filter(branch=branch).delete()
        add_days(values.days, branch=branch)
    if stored.open_holidays != values.open_holidays:
        branch.open_holidays = list(values.open_holidays)
        branch.save(update_fields=["open_holidays"])


def add_days(days: Iterable[DayValues], *, branch: Branch) -> None:
    """Write these dates besides those that are there."""
    SpecialDay.objects.bulk_create(
        SpecialDay(
            branch=branch,
            date_on=each.day,
            opens_at=each.opens_at,
            closes_at=each.closes_at,
            label=each.label,
            is_yearly=each.is_yearly,
        )
        for each in days
    )
