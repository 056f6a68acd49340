"""When branches are open and people work, week by week."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from django.db import transaction

from askproai.core.errors import NotFound
from booking.errors import HoursOverlap
from booking.house_values import HoursOfPlace, HoursValues
from booking.models import Branch, StaffMember, WorkingHours
from booking.models.hours import MIDNIGHT
from booking.queries.house import hours_of
from booking.services.editing import refuse_stale


@transaction.atomic
def save_hours(
    *,
    values: HoursOfPlace,
    branch_id: int,
    staff_id: int | None = None,
    expected: str | None = None,
) -> None:
    """Let exactly these weekly spans hold for the branch, or for the person there; from the next search on.

    :param expected: fingerprint of the spans that the editor had read.
    :raises NotFound: no such branch or person.
    :raises ChangedMeanwhile: somebody else has changed them since.
    :raises HoursOverlap: two spans of one day overlap; names the weekday.
    """
    # Whoever edits the hours of one place goes one by one, also where there are none yet.
    if not Branch.objects.select_for_update(no_key=True).filter(pk=branch_id).exists():
        raise NotFound(branch_id=branch_id)
    if staff_id is not None and not StaffMember.objects.filter(pk=staff_id).exists():
        raise NotFound(staff_id=staff_id)
    refuse_stale(expected=expected, stored=hours_of(branch_id=branch_id, staff_id=staff_id))
    refuse_overlaps(values.rows)
    WorkingHours.objects.filter(branch=branch_id, staff=staff_id).delete()
    add_hours(values.rows, branch_id=branch_id, staff_id=staff_id)


def add_hours(rows: Iterable[HoursValues], *, branch_id: int, staff_id: int | None = None) -> None:
    """Write these spans besides those that are there."""
    WorkingHours.objects.bulk_create(
        WorkingHours(
            branch_id=branch_id,
            staff_id=staff_id,
            weekday=row.weekday,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            every_weeks=row.every_weeks,
            anchor_on=row.anchor_on,
            season=row.season or "",
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows
    )


def refuse_overlaps(rows: Sequence[HoursValues]) -> None:
    """:raises HoursOverlap: two spans of the same days overlap."""
    together: dict[tuple[object, ...], list[HoursValues]] = {}
    for row in rows:
        key = (row.weekday, row.every_weeks, row.anchor_on, row.season, row.valid_from, row.valid_until)
        together.setdefault(key, []).append(row)
    for spans in together.values():
        spans.sort(key=lambda row: row.opens_at)
        for earlier, later in itertools.pairwise(spans):
            if earlier.closes_at == MIDNIGHT or later.opens_at < earlier.closes_at:
                raise HoursOverlap(weekday=later.weekday)
