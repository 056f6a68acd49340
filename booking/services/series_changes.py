"""Moving and cancelling recurring appointments: one, this and all that follow, or all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from askproai.core.events import publish
from booking.enums import AppointmentSource, RefusalCode, SeriesScope
from booking.errors import AppointmentUnknown, BookingRefused, SeriesConflicts
from booking.events import SeriesCancelled, SeriesMoved
from booking.models import Appointment, Occupancy, Resource
from booking.models.appointments import AppointmentQuerySet
from booking.services.acts import booking_act
from booking.services.changes import cancel_appointment
from booking.services.direct_booking import bookable_staff, waivable
from booking.services.moving import move_appointment
from booking.wall_clock import instant_at


@booking_act
def change_series(
    *,
    appointment_id: int,
    scope: SeriesScope,
    now: datetime,
    by: str,
    days: int = 0,
    at: time | None = None,
    staff_id: int | None = None,
    waived: Collection[RefusalCode] = (),
) -> tuple[Appointment, ...]:
    """Move this appointment, it and those after it, or all that are still ahead; all of them or none.

    :param days: so many days later (or earlier, below zero).
    :param at: another time on the branch's clock; ``None``: each keeps its own.
    :param waived: rules that the team takes responsibility for.
    :raises AppointmentUnknown: no such appointment, or it belongs to no series.
    :raises SeriesConflicts: names the dates that cannot be had, each with its reason; nothing was moved.
    """
    chosen = _locked(_in_scope(appointment_id, scope, now), staff_id)
    # Onto what was its neighbour's time only after that one has gone: from the far end.
    ordered = sorted(chosen, key=lambda each: each.starts_at, reverse=days > 0)
    moved, refused = [], []
    for each in ordered:
        try:
            moved.append(
                move_appointment(
                    appointment_id=each.pk,
                    starts_at=_moved_start(each, days, at),
                    staff_id=staff_id,
                    now=now,
                    by=by,
                    waived=waivable(AppointmentSource.PORTAL, waived),
                    with_series=len(chosen) > 1,
                )
            )
        except BookingRefused as refusal:
            refused.append((each.local_start.date().isoformat(), refusal.code))
    if refused:
        dates, reasons = zip(*sorted(refused), strict=True)
        raise SeriesConflicts(dates=dates, reasons=reasons)
    _keep_rule(moved, scope)
    _tell(SeriesMoved, moved)
    return tuple(sorted(moved, key=lambda each: each.starts_at))


@booking_act
def cancel_series(
    *,
    appointment_id: int,
    scope: SeriesScope,
    reason: str,
    by: str,
    now: datetime,
    is_by_team: bool = False,
) -> tuple[Appointment, ...]:
    """Cancel this appointment, it and those after it, or all that are still ahead; told in one message.

    :raises AppointmentUnknown: no such appointment, or it belongs to no series.
    :raises TooLateToChange: customers may not cancel one of them themselves any more; nothing was cancelled.
    """
    chosen = _locked(_in_scope(appointment_id, scope, now))
    cancelled = [
        cancel_appointment(
            appointment_id=each.pk,
            reason=reason,
            by=by,
            now=now,
            is_by_team=is_by_team,
            with_series=len(chosen) > 1,
        )
        for each in chosen
    ]
    _tell(SeriesCancelled, cancelled)
    return tuple(cancelled)


def _tell(event: type[SeriesMoved | SeriesCancelled], changed: list[Appointment]) -> None:
    """One alone was told as what it is."""
    if len(changed) > 1:
        publish(
            event(appointment_ids=tuple(each.pk for each in sorted(changed, key=lambda each: each.starts_at)))
        )


def _in_scope(appointment_id: int, scope: SeriesScope, now: datetime) -> AppointmentQuerySet:
    """What is still ahead of the series, from this appointment on or all of it.

    :raises AppointmentUnknown: no such appointment, or it belongs to no series.
    """
    appointment = Appointment.objects.filter(pk=appointment_id, series__isnull=False).first()
    if appointment is None:
        raise AppointmentUnknown
    if scope == SeriesScope.ONE:
        return Appointment.objects.filter(pk=appointment_id)
    ahead = Appointment.objects.upcoming(now).filter(series=appointment.series_id)
    if scope == SeriesScope.FOLLOWING:
        ahead = ahead.filter(period__startswith__gte=appointment.starts_at)
    return ahead


def _locked(appointments: AppointmentQuerySet, staff_id: int | None = None) -> list[Appointment]:
    """All of them, earliest first, with everybody and everything that they take: locked in one order."""
    ids = list(
        appointments.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)
    )
    found = list(Appointment.objects.filter(pk__in=ids).with_names().order_by("period", "pk"))
    resources = {each.staff.resource_id for each in found}
    resources |= set(Occupancy.objects.filter(appointment__in=ids).values_list("resource_id", flat=True))
    if staff_id is not None:
        resources.add(bookable_staff(staff_id).resource_id)
    if found:
        Resource.objects.lock_visit(
            service_ids={each.service_id for each in found},
            branch_id=found[0].branch_id,
            resource_ids=resources,
            customer_id=found[0].customer_id,
        )
    return found


def _moved_start(appointment: Appointment, days: int, at: time | None) -> datetime:
    """:raises NonexistentWallTime: the clock jumps over it."""
    local = appointment.local_start
    wanted = datetime.combine(local.date() + timedelta(days=days), at or local.time().replace(tzinfo=None))
    # Of an hour that comes twice, whoever had the second keeps it.
    return instant_at(wanted, appointment.branch.zone, second=bool(local.fold) and at is None)


def _keep_rule(moved: list[Appointment], scope: SeriesScope) -> None:
    """What was moved as a whole goes on like that when it is extended."""
    if scope == SeriesScope.ONE or not moved:
        return
    first, last = (pick(moved, key=lambda each: each.starts_at) for pick in (min, max))
    series = first.series
    if series is None:
        return
    series.at = first.local_start.time().replace(tzinfo=None)
    series.staff_id = first.staff_id
    series.starts_on = first.local_start.date()
    series.last_on = max(last.local_start.date(), series.starts_on)
    series.save(update_fields=["at", "staff", "starts_on", "last_on"])
