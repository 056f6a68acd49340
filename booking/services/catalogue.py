"""Adding and changing what is sold: the way of the settings, of the company file and of an undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from booking.errors import NameTaken, OverbookingForbidden
from booking.house_values import NeedValues, OptionValues, ServiceValues, SkillValues
from booking.models import ResourceNeed, Service, ServiceOption, StaffSkill
from booking.queries.classes import overbooking_is_allowed
from booking.queries.house import service_values
from booking.services.editing import note_change, refuse_same_name, refuse_stale
from booking.services.equipment import set_phases

_PARTS = frozenset({"phases", "options", "needs", "skills"})
_PLAIN = tuple(name for name in ServiceValues.__slots__ if name not in _PARTS)


@transaction.atomic
def save_service(
    *, values: ServiceValues, service_id: int | None = None, expected: str | None = None
) -> Service:
    """Add a service at the end of the list, or change one. Appointments that exist keep what they have.

    :param expected: fingerprint of the values that the editor had read.
    :raises Service.DoesNotExist: no such service.
    :raises ChangedMeanwhile: somebody else has changed it since.
    :raises NameTaken: another service is called that, or two of its options are called the same.
    :raises PhasesWithoutWork: somebody has to do something.
    :raises OverbookingForbidden: never where people are treated.
    """
    refuse_same_name(Service.objects.exclude(pk=service_id or 0), values.name)
    if service_id is None:
        service = Service(position=_last_position() + 1)
    else:
        service = Service.objects.select_for_update(no_key=True).get(pk=service_id)
        stored = service_values(service)
        refuse_stale(expected=expected, stored=stored)
        note_change(service, before=stored, after=values)
    if values.overbooking > service.overbooking and not overbooking_is_allowed():
        raise OverbookingForbidden
    for name in _PLAIN:
        setattr(service, name, list(values.spoken_names) if name == "spoken_names" else getattr(values, name))
    service.save()
    _set_parts(service, values)
    return service


def _set_parts(service: Service, values: ServiceValues) -> None:
    """Only those that change: each written row counts as a new version of the service."""
    stored = service_values(Service.objects.get(pk=service.pk))
    if stored.phases != values.phases:
        set_phases(service=service, phases=values.phases)
        if not values.phases:  # as long as there were phases, the duration was their sum
            Service.objects.filter(pk=service.pk).update(duration=values.duration)
    if stored.options != values.options:
        _set_options(service, values.options)
    if stored.needs != values.needs:
        _set_needs(service, values.needs)
    if stored.skills != values.skills:
        _set_skills(service, values.skills)
    service.refresh_from_db()


def _set_options(service: Service, options: Sequence[OptionValues]) -> None:
    """An option keeps its row as long as it keeps its name: past appointments go on naming the others."""
    known = {(each.kind, each.name.casefold()): each for each in service.options.all()}
    kept = set()
    for position, option in enumerate(options):
        key = (option.kind.value, option.name.casefold())
        if key in kept:
            raise NameTaken
        kept.add(key)
        row = known.get(key) or ServiceOption(service=service, kind=option.kind)
        row.name, row.spoken_names = option.name, list(option.spoken_names)
        row.duration = option.duration
        row.phases = [[kind.value, int(lasts.total_seconds())] for kind, lasts in option.phases]
        row.price_cents, row.price_kind = option.price_cents, option.price_kind
        row.is_active, row.position = True, position
        row.save()
    dropped = [row.pk for key, row in known.items() if key not in kept and row.is_active]
    if dropped:
        ServiceOption.objects.filter(pk__in=dropped).update(is_active=False)


def _set_needs(service: Service, needs: Iterable[NeedValues]) -> None:
    service.needs.all().delete()
    ResourceNeed.objects.bulk_create(
        ResourceNeed(service=service, group_id=need.group_id, during=need.during or "") for need in needs
    )


def _set_skills(service: Service, skills: Iterable[SkillValues]) -> None:
    service.skills.all().delete()
    StaffSkill.objects.bulk_create(
        StaffSkill(service=service, staff_id=skill.staff_id, duration=skill.duration) for skill in skills
    )


@transaction.atomic
def archive_service(*, service_id: int) -> None:
    """Sell it no longer. What is booked stays booked; twice is the same as once.

    :raises Service.DoesNotExist: no such service.
    """
    _set_active(service_id, is_active=False)


@transaction.atomic
def restore_service(*, service_id: int) -> None:
    """Sell it again.

    :raises Service.DoesNotExist: no such service.
    :raises NameTaken: meanwhile another one is called that.
    """
    service = Service.objects.get(pk=service_id)
    refuse_same_name(Service.objects.exclude(pk=service_id), service.name)
    _set_active(service_id, is_active=True)


def _set_active(service_id: int, *, is_active: bool) -> None:
    service = Service.objects.select_for_update(no_key=True).get(pk=service_id)
    if service.is_active != is_active:
        service.is_active = is_active
        service.save(update_fields=["is_active"])


@transaction.atomic
def order_services(*, service_ids: Sequence[int]) -> None:
    """These come first, in this order; all others after them, as they were among each other."""
    rows = {
        service.pk: service
        for service in Service.objects.select_for_update(no_key=True).order_by("position", "pk")
    }
    wanted = [*dict.fromkeys(each for each in service_ids if each in rows)]
    ordered = [*wanted, *(pk for pk in rows if pk not in set(wanted))]
    changed = []
    for position, pk in enumerate(ordered):
        if rows[pk].position != position:
            rows[pk].position = position
            changed.append(rows[pk])
    Service.objects.bulk_update(changed, ["position"])


def _last_position() -> int:
    return Service.objects.aggregate(last=Max("position"))["last"] or 0
