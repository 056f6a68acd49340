"""How the booking room's sections are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from booking.company_file.kinds import AnyPrice, Clock, Spans, Week
from booking.company_file.policies import BranchRulesEntry, ServiceRulesEntry, ShiftEntry
from booking.enums import Gender, PhaseKind, ResourceKind, ServiceKind, TimeOffKind
from booking.models.services import MOST_OVERBOOKED
from tenants.company_file.kinds import AnyDay, Duration, Email, FileModel, Name, Phone, SpokenNames, Text


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
    rules: BranchRulesEntry = BranchRulesEntry()

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


class VariantEntry(FileModel):
    """One of a service's ``variants:``, in a time (or phases) and at a price of its own."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    spoken_names: SpokenNames = ()
    duration: Duration | None = None
    phases: tuple[PhaseEntry, ...] = ()
    price: AnyPrice

    @model_validator(mode="after")
    def _lasts_in_one_way(self) -> Self:
        if (self.duration is None) == (not self.phases):
            raise ValueError("write either a duration or phases")
        return self

    @property
    def lasts(self) -> timedelta:
        return self.duration or sum((phase.duration for phase in self.phases), timedelta(0))


class AddOnEntry(FileModel):
    """One of ``add_ons:``, which can be taken along with any of these services."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    spoken_names: SpokenNames = ()
    duration: Duration = timedelta(0)
    price: AnyPrice
    services: Annotated[tuple[Name, ...], Field(min_length=1)]


class ServiceEntry(FileModel):
    """One of ``services:``; with ``phases`` the duration is their sum."""

    name: Name
    spoken_names: SpokenNames = ()
    category: Annotated[str, Field(max_length=80)] = ""
    description: Annotated[str, Field(max_length=300)] = ""
    duration: Duration | None = None
    phases: tuple[PhaseEntry, ...] = ()
    variants: tuple[VariantEntry, ...] = ()
    # Of two services in one visit, this one may be done while the other takes effect.
    fits_processing: bool = False
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
    rules: ServiceRulesEntry = ServiceRulesEntry()
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
    shifts: tuple[ShiftEntry, ...] = ()
    max_per_day: Annotated[int, Field(ge=1, le=100)] | None = None
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
