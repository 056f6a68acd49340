"""What is sold, as the rules know it: services with phases, needs and options, and the rooms for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import NamedTuple

from booking.enums import OptionKind, PhaseKind, ServiceKind


class Phase(NamedTuple):
    """A part of a visit, in seconds."""

    kind: PhaseKind
    duration: int


class ResourceNeedRules(NamedTuple):
    """One thing of a group is needed: for the whole visit (``None``), or in phases of this kind."""

    group_id: int
    during: PhaseKind | None


class ResourceRules(NamedTuple):
    """A room or device that can be used."""

    resource_id: int
    name: str
    capacity: int | None = None  # people; None: it does not matter

    def has_room_for(self, people: int) -> bool:
        return self.capacity is None or people <= self.capacity


class OptionRules(NamedTuple):
    """A variant of a service (time and price of the whole) or an add-on (what comes on top), in seconds."""

    option_id: int
    kind: OptionKind
    name: str
    duration: int
    phases: tuple[Phase, ...]
    price_cents: int | None
    price_kind: str
    is_active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceRules:
    """A service, with its rules in seconds."""

    service_id: int
    name: str
    version: int
    duration: int
    buffer_before: int
    buffer_after: int
    min_notice: int | None
    horizon_days: int | None
    price_cents: int | None
    price_kind: str
    currency: str
    is_active: bool
    skills: Mapping[int, int | None]  # staff id → own duration
    first_start: time | None = None
    last_start: time | None = None
    phases: tuple[Phase, ...] = ()  # none: work from beginning to end
    needs: tuple[ResourceNeedRules, ...] = ()
    options: Mapping[int, OptionRules] = field(default_factory=dict)
    fits_processing: bool = False
    kind: ServiceKind = ServiceKind.VISIT
    min_party: int = 1
    max_party: int = 1
    is_priced_per_person: bool = False
    duration_per_person: int = 0  # each beyond the first
    max_per_day: int | None = None
    max_per_customer_day: int | None = None
    max_per_customer_week: int | None = None
