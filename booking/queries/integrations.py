"""How the connected calendars are doing, for whoever looks after them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from booking.enums import ConflictKind
from booking.models import ExternalEvent, LinkedCalendar, SyncConflict
from tenants.connections.models import Connection
from tenants.outbox.models import OutboxEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarStatus:
    """One linked calendar. ``error`` is a code, empty when all is well."""

    calendar: LinkedCalendar
    waiting: int
    failed: int

    @property
    def synced_at(self) -> datetime | None:
        return self.calendar.synced_at

    @property
    def error(self) -> str:
        return self.calendar.last_error


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionStatus:
    """One connected account with what is linked through it."""

    connection: Connection
    label: str
    calendars: tuple[CalendarStatus, ...]

    @property
    def is_broken(self) -> bool:
        """Somebody has to connect it anew."""
        return self.connection.state == Connection.State.RECONNECT

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in self.calendars)

    @property
    def failed(self) -> int:
        return sum(each.failed for each in self.calendars)

    @property
    def synced_at(self) -> datetime | None:
        """When all of them had been looked at."""
        times = [each.synced_at for each in self.calendars]
        return None if not times or None in times else min(each for each in times if each)

    @property
    def error(self) -> str:
        return next((each.error for each in self.calendars if each.error), "")


def connection_statuses(providers: tuple[str, ...]) -> list[ConnectionStatus]:
    """All connected accounts of these providers, each with its calendars."""
    calendars: dict[int, list[LinkedCalendar]] = defaultdict(list)
    for calendar in LinkedCalendar.objects.select_related("staff"):
        calendars[calendar.connection_id].append(calendar)
    counts = _counts(providers)
    return [
        ConnectionStatus(
            connection=connection,
            label=str(connection.credentials.get("label", "")),
            calendars=tuple(
                CalendarStatus(
                    calendar=each, waiting=counts[each.pk, "waiting"], failed=counts[each.pk, "dead"]
                )
                for each in calendars[connection.pk]
            ),
        )
        for connection in Connection.objects.filter(provider__in=providers).order_by("provider", "pk")
    ]


def open_conflicts() -> list[SyncConflict]:
    """Everything that waits for somebody's decision, what comes soonest first."""
    found = SyncConflict.objects.filter(resolution="").select_related(
        "event",
        "calendar__staff",
        "calendar__connection",
        "appointment__customer",
        "appointment__service",
        "appointment__staff",
        "appointment__branch",
    )
    return sorted(found, key=_when)


def failed_entries(connection_id: int, *, kind: str) -> list[int]:
    """Entries of the outbox that were given up."""
    events = ExternalEvent.objects.filter(calendar__connection=connection_id).values("pk")
    dead = OutboxEntry.objects.filter(kind=kind, state=OutboxEntry.State.DEAD, subject_id__in=events)
    return list(dead.values_list("pk", flat=True))


def _when(conflict: SyncConflict) -> tuple[datetime, int]:
    if conflict.kind == ConflictKind.BOOKING_REFUSED and conflict.event.period:
        return conflict.event.period.lower, conflict.pk
    return (conflict.appointment.starts_at if conflict.appointment else conflict.found_at), conflict.pk


def _counts(providers: tuple[str, ...]) -> Counter[tuple[int, str]]:
    """Entries that wait or were given up, per calendar."""
    kinds = [f"to_{provider}" for provider in providers]
    states = {"pending": "waiting", "sending": "waiting", "dead": "dead"}
    entries = dict(
        OutboxEntry.objects.filter(kind__in=kinds, state__in=states).values_list("subject_id", "state")
    )
    owners = ExternalEvent.objects.filter(pk__in=entries).values_list("pk", "calendar_id")
    return Counter((calendar_id, states[entries[event_id]]) for event_id, calendar_id in owners)
