"""What services are made of, and the rooms and devices that they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from booking.enums import PhaseKind, ResourceKind
from booking.errors import PhasesWithoutWork
from booking.models import Branch, Resource, ResourceGroup, ResourceNeed, Service, ServicePhase


@transaction.atomic
def set_phases(*, service: Service, phases: Sequence[tuple[PhaseKind, timedelta]]) -> None:
    """Divide the service; its duration becomes the sum. Without phases the person is busy all the time.

    :raises PhasesWithoutWork: somebody has to do something.
    """
    if phases and all(kind != PhaseKind.WORK for kind, _ in phases):
        raise PhasesWithoutWork
    service.phases.all().delete()
    ServicePhase.objects.bulk_create(
        ServicePhase(service=service, position=position, kind=kind, duration=duration)
        for position, (kind, duration) in enumerate(phases)
    )
    service.refresh_from_db(fields=["duration", "version"])


@transaction.atomic
def add_resource(
    *,
    name: str,
    group: str,
    branch: Branch,
    kind: ResourceKind = ResourceKind.ROOM,
    position: int = 0,
    capacity: int | None = None,
) -> Resource:
    """A room or device of a sort (which comes to be with its first), at a branch.

    :param capacity: for how many people there is room; ``None``: it does not matter.
    """
    sort, _ = ResourceGroup.objects.get_or_create(name=group, defaults={"kind": kind})
    return Resource.objects.create(
        kind=sort.kind, name=name, group=sort, branch=branch, position=position, capacity=capacity
    )


def add_need(*, service: Service, group: ResourceGroup, during: PhaseKind | None = None) -> ResourceNeed:
    """The service takes one thing of this sort from now on; appointments that exist keep what they have."""
    return ResourceNeed.objects.create(service=service, group=group, during=during or "")
