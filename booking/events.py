"""What happened here, for the rooms above. Published inside the transaction; ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentBooked:
    """A new promise to a customer. ``with_series``: one of several, which :class:`SeriesBooked` tells of.

    ``with_visit``, here and in the next two: it belongs to a visit, whose first part tells of all of them.
    """

    appointment_id: int
    with_series: bool = False
    with_visit: bool = False
    told_after: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacesFreed:
    """Somebody does not come to a class session, or it got more places: ask again how many are free."""

    session_id: int
    places: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionCancelled:
    """A class session is called off; its appointments were cancelled one by one before."""

    session_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentRescheduled:
    """``change_id`` is the :class:`~booking.models.AppointmentChange` with the old and the new time.

    ``is_silent``, here and in the next: the customer is not to hear of it. ``told_after``, in all three: they
    hear of it so much later, because whoever did it may think again.
    """

    appointment_id: int
    change_id: int
    with_series: bool = False
    with_visit: bool = False
    is_silent: bool = False
    told_after: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentCancelled:
    """``change_id`` is the line of history with reason and old time."""

    appointment_id: int
    change_id: int
    with_series: bool = False
    with_visit: bool = False
    is_silent: bool = False
    told_after: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentRestored:
    """A cancellation was taken back: it stands where it stood. ``change_id`` is the line of history."""

    appointment_id: int
    change_id: int
    is_silent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesBooked:
    """Recurring appointments, earliest first, all booked at once; each was published before."""

    series_id: int
    appointment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesMoved:
    """Several appointments of a series were moved at once, earliest first."""

    appointment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesCancelled:
    """Several appointments of a series were cancelled at once, earliest first."""

    appointment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentApproved:
    """The team said yes to a request; ``change_id`` is the line of history."""

    appointment_id: int
    change_id: int
    with_visit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentTermsChanged:
    """Deposit or fee stands elsewhere now: paid, released, kept, waived."""

    appointment_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentStatusChanged:
    """Confirmed, arrived, done or no-show."""

    appointment_id: int
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeOffAdded:
    """Somebody is away, or a branch closed."""

    time_off_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeOffRemoved:
    """Somebody is back, or a branch open again; the row is gone already."""

    time_off_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitlistChanged:
    """Somebody waits, or waits no longer."""

    entry_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitlistTimeOffered:
    """A free time is held for somebody who waits, and maybe for others too: the first yes has it."""

    invitation_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitlistTimeLost:
    """Somebody else was faster. Who waits keeps their place."""

    invitation_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeWanted:
    """Somebody on the booking page has to prove a number: the code of this request is to be sent there."""

    request_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerToBeAsked:
    """The team cannot keep an appointment as it is and wants the customer to choose another time."""

    appointment_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OutageMoveSent:
    """Somebody is out: this customer was moved to a colleague, or is asked to choose another time."""

    move_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OutageCallNeeded:
    """This customer has to be called because of an outage: no time, answer or address, or they want it."""

    move_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OutageCallDone:
    """Nobody has to call this customer any more."""

    move_id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictFound:
    """Our calendar and another one contradict each other; somebody has to decide (a ``SyncConflict``)."""

    conflict_id: int
