"""Adding people who can be booked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from booking.enums import Gender, ResourceKind
from booking.models import Resource, StaffMember, StaffSkill


@transaction.atomic
def add_staff_member(
    *,
    name: str,
    branch_ids: Collection[int],
    service_ids: Collection[int] = (),
    spoken_names: Sequence[str] = (),
    gender: Gender | None = None,
    position: int = 0,
) -> StaffMember:
    """A person with the resource that is booked, where they work and what they do.

    Until they get working hours of their own they work whenever their branches are open.
    """
    resource = Resource.objects.create(kind=ResourceKind.STAFF, name=name)
    staff = StaffMember.objects.create(
        resource=resource, name=name, spoken_names=list(spoken_names), gender=gender or "", position=position
    )
    staff.branches.set(branch_ids)
    StaffSkill.objects.bulk_create(
        StaffSkill(staff=staff, service_id=service_id) for service_id in service_ids
    )
    return staff
