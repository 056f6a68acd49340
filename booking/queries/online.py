"""What can be booked on the web: branches, services and people, as the booking page lists them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from booking.enums import ServiceKind
from booking.models import Branch, ClassSession, Service, StaffMember


def online_branches(*, now: datetime, words: str = "", most: int | None = None) -> list[Branch]:
    """Active branches at which something can be booked online, in the company's order.

    :param words: each of them stands in the name or the address.
    :param most: no more than so many.
    """
    sold = Service.objects.filter(is_active=True, is_bookable_online=True)
    people = StaffMember.objects.filter(
        is_active=True, skills__service__in=sold.filter(kind=ServiceKind.VISIT)
    ).values("branches")
    sessions = ClassSession.objects.taking_place().filter(
        service__in=sold.filter(kind=ServiceKind.CLASS), period__startswith__gt=now
    )
    found = Branch.objects.filter(Q(pk__in=people) | Q(pk__in=sessions.values("branch")), is_active=True)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(address__icontains=word))
    return list(found[:most])


def online_services(branch: Branch, *, now: datetime) -> list[Service]:
    """What the company sells online at this branch: what somebody there does, and classes still to come."""
    return list(_at(branch, now))


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


def _at(branch: Branch, now: datetime) -> QuerySet[Service]:
    people = StaffMember.objects.filter(is_active=True, branches=branch)
    sessions = ClassSession.objects.taking_place().filter(branch=branch, period__startswith__gt=now)
    return (
        Service.objects.filter(is_active=True, is_bookable_online=True)
        .filter(
            Q(kind=ServiceKind.VISIT, pk__in=people.values("skills__service"))
            | Q(kind=ServiceKind.CLASS, pk__in=sessions.values("service"))
        )
        .distinct()
    )
