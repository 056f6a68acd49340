"""What a call leaves behind: the rows that differ between before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.enums import AppointmentStatus
from booking.models import Appointment, Service, WaitlistEntry
from telephony.models import Call, CallbackTicket, CallerMessage

Existing = Mapping[int, tuple[str, datetime, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """A new appointment, on the branch's wall clock."""

    id: int
    service: str
    staff: str
    branch: str
    name: str
    phone: str
    start: datetime

    def __str__(self) -> str:
        return f"{self.service} bei {self.staff}, {self.start:%d.%m. %H:%M}, {self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Somebody who waits since this call. ``day``: the only day that suits them, if it is one."""

    services: tuple[str, ...]
    name: str
    at_once: bool | None
    day: date | None

    def __str__(self) -> str:
        return f"{' + '.join(self.services)}, {self.day or 'jederzeit'}, {self.name}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Everything that is different after a call."""

    booked: tuple[Booked, ...] = ()
    cancelled: frozenset[int] = frozenset()
    moved: Mapping[int, datetime] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    callbacks: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


def appointments_now() -> Existing:
    """State, start and person of every appointment."""
    rows = Appointment.objects.values_list("pk", "status", "period", "staff_id")
    return {pk: (status, period.lower, staff) for pk, status, period, staff in rows}


def changes_since(before: Existing, *, call: Call, zone: ZoneInfo) -> Changes:
    """What the call did. An appointment booked and cancelled in the same call never was."""
    cancelled, moved, booked = set(), {}, []
    for one in Appointment.objects.with_names().order_by("pk"):
        is_cancelled = one.status == AppointmentStatus.CANCELLED
        start = one.starts_at.astimezone(zone).replace(tzinfo=None)
        if one.pk not in before:
            booked += [] if is_cancelled else [_booked(one, start)]
        elif is_cancelled and before[one.pk][0] != AppointmentStatus.CANCELLED:
            cancelled.add(one.pk)
        elif one.starts_at != before[one.pk][1]:
            moved[one.pk] = start
    return Changes(
        booked=tuple(booked),
        cancelled=frozenset(cancelled),
        moved=moved,
        waiting=tuple(_waiting(call)),
        callbacks=tuple(ticket.reason for ticket in CallbackTicket.objects.filter(call=call)),
        messages=tuple(message.text for message in CallerMessage.objects.filter(call=call)),
    )


def _waiting(call: Call) -> Iterator[Waiting]:
    names = dict(Service.objects.values_list("pk", "name"))
    since = WaitlistEntry.objects.waiting().filter(created_at__gte=call.ringing_at)
    for entry in since.select_related("customer"):
        yield Waiting(
            services=tuple(names[each] for each in entry.visit_ids),
            name=entry.customer.name,
            at_once=entry.at_once,
            day=entry.earliest_on if entry.earliest_on == entry.latest_on else None,
        )


def _booked(one: Appointment, start: datetime) -> Booked:
    return Booked(
        id=one.pk,
        service=one.service.name,
        staff=one.staff.name,
        branch=one.branch.name,
        name=one.customer.name,
        phone=one.customer.phone,
        start=start,
    )
