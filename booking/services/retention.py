"""Taking out what the calendar has kept for its time; one function per rule of ``booking.privacy``.

Each deals with at most ``limit`` rows whose moment lies before ``before`` and says how many that were.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from booking.enums import OfferState
from booking.errors import CustomerUnknown
from booking.models import (
    Appointment,
    AppointmentChange,
    Customer,
    Offer,
    Resource,
    Series,
    StaffMember,
    SyncConflict,
    WaitlistEntry,
)
from booking.services.erasing import ask_for_erasure
from tenants.fields import holds_something
from tenants.privacy.retention import blank


def forget_customers(*, before: datetime, limit: int) -> int:
    """Whoever has not been here since and has nothing ahead is forgotten, as by Art. 17."""
    since = Appointment.objects.filter(customer=OuterRef("pk"), period__startswith__gte=before)
    waits = WaitlistEntry.objects.waiting().filter(customer=OuterRef("pk")).order_by()
    goes_on = Series.objects.filter(customer=OuterRef("pk"), last_on__gte=before.date())
    gone = (
        Customer.objects.known()
        .filter(created_at__lt=before)
        .exclude(Exists(since) | Exists(waits) | Exists(goes_on))
    )
    ids = list(gone.order_by("pk").values_list("pk", flat=True)[:limit])
    for customer_id in ids:
        try:
            ask_for_erasure(customer_id=customer_id, cancels=True, by_user_id=None, now=timezone.now())
        except CustomerUnknown:
            continue  # somebody asked for it at this very moment
    return len(ids)


def blank_appointments(*, before: datetime, limit: int) -> int:
    """Words about a visit."""
    said = Q(holds_something("note")) | ~Q(cancel_reason="") | Q(holds_something("answers", json=True))
    old = Appointment.objects.filter(said, period__startswith__lt=before)
    answers: Any = Appointment._meta.get_field("answers").get_default()
    return blank(old, limit=limit, note="", cancel_reason="", answers=answers)


def blank_changes(*, before: datetime, limit: int) -> int:
    """Why an appointment was changed."""
    old = AppointmentChange.objects.exclude(reason="").filter(appointment__period__startswith__lt=before)
    return blank(old, limit=limit, reason="")


def blank_callers_of_offers(*, before: datetime, limit: int) -> int:
    """From which number a time was asked for."""
    old = Offer.objects.filter(expires_at__lt=before, caller_index__isnull=False)
    return blank(old.exclude(state=OfferState.HELD, expires_at__gte=before), limit=limit, caller_index=None)


@transaction.atomic
def blank_staff(*, before: datetime, limit: int) -> int:
    """People who were taken out of the team and had their last appointment before."""
    since = Appointment.objects.filter(staff=OuterRef("pk"), period__startswith__gte=before)
    ever = Appointment.objects.filter(staff=OuterRef("pk"))
    gone = StaffMember.objects.filter(Exists(ever), is_active=False).exclude(Exists(since))
    named = list(gone.exclude(name__startswith=_FORMER).order_by("pk")[:limit])
    for person in named:
        name = f"{_FORMER} {person.pk}"
        StaffMember.objects.filter(pk=person.pk).update(name=name, spoken_names=[], photo="")
        Resource.objects.filter(pk=person.resource_id).update(name=name)
    return len(named)


_FORMER = "Ehemals im Team, Nr."


def blank_conflicts(*, before: datetime, limit: int) -> int:
    """What a booking made elsewhere said."""
    return blank(
        SyncConflict.objects.filter(resolved_at__lt=before, wanted__isnull=False), limit=limit, wanted=None
    )


def blank_waiting(*, before: datetime, limit: int) -> int:
    """What somebody who waited had said."""
    old = WaitlistEntry.objects.filter(Q(holds_something("note")), settled_at__lt=before)
    return blank(old, limit=limit, note="")
