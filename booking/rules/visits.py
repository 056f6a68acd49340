"""A service by a person at a branch, still without a time or placed in it, with all that it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from booking.enums import PhaseKind, ServiceKind
from booking.errors import ServiceNotOffered
from booking.rules.calendar import BranchRules, Calendar, StaffRules
from booking.rules.choices import PLAIN, Choices, Chosen, PhaseSpan, are_offered, chosen_of
from booking.rules.classes import OpenSession
from booking.rules.offerings import ResourceRules, ServiceRules
from booking.rules.spans import Span, Spans, union
from booking.rules.taken import NOTHING_TAKEN, Take, Taken, Takes


class Need(NamedTuple):
    """One of these things has to be free, in spans relative to the start of the visit."""

    name: str
    resources: tuple[ResourceRules, ...]
    footprint: Spans

    def narrowed(self, resource_id: int) -> Need:
        """The same with this very thing."""
        return self._replace(
            resources=tuple(each for each in self.resources if each.resource_id == resource_id)
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """One service by one person at one branch, still without a time."""

    service: ServiceRules
    staff: StaffRules
    branch: BranchRules
    chosen: Chosen
    duration: int
    price_cents: int | None
    price_kind: str
    # Spans relative to the start in which the person is taken; several as soon as a service has phases.
    footprint: Spans
    needs: tuple[Need, ...]
    # Spans in which nobody works on the customer.
    processing: Spans
    notice: int
    horizon_days: int
    # Whether the service, and a room of each sort that it needs, is for so many people.
    has_room: bool = True
    # Of a class: it begins when this session does, and takes places instead of people and rooms.
    session: OpenSession | None = None

    @property
    def party_size(self) -> int:
        """How many people come together."""
        return self.chosen.party_size

    @property
    def resource_ids(self) -> frozenset[int]:
        """Everybody and everything that the visit may take."""
        things = (resource.resource_id for need in self.needs for resource in need.resources)
        return frozenset((self.staff.resource_id, *things))

    def takes(
        self,
        start: int,
        *,
        taken: Mapping[int, Taken],
        besides: Takes = (),
        preferred: Collection[int] = (),
    ) -> Takes | None:
        """What the visit occupies when it starts then; ``None``: something of it is not free.

        Of things that are free the preferred one is taken, else the first.

        :param besides: what is promised already, but not taken yet.
        """
        takes: list[Take] = []
        for resource_ids, footprint in self._wanted():
            spans = tuple((start + first, start + last) for first, last in footprint)
            free = [each for each in resource_ids if _is_free(each, spans, taken, besides)]
            if not free:
                return None
            best = free[0] if len(free) == 1 else next((each for each in free if each in preferred), free[0])
            takes += [Take(best, first, last) for first, last in spans]
        return tuple(takes)

    def placed(
        self, start: int, *, taken: Mapping[int, Taken], besides: Takes = ()
    ) -> tuple[Placed, ...] | None:
        """The visit in time, as the only part of itself."""
        takes = self.takes(start, taken=taken, besides=besides)
        return None if takes is None else (Placed(self, start, takes),)

    def _wanted(self) -> Iterator[tuple[Sequence[int], Spans]]:
        yield (self.staff.resource_id,), self.footprint
        for need in self.needs:
            yield [resource.resource_id for resource in need.resources], need.footprint


class Placed(NamedTuple):
    """A visit, or a part of one, with its start and everything that it takes then."""

    visit: Visit
    start: int
    takes: Takes
    part: int = 0
    person: int = 0

    @property
    def end(self) -> int:
        return self.start + self.visit.duration


class Bookable(Protocol):
    """One service by one person, or a whole visit of several."""

    @property
    def branch(self) -> BranchRules: ...

    @property
    def horizon_days(self) -> int: ...

    @property
    def session(self) -> OpenSession | None: ...

    def placed(
        self, start: int, *, taken: Mapping[int, Taken], besides: Takes = ()
    ) -> tuple[Placed, ...] | None:
        """The parts in time with all that they take, when it starts then; ``None``: it cannot."""


def visit_of(
    calendar: Calendar, *, service_id: int, staff_id: int, branch_id: int, choices: Choices = PLAIN
) -> Visit:
    """The visit as the rules stand now.

    :param choices: options that are not offered any more still count for whoever has them; of rooms the
        smallest that is free for so many people is taken.
    :raises ServiceNotOffered: unknown or inactive, or this person does not do it, or not there.
    """
    service = calendar.services.get(service_id)
    staff = calendar.staff.get(staff_id)
    branch = calendar.branches.get(branch_id)
    if not (service and staff and branch and offers(service, staff, branch)):
        raise ServiceNotOffered(service_id=service_id, staff_id=staff_id, branch_id=branch_id)
    chosen, people = chosen_of(service, choices), choices.party_size
    phases = chosen.phases(service, service.skills[staff_id])
    price_cents, price_kind = chosen.price(service)
    whole = -service.buffer_before, phases[-1][2] + service.buffer_after
    needs = tuple(
        Need(
            calendar.groups.get(need.group_id, ""),
            _smallest_first(calendar.resources.get((need.group_id, branch_id), ()), people),
            footprint,
        )
        for need in service.needs
        if (footprint := (whole,) if need.during is None else _with_buffers(whole, phases, need.during))
    )
    return Visit(
        service=service,
        staff=staff,
        branch=branch,
        chosen=chosen,
        duration=phases[-1][2],
        price_cents=price_cents,
        price_kind=price_kind,
        footprint=_with_buffers(whole, phases, PhaseKind.WORK),
        needs=needs,
        processing=tuple((start, end) for kind, start, end in phases if kind is PhaseKind.PROCESSING),
        notice=branch.min_notice if service.min_notice is None else service.min_notice,
        horizon_days=branch.horizon_days if service.horizon_days is None else service.horizon_days,
        has_room=service.min_party <= people <= service.max_party
        and all(need.resources or people == 1 for need in needs),
    )


def _smallest_first(resources: tuple[ResourceRules, ...], people: int) -> tuple[ResourceRules, ...]:
    """Those with room for so many, the smallest first; those that do not count people come after them."""
    able = (resource for resource in resources if resource.has_room_for(people))
    return tuple(sorted(able, key=lambda each: (each.capacity is None, each.capacity or 0)))


def _with_buffers(whole: Span, phases: list[PhaseSpan], kind: PhaseKind) -> Spans:
    """When phases of this kind run; buffers belong to the phase that they touch."""
    spans = []
    for place, (each, start, end) in enumerate(phases):
        if each is kind:
            spans.append((
                whole[0] if place == 0 else start,
                whole[1] if place == len(phases) - 1 else end,
            ))  # fmt: skip
    return union(spans)


def offers(service: ServiceRules, staff: StaffRules, branch: BranchRules) -> bool:
    """Whether the person does the service at the branch at all."""
    return (
        service.is_active
        and staff.is_active
        and branch.is_active
        and staff.staff_id in service.skills
        and branch.branch_id in staff.branch_ids
    )


def _is_free(resource_id: int, spans: Spans, taken: Mapping[int, Taken], besides: Takes) -> bool:
    everything = taken.get(resource_id, NOTHING_TAKEN)
    return not any(
        everything.between(start, end)
        or everything.absent_between(start, end)
        or any(each.resource_id == resource_id and each.start < end and start < each.end for each in besides)
        for start, end in spans
    )


def visits_for(
    calendar: Calendar,
    *,
    service_ids: Collection[int],
    staff_ids: Collection[int] | None,
    branch_ids: Collection[int] | None,
    choices: Choices = PLAIN,
    is_new: bool = True,
) -> list[Visit]:
    """Everybody who could do it, in a fixed order; nobody when the service is not offered like that.

    Classes are not among them: they begin when their sessions do.

    :param choices: each service takes those that are its own.
    :param is_new: whether options have to be still on offer.
    """
    services = [service for each in service_ids if (service := calendar.services.get(each))]
    if not are_offered(services, choices, is_new=is_new):
        return []
    return [
        visit_of(
            calendar,
            service_id=service.service_id,
            staff_id=staff.staff_id,
            branch_id=branch.branch_id,
            choices=choices,
        )
        for service in services
        if service.kind is not ServiceKind.CLASS
        for staff in sorted(calendar.staff.values(), key=lambda staff: (staff.position, staff.staff_id))
        if staff_ids is None or staff.staff_id in staff_ids
        for branch in calendar.branches.values()
        if branch_ids is None or branch.branch_id in branch_ids
        if offers(service, staff, branch)
    ]
