"""What a person's or a branch's calendar shows to whoever subscribes to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from booking.models import Appointment, Branch, StaffMember, TimeOff
from booking.models.appointments import AppointmentQuerySet

# How far back and ahead a subscribed calendar reaches.
LOOKS_BACK = timedelta(days=30)
LOOKS_AHEAD = timedelta(days=400)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """The appointments (each with ``changed_at``, also cancelled ones) and absences of one calendar."""

    name: str
    timezone: str
    appointments: tuple[Appointment, ...]
    absences: tuple[TimeOff, ...]


def staff_feed(*, staff: StaffMember, now: datetime) -> Feed:
    """One person's visits and absences, with the closures of their branches."""
    branches = list(staff.branches.all())
    return Feed(
        name=staff.name,
        timezone=branches[0].timezone if branches else "Europe/Berlin",
        appointments=_visits(Appointment.objects.filter(staff=staff), now),
        absences=_absences(Q(staff=staff) | Q(branch__in=branches), now),
    )


def branch_feed(*, branch: Branch, now: datetime) -> Feed:
    """All visits at one branch, the absences of its people, its closures."""
    return Feed(
        name=branch.name,
        timezone=branch.timezone,
        appointments=_visits(Appointment.objects.filter(branch=branch), now),
        absences=_absences(Q(branch=branch) | Q(staff__branches=branch), now),
    )


def _visits(rows: AppointmentQuerySet, now: datetime) -> tuple[Appointment, ...]:
    found = rows.between(now - LOOKS_BACK, now + LOOKS_AHEAD).with_names()
    return tuple(found.annotate(changed_at=Max("changes__changed_at")).order_by("period", "pk"))


def _absences(whose: Q, now: datetime) -> tuple[TimeOff, ...]:
    rows = TimeOff.objects.filter(whose, period__overlap=(now - LOOKS_BACK, now + LOOKS_AHEAD))
    return tuple(rows.select_related("staff", "branch").distinct().order_by("period", "pk"))
