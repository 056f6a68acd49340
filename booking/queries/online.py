"""What can be booked on the web: branches, services and people, as the booking page lists them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from booking.enums import ServiceKind
from booking.models import Branch, Service, StaffMember


def online_branches() -> list[Branch]:
    """Active branches at which something can be booked online, in the company's order."""
    with_services = _bookable().values_list("skills__staff__branches", flat=True)
    return list(Branch.objects.filter(is_active=True, pk__in=with_services))


def online_services(branch: Branch) -> list[Service]:
    """What somebody at this branch does and the company sells online, in the company's order."""
    return list(_bookable().filter(skills__staff__branches=branch).distinct())


def online_staff(*, branch: Branch, service: Service) -> list[StaffMember]:
    """Who does this service at this branch."""
    people = StaffMember.objects.filter(is_active=True, branches=branch, skills__service=service)
    return list(people.distinct())


def by_category(services: Iterable[Service]) -> list[tuple[str, list[Service]]]:
    """The services under their categories, each where its first service stands."""
    groups: dict[str, list[Service]] = {}
    for service in services:
        groups.setdefault(service.category, []).append(service)
    return list(groups.items())


def _bookable() -> QuerySet[Service]:
    return Service.objects.filter(
        is_active=True,
        is_bookable_online=True,
        kind=ServiceKind.VISIT,
        min_party=1,
        skills__staff__is_active=True,
    )
