"""Adding and changing people who can be booked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max

from booking.enums import Gender, ResourceKind
from booking.house_values import SkillValues, StaffValues
from booking.models import Resource, StaffMember, StaffSkill
from booking.queries.house import staff_values
from booking.services.editing import note_change, refuse_same_name, refuse_stale


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
    values = StaffValues(
        name=name,
        spoken_names=tuple(spoken_names),
        gender=gender or None,
        branch_ids=tuple(branch_ids),
        skills=tuple(SkillValues(staff_id=0, service_id=service_id) for service_id in service_ids),
    )
    return _add(values, position)


@transaction.atomic
def save_staff_member(
    *, values: StaffValues, staff_id: int | None = None, expected: str | None = None
) -> StaffMember:
    """Add a person at the end of the list, or change one. Appointments that exist stay theirs.

    :param expected: fingerprint of the values that the editor had read.
    :raises StaffMember.DoesNotExist: no such person.
    :raises ChangedMeanwhile: somebody else has changed them since.
    :raises NameTaken: another person who can be booked is called that.
    """
    refuse_same_name(StaffMember.objects.exclude(pk=staff_id or 0), values.name)
    if staff_id is None:
        last = StaffMember.objects.aggregate(last=Max("position"))["last"] or 0
        return _add(values, last + 1)
    staff = StaffMember.objects.select_for_update(no_key=True).get(pk=staff_id)
    stored = staff_values(staff)
    refuse_stale(expected=expected, stored=stored)
    note_change(staff, before=stored, after=values)
    _set_plain(staff, values)
    staff.save()
    Resource.objects.filter(pk=staff.resource_id).exclude(name=staff.name).update(name=staff.name)
    _set_parts(staff, values)
    return staff


@transaction.atomic
def save_photo(*, staff_id: int, content: bytes | None) -> None:
    """From now on the person is shown with this WebP picture; ``None``: with the letters of the name.

    :raises StaffMember.DoesNotExist: no such person.
    """
    staff = StaffMember.objects.select_for_update(no_key=True).get(pk=staff_id)
    Resource.objects.filter(pk=staff.resource_id).update(photo=content)
    staff.photo = hashlib.sha256(content).hexdigest()[:24] if content else ""
    staff.save(update_fields=["photo"])


@transaction.atomic
def retire_staff_member(*, staff_id: int) -> None:
    """Offer this person no longer. Appointments that exist stay theirs until somebody moves them.

    :raises StaffMember.DoesNotExist: no such person.
    """
    _set_active(staff_id, is_active=False)


@transaction.atomic
def reinstate_staff_member(*, staff_id: int) -> None:
    """Offer this person again.

    :raises StaffMember.DoesNotExist: no such person.
    :raises NameTaken: meanwhile somebody else is called that.
    """
    staff = StaffMember.objects.get(pk=staff_id)
    refuse_same_name(StaffMember.objects.exclude(pk=staff_id), staff.name)
    _set_active(staff_id, is_active=True)


@transaction.atomic
def order_staff(*, staff_ids: Sequence[int]) -> None:
    """These come first, in this order; all others after them, as they were among each other."""
    rows = {each.pk: each for each in StaffMember.objects.select_for_update(no_key=True)}
    wanted = [*dict.fromkeys(each for each in staff_ids if each in rows)]
    changed = []
    for position, pk in enumerate([*wanted, *(pk for pk in rows if pk not in set(wanted))]):
        if rows[pk].position != position:
            rows[pk].position = position
            changed.append(rows[pk])
    StaffMember.objects.bulk_update(changed, ["position"])


def _add(values: StaffValues, position: int) -> StaffMember:
    resource = Resource.objects.create(kind=ResourceKind.STAFF, name=values.name)
    staff = StaffMember(resource=resource, position=position)
    _set_plain(staff, values)
    staff.save()
    _set_parts(staff, values)
    return staff


def _set_plain(staff: StaffMember, values: StaffValues) -> None:
    staff.name, staff.spoken_names = values.name, list(values.spoken_names)
    staff.gender = values.gender or ""
    staff.max_per_day, staff.hue = values.max_per_day, values.hue


def _set_parts(staff: StaffMember, values: StaffValues) -> None:
    staff.branches.set(values.branch_ids)
    wanted = {skill.service_id: skill.duration for skill in values.skills}
    known = {skill.service_id: skill for skill in staff.skills.all()}
    dropped = known.keys() - wanted.keys()
    if dropped:
        staff.skills.filter(service__in=dropped).delete()
    for service_id in known.keys() & wanted.keys():
        if known[service_id].duration != wanted[service_id]:
            known[service_id].duration = wanted[service_id]
            known[service_id].save(update_fields=["duration"])
    StaffSkill.objects.bulk_create(
        StaffSkill(staff=staff, service_id=service_id, duration=duration)
        for service_id, duration in wanted.items()
        if service_id not in known
    )


def _set_active(staff_id: int, *, is_active: bool) -> None:
    staff = StaffMember.objects.select_for_update(no_key=True).get(pk=staff_id)
    if staff.is_active != is_active:
        staff.is_active = is_active
        staff.save(update_fields=["is_active"])
