"""How the booking room's sections are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from booking.enums import Gender, PhaseKind, PriceKind, ResourceKind, ServiceKind, TimeOffKind
from booking.models.services import MOST_OVERBOOKED
from tenants.company_file.kinds import AnyDay, Duration, Email, FileModel, Name, Phone, SpokenNames, Text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}:\d{2}) ?- ?(\d{1,2}:\d{2})")
_PRICE = re.compile(r"(from )?(\d+)(?:[.,](\d{2}))?")

TimeSpan = tuple[time, time]


def _clock(text: str) -> time:
    if text == "24:00":
        return time(0)
    try:
        return time.fromisoformat(f"{text:0>5}")
    except ValueError:
        raise ValueError(f"{text} is no time of day") from None


def _spans(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    spans = []
    for part in value.split(","):
        if not (match := _SPAN.fullmatch(part.strip())):
            raise ValueError(f"{part.strip()} is no span of time; write it like 09:00-13:00, 14:00-18:00")
        opens, closes = _clock(match[1]), _clock(match[2])
        if closes <= opens and closes != time(0):
            raise ValueError(f"{part.strip()} ends before it begins")
        spans.append((opens, closes))
    return tuple(spans)


def _week(value: Any) -> Any:
    """``{"mon-fri": ..., "sat": ...}`` → one entry a weekday."""
    if not isinstance(value, dict):
        return value
    week: dict[int, Any] = {}
    for key, spans in value.items():
        for weekday in _weekdays(str(key)):
            if weekday in week:
                raise ValueError(f"{WEEKDAYS[weekday]} is there twice")
            week[weekday] = _spans(spans)
    return week


def _weekdays(key: str) -> range:
    first, _, last = key.partition("-")
    if first not in WEEKDAYS or (last and last not in WEEKDAYS[WEEKDAYS.index(first) :]):
        raise ValueError(f"{key} is no weekday; write mon, tue ... sun, or mon-fri")
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)


class Price(FileModel):
    """``45``, ``from 45``, ``45,50`` or ``on request``."""

    kind: PriceKind
    cents: int | None


def _price(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip() == "on request":
        return Price(kind=PriceKind.ON_REQUEST, cents=None)
    if not (match := _PRICE.fullmatch(value.strip())):
        raise ValueError(f"{value} is no price; write it like 45, 45.50, from 45 or on request")
    cents = int(match[2]) * 100 + int(match[3] or 0)
    return Price(kind=PriceKind.FROM if match[1] else PriceKind.FIXED, cents=cents)


Clock = Annotated[time, BeforeValidator(lambda value: _clock(value) if isinstance(value, str) else value)]
Week = Annotated[dict[int, tuple[TimeSpan, ...]], BeforeValidator(_week)]
Spans = Annotated[tuple[TimeSpan, ...], BeforeValidator(_spans)]
AnyPrice = Annotated[Price, BeforeValidator(_price)]


def _people(value: Any) -> Any:
    """``4`` means one to four, ``2-8`` what it says."""
    if not isinstance(value, str):
        return value
    least, dash, most = value.partition("-")
    if not least.strip().isdecimal() or (dash and not most.strip().isdecimal()):
        raise ValueError(f"{value} is no number of people; write it like 4 or 2-8")
    first, last = (int(least), int(most)) if dash else (1, int(least))
    if not 1 <= first <= last <= 1000:
        raise ValueError(f"{value} is no number of people; write it like 4 or 2-8")
    return first, last


People = Annotated[tuple[int, int], BeforeValidator(_people)]


class Period(FileModel):
    """Whole days, both included."""

    first: AnyDay = Field(alias="from")
    last: AnyDay = Field(alias="until")
    kind: TimeOffKind = TimeOffKind.VACATION
    label: Annotated[str, Field(max_length=120)] = ""


class ClosureEntry(Period):
    """Days on which the whole branch is away."""

    kind: TimeOffKind = TimeOffKind.CLOSURE


class SpecialDayEntry(FileModel):
    """A date with other hours, or without any."""

    day: AnyDay = Field(alias="on")
    hours: Spans | Literal["closed"] = "closed"
    label: Annotated[str, Field(max_length=80)] = ""


class BranchEntry(FileModel):
    """One of ``branches:``."""

    name: Name
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    spoken_names: SpokenNames = ()
    address: Text
    subdivision: Annotated[str, Field(max_length=10)] = ""
    phone: Phone | None = None
    hours: Week
    special_days: tuple[SpecialDayEntry, ...] = ()
    closures: tuple[ClosureEntry, ...] = ()
    min_notice: Duration = timedelta(hours=1)
    horizon_days: Annotated[int, Field(ge=1, le=730)] = 90
    slot_grid_minutes: Literal[5, 10, 15, 20, 30, 60] = 15
    closes_on_public_holidays: bool = True
    change_notice: Duration = timedelta(0)

    @model_validator(mode="before")
    @classmethod
    def _read_grid(cls, value: Any) -> Any:
        # A literal number does not accept the text that every scalar of the file is.
        if isinstance(value, dict) and str(value.get("slot_grid_minutes", "")).isdecimal():
            return value | {"slot_grid_minutes": int(value["slot_grid_minutes"])}
        return value


class PhaseEntry(FileModel):
    """``work: 40 min`` or ``processing: 30 min``, in which the person is free for others."""

    work: Duration | None = None
    processing: Duration | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.work is None) == (self.processing is None):
            raise ValueError("a phase is either work or processing")
        return self

    @property
    def kind(self) -> PhaseKind:
        return PhaseKind.PROCESSING if self.work is None else PhaseKind.WORK

    @property
    def duration(self) -> timedelta:
        return self.work or self.processing or timedelta(0)


class NeedEntry(FileModel):
    """A sort of room or device, needed in some phases only."""

    group: Name
    during: PhaseKind


class ResourceEntry(FileModel):
    """One of ``resources:``, things of one sort at one branch, any of which will do."""

    group: Name
    kind: Literal[ResourceKind.ROOM, ResourceKind.EQUIPMENT] = ResourceKind.ROOM
    branch: Name | None = None
    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    # For how many people there is room, by name; a party gets the smallest that is large enough.
    capacities: dict[Name, Annotated[int, Field(ge=1, le=1000)]] = Field(default_factory=dict)


class ServiceEntry(FileModel):
    """One of ``services:``; with ``phases`` the duration is their sum."""

    name: Name
    spoken_names: SpokenNames = ()
    category: Annotated[str, Field(max_length=80)] = ""
    duration: Duration | None = None
    phases: tuple[PhaseEntry, ...] = ()
    needs: tuple[Name | NeedEntry, ...] = ()
    buffer_before: Duration = timedelta(0)
    buffer_after: Duration = timedelta(0)
    price: AnyPrice
    min_notice: Duration | None = None
    horizon_days: Annotated[int, Field(ge=1, le=730)] | None = None
    change_notice: Duration | None = None
    first_start: Clock | None = None
    last_start: Clock | None = None
    kind: Literal[ServiceKind.VISIT, ServiceKind.CLASS] = ServiceKind.VISIT
    people: People = (1, 1)
    price_per: Literal["all", "person"] = "all"
    duration_per_person: Duration = timedelta(0)
    overbooking: Annotated[int, Field(ge=0, le=MOST_OVERBOOKED)] = 0
    # Only the made-up history looks at these: how often it is asked for compared with the others, and by
    # whom.
    weight: Annotated[int, Field(ge=0, le=1000)] = 10
    mostly: Literal[Gender.FEMALE, Gender.MALE] | None = None

    @model_validator(mode="after")
    def _lasts_in_one_way(self) -> Self:
        if (self.duration is None) == (not self.phases):
            raise ValueError("write either a duration or phases")
        if self.phases and not any(phase.kind is PhaseKind.WORK for phase in self.phases):
            raise ValueError("somebody has to work in at least one phase")
        return self

    @property
    def lasts(self) -> timedelta:
        return self.duration or sum((phase.duration for phase in self.phases), timedelta(0))

    def groups(self) -> Iterator[tuple[str, PhaseKind | None]]:
        """The sorts of rooms and devices by name, with the phases in which they are needed."""
        for need in self.needs:
            yield (need, None) if isinstance(need, str) else (need.group, need.during)


class SkillEntry(FileModel):
    """A service that somebody does in a time of their own."""

    service: Name
    duration: Duration


class StaffEntry(FileModel):
    """One of ``staff:``."""

    name: Name
    spoken_names: SpokenNames = ()
    gender: Gender | None = None
    branches: tuple[Name, ...] = ()
    services: tuple[Name | SkillEntry, ...]
    hours: Week | None = None
    hours_by_branch: dict[str, Week] = Field(default_factory=dict)
    absences: tuple[Period, ...] = ()

    def skills(self) -> Iterator[tuple[str, timedelta | None]]:
        """The services by name, with the person's own duration where there is one."""
        for skill in self.services:
            yield (skill, None) if isinstance(skill, str) else (skill.service, skill.duration)


class CustomerEntry(FileModel):
    """One of ``customers:``."""

    name: Name
    phone: Phone | None = None
    email: Email | None = None
    note: str = ""
    language: Annotated[str, Field(max_length=5)] = "de"


class AppointmentEntry(FileModel):
    """One of ``appointments:``, agreed before the company came to us."""

    customer: Name
    service: Name
    staff: Name
    branch: Name | None = None
    day: AnyDay = Field(alias="on")
    at: Clock
    note: str = ""


class HistoryEntry(FileModel):
    """``history:``, made-up past and future for demonstrations; the same seed gives the same history."""

    months: Annotated[int, Field(ge=0, le=24)] = 6
    future_weeks: Annotated[int, Field(ge=0, le=12)] = 4
    seed: int
    appointments_per_staff_day: Annotated[float, Field(gt=0, le=20)] = 5
    customers: Annotated[int, Field(ge=0, le=1000)] = 300
    # How long the middle customer stays away; some come twice as often, some half as often.
    visit_every: Duration = timedelta(days=35)
