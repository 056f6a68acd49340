"""Reads all that a decision about times needs in one statement: what is taken, and the rules if they changed.

One statement sees one state of the database, so rules and occupancies always fit together. The rules come
along only when their stamp differs from the copy that this process remembers.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.queries.calendar_rows import calendar_from_rows
from booking.queries.counting import counted_from_json
from booking.rules.calendar import Calendar
from booking.rules.taken import Taken, TakenTimes
from tenants.context import current_company

# What one process remembers of all companies: a staff day that was worked out takes about a kilobyte.
MAX_COMPANIES = 200
MAX_STAFF_DAYS = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarState:
    """``read_at`` is the database's clock: by it holds run out.

    ``extras``: the seconds that services take longer, by their ids: with the customer who was asked about,
    and as the team has stretched the appointment (or the parts of the visit) that is to move.
    """

    read_at: datetime
    calendar: Calendar
    taken: TakenTimes
    extras: Mapping[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignored:
    """Occupancies that do not count: one's own, with those of all parts of the offer and of the visit."""

    holder: str | None = None
    offer_id: int | None = None
    appointment_id: int | None = None
    visit_id: int | None = None


NOTHING_IGNORED = Ignored()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Whose appointments count for the caps of customers: a known person, or this name at this number.

    With a number alone it is the person there, if there is only one. ``at``: from when on appointments are
    still to come.
    """

    customer_id: int | None = None
    phone_index: bytes | None = None
    name_key: str | None = None
    at: datetime | None = None


NOBODY = Asker()

# Starts and ends leave the database as packed 8-byte integers: thousands of ranges as Python objects cost
# more than finding and reading them.
_STATE_SQL = """
WITH {first}known AS (SELECT (SELECT stamp FROM booking_calendarversion) AS stamp),
spans AS (
    SELECT o.resource_id, o.kind IN ('absence', 'external') AS is_absence,
        date_part('epoch', lower(o.blocked))::int8 AS starts,
        ceil(date_part('epoch', upper(o.blocked)))::int8 AS ends
    FROM booking_occupancy o
    WHERE o.resource_id = ANY({resources})
        AND upper(o.blocked) > %(start)s AND lower(o.blocked) < %(end)s
        AND (o.kind <> 'hold' OR (
            o.expires_at > statement_timestamp()
            AND o.offer_id IS DISTINCT FROM %(offer_id)s
            AND (%(offer_id)s::int8 IS NULL
                OR o.offer_id <> ALL(ARRAY(SELECT id FROM booking_offer WHERE lead_id = %(offer_id)s)))
            AND o.offer_id <> ALL(ARRAY(
                SELECT id FROM booking_offer WHERE holder = %(holder)s AND state = 'held'
            ))
        ))
        AND (o.kind <> 'appointment' OR (
            o.appointment_id IS DISTINCT FROM %(appointment_id)s
            AND (%(visit_id)s::int8 IS NULL OR o.appointment_id <> ALL(ARRAY(
                SELECT id FROM booking_appointment WHERE visit_id = %(visit_id)s
            )))
        ))
)
SELECT NULL::int8, NULL::bool, NULL::bytea, statement_timestamp(), stamp,
    CASE WHEN stamp IS DISTINCT FROM %(stamp)s OR stamp IS NULL THEN booking_calendar()::text END,
    (SELECT extra_minutes::text FROM booking_customer WHERE id = %(customer_id)s),
    (SELECT json_object_agg(service_id, extra_minutes)::text FROM booking_appointment
        WHERE extra_minutes <> 0 AND (id = %(appointment_id)s OR visit_id = %(visit_id)s)),
    CASE WHEN %(is_limited)s THEN booking_counted(
        %(start)s, %(end)s, %(holder)s, %(offer_id)s, %(appointment_id)s,
        %(asker_id)s, %(asker_index)s, %(asker_name)s, coalesce(%(asked_at)s, statement_timestamp())
    )::text END
FROM known
UNION ALL
SELECT resource_id, is_absence, string_agg(int8send(starts) || int8send(ends), ''::bytea),
    NULL, NULL, NULL, NULL, NULL, NULL
FROM spans GROUP BY resource_id, is_absence
"""

_GIVEN = "%(resource_ids)s::int8[]"
_ABLE = """ARRAY(
    SELECT member.resource_id FROM booking_staffmember member
    WHERE member.is_active
        AND EXISTS (
            SELECT FROM booking_staffskill skill
            WHERE skill.staff_id = member.id AND skill.service_id = ANY(%(service_ids)s::int8[])
        )
        AND (%(staff_ids)s::int8[] IS NULL OR member.id = ANY(%(staff_ids)s::int8[]))
        AND (%(branch_ids)s::int8[] IS NULL OR EXISTS (
            SELECT FROM booking_staffmember_branches place
            WHERE place.staffmember_id = member.id AND place.branch_id = ANY(%(branch_ids)s::int8[])
        ))
    UNION ALL
    SELECT thing.id FROM booking_resourceneed need JOIN booking_resource thing USING (group_id)
    WHERE need.service_id = ANY(%(service_ids)s::int8[]) AND thing.is_active
        AND (%(branch_ids)s::int8[] IS NULL OR thing.branch_id = ANY(%(branch_ids)s::int8[]))
)"""
# The constraint cannot know the time and a clean-up job comes too late: who holds the lock clears up, by the
# same clock as the reading beside it, so that nothing runs out in between.
_CLEARING = """cleared AS (
    DELETE FROM booking_occupancy
    WHERE resource_id = ANY({resources}) AND kind = 'hold' AND expires_at <= statement_timestamp()
),
"""
_SQL_FOR_RESOURCES, _SQL_FOR_SEARCH = (
    {
        for_change: _STATE_SQL.format(
            first=_CLEARING.format(resources=resources) if for_change else "", resources=resources
        )
        for for_change in (False, True)
    }
    for resources in (_GIVEN, _ABLE)
)

_remembered: OrderedDict[int, Calendar] = OrderedDict()
_guard = threading.Lock()


def state_of_resources(
    resource_ids: Sequence[int],
    *,
    start: datetime,
    end: datetime,
    ignored: Ignored = NOTHING_IGNORED,
    for_change: bool = False,
) -> CalendarState:
    """The rules, and what is taken of these resources in [start, end).

    :param for_change: the resources are locked, and holds of theirs that ran out are to be cleared away.
    """
    params: dict[str, Any] = {
        "resource_ids": list(resource_ids), "start": start, "end": end, "customer_id": None
    }  # fmt: skip
    return _read(_SQL_FOR_RESOURCES[for_change], params, ignored)


def state_for_search(
    *,
    service_ids: Sequence[int],
    staff_ids: Sequence[int] | None,
    branch_ids: Sequence[int] | None,
    start: datetime,
    end: datetime,
    ignored: Ignored = NOTHING_IGNORED,
    customer_id: int | None = None,
    asker: Asker = NOBODY,
    for_change: bool = False,
) -> CalendarState:
    """The rules, and what is taken in [start, end) of all who do one of the services there and what it needs.

    :param customer_id: with whom services may take longer.
    :param asker: whose own appointments count for caps.
    :param for_change: their resources are locked, and holds of theirs that ran out are to be cleared away.
    """
    asked = {"service_ids": service_ids, "staff_ids": staff_ids, "branch_ids": branch_ids}
    params = {**_as_lists(asked), "start": start, "end": end, "customer_id": customer_id}
    return _read(_SQL_FOR_SEARCH[for_change], params, ignored, asker)


def _as_lists(asked: Mapping[str, Sequence[int] | None]) -> dict[str, list[int] | None]:
    return {name: None if ids is None else sorted(ids) for name, ids in asked.items()}


def _read(sql: str, params: dict[str, Any], ignored: Ignored, asker: Asker = NOBODY) -> CalendarState:
    company_id = current_company().pk
    known = _recall(company_id)
    params |= {
        "stamp": known.stamp if known else None,
        "holder": ignored.holder,
        "offer_id": ignored.offer_id,
        "appointment_id": ignored.appointment_id,
        "visit_id": ignored.visit_id,
        "is_limited": known is None or known.has_limits,
        "asker_id": asker.customer_id,
        "asker_index": asker.phone_index,
        "asker_name": asker.name_key,
        "asked_at": asker.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        (*_, read_at, stamp, rows, of_customer, stretched, counted), *spans = cursor.fetchall()
    calendar = _refreshed(company_id, known, stamp, rows)
    if calendar.has_limits and counted is None:
        return _read(sql, params, ignored, asker)  # the first cap was set since this process looked last
    return CalendarState(
        read_at=read_at,
        calendar=calendar,
        taken=TakenTimes(_taken_by_resource(spans), counted=counted_from_json(counted)),
        extras=_extras(of_customer, stretched),
    )


def _extras(*texts: str | None) -> dict[int, int]:
    extras: Counter[int] = Counter()
    for text in texts:
        extras.update({int(key): minutes * 60 for key, minutes in json.loads(text or "{}").items()})
    return dict(extras)


def _taken_by_resource(rows: Sequence[tuple[Any, ...]]) -> dict[int, Taken]:
    taken: dict[int, Taken] = {}
    for resource_id, is_absence, packed, *_ in rows:
        edges = array("q", packed)
        edges.byteswap()  # PostgreSQL sends the most significant byte first
        # Sorted apart, pairs may change partners where absences overlap; together they cover the same.
        starts, ends = tuple(sorted(edges[::2])), tuple(sorted(edges[1::2]))
        before = taken.get(resource_id, Taken())
        taken[resource_id] = (
            Taken(before.starts, before.ends, tuple(zip(starts, ends, strict=True)))
            if is_absence
            else Taken(starts, ends, before.absences)
        )
    return taken


def _recall(company_id: int) -> Calendar | None:
    with _guard:
        calendar = _remembered.get(company_id)
        if calendar is not None:
            _remembered.move_to_end(company_id)
        return calendar


def _is_too_much() -> bool:
    days = sum(calendar.remembered_days for calendar in _remembered.values())
    return len(_remembered) > MAX_COMPANIES or days > MAX_STAFF_DAYS


def _refreshed(company_id: int, known: Calendar | None, stamp: UUID | None, rows: str | None) -> Calendar:
    if rows is None:
        assert known is not None  # noqa: S101 - the statement sends no rules only for the stamp we sent
        return known
    calendar = calendar_from_rows(stamp, json.loads(rows))
    with _guard:
        _remembered[company_id] = calendar
        _remembered.move_to_end(company_id)
        while len(_remembered) > 1 and _is_too_much():
            _remembered.popitem(last=False)
    return calendar
