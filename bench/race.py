"""``make bench-race``: 200 want one time at once. One gets it, the others get a clean refusal, soon.

Four contests, each over all rounds: 200 direct bookings of one time; 200 bookings of one offered slot id;
100 phone calls (``find_times``, then ``book``) and 100 web sessions (offer, then book); 200 phone calls as
they really come, signed and over HTTP to one ``web``. In the first three everybody has a thread and a
connection of its own, spread over processes, and is timed from the common start; on the line each answer is
timed by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from salon import NOW, salon, say, staff, table
from web import KEY, Shop, Wire, serving

from askproai.core.errors import AskProError, Busy
from askproai.standins import retell_wire
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
from tenants.connections.services import connect
from tenants.context import company_scope

if TYPE_CHECKING:
    from tenants.models import Company

CONTESTANTS, PROCESSES = 200, 4
CONTESTS = ["direct", "slot_id", "phone_and_web", "line"]
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
    found = perform_act(call_id=order.call_id, name="find_times", args=wish_of(order), now=NOW)
    slot_id = wished_slot(found, order)
    if slot_id is None:
        return ended(found)
    args = {"slot_id": slot_id, "name": f"Kundin {order.number}"}
    return ended(perform_act(call_id=order.call_id, name="book", args=args, now=NOW))


def wish_of(order: Order) -> dict[str, Any]:
    """Arguments of ``find_times`` for exactly the time of the contest."""
    local = order.starts_at.astimezone(Branch.objects.all()[0].zone)
    minute = local.hour * 60 + local.minute
    day, next_day = f"{local:%F}", f"{local + timedelta(days=1):%F}"
    box = {"start": day, "end": next_day, "opens": minute, "closes": minute + 1, "target": minute}
    return {"service_id": Service.objects.values_list("pk", flat=True)[0], "wish": {"boxes": [box]}}


def wished_slot(found: dict[str, Any], order: Order) -> str | None:
    """The offer of exactly that time, if it is among those that were found."""
    slots = found.get("slots", ())
    wished = (
        slot["slot_id"] for slot in slots if datetime.fromisoformat(slot["starts_at"]) == order.starts_at
    )
    return next(wished, None)


def ended(answer: dict[str, Any]) -> tuple[str, str]:
    """How it ended for the caller; that we were too slow is no clean refusal."""
    code = str(answer.get("code"))
    if code == "booked":
        return WON, code
    return ERROR if code in ("busy", "None") else REFUSED, code


class OnTheLine:
    """The fourth contest: everybody calls through ``web``, as many at once as come."""

    def __init__(self, shop: Shop, *, port: int) -> None:
        self._shop, self._port = shop, port

    def __call__(self, orders: list[Order]) -> list[Answer]:
        """Have all of them act at once."""
        wishes = [wish_of(order) for order in orders]
        return asyncio.run(self._all(orders, wishes))

    async def _all(self, orders: list[Order], wishes: list[dict[str, Any]]) -> list[Answer]:
        wire = Wire(self._port)
        pairs = zip(orders, wishes, strict=True)
        answers = await asyncio.gather(*(self._one(wire, order, wish) for order, wish in pairs))
        wire.close()
        return answers

    async def _one(self, wire: Wire, order: Order, wish: dict[str, Any]) -> Answer:
        call = retell_wire.call_payload(
            call_id=f"call_{secrets.token_hex(16)}",
            from_number=f"+49151300{order.number:05d}",
            to_number=self._shop.number,
            agent_id="agent_bench",
        )
        found, slowest = await self._ask(wire, call, "find_times", wish)
        answer, slot_id = found, wished_slot(found, order)
        if slot_id is not None:
            args = {"slot_id": slot_id, "name": f"Kundin {order.number}"}
            answer, seconds = await self._ask(wire, call, "book", args)
            slowest = max(slowest, seconds)
        outcome, code = ended(answer)
        return Answer(outcome=outcome, code=code, seconds=slowest)

    async def _ask(
        self, wire: Wire, call: dict[str, Any], act: str, args: dict[str, Any]
    ) -> tuple[dict[str, Any], float]:
        payload = retell_wire.function_payload(name=act, args=args, call=call)
        request, began = retell_wire.signed(payload, api_key=KEY), time.monotonic()
        status, body = await wire.post(
            host=self._shop.host,
            path=f"{self._shop.path}/functions/",
            body=request.body,
            headers=request.headers,
        )
        answer: dict[str, Any] = json.loads(body) if status == 200 else {"code": f"http_{status}"}
        return answer, time.monotonic() - began


@contextmanager
def on_the_line(company: Company) -> Iterator[OnTheLine]:
    """The company's line, with the server behind it."""
    secret = connect(provider="retell", credentials={"api_key": KEY}, now=NOW).path_secret
    host = company.domains.get().domain
    shop = Shop(host=host, path=f"/hooks/retell/{secret}", number="+49301000000")
    with serving(workers=2, threads=2) as (port, _):
        yield OnTheLine(shop, port=port)


def free_morning(round_number: int) -> datetime:
    """A time that is free by the real clock, for the server has no other: in each round another day."""
    everything = SlotSearch(service_ids=(Service.objects.values_list("pk", flat=True)[0],), limit=1)
    now, zone = timezone.now(), Branch.objects.all()[0].zone
    for day in range(1 + round_number, 60):
        nine = (now + timedelta(days=day)).astimezone(zone).replace(hour=9, minute=0, second=0, microsecond=0)
        window = (nine, nine + timedelta(minutes=1))
        if search_slots(search=replace(everything, windows=(window,), alternatives=False), now=now).slots:
            return nine
    raise SystemExit("the salon is closed for two months")


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
    if contest_name == "line":
        starts_at = free_morning(round_number)
    slot_id = ""
    kinds = ["phone", "web"] if contest_name == "phone_and_web" else [contest_name]
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
    parser.add_argument("--contest", choices=CONTESTS, action="append")
    options = parser.parse_args()
    contests = options.contest or CONTESTS
    with salon(people=1) as company:
        results = {}
        with arena(company) as race:
            race([Order(kind="warm", number=number, key="", starts_at=NOW) for number in range(CONTESTANTS)])
            for name in contests:
                if name != "line":
                    results[name] = run(name, options.rounds, race)
        if "line" in contests:
            with on_the_line(company) as line:
                run("line", 1, line)  # the server's caches
                results["line"] = run("line", options.rounds, line)
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
