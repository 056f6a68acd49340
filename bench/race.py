"""``make bench-race``: 200 want one time at once. One gets it, the others get a clean refusal, soon.

Three contests, each over all rounds: 200 direct bookings of one time; 200 bookings of one offered slot id;
100 phone calls (``find_times``, then ``book``) and 100 web sessions (offer, then book). Everybody has a
thread and a connection of its own, spread over processes; answers are timed from the common start.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from django.db import connection
from salon import NOW, salon, say, staff, table

from askproai.core.errors import AskProError, Busy
from booking.enums import AppointmentSource, AppointmentStatus, OccupancyKind
from booking.errors import BookingRefused
from booking.models import Appointment, Branch, Occupancy, Offer, Service
from booking.queries import search_slots
from booking.services import HOLD_ON_THE_WEB, book_appointment, book_directly, offer_times
from booking.values import CustomerDetails, SlotSearch
from telephony.enums import BrainKind, CallSource
from telephony.queries.lines import line_of
from telephony.services.acting import perform_act
from telephony.services.calls import ring
from tenants.context import company_scope

if TYPE_CHECKING:
    from tenants.models import Company

# Few threads in each process, else they would wait for each other's interpreter instead of the database.
CONTESTANTS, PROCESSES = 200, 20
HEAD_START_S = 0.15  # until every thread waits for the common start
WON, REFUSED, ERROR = "won", "refused", "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What one contestant does in one round."""

    kind: str
    number: int
    key: str
    starts_at: datetime
    slot_id: str = ""
    call_id: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How it ended: ``won``, ``refused`` or ``error``, with the code, after how long."""

    outcome: str
    code: str
    seconds: float


def customer_of(order: Order) -> CustomerDetails:
    """Somebody else for each contestant."""
    return CustomerDetails(name=f"Kundin {order.number}", phone=f"+49151100{order.number:05d}")


def directly(order: Order) -> tuple[str, str]:
    """Book the time without an offer."""
    person = staff()[0]
    book_directly(
        service_id=Service.objects.values_list("pk", flat=True)[0],
        staff_id=person.pk,
        branch_id=Branch.objects.values_list("pk", flat=True)[0],
        starts_at=order.starts_at,
        customer=customer_of(order),
        source=AppointmentSource.WEB,
        idempotency_key=order.key,
        now=NOW,
    )
    return WON, "booked"


def by_slot_id(order: Order) -> tuple[str, str]:
    """Book what was offered."""
    book_appointment(
        slot_id=order.slot_id,
        customer=customer_of(order),
        source=AppointmentSource.WEB,
        idempotency_key=order.key,
        now=NOW,
    )
    return WON, "booked"


def on_the_web(order: Order) -> tuple[str, str]:
    """Click on the time in the booking page, then confirm."""
    offered = offer_times(search=exactly(order), holder=f"web:{order.key}", hold_for=HOLD_ON_THE_WEB, now=NOW)
    if not offered.offers:
        return REFUSED, "+".join(sorted(offered.reasons))
    return by_slot_id(Order(kind="", number=order.number, key=order.key, starts_at=order.starts_at,
                            slot_id=offered.offers[0].slot_id))  # fmt: skip


def on_the_phone(order: Order) -> tuple[str, str]:
    """Ask for the time, and book it if that is what is offered."""
    local = order.starts_at.astimezone(Branch.objects.all()[0].zone)
    minute = local.hour * 60 + local.minute
    day, next_day = f"{local:%F}", f"{local + timedelta(days=1):%F}"
    box = {"start": day, "end": next_day, "opens": minute, "closes": minute + 1, "target": minute}
    wish = {"service_id": Service.objects.values_list("pk", flat=True)[0], "wish": {"boxes": [box]}}
    found = perform_act(call_id=order.call_id, name="find_times", args=wish, now=NOW)
    slots = [
        slot
        for slot in found.get("slots", ())
        if datetime.fromisoformat(slot["starts_at"]) == order.starts_at
    ]
    if not slots:
        return REFUSED if found["code"] != "busy" else ERROR, found["code"]
    name = f"Kundin {order.number}"
    booked = perform_act(
        call_id=order.call_id, name="book", args={"slot_id": slots[0]["slot_id"], "name": name}, now=NOW
    )
    if booked["ok"]:
        return WON, booked["code"]
    return REFUSED if booked["code"] != "busy" else ERROR, booked["code"]


def get_warm(order: Order) -> tuple[str, str]:
    """Connections are open and calendars known before anything is measured."""
    search_slots(search=SlotSearch(service_ids=tuple(Service.objects.values_list("pk", flat=True))), now=NOW)
    return REFUSED, "warm"


def exactly(order: Order) -> SlotSearch:
    """The one time and nothing else."""
    return SlotSearch(
        service_ids=(Service.objects.values_list("pk", flat=True)[0],),
        windows=((order.starts_at, order.starts_at + timedelta(minutes=1)),),
        limit=1,
        alternatives=False,
    )


ACTS: dict[str, Callable[[Order], tuple[str, str]]] = {
    "warm": get_warm,
    "direct": directly,
    "slot_id": by_slot_id,
    "web": on_the_web,
    "phone": on_the_phone,
}


def contest(company: Company, start: float, order: Order) -> Answer:
    """Wait for the common start, act, and say how it ended. Only refusals of the booking room are clean."""
    with company_scope(company):
        connection.ensure_connection()
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            outcome, code = ACTS[order.kind](order)
        except BookingRefused as refusal:
            outcome, code = REFUSED, str(refusal.code)
        except (AskProError, Busy) as error:
            outcome, code = ERROR, error.code
        except Exception as error:  # noqa: BLE001 - whatever else happens is what this measures
            outcome, code = ERROR, type(error).__name__
    return Answer(outcome=outcome, code=code, seconds=time.monotonic() - start)


def work(company: Company, orders: Connection, threads: int) -> None:
    """One process of contestants; ends with an empty order."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        while batch := orders.recv():
            start, each = batch
            orders.send(list(pool.map(partial(contest, company, start), each)))


@contextmanager
def arena(company: Company) -> Iterator[Callable[[list[Order]], list[Answer]]]:
    """Processes full of waiting contestants; the function has them all act at once."""
    fork = multiprocessing.get_context("fork")
    connection.close()  # a connection must not be shared with the children
    threads = CONTESTANTS // PROCESSES
    pipes = [fork.Pipe() for _ in range(PROCESSES)]
    workers = [fork.Process(target=work, args=(company, theirs, threads)) for _, theirs in pipes]
    with ExitStack() as stack:
        for worker, (ours, _) in zip(workers, pipes, strict=True):
            worker.start()
            stack.callback(worker.join)
            stack.callback(ours.send, None)

        def race(orders: list[Order]) -> list[Answer]:
            start = time.monotonic() + HEAD_START_S
            for place, (ours, _) in enumerate(pipes):
                ours.send((start, orders[place::PROCESSES]))
            return [answer for ours, _ in pipes for answer in ours.recv()]

        yield race


def orders_for(contest_name: str, round_number: int) -> list[Order]:
    """Everybody's order for one round; each round is about another day."""
    # Six days a week, from Monday on: the salon is closed on Sundays.
    starts_at = NOW.replace(hour=9) + timedelta(days=7 * (round_number // 6) + round_number % 6)
    slot_id = ""
    kinds = {"direct": ["direct"], "slot_id": ["slot_id"], "phone_and_web": ["phone", "web"]}[contest_name]
    base = Order(kind="", number=0, key="", starts_at=starts_at)
    if contest_name == "slot_id":
        offered = offer_times(search=exactly(base), holder="race", hold_for=HOLD_ON_THE_WEB, now=NOW)
        slot_id = offered.offers[0].slot_id
    return [
        Order(
            kind=(kind := kinds[number % len(kinds)]),
            number=number,
            key=f"{contest_name}-{round_number}-{number}",
            starts_at=starts_at,
            slot_id=slot_id,
            call_id=_ringing(contest_name, round_number, number) if kind == "phone" else 0,
        )
        for number in range(CONTESTANTS)
    ]


def _ringing(contest_name: str, round_number: int, number: int) -> int:
    call = ring(
        line=line_of(branch_id=None),
        provider="retell",
        provider_call_id=f"{contest_name}-{round_number}-{number}",
        from_number=f"+49151200{number:05d}",
        source=CallSource.PHONE,
        brain=BrainKind.PROVIDER,
        now=NOW,
    )
    return call.pk


def clear_up() -> None:
    """Empty the calendar for the next round."""
    Occupancy.objects.exclude(kind=OccupancyKind.ABSENCE).delete()
    Offer.objects.filter(state="held").update(state="released")
    Appointment.objects.update(status=AppointmentStatus.CANCELLED, cancelled_at=NOW)


def run(name: str, rounds: int, race: Callable[[list[Order]], list[Answer]]) -> dict[str, object]:
    """One contest; ``double`` counts bookings beyond the first of the one time."""
    answers: list[Answer] = []
    double = winners = 0
    for round_number in range(rounds):
        orders = orders_for(name, round_number)
        these = race(orders)
        booked = Appointment.objects.not_cancelled().filter(period__startswith=orders[0].starts_at).count()
        taken = Occupancy.objects.filter(kind=OccupancyKind.APPOINTMENT).count()
        winners += sum(answer.outcome == WON for answer in these)
        double += max(0, booked - 1, taken - 1)
        answers += these
        slowest = max(answer.seconds for answer in these)
        say(f"  {name} {round_number + 1:2}/{rounds}: {booked} gebucht, langsamste Antwort {slowest:.2f} s")
        clear_up()
    times = sorted(answer.seconds for answer in answers)
    return {
        "rounds": rounds,
        "winners": winners,
        "double": double,
        "errors": sum(answer.outcome == ERROR for answer in answers),
        "slowest_s": round(times[-1], 3),
        "median_s": round(times[len(times) // 2], 3),
        "answers": dict(Counter(f"{answer.outcome}:{answer.code}" for answer in answers).most_common()),
    }


def main() -> None:
    """Run the contests and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--contest", choices=["direct", "slot_id", "phone_and_web"], action="append")
    options = parser.parse_args()
    contests = options.contest or ["direct", "slot_id", "phone_and_web"]
    with salon(people=1) as company, arena(company) as race:
        race([Order(kind="warm", number=number, key="", starts_at=NOW) for number in range(CONTESTANTS)])
        results = {name: run(name, options.rounds, race) for name in contests}
        connection.close()
    for name, figures in results.items():
        say(f"{name}: {CONTESTANTS} gleichzeitig")
        table(figures)
    total = {
        "rounds": sum(int(str(each["rounds"])) for each in results.values()),
        "winners": sum(int(str(each["winners"])) for each in results.values()),
        "double": sum(int(str(each["double"])) for each in results.values()),
        "errors": sum(int(str(each["errors"])) for each in results.values()),
        "slowest_s": max(float(str(each["slowest_s"])) for each in results.values()),
    }
    say(json.dumps({"bench": "race", "parallel": CONTESTANTS, **total, "contests": results}))


if __name__ == "__main__":
    main()
