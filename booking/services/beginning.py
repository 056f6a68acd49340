"""Services and hours as an owner corrects them at the very beginning, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from django.db import transaction

from booking.enums import PhaseKind, PriceKind
from booking.models import Branch, Service, StaffMember, StaffSkill, WorkingHours
from booking.services.equipment import set_phases

_SHORTEST_PHASE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceDraft:
    """A line of the list. ``service_id`` is ``None`` for a new one; not kept means that it is not offered."""

    service_id: int | None
    name: str
    duration: timedelta
    price_cents: int | None
    price_kind: PriceKind
    spoken_names: tuple[str, ...]
    is_kept: bool


@transaction.atomic
def save_beginning(
    *,
    branch: Branch,
    services: Sequence[ServiceDraft],
    hours: Mapping[int, Sequence[tuple[time, time]]],
) -> None:
    """Write the list and the branch's week. New services are done by everybody who works at the branch."""
    known = {service.pk: service for service in Service.objects.prefetch_related("phases")}
    for draft in services:
        if draft.service_id is None:
            _add(draft, branch, position=len(known))
        elif draft.service_id in known:
            _change(known[draft.service_id], draft)
    WorkingHours.objects.filter(branch=branch, staff=None).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(branch=branch, weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday, spans in hours.items()
        for opens, closes in spans
    )


def _add(draft: ServiceDraft, branch: Branch, *, position: int) -> None:
    currency = "CHF" if branch.country == "CH" else "EUR"
    service = Service.objects.create(
        duration=draft.duration, currency=currency, position=position, **_fields(draft)
    )
    StaffSkill.objects.bulk_create(
        StaffSkill(staff=person, service=service) for person in StaffMember.objects.filter(branches=branch)
    )


def _change(service: Service, draft: ServiceDraft) -> None:
    fields = {name: value for name, value in _fields(draft).items() if getattr(service, name) != value}
    for name, value in fields.items():
        setattr(service, name, value)
    if service.duration != draft.duration:
        phases = [(PhaseKind(phase.kind), phase.duration) for phase in service.phases.all()]
        if phases:
            set_phases(service=service, phases=_stretched(phases, draft.duration - service.duration))
        else:
            service.duration, fields["duration"] = draft.duration, draft.duration
    if fields:
        service.save(update_fields=list(fields))


def _stretched(
    phases: Sequence[tuple[PhaseKind, timedelta]], by: timedelta
) -> list[tuple[PhaseKind, timedelta]]:
    """Longer or shorter in its work, from the last phase on: chemistry keeps its time."""
    made = list(phases)
    for place in reversed(range(len(made))):
        kind, lasts = made[place]
        if kind == PhaseKind.WORK and by:
            kept = max(_SHORTEST_PHASE, lasts + by)
            made[place], by = (kind, kept), by - (kept - lasts)
    return made


def _fields(draft: ServiceDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "price_cents": draft.price_cents,
        "price_kind": draft.price_kind,
        "spoken_names": list(draft.spoken_names),
        "is_active": draft.is_kept,
    }
