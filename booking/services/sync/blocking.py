"""Somebody else's time: it takes the person, never the customer's appointment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from booking.enums import ConflictKind, OccupancyKind
from booking.models import ExternalEvent, Occupancy, Offer
from booking.ports import RemoteEvent
from booking.services.acts import lock_resources
from booking.services.holds import release_offers
from booking.services.sync.conflicts import close_conflicts, look_for_overlaps


def block_time(event: ExternalEvent, remote: RemoteEvent, *, now: datetime) -> None:
    """The person is not free then, unless the entry is free time or one of our appointments seen elsewhere.

    What is held for callers in it is given back; an appointment in it becomes a conflict.
    """
    event.save()
    if not remote.is_busy or event.period is None or _is_ours_elsewhere(event):
        unblock(event, now=now)
        return
    resource_id = event.calendar.staff.resource_id
    lock_resources([resource_id])
    Occupancy.objects.filter(external_event=event).delete()
    held = Offer.objects.filter(
        occupancies__resource=resource_id,
        occupancies__blocked__overlap=(event.period.lower, event.period.upper),
    )
    release_offers(held)
    Occupancy.objects.create(
        resource_id=resource_id,
        blocked=event.period,
        kind=OccupancyKind.EXTERNAL,
        external_event=event,
    )
    look_for_overlaps(resource_id=resource_id, now=now)


def unblock(event: ExternalEvent, *, now: datetime) -> None:
    """The person is free again, as far as this entry goes."""
    resource_id = event.calendar.staff.resource_id
    lock_resources([resource_id])
    Occupancy.objects.filter(external_event=event).delete()
    close_conflicts(Q(event=event, kind=ConflictKind.BOOKING_REFUSED), now=now)
    look_for_overlaps(resource_id=resource_id, now=now)


def _is_ours_elsewhere(event: ExternalEvent) -> bool:
    """Cal.com writes what is booked there into the person's Google calendar as well: that is one thing."""
    if not event.ical_uid:
        return False
    same = ExternalEvent.objects.filter(
        ical_uid=event.ical_uid,
        appointment__isnull=False,
        is_gone=False,
        calendar__staff=event.calendar.staff,
    )
    return same.exclude(pk=event.pk).exists()
