"""What goes into a search and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from booking.enums import Advantage, RefusalCode
from booking.rules.ranking import NO_HABITS, Habits

Window = tuple[datetime, datetime]


LONGEST_WAIT = timedelta(minutes=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartWish:
    """One service of a visit. ``person`` counts who comes, from 0: the customer of the search."""

    service_id: int
    variant_id: int | None = None
    add_on_ids: tuple[int, ...] = ()
    staff_ids: frozenset[int] | None = None
    person: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotSearch:
    """A wish for a time. All instants are aware; a start lies in a window [start, end) or it does not.

    ``windows`` come in order of preference; none means "any time". ``near`` is the exact wish, if there was
    one: results come nearest first; without it they are spread over days and times of day.
    ``holder`` is the call or session whose own holds do not block; nor does ``moving_appointment_id``, nor
    anything of ``moving_visit_id``.
    ``party_size`` people come together. ``ignores_horizon``: the team looks as far ahead as it likes.
    ``apart``: times of one person do not overlap each other, as is needed to hold all of them.
    ``variant_id`` and ``add_on_ids`` are options of the service; ``customer_id`` is known to take longer.
    ``habits`` of the customer decide between times that meet the wish alike.
    ``customer_id``, or whoever is known under the number ``caller``, may have as many as one may already.

    With ``parts`` it is a visit of several services: one behind the other (``in_order`` or in any) with
    ``max_wait`` of waiting in all, or, ``at_once``, for each person from the same moment on. ``service_ids``,
    ``staff_ids``, options and ``party_size`` do not matter then: each part has its own.
    """

    service_ids: tuple[int, ...] = ()
    parts: tuple[PartWish, ...] = ()
    in_order: bool = False
    at_once: bool = False
    max_wait: timedelta = LONGEST_WAIT
    variant_id: int | None = None
    add_on_ids: tuple[int, ...] = ()
    customer_id: int | None = None
    caller: str | None = None
    staff_ids: frozenset[int] | None = None
    branch_ids: frozenset[int] | None = None
    windows: tuple[Window, ...] | None = None
    near: datetime | None = None
    limit: int = 3
    exclude_starts: frozenset[datetime] = frozenset()
    holder: str | None = None
    moving_appointment_id: int | None = None
    moving_visit_id: int | None = None
    apart: bool = False
    alternatives: bool = True
    party_size: int = 1
    ignores_horizon: bool = False
    habits: Habits = NO_HABITS

    @property
    def wanted_ids(self) -> tuple[int, ...]:
        """All services that it is about."""
        return tuple(part.service_id for part in self.parts) or self.service_ids

    @property
    def able_ids(self) -> frozenset[int] | None:
        """All people whom it is about; ``None``: anybody."""
        if not self.parts:
            return self.staff_ids
        asked = [part.staff_ids for part in self.parts]
        return None if None in asked else frozenset(each for ids in asked for each in ids or ())


class AddOn(NamedTuple):
    """Something that is taken along with a service."""

    id: int
    name: str
    price_cents: int | None
    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A free time, computed and not stored.

    ``takes`` is what a booking occupies, buffers included: ``(resource_id, from, until)``, the person
    (``resource_id``) first. ``contended`` is everybody and everything that may be taken in its place.
    A place in a class takes nothing but that: ``session_id``, with ``places_left`` besides those wanted.
    The slot of a visit is its first part; ``others`` are the rest in the order of time.
    """

    starts_at: datetime
    ends_at: datetime
    takes: tuple[tuple[int, datetime, datetime], ...]
    contended: frozenset[int]
    service_id: int
    service: str
    service_version: int
    staff_id: int
    staff: str
    resource_id: int
    branch_id: int
    branch: str
    timezone: str
    price_cents: int | None
    price_kind: str
    currency: str
    variant_id: int | None = None
    variant: str = ""
    add_ons: tuple[AddOn, ...] = ()
    matches_wish: bool = True
    party_size: int = 1
    session_id: int | None = None
    places_left: int | None = None
    because: tuple[Advantage, ...] = ()
    part: int = 0
    person: int = 0
    others: tuple[Slot, ...] = ()

    @property
    def parts(self) -> tuple[Slot, ...]:
        """Every part of the visit, itself first."""
        return (self, *self.others)

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at


@dataclass(frozen=True, kw_only=True, slots=True)
class WhyNot:
    """What keeps one person from the exact time that was wished for.

    ``until``: from then on this rule would allow it, ``None``: not that day. ``thing``: of which sort of
    rooms or devices none is free, ``things``: each of them. ``service``: the part of a visit that it is
    about. ``processing_until``: until then another customer's colour takes effect, and the person is free
    for something shorter.
    """

    staff: str
    resource_id: int
    branch: str
    code: RefusalCode
    until: datetime | None
    thing: str = ""
    things: tuple[str, ...] = ()
    service: str = ""
    processing_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotSearchResult:
    """Free times, best first. When none matches the wish, ``reasons`` counts why, per person and day.

    ``why_not`` says what is in the way of the very time ``near``, unless it is among the slots.
    """

    slots: tuple[Slot, ...]
    reasons: Mapping[RefusalCode, int] = field(default_factory=dict)
    why_not: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedSlot(Slot):
    """A free time that is held; ``slot_id`` is all that booking accepts."""

    slot_id: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedTimes:
    """Held times, best first; ``reasons`` and ``why_not`` as in a search."""

    offers: tuple[OfferedSlot, ...]
    reasons: Mapping[RefusalCode, int] = field(default_factory=dict)
    why_not: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerDetails:
    """What somebody said about themselves. ``phone`` is E.164; without ``language`` the known one stays."""

    name: str
    phone: str | None = None
    email: str | None = None
    language: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DayWindow:
    """Times of day on the branch's clock, on some weekdays (as in ``date.weekday()``; none named: on all)."""

    days: frozenset[int] = frozenset()
    starts: time = time(0)
    ends: time = time(0)  # 00:00: the end of the day


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitlistWish:
    """What somebody waits for. Any of the services, of the people and of the windows will do; none: all will.

    With ``others`` it is a visit: the one service, and these after it in this order, or, ``at_once``, for
    each person from the same moment on; ``None``: either will do.
    ``notice``: how long before the visit they have to know. Dates are those of the branch, both included.
    """

    service_ids: tuple[int, ...]
    variant_id: int | None = None
    add_on_ids: tuple[int, ...] = ()
    staff_ids: frozenset[int] = frozenset()
    branch_id: int | None = None
    windows: tuple[DayWindow, ...] = ()
    earliest_on: date | None = None
    latest_on: date | None = None
    notice: timedelta = timedelta(hours=1)
    party_size: int = 1
    others: tuple[PartWish, ...] = ()
    at_once: bool | None = False

    @property
    def visit_ids(self) -> tuple[int, ...]:
        """The services of the visit, in its order; of those that would do as well, all."""
        return (*self.service_ids, *(part.service_id for part in self.others))
