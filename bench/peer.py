"""``make bench-peer``: the same calendar in AskProAI and in django-appointment, side by side.

django-appointment is a public scheduling app for the same framework that runs here without an account, on the
same PostgreSQL server, in a Python environment of its own. Both get the same people, hours, services and
appointments and are asked for every free start of a week; then many who have seen the same free time book it
at once, each side through its own door. The peer knows no phases, rooms, visits of several services or holds,
so the calendar has none: this compares what both can do.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection, connections
from salon import NOW, SERVICES, salon, say, staff, table
from search import fill

from askproai.core.errors import AskProError
from booking.enums import AppointmentSource
from booking.models import Appointment, Branch, Service
from booking.queries.slots import finder_of, state_of_search
from booking.services import book_directly
from booking.values import CustomerDetails, SlotSearch
from booking.wall_clock import instant_of
from tenants.context import company_scope

if TYPE_CHECKING:
    from tenants.models import Company

ROOT = Path(__file__).resolve().parents[1]
PEER_PYTHON = ROOT / ".data" / "peers" / "venv" / "bin" / "python"
PEER_SCRIPT = Path(__file__).parent / "peers" / "django_appointment.py"
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = 7
Free = dict[str, list[str]]


def days() -> list[datetime]:
    """Midnights of a week, from tomorrow on: today's first hour is too short notice for us."""
    midnight = NOW.astimezone(BERLIN).replace(hour=0, minute=0)
    return [midnight + timedelta(days=each) for each in range(1, DAYS + 1)]


def our_free_times() -> tuple[Free, float]:
    """Free starts by person, service and day, and the seconds that it took."""
    window = (days()[0], days()[-1] + timedelta(days=1))
    numbers = {person.pk: number for number, person in enumerate(staff())}
    services = list(Service.objects.all())
    found: Free = {
        f"{number}|{service.name}|{day:%Y-%m-%d}": []
        for number in numbers.values()
        for service in services
        for day in days()
    }
    started = time.perf_counter()
    for service in services:
        search = SlotSearch(service_ids=(service.pk,), windows=(window,))
        finder = finder_of(state_of_search(search, now=NOW), search=search, now=NOW)
        for day in days():
            for each in finder.on_day(day.date()):
                clock = instant_of(each.start).astimezone(BERLIN)
                key = f"{numbers[each.visit.staff.staff_id]}|{service.name}|{day:%Y-%m-%d}"
                found[key].append(f"{clock:%H:%M}")
    return found, time.perf_counter() - started


def our_rush(company: Company, start: datetime, at_once: int) -> int:
    """How many of them get the same free time."""
    person, service, branch = staff()[0], Service.objects.all()[0], Branch.objects.get()

    def book(number: int) -> None:
        with company_scope(company):
            try:
                book_directly(
                    service_id=service.pk,
                    staff_id=person.pk,
                    branch_id=branch.pk,
                    starts_at=start,
                    customer=CustomerDetails(name="Clara Weber"),
                    source=AppointmentSource.WEB,
                    idempotency_key=f"peer-{number}",
                    now=NOW,
                )
            except AskProError:
                return  # somebody else has it: what all but one are to hear
            finally:
                connections.close_all()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(book, range(at_once)))
    return Appointment.objects.filter(staff=person, period__startswith=start).count()


def booked() -> list[tuple[int, str, str]]:
    """Our appointments as person, start and end on the wall clock."""
    numbers = {person.pk: number for number, person in enumerate(staff())}
    return [
        (
            numbers[each.staff_id],
            f"{each.starts_at.astimezone(BERLIN):%Y-%m-%dT%H:%M}",
            f"{each.ends_at.astimezone(BERLIN):%Y-%m-%dT%H:%M}",
        )
        for each in Appointment.objects.all()
    ]


def peer_answer(at_once: int) -> dict[str, Any]:
    """What django-appointment says, in an empty database of its own on the same server."""
    name = "bench_peer"
    with _without_transaction() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    settings = connection.settings_dict
    case = {
        "database": {
            "ENGINE": "django.db.backends.postgresql",
            **{key: settings[key] for key in ("HOST", "PORT", "USER", "PASSWORD")},
            "NAME": name,
        },
        "staff": len(staff()),
        "opens": "09:00",
        "closes": "18:00",
        "services": SERVICES,
        "days": [f"{day:%Y-%m-%d}" for day in days()],
        "booked": booked(),
        "at_once": at_once,
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script, in the peer's environment
            [PEER_PYTHON, PEER_SCRIPT], input=json.dumps(case), capture_output=True, text=True, check=False
        )
    finally:
        with _without_transaction() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    # Its own log goes to the same place, before.
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _without_transaction() -> Any:
    assert not connection.in_atomic_block  # noqa: S101 - databases are made and dropped outside transactions
    return connection.cursor()


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--busy", type=float, default=0.6, help="share of the working time that is booked")
    parser.add_argument("--at-once", type=int, default=12, help="how many book the same time")
    options = parser.parse_args()
    if not PEER_PYTHON.exists():
        say("django-appointment could not be installed here; there is nothing to compare with.")
        sys.exit(1)
    with salon(people=options.people) as company:
        say("Kalender werden gefüllt …")
        Service.objects.update(buffer_after=timedelta(0))
        fill(random.Random(2027), busy=options.busy)
        # The peer has no buffers; what is taken is the visit itself.
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE booking_occupancy taken SET blocked = appointment.period "
                "FROM booking_appointment appointment WHERE appointment.id = taken.appointment_id"
            )
        our_free_times()  # warm, as a running server is
        ours, our_seconds = our_free_times()
        say("django-appointment rechnet …")
        peer = peer_answer(options.at_once)
        key, clocks = next((key, clocks) for key, clocks in ours.items() if key.startswith("0|") and clocks)
        say("Alle wollen dieselbe Zeit …")
        start = datetime.fromisoformat(f"{key.split('|')[2]}T{clocks[0]}").replace(tzinfo=BERLIN)
        same_time = our_rush(company, start, options.at_once)
    free, theirs = sum(map(len, ours.values())), peer["free"]
    both = sum(len(set(ours[key]) & set(theirs[key])) for key in ours)
    figures = {
        "peer": peer["peer"],
        "free_starts": free,
        "found_by_both": both,
        "only_ours": free - both,
        "only_peer": sum(map(len, theirs.values())) - both,
        "our_ms": round(1000 * our_seconds, 1),
        "peer_ms": round(1000 * peer["seconds"], 1),
        "times_faster": round(peer["seconds"] / our_seconds, 1),
        "at_once": options.at_once,
        "same_time_booked_ours": same_time,
        "same_time_booked_peer": peer["same_time_booked"],
    }
    table(figures)
    say(json.dumps(figures))


if __name__ == "__main__":
    main()
