"""Two-way sync under stress: people change appointments here and entries there, and much goes wrong between.

The company and its PostgreSQL are real; Cal.com, Google, Graph and CalDAV are the stand-ins, over HTTP, and
they tell us of changes over HTTP. What is due is found by its wakeups alone and done by threads with the
functions of the workers; the nudges to Celery are lost, all of them.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from socketserver import ThreadingMixIn
from typing import Any
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.utils import timezone

from askproai.core import http
from askproai.standins.testing import RunningStandins
from askproai.standins.world import CALCOM_KEY, CALDAV_PASSWORD, PEOPLE
from booking.enums import AppointmentSource
from booking.errors import BookingRefused
from booking.models import (
    Appointment,
    AppointmentChange,
    Branch,
    ExternalEvent,
    LinkedCalendar,
    Occupancy,
    Service,
    StaffMember,
    SyncConflict,
)
from booking.ports import AccountKeys
from booking.services import book_directly, cancel_appointment, move_appointment
from booking.services.sync import Link, accounts, link_calendars, make_due
from booking.values import CustomerDetails
from tenants.connections.models import Connection
from tenants.connections.pace import Pace
from tenants.connections.services import connect
from tenants.context import current_company
from tenants.inbox.models import InboundEvent
from tenants.models import Company
from tenants.outbox.models import OutboxEntry
from tenants.tasks import do_work
from tenants.work import claim_due_wakeups, wake

PROVIDERS = ("calcom", "google_calendar", "outlook", "caldav")
ACCOUNT = PEOPLE[0]
EVENT_TYPE, HOST = "302", "101"  # at Cal.com: half an hour with Anna
TIMEOUT_S = 1.0
BREAK_S = 1.0
# Together about a fifth of all requests.
FAILURES = {"500": 0.06, "429": 0.03, "accept_then_drop": 0.07, "malformed": 0.02, "slow": 0.03}
WEBHOOKS = {"duplicate": 0.2, "out_of_order": 0.1, "no_webhooks": 0.1}
FIRST_DAY, DAYS, HOURS = 3, 75, range(9, 17)
GONE = "gone"
_KINDS = [accounts.outbox_kind(provider) for provider in PROVIDERS]

Say = Callable[[str], None]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def door() -> Iterator[str]:
    """The application over HTTP, for webhooks; gives the address of the platform."""
    application = get_wsgi_application()

    def closing(environ: Any, start: Any) -> Any:
        try:
            return application(environ, start)
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, closing, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def workers(company: Company, count: int = 4) -> Iterator[list[str]]:
    """Threads that do what is due, as ``pulse`` and the workers do; gives what they stumbled over."""
    stop = threading.Event()
    crashes: list[str] = []
    # Messages to customers are another matter.
    wanted = {"calendars", "inbox", *_KINDS}

    def work() -> None:
        while not stop.is_set():
            due = claim_due_wakeups(limit=1)
            for company_id, kind in due:
                if company_id == company.pk and kind in wanted:
                    try:
                        do_work(company_id=company_id, kind=kind)
                    except Exception as error:  # noqa: BLE001 - as Celery does: told, and woken up again
                        crashes.append(repr(error))
            if not due:
                stop.wait(0.03)
        connections.close_all()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    with mock.patch.object(do_work, "delay"):
        for thread in threads:
            thread.start()
        try:
            yield crashes
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def use_standins(standins: RunningStandins, *, public_url: str) -> AbstractContextManager[None]:
    """Point the settings to the stand-ins, with a short patience and no limits of our own."""
    client = dict(zip(("client_id", "client_secret"), standins.standins.world.accounts.google, strict=True))
    changed = {
        "PUBLIC_URL": public_url,
        "CALCOM": {**settings.CALCOM, "base_url": f"{standins.url}/calcom", "timeout_s": TIMEOUT_S},
        "GOOGLE_CALENDAR": {
            **settings.GOOGLE_CALENDAR,
            **client,
            "base_url": standins.google_calendar_url,
            "token_url": f"{standins.google_calendar_url}/token",
            "timeout_s": TIMEOUT_S,
        },
        "OUTLOOK": {
            **settings.OUTLOOK,
            **client,
            "base_url": f"{standins.outlook_url}/v1.0",
            "login_url": f"{standins.outlook_url}/common/oauth2/v2.0",
            "timeout_s": TIMEOUT_S,
        },
        "CALDAV": {"internal_url": standins.caldav_url, "timeout_s": TIMEOUT_S},
    }
    unhurried = {
        name: replace(provider, pace=lambda _: Pace(per_minute=600_000, burst=100_000))
        for name, provider in accounts.PROVIDERS.items()
    }
    return _patched(changed, unhurried)


@contextmanager
def _patched(changed: dict[str, Any], providers: dict[str, Any]) -> Iterator[None]:
    before = {name: getattr(settings, name) for name in changed}
    for name, value in changed.items():
        setattr(settings, name, value)
    _fresh_breakers()
    try:
        with mock.patch.dict(accounts.PROVIDERS, providers):
            yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        _fresh_breakers()


def _fresh_breakers() -> None:
    """What others did to a provider is forgotten; one that seems down is asked again soon."""
    http._breaker_for.cache_clear()  # noqa: SLF001 - nobody else asks these addresses
    for provider in PROVIDERS:
        http._breaker_for(provider).reset_timeout = BREAK_S  # noqa: SLF001


@dataclass
class Desk:
    """One person, and her calendar at one provider."""

    provider: str
    staff: StaffMember
    calendar: LinkedCalendar
    standins: RunningStandins

    def shown(self) -> list[dict[str, Any]]:
        """What stands there."""
        if self.provider == "calcom":
            return self.standins.standins.calcom.shown().get(ACCOUNT, [])
        return self.standins.shown(self.provider, account=ACCOUNT)

    def add(self, start: datetime) -> str:
        """Somebody writes into the calendar there, or books at Cal.com."""
        if self.provider == "calcom":
            return str(self._calcom("bookings", start=start.isoformat())["uid"])
        end = start + timedelta(minutes=30)
        return self.standins.write_event(
            self.provider, account=ACCOUNT, title="Privat", start=start.isoformat(), end=end.isoformat()
        )

    def move(self, entry: dict[str, Any], start: datetime) -> str:
        """The same entry at another time."""
        if self.provider == "calcom":
            return str(self._calcom("bookings", uid=entry["key"], start=start.isoformat())["uid"])
        length = datetime.fromisoformat(entry["end"]) - datetime.fromisoformat(entry["start"])
        times = {"start": start.isoformat(), "end": (start + length).isoformat()}
        return self.standins.write_event(self.provider, account=ACCOUNT, key=entry["key"], **times)

    def remove(self, entry: dict[str, Any]) -> None:
        if self.provider == "calcom":
            self._calcom("cancel", uid=entry["key"])
        else:
            self.standins.remove_event(self.provider, account=ACCOUNT, key=entry["key"])

    def _calcom(self, path: str, **order: object) -> dict[str, Any]:
        answer = httpx.post(f"{self.standins.url}/_control/calcom/{path}", json=order, trust_env=False)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


def mark_of(entry: dict[str, Any]) -> str:
    """Our mark of an entry, however the provider keeps it; empty for everybody else's."""
    mark = str(entry["mark"]).removesuffix("@askproai")
    return mark if len(mark) == 36 and mark.count("-") == 4 else ""


@dataclass
class Soak:
    """The whole exercise in the current company."""

    standins: RunningStandins
    desks: list[Desk]
    say: Say
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    done: Counter[str] = field(default_factory=Counter)
    # What somebody wanted last, by appointment or by entry there.
    wanted: dict[object, str] = field(default_factory=dict)
    # Which appointment an entry was before it was moved and got another id.
    _before: dict[tuple[str, str], object] = field(default_factory=dict)
    _keys: Iterator[int] = field(default_factory=itertools.count)

    def run(self, *, changes: int, pause_s: float) -> None:
        """So many changes here and as many there, in a mix."""
        sides = ["here", "there"] * changes
        self.chance.shuffle(sides)
        for number, side in enumerate(sides):
            desk = self.chance.choice(self.desks)
            (self._change_here if side == "here" else self._change_there)(desk)
            time.sleep(pause_s)
            if (number + 1) % max(1, len(sides) // 10) == 0:
                self.say(f"  {number + 1:5}/{len(sides)} Änderungen, {_waiting()} warten")

    def _change_here(self, desk: Desk) -> None:
        while True:
            try:
                kind = self.chance.choices(("create", "move", "cancel"), weights=(5, 4, 2))[0]
                if self._here(desk, kind):
                    self.done[f"here:{kind}"] += 1
                    return
            except BookingRefused:
                self.done["here:refused"] += 1

    def _here(self, desk: Desk, kind: str) -> bool:
        now = timezone.now()
        if kind == "create":
            start = self._free_hour(desk)
            booked = book_directly(
                service_id=Service.objects.get(name="Haarschnitt").pk,
                staff_id=desk.staff.pk,
                branch_id=Branch.objects.get().pk,
                starts_at=start,
                customer=CustomerDetails(name="Clara Weber", phone=f"+49151{next(self._keys):08d}"),
                source=AppointmentSource.WEB,
                idempotency_key=f"soak-{next(self._keys)}",
                now=now,
            )
            self.wanted[booked.pk] = start.isoformat()
            return True
        appointment = self._some(Appointment.objects.upcoming(now).filter(staff=desk.staff))
        if appointment is None:
            return False
        if kind == "move":
            start = self._free_hour(desk)
            move_appointment(appointment_id=appointment.pk, starts_at=start, now=now, by="user:1")
            self.wanted[appointment.pk] = start.isoformat()
        else:
            cancel_appointment(appointment_id=appointment.pk, reason="", by="user:1", now=now)
            self.wanted[appointment.pk] = GONE
        return True

    def _change_there(self, desk: Desk) -> None:
        entries = desk.shown()
        kind = self.chance.choices(("create", "move", "cancel"), weights=(5, 4, 2))[0]
        if kind == "create" or not entries:
            start = self._free_hour(desk)
            key: object = (desk.provider, desk.add(start))
            self.wanted[key] = start.isoformat()
            self.done["there:create"] += 1
            return
        entry = self.chance.choice(entries)
        key = self.identity(desk, entry)
        if kind == "move":
            start = self._free_hour(desk)
            moved = desk.move(entry, start)
            if isinstance(key, tuple):
                self.wanted.pop(key, None)
                key = (desk.provider, moved)
            else:
                self._before[desk.provider, moved] = key
            self.wanted[key] = start.isoformat()
        else:
            desk.remove(entry)
            self.wanted[key] = GONE
        self.done[f"there:{kind}"] += 1

    def identity(self, desk: Desk, entry: dict[str, Any]) -> object:
        """The appointment that an entry is a copy of, else the entry itself."""
        events = ExternalEvent.objects.filter(calendar=desk.calendar, appointment__isnull=False)
        mark = mark_of(entry)
        known = (mark and events.filter(mark=mark).first()) or events.filter(remote_id=entry["key"]).first()
        key = (desk.provider, entry["key"])
        return known.appointment_id if known else self._before.get(key, key)

    def _free_hour(self, desk: Desk) -> datetime:
        """A full hour at which nothing is known to stand, here or there."""
        zone = Branch.objects.get().zone
        taken = {each["start"][:13] for each in desk.shown()}
        occupied = Occupancy.objects.filter(resource=desk.staff.resource_id)
        taken |= {
            each.lower.astimezone(UTC).isoformat()[:13] for each in occupied.values_list("blocked", flat=True)
        }
        today = timezone.now().astimezone(zone).date()
        while True:
            day = today + timedelta(days=self.chance.randint(FIRST_DAY, FIRST_DAY + DAYS))
            local = datetime(day.year, day.month, day.day, self.chance.choice(HOURS), tzinfo=zone)
            start = local.astimezone(UTC)
            if day.weekday() < 5 and start.isoformat()[:13] not in taken:
                return start

    def _some(self, found: Any) -> Any:
        rows = list(found)
        return self.chance.choice(rows) if rows else None


def _waiting() -> int:
    return OutboxEntry.objects.filter(kind__in=_KINDS, state__in=["pending", "sending"]).count()


def settle(desks: list[Desk], *, within_s: float, times: int = 2) -> bool:
    """Nothing goes wrong any more: wait until nothing is owed and all calendars were compared, so often."""
    until = time.monotonic() + within_s
    is_settled = True
    for _ in range(times):
        since = timezone.now()
        make_due([desk.calendar.pk for desk in desks], now=since, in_full=True)
        while not (is_settled := _is_quiet(since)) and time.monotonic() < until:
            _hurry(desks, since)
            time.sleep(0.1)
    return is_settled


def _is_quiet(since: datetime) -> bool:
    unread = InboundEvent.objects.filter(state="pending").exists()
    unseen = LinkedCalendar.objects.exclude(synced_at__gt=since, due_at__gt=timezone.now())
    return not unread and not unseen.exists() and not _waiting()


def _hurry(desks: list[Desk], since: datetime) -> None:
    """What waits for another attempt need not wait as long as it would outside, but long enough to count."""
    now = timezone.now()
    soon = now + timedelta(seconds=BREAK_S)
    waiting = OutboxEntry.objects.filter(kind__in=_KINDS, state="pending")
    waiting.filter(due_at__gt=soon).update(due_at=soon)
    for desk in desks:
        wake(kind=accounts.outbox_kind(desk.provider), due_at=now, now=now)
    late = LinkedCalendar.objects.exclude(synced_at__gt=since).filter(leased_until=None)
    make_due(late.values_list("pk", flat=True), now=now)


@dataclass
class Verdict:
    """What both sides say in the end. ``conflicts``: what waits for somebody's decision, by kind."""

    differences: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    conflicts: Counter[str] = field(default_factory=Counter)
    appointments: int = 0
    foreign: int = 0


def verify(soak: Soak) -> Verdict:
    """Compare everything with everything."""
    verdict = Verdict(doubles=_overlaps())
    for desk in soak.desks:
        _compare(soak, desk, verdict)
    verdict.lost += _lost(soak)
    verdict.conflicts.update(SyncConflict.objects.filter(resolution="").values_list("kind", flat=True))
    return verdict


def _compare(soak: Soak, desk: Desk, verdict: Verdict) -> None:
    open_conflicts = SyncConflict.objects.filter(calendar=desk.calendar, resolution="").exclude(
        kind="overlap"
    )
    undecided = set(open_conflicts.values_list("appointment_id", flat=True))
    here = {
        each.pk: each.starts_at.isoformat()
        for each in Appointment.objects.upcoming(timezone.now()).filter(staff=desk.staff)
    }
    there: dict[object, list[str]] = {}
    foreign: Counter[str] = Counter()
    for entry in desk.shown():
        start = datetime.fromisoformat(entry["start"]).isoformat()
        key = soak.identity(desk, entry)
        if isinstance(key, tuple):
            foreign[start] += 1
        else:
            there.setdefault(key, []).append(start)
    verdict.appointments += len(here)
    verdict.foreign += foreign.total()
    verdict.doubles += [
        f"{desk.provider}: {key} steht {len(n)}-mal dort" for key, n in there.items() if len(n) > 1
    ]
    for pk in ({*here, *there}) - undecided:
        if [here.get(pk)] != there.get(pk, [None]):
            verdict.differences.append(
                f"{desk.provider}: Termin {pk} hier {here.get(pk)}, dort {there.get(pk)}"
            )
    known = Counter(
        each.lower.astimezone(UTC).isoformat()
        for each in ExternalEvent.objects.filter(
            calendar=desk.calendar, appointment=None, is_gone=False, period__isnull=False
        ).values_list("period", flat=True)
    )
    if known != foreign:
        verdict.differences.append(f"{desk.provider}: belegt hier {known - foreign}, dort {foreign - known}")


def _overlaps() -> list[str]:
    """Nobody has two appointments at once; the database would not have let it happen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, b.id FROM booking_appointment a JOIN booking_appointment b ON a.id < b.id"
            " AND a.staff_id = b.staff_id AND a.period && b.period"
            " WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'"
        )
        return [f"Termine {one} und {other} zugleich" for one, other in cursor.fetchall()]


def _lost(soak: Soak) -> list[str]:
    """What somebody wanted last, and neither stands nor was ever shown to anybody as a conflict."""
    shown = set(SyncConflict.objects.values_list("appointment_id", flat=True))
    rows = {each.pk: each for each in Appointment.objects.all()}
    lost = []
    for pk, wanted in soak.wanted.items():
        if isinstance(pk, tuple) or pk in shown:
            continue
        row = rows[pk]
        final = GONE if row.status == "cancelled" else row.starts_at.isoformat()
        # Cancelled here is cancelled: where the entry was moved to at the same time does not matter.
        cancelled_here = row.changes.filter(new_status="cancelled", by="user:1").exists()
        if final != wanted and not cancelled_here:
            lost.append(
                f"{_provider_of(soak, row)}: Termin {pk}: zuletzt gewollt {wanted}, geworden {final}: "
                + "; ".join(map(_told, row.changes.all()))
            )
    return lost


def _told(change: AppointmentChange) -> str:
    to = change.new_period.lower.isoformat() if change.new_period else change.new_status
    return f"{change.changed_at:%H:%M:%S.%f} {change.by} {to}"


def _provider_of(soak: Soak, appointment: Appointment) -> str:
    return next(desk.provider for desk in soak.desks if desk.staff.pk == appointment.staff_id)


def open_desks(standins: RunningStandins, staff: list[StaffMember]) -> list[Desk]:
    """Connect one person to each provider."""
    now = timezone.now()
    service = Service.objects.get(name="Haarschnitt")
    desks = []
    for provider, person in zip(PROVIDERS, staff, strict=True):
        connection_row = connect(
            provider=provider, account="soak", credentials=_credentials(provider, standins), now=now
        )
        remote_id = HOST if provider == "calcom" else _main_calendar(connection_row)
        services = ((EVENT_TYPE, service.pk),) if provider == "calcom" else ()
        link = Link(remote_id=remote_id, name=provider, staff_id=person.pk, services=services)
        (calendar,) = link_calendars(connection_id=connection_row.pk, links=[link], now=now)
        desks.append(Desk(provider=provider, staff=person, calendar=calendar, standins=standins))
    return desks


def _main_calendar(connection_row: Connection) -> str:
    return accounts.account_of(connection_row).calendars()[0].id


def _credentials(provider: str, standins: RunningStandins) -> dict[str, str]:
    if provider == "caldav":
        return {"url": f"{standins.caldav_url}/", "username": ACCOUNT, "password": CALDAV_PASSWORD}
    if provider == "calcom":
        from booking.providers.calcom.account import open_account

        credentials = {"api_key": CALCOM_KEY, "webhook_secret": "soak-webhook-secret"}
        keys = AccountKeys(credentials=credentials, renewed=lambda exchange: exchange(credentials))
        return {**credentials, **open_account(keys).profile()}
    tokens = getattr(standins.standins, provider).oauth.grant(ACCOUNT)
    ends = timezone.now() + timedelta(seconds=tokens["expires_in"])
    return {
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "expires_at": ends.isoformat(),
    }


def let_fail(standins: RunningStandins) -> None:
    """From now on a fifth of all requests and many webhooks go wrong."""
    for provider in PROVIDERS:
        for mode, share in FAILURES.items():
            standins.fail(provider, mode, count=1_000_000, share=share, seconds=TIMEOUT_S * 1.5)
        for mode, share in WEBHOOKS.items():
            standins.fail(provider, mode, count=1_000_000, share=share)


def soak(
    standins: RunningStandins, staff: list[StaffMember], *, changes: int, say: Say, pause_s: float = 0.02
) -> tuple[Verdict, dict[str, Any]]:
    """Connect, change, settle, compare: in a company, while ``use_standins`` and ``door`` are open."""
    company = current_company()
    standins.standins.calcom.limits = (10**6, 10**6)
    desks = open_desks(standins, staff)
    with workers(company) as crashes:
        settle(desks, within_s=30, times=1)
        exercise = Soak(standins=standins, desks=desks, say=say)
        let_fail(standins)
        began = time.monotonic()
        exercise.run(changes=changes, pause_s=pause_s)
        changed_in = time.monotonic() - began
        failures = sum(event.kind == "failure" for event in standins.events)
        standins.standins.world.failures.clear()
        is_settled = settle(desks, within_s=180)
    verdict = verify(exercise)
    verdict.crashes += crashes
    figures = {
        "changes_here": changes,
        "changes_there": changes,
        "by_kind": dict(sorted(exercise.done.items())),
        "failed_requests": failures,
        "webhooks": InboundEvent.objects.count(),
        "webhooks_again": InboundEvent.objects.filter(deliveries__gt=1).count(),
        "appointments": verdict.appointments,
        "foreign_entries": verdict.foreign,
        "settled": is_settled,
        "dead": OutboxEntry.objects.filter(state="dead", kind__in=_KINDS).count(),
        "crashes": len(crashes),
        "differences": len(verdict.differences),
        "double": len(verdict.doubles),
        "lost": len(verdict.lost),
        "conflicts": dict(verdict.conflicts),
        "changing_s": round(changed_in, 1),
        "settling_s": round(time.monotonic() - began - changed_in, 1),
    }
    return verdict, figures
