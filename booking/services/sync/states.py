"""Who changed what since both sides last said the same. Plain comparison: no order of news matters here."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto

from booking.enums import AppointmentStatus
from booking.models import Appointment, LinkedCalendar
from booking.ports import RemoteEvent

GONE = "gone"
_ATTEMPTS_KEPT = 3


class Step(Enum):
    """What has to happen so that both sides say the same."""

    NOTHING = auto()
    AGREE = auto()
    PUSH = auto()
    PULL = auto()
    DECIDE = auto()


def state_here(appointment: Appointment, calendar: LinkedCalendar) -> str:
    """The appointment as this calendar should have it: with somebody else, it is gone from here."""
    if appointment.status == AppointmentStatus.CANCELLED or appointment.staff_id != calendar.staff_id:
        return GONE
    is_absent = appointment.status == AppointmentStatus.NO_SHOW
    return _state(appointment.starts_at, appointment.ends_at, is_absent=is_absent)


def state_there(remote: RemoteEvent | None) -> str:
    """The entry as it stands there."""
    if remote is None or remote.is_gone or remote.starts_at is None or remote.ends_at is None:
        return GONE
    return _state(remote.starts_at, remote.ends_at, is_absent=remote.is_absent)


def next_step(*, here: str, there: str, agreed_here: str, agreed_there: str, attempted: str = "") -> Step:
    """Whoever left what was agreed has changed it; both at once is for a person, unless it is the same.

    :param attempted: what we sent and got no answer to, see :func:`with_attempt`.
    """
    if was_attempted(there, attempted):
        return Step.AGREE if begins_alike(here, there) else Step.PUSH
    if not agreed_here and not agreed_there:
        # Ours, written there by an attempt whose answer got lost. How long it is, they may see differently.
        if begins_alike(here, there):
            return Step.AGREE
        if not attempted:
            return Step.PUSH
        # Somebody changed it there before we knew that it had arrived.
        return Step.PULL if here == attempted else Step.DECIDE
    left_here, left_there = here != agreed_here, there != agreed_there
    if here == there and (left_here or left_there):
        return Step.AGREE
    if left_here and left_there:
        # Nobody comes any more: where the entry was moved to does not matter.
        return Step.PUSH if here == GONE else Step.DECIDE
    if left_here:
        return Step.PUSH
    return Step.PULL if left_there else Step.NOTHING


def with_attempt(attempted: str, state: str) -> str:
    """The last states that were sent without an answer, and this one: any of them may stand there as ours."""
    earlier = [each for each in attempted.split() if each != state]
    return " ".join([*earlier[1 - _ATTEMPTS_KEPT :], state])


def was_attempted(there: str, attempted: str) -> bool:
    """Whether what stands there is what one of our attempts without an answer has written."""
    return any(begins_alike(there, each) for each in attempted.split())


def begins_alike(one: str, other: str) -> bool:
    """Whether both begin at the same time, or are gone. How long it is, the two sides may see differently."""
    return one.partition("/")[0] == other.partition("/")[0] and one.endswith("absent") == other.endswith(
        "absent"
    )


def _state(starts_at: datetime, ends_at: datetime, *, is_absent: bool) -> str:
    times = "/".join(at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in (starts_at, ends_at))
    return f"{times}/absent" if is_absent else times
