"""Getting on the waitlist and off it again. Who is offered what is decided by ``waitlist_rounds``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from askproai.core.events import publish
from booking.enums import AppointmentSource, InvitationState, Reach, WaitlistState
from booking.errors import ServiceNotOffered, WaitlistEntryUnknown, WaitlistFull
from booking.events import WaitlistChanged
from booking.models import Appointment, Customer, Service, WaitlistEntry, WaitlistInvitation
from booking.services.acts import booking_act
from booking.services.customers import find_or_create_customer
from booking.values import CustomerDetails, DayWindow, WaitlistWish

MOST_PER_CUSTOMER = 5


@booking_act
def join_waitlist(
    *,
    customer: Customer | CustomerDetails,
    wish: WaitlistWish,
    source: AppointmentSource,
    now: datetime,
    reach: Reach | None = None,
    replaces_id: int | None = None,
    note: str = "",
) -> WaitlistEntry:
    """Wait for a time; the same wish of the same customer twice is one place in the line.

    :param reach: how they want to hear of it; ``None``: by whatever way appointments are confirmed.
    :param replaces_id: their later appointment, which an earlier time takes the place of.
    :raises ServiceNotOffered: no such service.
    :raises WaitlistFull: this customer waits for ``MOST_PER_CUSTOMER`` things already.
    """
    known = set(Service.objects.filter(pk__in=wish.service_ids, is_active=True).values_list("pk", flat=True))
    if not known:
        raise ServiceNotOffered
    wish = replace(wish, service_ids=tuple(pk for pk in dict.fromkeys(wish.service_ids) if pk in known))
    person = (
        customer if isinstance(customer, Customer) else find_or_create_customer(details=customer, now=now)
    )
    # One line per customer: two requests at once are one after the other.
    Customer.objects.select_for_update(no_key=True).get(pk=person.pk)
    replaced = _own_appointment(person, replaces_id, now)
    wanted = fields_of(wish)
    waiting = list(WaitlistEntry.objects.waiting().filter(customer=person))
    for entry in waiting:
        if all(getattr(entry, name) == value for name, value in wanted.items()):
            return entry
    if len(waiting) >= MOST_PER_CUSTOMER:
        raise WaitlistFull
    entry = WaitlistEntry.objects.create(
        customer=person,
        **wanted,
        reach=reach or "",
        replaces=replaced,
        note=note[:500],
        source=source,
        created_at=now,
    )
    publish(WaitlistChanged(entry_id=entry.pk))
    return entry


@booking_act
def leave_waitlist(*, entry_id: int, now: datetime) -> WaitlistEntry:
    """Wait no longer. An offer that was made stands until somebody else takes the time; twice is once.

    :raises WaitlistEntryUnknown: nobody waits under this number.
    """
    entry = WaitlistEntry.objects.select_for_update(no_key=True).filter(pk=entry_id).first()
    if entry is None:
        raise WaitlistEntryUnknown
    settle_entry(entry, state=WaitlistState.WITHDRAWN, now=now)
    WaitlistInvitation.objects.filter(entry=entry, state=InvitationState.OPEN).update(
        state=InvitationState.DECLINED, answered_at=now
    )
    return entry


def settle_entry(
    entry: WaitlistEntry, *, state: WaitlistState, now: datetime, appointment: Appointment | None = None
) -> None:
    """End the waiting, once."""
    ended = WaitlistEntry.objects.filter(pk=entry.pk, state=WaitlistState.WAITING)
    if ended.update(state=state, settled_at=now, appointment=appointment):
        entry.state, entry.settled_at, entry.appointment = state, now, appointment
        publish(WaitlistChanged(entry_id=entry.pk))


def fields_of(wish: WaitlistWish) -> dict[str, Any]:
    """The wish as an entry stores it."""
    return {
        "service_ids": sorted(wish.service_ids),
        "staff_ids": sorted(wish.staff_ids),
        "branch_id": wish.branch_id,
        "windows": [_window_row(window) for window in wish.windows],
        "earliest_on": wish.earliest_on,
        "latest_on": wish.latest_on,
        "notice": wish.notice,
        "party_size": wish.party_size,
    }


def wish_of(entry: WaitlistEntry) -> WaitlistWish:
    """Reverse of :func:`fields_of`."""
    return WaitlistWish(
        service_ids=tuple(entry.service_ids),
        staff_ids=frozenset(entry.staff_ids),
        branch_id=entry.branch_id,
        windows=tuple(
            DayWindow(
                days=frozenset(row["days"]),
                starts=time.fromisoformat(row["from"]),
                ends=time.fromisoformat(row["until"]),
            )
            for row in entry.windows
        ),
        earliest_on=entry.earliest_on,
        latest_on=entry.latest_on,
        notice=entry.notice,
        party_size=entry.party_size,
    )


def _window_row(window: DayWindow) -> dict[str, object]:
    return {
        "days": sorted(window.days),
        "from": window.starts.isoformat("minutes"),
        "until": window.ends.isoformat("minutes"),
    }


def _own_appointment(person: Customer, appointment_id: int | None, now: datetime) -> Appointment | None:
    if appointment_id is None:
        return None
    return Appointment.objects.upcoming(now).filter(customer=person, pk=appointment_id).first()
