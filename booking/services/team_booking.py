"""How the team books: exactly there, with whoever is free, several services at once, or whoever walks in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.enums import AppointmentSource, AppointmentStatus, RefusalCode
from booking.errors import BookingRefused, SlotTaken, refusal_for
from booking.models import Appointment, Branch, Customer
from booking.queries.placements import Able, able_to_begin
from booking.services.acts import booking_act
from booking.services.appointments import book_appointment
from booking.services.changes import mark_appointment
from booking.services.customers import name_key
from booking.services.direct_booking import TEAM_MAY_WAIVE, book_directly
from booking.services.offers import offer_times
from booking.values import CustomerDetails, PartWish, SlotSearch

# Whoever walks in is put down at the last five minutes of the clock.
_ON_THE_CLOCK = timedelta(minutes=5)
_A_MOMENT = timedelta(minutes=2)
# The person in whose name people stand who left none.
WALK_IN_NAME = "Laufkundschaft"


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamWish:
    """What is to be booked. Without ``staff_id`` it is whoever is free; ``parts`` are further services."""

    branch_id: int
    service_id: int
    starts_at: datetime
    staff_id: int | None = None
    variant_id: int | None = None
    add_on_ids: tuple[int, ...] = ()
    party_size: int = 1
    parts: tuple[PartWish, ...] = ()
    note: str = ""


@booking_act
def book_by_team(
    *,
    wish: TeamWish,
    customer: Customer | CustomerDetails,
    user_id: int,
    idempotency_key: str,
    now: datetime,
    waived: Collection[RefusalCode] = (),
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """The appointment, or the first of the visit.

    :param waived: rules that the team takes responsibility for; of a visit of several services none.
    :raises BookingRefused: why nobody, or not this person, can then.
    """
    if wish.parts:
        return _book_visit(wish, customer, user_id=user_id, idempotency_key=idempotency_key, now=now)
    return book_directly(
        service_id=wish.service_id,
        staff_id=wish.staff_id or _whoever_is_free(wish, waived, now).staff_id,
        branch_id=wish.branch_id,
        starts_at=wish.starts_at,
        customer=customer,
        source=AppointmentSource.PORTAL,
        idempotency_key=idempotency_key,
        now=now,
        variant_id=wish.variant_id,
        add_on_ids=wish.add_on_ids,
        by=f"user:{user_id}",
        note=wish.note,
        party_size=wish.party_size,
        waived=waived,
        told_after=told_after,
    )


@booking_act
def book_walk_in(
    *,
    service_id: int,
    branch: Branch,
    user_id: int,
    idempotency_key: str,
    now: datetime,
    staff_id: int | None = None,
    customer: Customer | CustomerDetails | None = None,
) -> Appointment:
    """Somebody stands at the counter: it begins now, with this person or whoever is free, and they are there.

    :raises BookingRefused: nobody is free for so long.
    """
    starts_at = begins_now(now)
    wish = TeamWish(branch_id=branch.pk, service_id=service_id, starts_at=starts_at, staff_id=staff_id)
    appointment = book_directly(
        service_id=service_id,
        staff_id=staff_id or _whoever_is_free(wish, TEAM_MAY_WAIVE, now).staff_id,
        branch_id=branch.pk,
        starts_at=starts_at,
        customer=customer or _somebody(now),
        source=AppointmentSource.PORTAL,
        idempotency_key=idempotency_key,
        now=now,
        by=f"user:{user_id}",
        waived=TEAM_MAY_WAIVE,
        is_walk_in=True,
    )
    return mark_appointment(
        appointment_id=appointment.pk, status=AppointmentStatus.ARRIVED, by=f"user:{user_id}", now=now
    )


def begins_now(now: datetime) -> datetime:
    """The last full five minutes."""
    return now - timedelta(seconds=now.timestamp() % _ON_THE_CLOCK.total_seconds())


def _somebody(now: datetime) -> Customer | CustomerDetails:
    known = Customer.objects.known().filter(name_key=name_key(WALK_IN_NAME), phone_index=None)
    return known.order_by("pk").first() or CustomerDetails(name=WALK_IN_NAME)


def _whoever_is_free(wish: TeamWish, waived: Collection[RefusalCode], now: datetime) -> Able:
    """:raises BookingRefused: why the first of them is not."""
    able = able_to_begin(
        service_id=wish.service_id,
        branch_id=wish.branch_id,
        starts_at=wish.starts_at,
        now=min(now, wish.starts_at),
        variant_id=wish.variant_id,
        add_on_ids=wish.add_on_ids,
        party_size=wish.party_size,
        waived=waived,
    )
    free = next((each for each in able if each.code is None), None)
    if free is None:
        raise refusal_for(able[0].code if able and able[0].code else RefusalCode.SERVICE_NOT_OFFERED)
    return free


def _book_visit(
    wish: TeamWish, customer: Customer | CustomerDetails, *, user_id: int, idempotency_key: str, now: datetime
) -> Appointment:
    first = PartWish(
        service_id=wish.service_id,
        variant_id=wish.variant_id,
        add_on_ids=wish.add_on_ids,
        staff_ids=None if wish.staff_id is None else frozenset({wish.staff_id}),
    )
    holder = f"team:{user_id}:{idempotency_key[:40]}"
    offered = offer_times(
        search=SlotSearch(
            parts=(first, *wish.parts),
            in_order=True,
            branch_ids=frozenset({wish.branch_id}),
            customer_id=customer.pk if isinstance(customer, Customer) else None,
            windows=((wish.starts_at, wish.starts_at + timedelta(minutes=1)),),
            near=wish.starts_at,
            limit=1,
            alternatives=False,
            ignores_horizon=True,
        ),
        holder=holder,
        hold_for=_A_MOMENT,
        now=now,
    )
    if not offered.offers:
        raise _why(offered.why_not[0].code if offered.why_not else None)
    return book_appointment(
        slot_id=offered.offers[0].slot_id,
        customer=customer,
        source=AppointmentSource.PORTAL,
        idempotency_key=idempotency_key,
        now=now,
        note=wish.note,
    )


def _why(code: RefusalCode | None) -> BookingRefused:
    return refusal_for(code)() if code else SlotTaken()
