"""What cannot be so with an appointment, each with the way to settle it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from booking.enums import AppointmentStatus, OccupancyKind
from booking.models import Appointment, Occupancy, SyncConflict

_PROMISED = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """What is wrong, and where it is put right."""

    text: str
    way: str
    url: str


def clashes_of(appointment: Appointment, *, now: datetime) -> tuple[Clash, ...]:
    """Its person is away meanwhile, or another calendar says otherwise. Nothing for what is over."""
    if appointment.status not in _PROMISED or appointment.ends_at <= now:
        return ()
    move = f"{reverse('diary-free', args=[appointment.pk])}"
    away = Occupancy.objects.filter(
        resource=appointment.staff.resource_id,
        kind__in=(OccupancyKind.ABSENCE, OccupancyKind.EXTERNAL),
        blocked__overlap=appointment.period,
    ).select_related("time_off", "external_event__calendar")
    found = [
        Clash(
            text=_("%(name)s ist zu dieser Zeit nicht da: %(other)s")
            % {"name": appointment.staff.name, "other": row.time_off or row.external_event},
            way=_("Andere Zeit oder Person wählen"),
            url=move,
        )
        for row in away
    ]
    conflicts = SyncConflict.objects.filter(resolution="", appointment=appointment).select_related("calendar")
    found += [
        Clash(
            text=_("Im Kalender „%(calendar)s“ steht etwas anderes.") % {"calendar": each.calendar.name},
            way=_("Entscheiden"),
            url=f"{reverse('integrations')}#conflict-{each.pk}",
        )
        for each in conflicts
    ]
    return tuple(found)
