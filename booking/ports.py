"""What we want from somebody else's calendar. Providers fulfil it; they touch no row of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from askproai.core.errors import ProviderRejected


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteCalendar:
    """One calendar of an account. ``address`` is the person's e-mail address there, where it is told."""

    id: str
    name: str
    address: str = ""
    zone: str = ""
    is_writable: bool = True
    is_default: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteBooking:
    """Somebody booked something there: more than busy time, a promise to a customer."""

    event_type_id: str
    name: str
    email: str = ""
    phone: str = ""  # as they have it, not necessarily E.164
    language: str = ""
    note: str = ""
    is_pending: bool = False  # waits for somebody's yes there


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteEvent:
    """One entry as it stands there now. Of what is gone nothing but the id may be known.

    Recurring entries come expanded: one for each time, with an id of its own and the ``series`` in common. A
    series that is named in an answer is replaced as a whole by what the answer has of it.
    """

    id: str
    # Changes with each change there (etag, change key, time of the last change).
    version: str
    is_gone: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_busy: bool = True  # not so: free, transparent, declined
    title: str = ""  # empty when it is private
    series: str = ""
    ical_uid: str = ""
    mark: str = ""  # ours, as it came with the draft; empty: written by somebody else
    booking: RemoteBooking | None = None
    is_absent: bool = False  # the customer did not come
    # Moving makes a new entry at some providers: which one it was before, and which it became.
    previous_id: str = ""
    next_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What changed since a cursor. ``is_complete``: it is all there is in the window, the rest is gone."""

    events: tuple[RemoteEvent, ...]
    cursor: str
    is_complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendee:
    """For whom an appointment is. ``email`` is always there: at need an address of ours that nobody reads."""

    name: str
    email: str
    phone: str = ""
    language: str = "de"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An appointment as it shall stand there. The same ``mark`` is the same entry, however often sent."""

    mark: str
    version: int
    title: str
    description: str
    location: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    attendee: Attendee
    event_type_id: str = ""  # empty: this calendar has no such thing, or not for this service
    is_absent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A running subscription to changes."""

    id: str
    resource_id: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedCalendar:
    """Which subscription tells about which linked calendar, and what it proves itself by."""

    calendar_id: int
    watch_id: str
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteEventType:
    """Something that can be booked there: what becomes a service here."""

    id: str
    title: str
    minutes: int
    price_cents: int | None = None
    currency: str = "EUR"
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    min_notice_minutes: int | None = None
    host_ids: tuple[str, ...] = ()
    is_hidden: bool = False


Window = tuple[datetime, datetime]


class Calendar(Protocol):
    """One calendar of one account, over the wire. Any call may raise a ``ProviderError``."""

    def changes(self, *, cursor: str, window: Window) -> Changes:
        """All pages of what changed since; without a cursor, or with one that ran out, all in the window."""

    def get(self, *, remote_id: str) -> RemoteEvent | None:
        """The entry as it is now; ``None``: there is none. One that was cancelled may come as gone."""

    def find(self, *, mark: str, window: Window) -> RemoteEvent | None:
        """Our entry by its mark: asked before anything is sent again whose outcome is unknown.

        One that somebody has taken out there since may come as gone, if the provider still knows it.
        """

    def create(self, *, draft: Draft) -> RemoteEvent:
        """Write a new entry; the same mark again is the same entry, which comes as it stands there.

        :raises TimeRefused: they do not allow the time.
        """

    def change(self, *, remote_id: str, version: str, draft: Draft) -> RemoteEvent:
        """Make the entry what the draft says; the answer may have another id.

        :raises VersionOutdated: it was changed there since ``version``; nothing was written.
        :raises RemoteEventGone: there is no such entry any more.
        :raises TimeRefused: they do not allow the time.
        """

    def delete(self, *, remote_id: str, reason: str) -> None:
        """Take the entry out. What is gone already is fine."""

    def watch(self, *, address: str, secret: str, until: datetime) -> Watch | None:
        """Have changes told to this address; ``None``: cannot be done here, and we ask regularly instead."""

    def unwatch(self, *, watch: Watch) -> None:
        """End a subscription. One that has ended already is fine."""


class CalendarAccount(Protocol):
    """One connected account: what there is to choose from when it is linked."""

    def calendars(self) -> list[RemoteCalendar]:
        """All calendars of the account, or all hosts of its teams."""

    def event_types(self) -> list[RemoteEventType]:
        """What can be booked there; providers without bookings have none."""

    def calendar(self, remote_id: str) -> Calendar:
        """One of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountKeys:
    """What a provider needs to act for an account; where it is kept is not its business.

    ``renewed`` runs the exchange of a refresh token under a lock, at most once at a time, and keeps what it
    returns; whoever waited gets the keys that the other one fetched.
    """

    credentials: Mapping[str, str]
    renewed: Callable[[Callable[[Mapping[str, str]], Mapping[str, str]]], Mapping[str, str]]
    # Called before each request: waits for its turn, or raises ``ProviderUnavailable`` with a time to return.
    pace: Callable[[], None] = field(default=lambda: None)


class VersionOutdated(ProviderRejected):
    """Somebody changed the entry there in between: read it again first."""

    code = "version_outdated"


class RemoteEventGone(ProviderRejected):
    """The entry that should be changed is not there any more."""

    code = "remote_event_gone"


class TimeRefused(ProviderRejected):
    """The provider does not allow this time: taken or closed there."""

    code = "time_refused"
