"""What the team can say about an appointment as it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from booking.enums import AppointmentStatus
from booking.models import Appointment

if TYPE_CHECKING:
    from portal.owner.words import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A state that can be set now, and how its button reads."""

    status: str
    label: Text
    icon: str
    look: str = "quiet"


_ARRIVED: Final = Way(status="arrived", label=gettext_lazy("Ist da"), icon="user-check", look="primary")
_DONE: Final = Way(status="done", label=gettext_lazy("Fertig"), icon="check-check", look="primary")
_NO_SHOW: Final = Way(status="no_show", label=gettext_lazy("Nicht erschienen"), icon="user-x")
_APPROVE: Final = Way(status="confirmed", label=gettext_lazy("Zusagen"), icon="check", look="primary")
_BACK: Final = Way(status="confirmed", label=gettext_lazy("Doch noch nicht da"), icon="undo-2")
_CAME: Final = Way(status="arrived", label=gettext_lazy("War doch da"), icon="undo-2")
_NOT_DONE: Final = Way(status="arrived", label=gettext_lazy("Noch nicht fertig"), icon="undo-2")


def ways_of(appointment: Appointment, now: datetime) -> Iterator[Way]:
    """What the team can say about it now."""
    status = appointment.status
    if status == AppointmentStatus.PENDING:
        yield _APPROVE
    elif status == AppointmentStatus.CONFIRMED:
        yield _ARRIVED
        if appointment.starts_at <= now:
            yield _DONE
            yield _NO_SHOW
    elif status == AppointmentStatus.ARRIVED:
        yield _DONE
        yield _BACK
    elif status == AppointmentStatus.DONE:
        yield _NOT_DONE
    elif status == AppointmentStatus.NO_SHOW:
        yield _CAME
