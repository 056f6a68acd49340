"""What an appointment means to the waitlist."""

from __future__ import annotations

from askproai.core.db import database_now
from booking.enums import WaitlistState
from booking.models import Appointment, WaitlistEntry
from booking.queries.waitlist import is_all_of_it, is_what_they_wanted
from booking.services.waitlist import WAITLIST, settle_entry
from tenants.work import wake


def note_appointment(*, appointment_id: int) -> None:
    """Who got by another way what they waited for is done; with a later time they wait for an earlier one."""
    of_customer = WaitlistEntry.objects.waiting().filter(customer__appointments=appointment_id)
    entries = list(of_customer.select_related("branch", "replaces"))
    if not entries:
        return
    appointment = Appointment.objects.select_related("branch").get(pk=appointment_id)
    for entry in entries:
        if appointment.service_id not in entry.service_ids:
            continue
        if is_all_of_it(entry, appointment) if entry.others else is_what_they_wanted(entry, appointment):
            settle_entry(entry, state=WaitlistState.BOOKED, now=database_now(), appointment=appointment)
        elif entry.replaces is None and not entry.others:
            WaitlistEntry.objects.filter(pk=entry.pk, replaces=None).update(replaces=appointment)


def note_free_time() -> None:
    """Something is free that was not before: look who waits for it."""
    if WaitlistEntry.objects.waiting().exists():
        now = database_now()
        wake(kind=WAITLIST, due_at=now, now=now)
