"""Getting on the waitlist and off it again. Who is offered what is decided by ``waitlist_rounds``."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from askproai.core.events import publish
from booking.enums import AppointmentSource, InvitationState, Reach, WaitlistState
from booking.errors import ServiceNotOffered, WaitlistEntryUnknown, WaitlistFull
from booking.events import WaitlistChanged
from booking.models import Appointment, Customer, Service, WaitlistEntry, WaitlistInvitation
from booking.models.waitlist import wish_fields
from booking.services.acts import booking_act
from booking.services.customers import find_or_create_customer
from booking.values import CustomerDetails, WaitlistWish
from tenants.work import wake

# The kind of work that looks for times for those who wait.
WAITLIST = "waitlist"

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
    besides = {part.service_id for part in wish.others}
    asked = Service.objects.filter(pk__in=[*wish.service_ids, *besides], is_active=True)
    known = set(asked.values_list("pk", flat=True))
    if not known.intersection(wish.service_ids) or not besides <= known:
        raise ServiceNotOffered
    wish = replace(wish, service_ids=tuple(pk for pk in dict.fromkeys(wish.service_ids) if pk in known))
    person = (
        customer if isinstance(customer, Customer) else find_or_create_customer(details=customer, now=now)
    )
    # One line per customer: two requests at once are one after the other.
    Customer.objects.select_for_update(no_key=True).get(pk=person.pk)
    replaced = _own_appointment(person, replaces_id, now)
    wanted = wish_fields(wish)
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
    wake(kind=WAITLIST, due_at=now, now=now)
    return entry


@booking_act
def leave_waitlist(*, entry_id: int, now: datetime) -> WaitlistEntry:
    """Wait no longer; an open offer is declined with it. Twice is once.

    :raises WaitlistEntryUnknown: nobody waits under this number.
    """
    entry = WaitlistEntry.objects.select_related("customer").filter(pk=entry_id).first()
    if entry is None:
        raise WaitlistEntryUnknown
    # Their round first: a yes that is being said at this moment locks it before it locks the entry.
    asked = WaitlistInvitation.objects.filter(entry=entry, state=InvitationState.OPEN)
    for invitation in asked:
        lock_round(invitation.round)
    asked.update(state=InvitationState.DECLINED, answered_at=now)
    settle_entry(entry, state=WaitlistState.WITHDRAWN, now=now)
    wake(kind=WAITLIST, due_at=now, now=now)
    return entry


def lock_round(key: uuid.UUID) -> list[WaitlistInvitation]:
    """All invitations of the round; nobody else answers one until the transaction ends."""
    rows = WaitlistInvitation.objects.select_for_update(no_key=True, of=("self",))
    return list(
        rows.filter(round=key)
        .select_related("entry__customer", "entry__branch", "entry__replaces", "staff", "branch", "service")
        .order_by("pk")
    )


def settle_entry(
    entry: WaitlistEntry, *, state: WaitlistState, now: datetime, appointment: Appointment | None = None
) -> None:
    """End the waiting, once."""
    ended = WaitlistEntry.objects.filter(pk=entry.pk, state=WaitlistState.WAITING)
    if ended.update(state=state, settled_at=now, appointment=appointment):
        entry.state, entry.settled_at, entry.appointment = state, now, appointment
        publish(WaitlistChanged(entry_id=entry.pk))


def _own_appointment(person: Customer, appointment_id: int | None, now: datetime) -> Appointment | None:
    if appointment_id is None:
        return None
    return Appointment.objects.upcoming(now).filter(customer=person, pk=appointment_id).first()
