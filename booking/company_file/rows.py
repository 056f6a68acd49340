"""From the entries of a company file to rows of the booking room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from booking.company_file.kinds import Week
from booking.company_file.policies import add_shifts, apply_branch_rules, apply_service_rules
from booking.company_file.shapes import (
    AddOnEntry,
    AppointmentEntry,
    BranchEntry,
    CustomerEntry,
    Period,
    ResourceEntry,
    ServiceEntry,
    StaffEntry,
)
from booking.enums import AppointmentSource, OptionKind
from booking.house_values import (
    BranchValues,
    DayValues,
    HoursValues,
    NeedValues,
    OptionValues,
    ServiceValues,
    SkillValues,
    StaffValues,
)
from booking.models import (
    Branch,
    Customer,
    ResourceGroup,
    Service,
    ServiceOption,
    StaffMember,
)
from booking.services.absences import add_time_off
from booking.services.branches import save_branch
from booking.services.catalogue import save_service
from booking.services.customers import find_or_create_customer
from booking.services.direct_booking import IMPORT_MAY_WAIVE, book_directly
from booking.services.equipment import add_resource
from booking.services.hours import add_hours
from booking.services.special_days import add_days
from booking.services.staff import save_staff_member
from booking.values import CustomerDetails
from booking.wall_clock import instant_at
from tenants.company_file.sections import Making
from tenants.models import Company

ONE_DAY = timedelta(days=1)


def make_branches(entries: list[BranchEntry], making: Making) -> None:
    """Branches with their hours, special days and closures."""
    for entry in entries:
        branch = _branch(entry, making.company)
        today = making.now.astimezone(branch.zone).date()
        add_hours(_hours(entry.hours), branch_id=branch.pk)
        add_days(_special_days(entry, today), branch=branch)
        for closure in entry.closures:
            starts_at, ends_at = _instants(closure, branch, today)
            add_time_off(
                starts_at=starts_at,
                ends_at=ends_at,
                kind=closure.kind,
                branch_id=branch.pk,
                label=closure.label,
            )
    apply_branch_rules(entries)


def make_resources(entries: list[ResourceEntry], making: Making) -> None:
    """Rooms and devices; those without a branch stand in each."""
    branches = {branch.name: branch for branch in Branch.objects.all()}
    for entry in entries:
        for branch in [branches[entry.branch]] if entry.branch else branches.values():
            for position, name in enumerate(entry.names):
                add_resource(
                    name=name,
                    group=entry.group,
                    branch=branch,
                    kind=entry.kind,
                    position=position,
                    capacity=entry.capacities.get(name),
                )


# The rules page sets these, not the form of the service.
_WHEN_BOOKABLE = ("min_notice", "horizon_days", "change_notice", "first_start", "last_start")


def make_services(entries: list[ServiceEntry], making: Making) -> None:
    """What is sold, in the order of the file."""
    groups = {group.name: group.pk for group in ResourceGroup.objects.all()}
    currency = "CHF" if making.company.country == "CH" else "EUR"
    for entry in entries:
        service = save_service(values=_service_values(entry, groups, currency))
        for name in _WHEN_BOOKABLE:
            setattr(service, name, getattr(entry, name))
        service.save(update_fields=_WHEN_BOOKABLE)
        apply_service_rules(service, entry.rules)


def _service_values(entry: ServiceEntry, groups: Mapping[str, int], currency: str) -> ServiceValues:
    return ServiceValues(
        name=entry.name,
        spoken_names=entry.spoken_names,
        category=entry.category,
        description=entry.description,
        duration=entry.lasts,
        buffer_before=entry.buffer_before,
        buffer_after=entry.buffer_after,
        price_cents=entry.price.cents,
        price_kind=entry.price.kind,
        currency=currency,
        kind=entry.kind,
        min_party=entry.people[0],
        max_party=entry.people[1],
        is_priced_per_person=entry.price_per == "person",
        duration_per_person=entry.duration_per_person,
        overbooking=entry.overbooking,
        fits_processing=entry.fits_processing,
        phases=tuple((phase.kind, phase.duration) for phase in entry.phases),
        options=tuple(
            OptionValues(
                kind=OptionKind.VARIANT,
                name=variant.name,
                spoken_names=variant.spoken_names,
                duration=variant.lasts,
                phases=tuple((phase.kind, phase.duration) for phase in variant.phases),
                price_cents=variant.price.cents,
                price_kind=variant.price.kind,
            )
            for variant in entry.variants
        ),
        needs=tuple(NeedValues(group_id=groups[name], during=during) for name, during in entry.groups()),
    )


def make_add_ons(entries: list[AddOnEntry], making: Making) -> None:
    """What can be taken along, once for each service that it goes with."""
    services = dict(Service.objects.values_list("name", "pk"))
    ServiceOption.objects.bulk_create(
        ServiceOption(
            service_id=services[name],
            kind=OptionKind.ADD_ON,
            name=entry.name,
            spoken_names=list(entry.spoken_names),
            duration=entry.duration,
            price_cents=entry.price.cents,
            price_kind=entry.price.kind,
            position=position,
        )
        for position, entry in enumerate(entries)
        for name in entry.services
    )


def make_staff(entries: list[StaffEntry], making: Making) -> None:
    """People with where they work, what they do, when, and when not."""
    branches = {branch.name: branch for branch in Branch.objects.all()}
    services = dict(Service.objects.values_list("name", "pk"))
    for entry in entries:
        own = [branches[name] for name in entry.branches] or list(branches.values())
        person = save_staff_member(
            values=StaffValues(
                name=entry.name,
                spoken_names=entry.spoken_names,
                gender=entry.gender,
                branch_ids=tuple(branch.pk for branch in own),
                skills=tuple(
                    SkillValues(staff_id=0, service_id=services[name], duration=duration)
                    for name, duration in entry.skills()
                ),
                max_per_day=entry.max_per_day,
            )
        )
        weeks = {branches[name]: week for name, week in entry.hours_by_branch.items()}
        if entry.hours is not None:
            weeks[own[0]] = entry.hours
        for branch, week in weeks.items():
            add_hours(_hours(week), branch_id=branch.pk, staff_id=person.pk)
        today = making.now.astimezone(own[0].zone).date()
        add_shifts(person, entry.shifts, branches=branches, home=own[0], today=today)
        _take_out(person, entry.absences, own[0], making.now)


def make_customers(entries: list[CustomerEntry], making: Making) -> None:
    """Known persons; the same name at the same number is one person."""
    for entry in entries:
        customer = find_or_create_customer(
            details=CustomerDetails(
                name=entry.name, phone=entry.phone, email=entry.email, language=entry.language
            ),
            now=making.now,
        )
        if entry.note:
            customer.note = entry.note
            customer.save(update_fields=["note"])


def make_appointments(entries: list[AppointmentEntry], making: Making) -> None:
    """Appointments agreed elsewhere: reminded of, but not confirmed again."""
    branches = {branch.name: branch for branch in Branch.objects.all()}
    for place, entry in enumerate(entries):
        person = StaffMember.objects.get(name=entry.staff)
        branch = branches[entry.branch] if entry.branch else person.branches.all()[0]
        day = entry.day.on(making.now.astimezone(branch.zone).date())
        book_directly(
            service_id=Service.objects.get(name=entry.service).pk,
            staff_id=person.pk,
            branch_id=branch.pk,
            starts_at=instant_at(datetime.combine(day, entry.at), branch.zone),
            customer=Customer.objects.filter(name=entry.customer).earliest("pk"),
            source=AppointmentSource.IMPORT,
            idempotency_key=f"company-file:{place}",
            now=making.now,
            note=entry.note,
            waived=IMPORT_MAY_WAIVE,
        )


def _branch(entry: BranchEntry, company: Company) -> Branch:
    values = BranchValues(
        name=entry.name,
        slug=entry.slug,
        spoken_names=entry.spoken_names,
        address=entry.address,
        country=company.country,
        subdivision=entry.subdivision,
        timezone=company.timezone,
        phone=entry.phone or "",
    )
    return save_branch(values=values)


def _hours(week: Week) -> list[HoursValues]:
    return [
        HoursValues(weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday, spans in week.items()
        for opens, closes in spans
    ]


def _special_days(entry: BranchEntry, today: date) -> list[DayValues]:
    return [
        DayValues(day=special.day.on(today), opens_at=opens, closes_at=closes, label=special.label)
        for special in entry.special_days
        for opens, closes in ([(None, None)] if special.hours == "closed" else special.hours)
    ]


def _take_out(person: StaffMember, absences: Iterable[Period], branch: Branch, now: datetime) -> None:
    today = now.astimezone(branch.zone).date()
    for absence in absences:
        starts_at, ends_at = _instants(absence, branch, today)
        add_time_off(
            starts_at=starts_at, ends_at=ends_at, kind=absence.kind, staff_id=person.pk, label=absence.label
        )


def _instants(period: Period, branch: Branch, today: date) -> tuple[datetime, datetime]:
    """From the first midnight to the one after the last day, on the branch's clock."""
    first, last = period.first.on(today), period.last.on(today)
    return (
        instant_at(datetime.combine(first, time()), branch.zone),
        instant_at(datetime.combine(last + ONE_DAY, time()), branch.zone),
    )
