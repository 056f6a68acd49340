"""What a company offers: the words that the receptionist has to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from booking.enums import OptionKind
from booking.models import Branch, Service, StaffMember
from booking.queries.questions import questions_of
from booking.rules.questions import Question


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedOption:
    """A variant with the time and price of the whole, or an add-on with what comes on top."""

    option_id: int
    name: str
    spoken_names: tuple[str, ...]
    duration: timedelta
    price_cents: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedService:
    """A service by the names that callers use."""

    service_id: int
    name: str
    spoken_names: tuple[str, ...]
    category: str
    duration: timedelta
    price_cents: int | None
    price_kind: str
    currency: str
    questions: tuple[Question, ...] = ()
    variants: tuple[OfferedOption, ...] = ()
    add_ons: tuple[OfferedOption, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BookableStaff:
    """A person, with what they do and where."""

    staff_id: int
    name: str
    spoken_names: tuple[str, ...]
    gender: str
    service_ids: frozenset[int]
    branch_ids: frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenBranch:
    """A place, with what is needed to find it."""

    branch_id: int
    name: str
    spoken_names: tuple[str, ...]
    address: str
    phone: str
    timezone: str
    country: str
    subdivision: str
    horizon_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All that can be asked for."""

    services: tuple[OfferedService, ...]
    staff: tuple[BookableStaff, ...]
    branches: tuple[OpenBranch, ...]


def current_catalogue() -> Catalogue:
    """Active services, staff and branches in the company's order."""
    return Catalogue(
        services=tuple(map(_service, Service.objects.filter(is_active=True).prefetch_related("options"))),
        staff=tuple(
            map(
                _staff,
                StaffMember.objects.filter(is_active=True).prefetch_related("skills__service", "branches"),
            )
        ),
        branches=tuple(map(_branch, Branch.objects.filter(is_active=True))),
    )


def _service(service: Service) -> OfferedService:
    return OfferedService(
        service_id=service.pk,
        name=service.name,
        spoken_names=tuple(service.spoken_names),
        category=service.category,
        duration=service.duration,
        price_cents=service.price_cents,
        price_kind=service.price_kind,
        currency=service.currency,
        questions=questions_of(service),
        variants=_options(service, OptionKind.VARIANT),
        add_ons=_options(service, OptionKind.ADD_ON),
    )


def _options(service: Service, kind: OptionKind) -> tuple[OfferedOption, ...]:
    return tuple(
        OfferedOption(
            option_id=option.pk,
            name=option.name,
            spoken_names=tuple(option.spoken_names),
            duration=option.duration,
            price_cents=option.price_cents,
        )
        for option in service.options.all()
        if option.kind == kind and option.is_active
    )


def _staff(staff: StaffMember) -> BookableStaff:
    return BookableStaff(
        staff_id=staff.pk,
        name=staff.name,
        spoken_names=tuple(staff.spoken_names),
        gender=staff.gender,
        service_ids=frozenset(skill.service_id for skill in staff.skills.all() if skill.service.is_active),
        branch_ids=frozenset(branch.pk for branch in staff.branches.all() if branch.is_active),
    )


def _branch(branch: Branch) -> OpenBranch:
    return OpenBranch(
        branch_id=branch.pk,
        name=branch.name,
        spoken_names=tuple(branch.spoken_names),
        address=branch.address,
        phone=branch.phone,
        timezone=branch.timezone,
        country=branch.country,
        subdivision=branch.subdivision,
        horizon_days=branch.horizon_days,
    )
