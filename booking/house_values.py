"""What an owner writes down about services, people and hours: read and saved in the same shape.

A form, a file and an undo all hand these over, so there is one way to save each of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter

from booking.enums import Gender, OptionKind, PhaseKind, PriceKind, ResourceKind, Season, ServiceKind

Values = TypeVar("Values")
PhaseValues = tuple[PhaseKind, timedelta]


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionValues:
    """A variant with the time and price of the whole, or an add-on with what comes on top."""

    kind: OptionKind
    name: str
    spoken_names: tuple[str, ...] = ()
    duration: timedelta = timedelta(0)
    phases: tuple[PhaseValues, ...] = ()
    price_cents: int | None = None
    price_kind: PriceKind = PriceKind.FIXED


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedValues:
    """One thing of this sort is taken, all the time or (``during``) in phases of one kind."""

    group_id: int
    during: PhaseKind | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillValues:
    """Who does it, perhaps in a time of their own; seen from a person: what they do."""

    staff_id: int
    service_id: int
    duration: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceValues:
    """A service. With ``phases`` the duration is their sum. ``skills`` name people only (service 0)."""

    name: str
    duration: timedelta
    spoken_names: tuple[str, ...] = ()
    category: str = ""
    description: str = ""
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    price_cents: int | None = None
    price_kind: PriceKind = PriceKind.FIXED
    currency: str = "EUR"
    kind: ServiceKind = ServiceKind.VISIT
    min_party: int = 1
    max_party: int = 1
    is_priced_per_person: bool = False
    duration_per_person: timedelta = timedelta(0)
    overbooking: int = 0
    fits_processing: bool = False
    is_bookable_online: bool = True
    phases: tuple[PhaseValues, ...] = ()
    options: tuple[OptionValues, ...] = ()
    needs: tuple[NeedValues, ...] = ()
    skills: tuple[SkillValues, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffValues:
    """A person who can be booked. ``skills`` name services only (person 0)."""

    name: str
    spoken_names: tuple[str, ...] = ()
    gender: Gender | None = None
    branch_ids: tuple[int, ...] = ()
    skills: tuple[SkillValues, ...] = ()
    max_per_day: int | None = None
    hue: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursValues:
    """One weekly span. ``anchor_on`` lies in a week in which it holds, when it does not hold every week."""

    weekday: int
    opens_at: time
    closes_at: time
    every_weeks: int = 1
    anchor_on: date | None = None
    season: Season | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursOfPlace:
    """All weekly spans of a branch, or of one person there."""

    rows: tuple[HoursValues, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchValues:
    """A place. ``slug`` stands in the address of its booking page; empty: made out of the name."""

    name: str
    slug: str = ""
    spoken_names: tuple[str, ...] = ()
    address: str = ""
    country: str = "DE"
    subdivision: str = ""
    timezone: str = "Europe/Berlin"
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleValues:
    """The rules of bookings that the company sets for its branches, and each branch may have of its own."""

    min_notice: timedelta = timedelta(hours=1)
    horizon_days: int = 90
    change_notice: timedelta = timedelta(0)
    slot_grid_minutes: int = 15
    max_per_day: int | None = None
    max_upcoming: int | None = None
    approval_within: timedelta = timedelta(days=1)
    deposit_within: timedelta = timedelta(days=1)
    free_until: timedelta | None = None
    fee_cents: int | None = None
    fee_percent: int | None = None
    closes_on_public_holidays: bool = True
    keeps_local_holidays: bool = False
    eves_close_at: time | None = None
    last_start: time | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyDefaults:
    """What holds in all branches that have nothing of their own; of ``locked`` none may have that."""

    rules: RuleValues = RuleValues()
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DayValues:
    """A date with other hours, or without times: closed."""

    day: date
    opens_at: time | None = None
    closes_at: time | None = None
    label: str = ""
    is_yearly: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DaysOfBranch:
    """All dates of a branch that differ, and the public holidays on which it opens."""

    days: tuple[DayValues, ...] = ()
    open_holidays: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceValues:
    """A room or device. ``id`` of one that exists; ``capacity``: for how many people, none: any number."""

    name: str
    branch_id: int
    id: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupValues:
    """Things of one sort, any of which will do."""

    name: str
    kind: ResourceKind = ResourceKind.ROOM
    resources: tuple[ResourceValues, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassTimeValues:
    """A line of the weekly timetable of classes, by the branch's clock; ``valid_until`` is its last day."""

    service_id: int
    branch_id: int
    staff_id: int
    weekday: int
    starts_at: time
    places: int
    min_participants: int = 0
    decided_before: timedelta = timedelta(hours=24)
    valid_from: date | None = None
    valid_until: date | None = None


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_json(values: object) -> str:
    """The values as text that :func:`from_json` reads."""
    return _adapter(type(values)).dump_json(values).decode()


def from_json(kind: type[Values], text: str) -> Values:
    """Reverse of :func:`to_json`."""
    read: Values = _adapter(kind).validate_json(text)
    return read


def fingerprint(values: object) -> str:
    """Short, and another one as soon as anything in the values is: whoever saves shows what they had read."""
    return hashlib.sha256(to_json(values).encode()).hexdigest()[:24]
