"""Services, people, hours and things as their owner edits them."""

from __future__ import annotations

from datetime import timedelta

from booking.enums import Gender, OptionKind, PhaseKind, PriceKind, ResourceKind, Season, ServiceKind
from booking.house_values import (
    BranchValues,
    DaysOfBranch,
    DayValues,
    GroupValues,
    HoursOfPlace,
    HoursValues,
    NeedValues,
    OptionValues,
    ResourceValues,
    ServiceValues,
    SkillValues,
    StaffValues,
)
from booking.models import (
    Branch,
    ResourceGroup,
    Service,
    ServiceOption,
    SpecialDay,
    StaffMember,
    WorkingHours,
)


def service_values(service: Service) -> ServiceValues:
    """The service with all its parts, in their order."""
    return ServiceValues(
        name=service.name,
        duration=service.duration,
        spoken_names=tuple(service.spoken_names),
        category=service.category,
        description=service.description,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        price_cents=service.price_cents,
        price_kind=PriceKind(service.price_kind),
        currency=service.currency,
        kind=ServiceKind(service.kind),
        min_party=service.min_party,
        max_party=service.max_party,
        is_priced_per_person=service.is_priced_per_person,
        duration_per_person=service.duration_per_person,
        overbooking=service.overbooking,
        fits_processing=service.fits_processing,
        is_bookable_online=service.is_bookable_online,
        phases=tuple((PhaseKind(each.kind), each.duration) for each in service.phases.all()),
        options=tuple(_option(each) for each in service.options.all() if each.is_active),
        needs=tuple(
            NeedValues(group_id=each.group_id, during=PhaseKind(each.during) if each.during else None)
            for each in sorted(service.needs.all(), key=lambda need: need.pk)
        ),
        skills=tuple(
            SkillValues(staff_id=each.staff_id, service_id=0, duration=each.duration)
            for each in sorted(service.skills.all(), key=lambda skill: skill.staff_id)
        ),
    )


def _option(option: ServiceOption) -> OptionValues:
    return OptionValues(
        kind=OptionKind(option.kind),
        name=option.name,
        spoken_names=tuple(option.spoken_names),
        duration=option.duration,
        phases=tuple((PhaseKind(kind), timedelta(seconds=seconds)) for kind, seconds in option.phases),
        price_cents=option.price_cents,
        price_kind=PriceKind(option.price_kind),
    )


def staff_values(staff: StaffMember) -> StaffValues:
    """The person with where they work and what they do."""
    return StaffValues(
        name=staff.name,
        spoken_names=tuple(staff.spoken_names),
        gender=Gender(staff.gender) if staff.gender else None,
        branch_ids=tuple(sorted(branch.pk for branch in staff.branches.all())),
        skills=tuple(
            SkillValues(staff_id=0, service_id=each.service_id, duration=each.duration)
            for each in sorted(staff.skills.all(), key=lambda skill: skill.service_id)
        ),
        max_per_day=staff.max_per_day,
        hue=staff.hue,
    )


def branch_values(branch: Branch) -> BranchValues:
    """The place itself, without its hours and rules."""
    return BranchValues(
        name=branch.name,
        slug=branch.slug,
        spoken_names=tuple(branch.spoken_names),
        address=branch.address,
        country=branch.country,
        subdivision=branch.subdivision,
        timezone=branch.timezone,
        phone=branch.phone,
    )


def days_of_branch(branch: Branch) -> DaysOfBranch:
    """Its dates that differ, earliest first."""
    return DaysOfBranch(
        days=tuple(
            DayValues(
                day=each.date_on,
                opens_at=each.opens_at,
                closes_at=each.closes_at,
                label=each.label,
                is_yearly=each.is_yearly,
            )
            for each in SpecialDay.objects.filter(branch=branch).order_by("date_on", "opens_at")
        ),
        open_holidays=tuple(sorted(branch.open_holidays)),
    )


def hours_of(*, branch_id: int, staff_id: int | None = None) -> HoursOfPlace:
    """All weekly spans of the branch, or of the person there, also those of another time."""
    rows = WorkingHours.objects.filter(branch=branch_id, staff=staff_id)
    return HoursOfPlace(rows=tuple(sorted(map(hours_values, rows), key=_in_order)))


def hours_values(row: WorkingHours) -> HoursValues:
    """One row as it is edited."""
    return HoursValues(
        weekday=row.weekday,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        every_weeks=row.every_weeks,
        anchor_on=row.anchor_on,
        season=Season(row.season) if row.season else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _in_order(row: HoursValues) -> tuple[str, str, int, str, str]:
    return str(row.valid_from), str(row.anchor_on), row.weekday, str(row.opens_at), str(row.season)


def group_values(group: ResourceGroup) -> GroupValues:
    """The sort with those of its things that are in use."""
    return GroupValues(
        name=group.name,
        kind=ResourceKind(group.kind),
        resources=tuple(
            ResourceValues(id=each.pk, name=each.name, branch_id=each.branch_id or 0, capacity=each.capacity)
            for each in group.resources.all()
            if each.is_active
        ),
    )
