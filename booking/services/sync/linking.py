"""Saying which calendar elsewhere is whose, and ending it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from askproai.core.errors import NotFound
from booking.enums import CalendarDirection, OccupancyKind
from booking.models import LinkedCalendar, Occupancy, StaffMember
from booking.services.acts import lock_resources
from booking.services.sync.accounts import calendar_of, outbox_kind
from booking.services.sync.looking import KIND, make_due
from booking.services.sync.watching import end_watch
from tenants.connections.models import Connection
from tenants.work import wake


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One calendar of an account, and whose it is."""

    remote_id: str
    name: str
    staff_id: int
    direction: CalendarDirection = CalendarDirection.BOTH
    # (their event type, our service)
    services: tuple[tuple[str, int], ...] = ()


@transaction.atomic
def link_calendars(*, connection_id: int, links: Sequence[Link], now: datetime) -> list[LinkedCalendar]:
    """Link these calendars of a connection; what was linked and is not among them is ended.

    The first look reads everything ahead, and sends what the calendar has not.
    """
    connection = Connection.objects.select_for_update().filter(pk=connection_id).first()
    if connection is None:
        raise NotFound(connection=connection_id)
    kept = [_link(connection, link, now=now) for link in links]
    for old in LinkedCalendar.objects.filter(connection=connection).exclude(
        pk__in=[calendar.pk for calendar in kept]
    ):
        _forget(old)
    wake(kind=KIND, due_at=now, now=now)
    return kept


def _link(connection: Connection, link: Link, *, now: datetime) -> LinkedCalendar:
    staff = StaffMember.objects.filter(pk=link.staff_id).first()
    if staff is None:
        raise NotFound(staff=link.staff_id)
    fields = {
        "staff": staff,
        "name": link.name[:200],
        "direction": link.direction,
        "event_types": [{"id": each, "service_id": service_id} for each, service_id in link.services],
        "is_active": True,
        "cursor": "",
        "due_at": now,
        "compare_at": now,
    }
    before = LinkedCalendar.objects.filter(connection=connection, remote_id=link.remote_id).first()
    if before and before.staff_id != staff.pk:
        # Whose time it takes is somebody else's now: everything is read anew.
        _forget(before)
    calendar, _ = LinkedCalendar.objects.update_or_create(
        connection=connection,
        remote_id=link.remote_id,
        defaults=fields,
        create_defaults={**fields, "created_at": now},
    )
    return calendar


def unlink_calendar(*, calendar_id: int) -> None:
    """End a link: what the calendar took of the person's time is free again. Entries there stay as they are.

    :raises NotFound: no such link.
    """
    calendar = LinkedCalendar.objects.select_related("connection", "staff").filter(pk=calendar_id).first()
    if calendar is None:
        raise NotFound(calendar=calendar_id)
    if calendar.watch and calendar.connection.state == Connection.State.OK:
        end_watch(calendar, calendar_of(calendar))
    with transaction.atomic():
        _forget(calendar)


def disconnect(*, connection_id: int) -> None:
    """End a connection with all that is linked through it, and forget its keys."""
    for calendar in LinkedCalendar.objects.filter(connection=connection_id):
        unlink_calendar(calendar_id=calendar.pk)
    Connection.objects.filter(pk=connection_id).delete()


def go_on(*, connection_id: int, now: datetime) -> None:
    """Somebody connected anew: everything that waited for it is due."""
    connection = Connection.objects.get(pk=connection_id)
    make_due(
        LinkedCalendar.objects.filter(connection=connection).values_list("pk", flat=True),
        now=now,
        in_full=True,
    )
    wake(kind=outbox_kind(connection.provider), due_at=now, now=now)


def _forget(calendar: LinkedCalendar) -> None:
    lock_resources([calendar.staff.resource_id])
    Occupancy.objects.filter(kind=OccupancyKind.EXTERNAL, external_event__calendar=calendar).delete()
    calendar.delete()
