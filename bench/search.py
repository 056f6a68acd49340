"""``make bench-search``: free times of 20 people over 30 days with busy calendars, on one core.

``ratio_to_sql``: the time of a search divided by that of the plain statement which reads the same busy spans
and nothing else, as whole numbers (psycopg needs ten times as long to make dates of them). Python and its
PostgreSQL process are pinned to the same core.

``visits``: two and three services in one visit, with processing times and chairs, in any order.
``growth``: one service, and a visit of two, as people, days and appointments grow, up to a company of 500.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from salon import NOW, salon, say, staff, table

from booking.enums import AppointmentSource, OccupancyKind, PhaseKind
from booking.models import Appointment, Branch, Occupancy, ResourceGroup, Service, StaffMember
from booking.queries import search_slots
from booking.services import add_need, add_resource, find_or_create_customer, set_phases
from booking.values import CustomerDetails, PartWish, SlotSearch, SlotSearchResult

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


def visit_search(chance: random.Random, *, services: list[int], parts: int) -> SlotSearch:
    """A wish for several services in one visit somewhere in the month, or none."""
    near = NOW + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(2, 10))
    return SlotSearch(
        parts=tuple(PartWish(service_id=each) for each in chance.sample(services, parts)),
        windows=((NOW, NOW + timedelta(days=DAYS)),),
        near=chance.choice([None, near]),
    )


def furnish(people: int) -> None:
    """Colour takes effect for a while, and everybody needs a chair, of which there are enough for most."""
    branch, colour = Branch.objects.get(), Service.objects.get(name="Farbe")
    set_phases(
        service=colour,
        phases=[
            (PhaseKind.WORK, timedelta(minutes=25)),
            (PhaseKind.PROCESSING, timedelta(minutes=20)),
            (PhaseKind.WORK, timedelta(minutes=15)),
        ],
    )
    for number in range(people * 3 // 4):
        add_resource(name=f"Stuhl {number + 1}", group="Stuhl", branch=branch, position=number)
    for service in Service.objects.exclude(name="Bart"):
        add_need(service=service, group=ResourceGroup.objects.get(name="Stuhl"))


def measured(
    make: Callable[[random.Random], SlotSearch], chance: random.Random, *, within_s: float
) -> tuple[float, int]:
    """Milliseconds of a search, and how many of twenty found something."""
    found = sum(bool(search_slots(search=make(chance), now=NOW).slots) for _ in range(20))
    each_s = seconds_each(lambda: search_slots(search=make(chance), now=NOW), within_s=within_s)
    return round(each_s * 1000, 2), found


def visits_figures(chance: random.Random, *, busy: float, within_s: float) -> dict[str, object]:
    """The same salon with phases and chairs: one service, and two or three in one visit."""
    with salon(people=PEOPLE):
        furnish(PEOPLE)
        spans = fill(chance, busy=busy)
        services = list(Service.objects.values_list("pk", flat=True))
        bare_s = seconds_each(bare_read(), within_s=within_s)
        figures: dict[str, object] = {"busy_spans": spans, "bare_sql_ms": round(bare_s * 1000, 2)}
        for parts in (1, 2, 3):
            make = partial(visit_search, services=services, parts=parts)
            each_ms, found = measured(make, chance, within_s=within_s)
            figures[f"of_{parts}_ms"] = each_ms
            figures[f"of_{parts}_ratio_to_sql"] = round(each_ms / 1000 / bare_s, 2)
            figures[f"of_{parts}_found_of_20"] = found
        return figures


def growth(chance: random.Random, *, within_s: float) -> list[dict[str, object]]:
    """What a search costs in companies of other sizes and with fuller calendars."""
    rows: list[dict[str, object]] = []
    for people, busy in ((5, 0.8), (20, 0.4), (20, 0.8), (100, 0.8), (500, 0.8)):
        with salon(people=people):
            spans = fill(chance, busy=busy)
            bare_s = seconds_each(bare_read(), within_s=within_s)
            for days in (7, 30):
                one, two = (_soonest_ms(chance, parts, days, within_s=within_s) for parts in (1, 2))
                rows.append(
                    {
                        "people": people,
                        "busy_spans": spans,
                        "days": days,
                        "one_ms": one,
                        "two_ms": two,
                        "bare_sql_ms": round(bare_s * 1000, 2),
                        "ratio_to_sql": round(one / 1000 / bare_s, 2),
                    }
                )
                say(f"  {rows[-1]}")
    return rows


def _soonest_ms(chance: random.Random, parts: int, days: int, *, within_s: float) -> float:
    """A search for the soonest good times among so many days."""
    services = list(Service.objects.values_list("pk", flat=True))
    window = ((NOW, NOW + timedelta(days=days)),)

    def make(chance: random.Random) -> SlotSearch:
        return replace(visit_search(chance, services=services, parts=parts), windows=window, near=None)

    return measured(make, chance, within_s=within_s)[0]


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
    say("Mehrere Leistungen in einem Besuch …")
    visits_found = visits_figures(chance, busy=options.busy, within_s=options.seconds)
    table(visits_found)
    say("Andere Größen …")
    grown = growth(chance, within_s=options.seconds / 5)
    say(json.dumps({"bench": "search", **figures, "visits": visits_found, "growth": grown}))


if __name__ == "__main__":
    main()
