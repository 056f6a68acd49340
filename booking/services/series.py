"""Recurring appointments: held date by date, then booked all at once or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from askproai.core.events import publish
from booking.enums import AppointmentSource, RepeatUnit
from booking.errors import IdempotencyKeyReused, SeriesConflicts, SeriesUnknown
from booking.events import SeriesBooked
from booking.models import Appointment, Customer, Resource, Series
from booking.queries.series import SeriesPick, SeriesProposal, SeriesWish, propose_series
from booking.rules.recurrence import Recurrence
from booking.services.acts import booking_act
from booking.services.appointments import book_appointment
from booking.services.customers import person_for
from booking.services.holds import release_holds
from booking.services.idempotency import Request, content_of
from booking.services.offers import offer_times
from booking.values import CustomerDetails, OfferedSlot

# Long enough to hold sixty dates one after the other and book them; a crash frees them when it is over.
HOLD_FOR = timedelta(minutes=3)


def book_series(
    *,
    wish: SeriesWish,
    picks: Sequence[SeriesPick],
    customer: Customer | CustomerDetails,
    source: AppointmentSource,
    idempotency_key: str,
    now: datetime,
    note: str = "",
    extends: Series | None = None,
    continues: Appointment | None = None,
) -> Series:
    """Book these times as one series, or none of them.

    First each is held, in a transaction of its own, so that nobody waits long for a lock; then all holds
    become appointments in one transaction. A crash between the two leaves holds that run out.

    :param picks: of a proposal; every rule is asked again.
    :param extends: the series that they are to belong to.
    :param continues: the single appointment that becomes the first of the series.
    :raises SeriesConflicts: these dates cannot be had any more; nothing was booked.
    :raises BookingRefused: any other rule that forbids one of them; nothing was booked.
    :raises IdempotencyKeyReused: the key came with other content before.
    """
    content: dict[str, object] = {
        "act": "book_series",
        "picks": [(pick.starts_at.isoformat(), pick.staff_id) for pick in picks],
        "service": [wish.service_id, wish.branch_id, wish.party_size],
        "series": [extends and extends.pk, continues and continues.pk],
        **content_of(customer),
    }
    request = Request(key=idempotency_key, content=content)
    if earlier := _earlier(request):
        return earlier
    holder = f"house:series:{uuid.uuid4()}"
    with ExitStack() as undo:
        undo.callback(partial(release_holds, holder=holder))
        offers = _hold_all(wish, picks, holder=holder, now=now)
        series = _book_all(
            wish=wish,
            offers=offers,
            customer=customer,
            source=source,
            request=request,
            now=now,
            note=note,
            extends=extends,
            continues=continues,
        )
        undo.pop_all()
    return series


def recurrence_of(series: Series) -> Recurrence:
    """The rule of a series, from its first date on."""
    return Recurrence(
        every=series.every, unit=RepeatUnit(series.unit), first=series.starts_on, until=series.last_on
    )


def wish_after(
    appointment: Appointment, recurrence: Recurrence, *, ignores_horizon: bool = False
) -> SeriesWish:
    """The same as this appointment, at its time of day and with the same person, on other dates."""
    return SeriesWish(
        service_id=appointment.service_id,
        branch_id=appointment.branch_id,
        staff_id=appointment.staff_id,
        at=appointment.local_start.time(),
        recurrence=recurrence,
        party_size=appointment.party_size,
        variant_id=appointment.variant_id,
        add_on_ids=appointment.add_on_ids,
        customer_id=appointment.customer_id,
        ignores_horizon=ignores_horizon,
    )


def propose_extension(
    *, series_id: int, count: int, now: datetime, ignores_horizon: bool = False
) -> SeriesProposal:
    """The next dates of a series after its last one; book them with ``book_series(extends=...)``.

    :raises SeriesUnknown: no such series, or nothing is left of it.
    """
    series = Series.objects.filter(pk=series_id).first()
    latest = series.appointments.with_names().order_by("-period").first() if series else None
    if series is None or latest is None:
        raise SeriesUnknown
    recurrence = recurrence_of(series).after(series.last_on, count=count)
    wish = wish_after(latest, recurrence, ignores_horizon=ignores_horizon)
    return propose_series(wish=replace(wish, staff_id=series.staff_id, at=series.at), now=now)


def _earlier(request: Request) -> Series | None:
    known = Series.objects.filter(idempotency_key=request.key).first()
    if known is not None and bytes(known.digest) != request.digest:
        raise IdempotencyKeyReused
    return known


def _hold_all(
    wish: SeriesWish, picks: Sequence[SeriesPick], *, holder: str, now: datetime
) -> list[OfferedSlot]:
    """:raises SeriesConflicts: names every date that somebody else has by now."""
    held: list[OfferedSlot] = []
    gone: list[str] = []
    for number, pick in enumerate(picks):
        answer = offer_times(
            search=wish.search(pick.starts_at, timedelta(0), staff_id=pick.staff_id),
            holder=f"{holder}:{number}",
            hold_for=HOLD_FOR,
            now=now,
        )
        held += answer.offers
        gone += [] if answer.offers else [pick.starts_at.isoformat()]
    if gone or not held:
        raise SeriesConflicts(dates=tuple(gone))
    return held


@booking_act
def _book_all(
    *,
    wish: SeriesWish,
    offers: Sequence[OfferedSlot],
    customer: Customer | CustomerDetails,
    source: AppointmentSource,
    request: Request,
    now: datetime,
    note: str,
    extends: Series | None,
    continues: Appointment | None,
) -> Series:
    person = person_for(customer, now=now)
    # All at once and in one order: one by one, two series of the same people could wait for each other.
    Resource.objects.lock_visit(
        service_ids=[wish.service_id],
        branch_id=wish.branch_id,
        resource_ids={resource_id for offer in offers for resource_id in offer.contended},
        customer_id=person.pk,
    )
    if earlier := _earlier(request):
        return earlier
    series = extends or Series(
        customer=person,
        branch_id=wish.branch_id,
        service_id=wish.service_id,
        staff_id=offers[0].staff_id,
        every=wish.recurrence.every,
        unit=wish.recurrence.unit,
        starts_on=wish.recurrence.first,
        at=wish.at,
        last_on=_last_day(wish),
        party_size=wish.party_size,
        source=source,
        created_at=now,
    )
    series.last_on = max(series.last_on, _last_day(wish))
    series.idempotency_key, series.digest = request.key, request.digest
    if continues is not None:
        series.starts_on = min(series.starts_on, continues.local_start.date())
    series.save()
    if continues is not None:
        Appointment.objects.filter(pk=continues.pk).update(series=series)
    booked = [
        book_appointment(
            slot_id=offer.slot_id,
            customer=person,
            source=source,
            idempotency_key=f"{request.key}#{number}",
            now=now,
            note=note,
            series=series,
        )
        for number, offer in enumerate(offers)
    ]
    publish(SeriesBooked(series_id=series.pk, appointment_ids=tuple(each.pk for each in booked)))
    return series


def _last_day(wish: SeriesWish) -> date:
    return wish.recurrence.dates()[-1]
