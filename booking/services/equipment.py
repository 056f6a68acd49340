"""What services are made of, and the rooms and devices that they need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from booking.enums import PhaseKind, ResourceKind
from booking.errors import NameTaken, PhasesWithoutWork
from booking.house_values import GroupValues
from booking.models import Branch, Resource, ResourceGroup, ResourceNeed, Service, ServicePhase
from booking.queries.house import group_values
from booking.services.editing import refuse_stale


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


@transaction.atomic
def save_group(
    *, values: GroupValues, group_id: int | None = None, expected: str | None = None
) -> ResourceGroup:
    """A sort with exactly these rooms or devices in use; what is left out stays with its appointments only.

    :param expected: fingerprint of the values that the editor had read.
    :raises ResourceGroup.DoesNotExist: no such sort.
    :raises ChangedMeanwhile: somebody else has changed it since.
    :raises NameTaken: another sort is called that.
    """
    if ResourceGroup.objects.exclude(pk=group_id or 0).filter(name__iexact=values.name).exists():
        raise NameTaken
    if group_id is None:
        group = ResourceGroup(kind=values.kind)
    else:
        group = ResourceGroup.objects.select_for_update(no_key=True).get(pk=group_id)
        refuse_stale(expected=expected, stored=group_values(group))
    group.name, group.kind = values.name, values.kind
    group.save()
    known = {each.pk: each for each in group.resources.all()}
    kept = set()
    for position, wanted in enumerate(values.resources):
        thing = known.get(wanted.id or 0) or Resource(group=group)
        thing.kind, thing.name, thing.branch_id = values.kind, wanted.name, wanted.branch_id
        thing.capacity, thing.position, thing.is_active = wanted.capacity, position, True
        thing.save()
        kept.add(thing.pk)
    group.resources.exclude(pk__in=kept).filter(is_active=True).update(is_active=False)
    return group
