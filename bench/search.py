"""``make bench-search``: free times of 20 people over 30 days with busy calendars, on one core.

``ratio_to_sql``: the time of a search divided by that of the plain statement which reads the same busy spans
and nothing else, as whole numbers (psycopg needs ten times as long to make dates of them). Python and its
PostgreSQL process are pinned to the same core.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from salon import NOW, salon, say, staff, table

from booking.enums import AppointmentSource, OccupancyKind
from booking.models import Appointment, Branch, Occupancy, Service, StaffMember
from booking.queries import search_slots
from booking.services import find_or_create_customer
from booking.values import CustomerDetails, SlotSearch, SlotSearchResult

PEOPLE, DAYS = 20, 30
BARE_SQL = """
SELECT resource_id, date_part('epoch', lower(blocked))::int8, date_part('epoch', upper(blocked))::int8
FROM booking_occupancy
WHERE resource_id = ANY(%s) AND upper(blocked) > %s AND lower(blocked) < %s
"""


def fill(chance: random.Random, *, busy: float) -> int:
    """Book everybody's days one after another, with gaps here and there; returns the number of busy spans."""
    branch, services = Branch.objects.get(), list(Service.objects.all())
    customer = find_or_create_customer(details=CustomerDetails(name="Clara Weber"), now=NOW)
    appointments = [
        Appointment(
            reference=f"{person.pk}-{number}"[:8],
            customer=customer,
            branch=branch,
            service=service,
            staff=person,
            period=DateTimeTZRange(start, start + service.duration),
            price_cents=service.price_cents,
            source=AppointmentSource.IMPORT,
            created_at=NOW,
        )
        for person in staff()
        for number, (start, service) in enumerate(visits(chance, services, busy))
    ]
    Appointment.objects.bulk_create(appointments)
    resources = dict(StaffMember.objects.values_list("pk", "resource_id"))
    Occupancy.objects.bulk_create(
        Occupancy(
            resource_id=resources[each.staff_id],
            blocked=DateTimeTZRange(each.starts_at, each.ends_at + timedelta(minutes=5)),
            kind=OccupancyKind.APPOINTMENT,
            appointment=each,
        )
        for each in appointments
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE booking_occupancy, booking_staffmember, booking_staffskill, booking_offer")
    return len(appointments)


def visits(chance: random.Random, services: list[Service], busy: float) -> list[tuple[datetime, Service]]:
    """One person's visits over all days."""
    found = []
    for day in range(DAYS + 1):
        opens = NOW.replace(hour=8, minute=0) + timedelta(days=day)
        start = opens
        while start < opens + timedelta(hours=8):
            service = chance.choice(services)
            if chance.random() < busy:
                found.append((start, service))
            start += timedelta(minutes=15 * -(-(service.duration.seconds // 60 + 5) // 15))
    return found


def pin_to_one_core() -> None:
    """This process and the one in which PostgreSQL works for it share a core, as under load."""
    core = {max(os.sched_getaffinity(0))}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    os.sched_setaffinity(0, core)
    try:
        os.sched_setaffinity(backend, core)
    except (PermissionError, ProcessLookupError):
        say("  (PostgreSQL runs elsewhere and is not pinned)")


def seconds_each(act: Callable[[], object], *, within_s: float) -> float:
    """The mean time of one act, after a few to get warm."""
    for _ in range(5):
        act()
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < within_s:
        act()
        count += 1
    return (time.perf_counter() - started) / count


def month_search(chance: random.Random, services: list[int]) -> SlotSearch:
    """A wish somewhere in the month, or none: all people, all days, any of the services."""
    near = NOW + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(2, 10))
    month = (NOW, NOW + timedelta(days=DAYS))
    return SlotSearch(
        service_ids=(chance.choice(services),),
        windows=(month,),
        near=chance.choice([None, near]),
    )


def bare_read() -> Callable[[], int]:
    """The plain statement, ready to run."""
    resource_ids = [person.resource_id for person in staff()]
    until = NOW + timedelta(days=DAYS)

    def read() -> int:
        with connection.cursor() as cursor:
            cursor.execute(BARE_SQL, [resource_ids, NOW, until])
            return len(cursor.fetchall())

    return read


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="how long each figure is measured")
    parser.add_argument("--busy", type=float, default=0.8, help="share of the working time that is booked")
    options = parser.parse_args()
    chance = random.Random(2027)
    with salon(people=PEOPLE):
        say("Kalender werden gefüllt …")
        spans = fill(chance, busy=options.busy)
        pin_to_one_core()
        services = list(Service.objects.values_list("pk", flat=True))

        def search() -> SlotSearchResult:
            return search_slots(search=month_search(chance, services), now=NOW)

        def whole_month() -> SlotSearchResult:
            wish = SlotSearch(
                service_ids=(services[0],), windows=((NOW, NOW + timedelta(days=DAYS)),), limit=10_000
            )
            return search_slots(search=wish, now=NOW)

        search()
        with CaptureQueriesContext(connection) as queries:
            offered = len(search().slots)
        say(f"{PEOPLE} Personen, {DAYS} Tage, {spans} belegte Zeiten; Messung je {options.seconds:g} s …")
        read = bare_read()
        bare_s = seconds_each(read, within_s=options.seconds)
        search_s = seconds_each(search, within_s=options.seconds)
        month_s = seconds_each(whole_month, within_s=options.seconds)
        figures = {
            "people": PEOPLE,
            "days": DAYS,
            "busy_spans": read(),
            "searches_per_s": round(1 / search_s, 1),
            "ratio_to_sql": round(search_s / bare_s, 3),
            "queries_per_search": len(queries),
            "search_ms": round(search_s * 1000, 3),
            "bare_sql_ms": round(bare_s * 1000, 3),
            "offered": offered,
            "whole_month_ms": round(month_s * 1000, 3),
            "free_times_in_month": len(whole_month().slots),
        }
    table(figures)
    say(json.dumps({"bench": "search", **figures}))


if __name__ == "__main__":
    main()
