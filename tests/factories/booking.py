"""Rows of the booking room, one factory per model. People and appointments come through the services."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory

from booking.enums import AppointmentSource, OptionKind, ServiceKind, Weekday
from booking.models import (
    Appointment,
    Branch,
    ClassSession,
    ClassTime,
    Customer,
    Resource,
    Service,
    ServiceOption,
    SpecialDay,
    StaffMember,
    WorkingHours,
)
from booking.services import (
    add_resource,
    add_staff_member,
    book_directly,
    find_or_create_customer,
    plan_session,
)
from booking.values import CustomerDetails

BERLIN = ZoneInfo("Europe/Berlin")
# Monday, 30 March 2026, 8:00 in Berlin: the day after summer time began.
MONDAY_8 = datetime(2026, 3, 30, 6, tzinfo=UTC)
WORKDAYS = tuple(Weekday)[:5]


def berlin(day: str, clock: str) -> datetime:
    """``berlin("2026-03-30", "09:00")`` as an instant."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN).astimezone(UTC)


class BranchFactory(factory.django.DjangoModelFactory[Branch]):
    """Open on workdays from 9 to 18 unless told otherwise; without notice, so that tests decide about it."""

    class Meta:
        model = Branch
        skip_postgeneration_save = True

    name = "Haarmonie Mitte"
    slug = factory.Sequence("filiale-{}".format)
    subdivision = "BE"
    min_notice = timedelta(0)

    @factory.post_generation
    def open_on(branch: Branch, create: bool, extracted: tuple[Weekday, ...] | None, **hours: time) -> None:  # noqa: N805
        for weekday in WORKDAYS if extracted is None else extracted:
            WorkingHoursFactory(branch=branch, weekday=weekday, **hours)


class WorkingHoursFactory(factory.django.DjangoModelFactory[WorkingHours]):
    class Meta:
        model = WorkingHours

    weekday = Weekday.MONDAY
    opens_at = time(9)
    closes_at = time(18)


class SpecialDayFactory(factory.django.DjangoModelFactory[SpecialDay]):
    """A closed date unless it is given hours."""

    class Meta:
        model = SpecialDay


class ServiceFactory(factory.django.DjangoModelFactory[Service]):
    class Meta:
        model = Service

    class Params:
        minutes = 30

    name = "Haarschnitt"
    duration = factory.LazyAttribute(lambda service: timedelta(minutes=service.minutes))
    price_cents = 3900


class ServiceOptionFactory(factory.django.DjangoModelFactory[ServiceOption]):
    """A variant unless it is told to be an add-on."""

    class Meta:
        model = ServiceOption

    class Params:
        minutes = 45

    kind = OptionKind.VARIANT
    name = "lang"
    duration = factory.LazyAttribute(lambda option: timedelta(minutes=option.minutes))
    price_cents = 4900


class CourseFactory(ServiceFactory):
    """A group class; one customer may book up to four places."""

    name = "Yoga"
    kind = ServiceKind.CLASS
    duration = timedelta(hours=1)
    price_cents = 1500
    is_priced_per_person = True
    max_party = 4


class ClassTimeFactory(factory.django.DjangoModelFactory[ClassTime]):
    class Meta:
        model = ClassTime

    weekday = Weekday.TUESDAY
    starts_at = time(18)
    places = 3


class ClassSessionFactory(factory.django.DjangoModelFactory[ClassSession]):
    """Planned by hand, on Tuesday, 31 March 2026, at 18:00 in Berlin unless told otherwise."""

    class Meta:
        model = ClassSession

    starts_at = MONDAY_8 + timedelta(hours=34)
    places = 3
    now = MONDAY_8

    @classmethod
    def _create(cls, model_class: type[ClassSession], *args: Any, **fields: Any) -> ClassSession:
        staff: StaffMember = fields.pop("staff")
        service: Service = fields.pop("service")
        branch_id = staff.branches.get().pk
        return plan_session(staff_id=staff.pk, service_id=service.pk, branch_id=branch_id, **fields)


class ResourceFactory(factory.django.DjangoModelFactory[Resource]):
    """A room of a sort (``group``, by name), at a branch."""

    class Meta:
        model = Resource

    name = factory.Sequence("Platz {}".format)

    @classmethod
    def _create(cls, model_class: type[Resource], *args: Any, **fields: Any) -> Resource:
        return add_resource(**fields)


class StaffMemberFactory(factory.django.DjangoModelFactory[StaffMember]):
    class Meta:
        model = StaffMember

    name = "Anna"

    @classmethod
    def _create(cls, model_class: type[StaffMember], *args: Any, **fields: Any) -> StaffMember:
        branches, services = fields.pop("branches", ()), fields.pop("services", ())
        return add_staff_member(
            branch_ids=[branch.pk for branch in branches],
            service_ids=[service.pk for service in services],
            **fields,
        )


class CustomerFactory(factory.django.DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    name = "Clara Weber"
    phone = factory.Sequence("+4915112{:06d}".format)

    @classmethod
    def _create(cls, model_class: type[Customer], *args: Any, **fields: Any) -> Customer:
        extra_minutes = fields.pop("extra_minutes", {})
        customer = find_or_create_customer(details=CustomerDetails(**fields), now=MONDAY_8)
        if extra_minutes:
            Customer.objects.filter(pk=customer.pk).update(extra_minutes=extra_minutes)
        return customer


class AppointmentFactory(factory.django.DjangoModelFactory[Appointment]):
    """Booked through the one door, as a team member does it."""

    class Meta:
        model = Appointment

    starts_at = MONDAY_8 + timedelta(hours=1)
    source = AppointmentSource.PORTAL
    idempotency_key = factory.Sequence("factory-{}".format)
    now = MONDAY_8

    @classmethod
    def _create(cls, model_class: type[Appointment], *args: Any, **fields: Any) -> Appointment:
        staff: StaffMember = fields.pop("staff")
        service: Service = fields.pop("service")
        branch: Branch = fields.pop("branch", None) or staff.branches.get()
        customer = fields.pop("customer", None) or CustomerFactory()
        return book_directly(
            staff_id=staff.pk, service_id=service.pk, branch_id=branch.pk, customer=customer, **fields
        )
