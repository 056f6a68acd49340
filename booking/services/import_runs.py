"""Running a file in the background: line by line, each for good; killed in the middle, it goes on there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from askproai.core.db import limit_lock_wait
from askproai.core.errors import Busy
from booking.enums import AppointmentSource, AppointmentStatus, ImportState
from booking.errors import BookingRefused, IdempotencyKeyReused
from booking.importing.lines import Line
from booking.models import Customer, IdempotencyKey, ImportRun
from booking.services.acts import LOCK_WAIT_MS
from booking.services.changes import mark_appointment
from booking.services.customers import find_or_create_customer, name_key
from booking.services.direct_booking import IMPORT_MAY_WAIVE, book_directly
from booking.services.import_reading import Plan, Reading
from booking.services.imports import IMPORTS
from booking.values import CustomerDetails

__all__ = ["IMPORTS", "clear_old_imports", "run_imports"]

# Other companies' work gets its turn after so many lines.
LINES_AT_ONCE = 200
_WAIT_WHEN_BUSY = timedelta(seconds=5)
_KEPT_FOR = timedelta(days=1)


def run_imports(now: datetime, *, lines: int = LINES_AT_ONCE) -> datetime | None:
    """Deal with the next lines of every file that was started; returns when to go on."""
    clear_old_imports(now=now)
    for run in ImportRun.objects.filter(state=ImportState.RUNNING).order_by("pk"):
        reading = Reading(run)
        rows = reading.table.rows
        for place in range(run.position, min(run.position + lines, len(rows))):
            try:
                if not _deal_with(run.pk, place, reading.plan(rows[place]), now=now):
                    break  # somebody else is at it
            except Busy:
                return now + _WAIT_WHEN_BUSY
        ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING, position__gte=len(rows)).update(
            state=ImportState.DONE, finished_at=now
        )
    if ImportRun.objects.filter(state=ImportState.RUNNING).exists():
        return now
    oldest = ImportRun.objects.order_by("created_at").first()
    return max(oldest.finished_at or oldest.created_at, now) + _KEPT_FOR if oldest else None


def clear_old_imports(*, now: datetime) -> None:
    """Forget files that nobody started, and reports, after a day."""
    before = now - _KEPT_FOR
    ImportRun.objects.filter(
        Q(state=ImportState.DRAFT, created_at__lt=before) | Q(state=ImportState.DONE, finished_at__lt=before)
    ).delete()


@transaction.atomic
def _deal_with(run_id: int, place: int, plan: Plan, *, now: datetime) -> bool:
    """Take one line over and count it, both or neither."""
    limit_lock_wait(LOCK_WAIT_MS)
    run = (
        ImportRun.objects.select_for_update(skip_locked=True)
        .defer("table", "choices")
        .filter(pk=run_id, position=place, state=ImportState.RUNNING)
        .first()
    )
    if run is None:
        return False
    counted = "left_out"
    if not plan.line.is_wrong:
        try:
            counted = _take_over(plan, now=now)
        except IdempotencyKeyReused:
            counted = "known"
            run.refusals.append(f"{place}:known_otherwise")
        except BookingRefused as refusal:
            run.refusals.append(f"{place}:{refusal.code}")
    run.position = place + 1
    setattr(run, counted, getattr(run, counted) + 1)
    run.save(update_fields=["position", "refusals", counted])
    return True


@transaction.atomic
def _take_over(plan: Plan, *, now: datetime) -> str:
    """Write the customer, and the appointment if it is one; which of the counters goes up.

    :raises BookingRefused: it cannot be booked here; the customer is not written then either.
    """
    customer, is_new = _customer(plan, now=now)
    if not plan.service_id or not plan.staff_id or not plan.branch_id or plan.line.starts_at is None:
        return "customers" if is_new else "known"
    is_known = IdempotencyKey.objects.filter(key=plan.key).exists()
    if is_known and not plan.line.uid:
        return "known"
    appointment = book_directly(
        service_id=plan.service_id,
        staff_id=plan.staff_id,
        branch_id=plan.branch_id,
        starts_at=plan.line.starts_at,
        customer=customer,
        source=AppointmentSource.IMPORT,
        idempotency_key=plan.key,
        now=now,
        note=plan.line.note,
        waived=IMPORT_MAY_WAIVE,
    )
    if is_known:
        return "known"
    if appointment.ends_at <= now:
        mark_appointment(appointment_id=appointment.pk, status=AppointmentStatus.DONE, by="import", now=now)
    return "appointments"


def _customer(plan: Plan, *, now: datetime) -> tuple[Customer, bool]:
    """The person of the line, and whether they are new here.

    Without a number, a name with the same address, or with neither, is the same person.
    """
    line = plan.line
    namesakes = Customer.objects.filter(name_key=name_key(line.name)).order_by("pk")
    known = next((each for each in namesakes if _is_same(each, line)), None)
    if known is not None and not line.phone:
        return known, False
    details = CustomerDetails(name=line.name, phone=line.phone, email=line.email)
    return find_or_create_customer(details=details, now=now), known is None


def _is_same(customer: Customer, line: Line) -> bool:
    if line.phone:
        return bool(customer.phone == line.phone)
    if line.email:
        return bool(customer.email.casefold() == line.email.casefold())
    return not customer.phone and not customer.email
