"""Sections of the booking room: what fits together, and how it becomes rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from booking.company_file.history import write_history
from booking.company_file.rows import (
    make_add_ons,
    make_appointments,
    make_branches,
    make_customers,
    make_resources,
    make_services,
    make_staff,
)
from booking.company_file.shapes import (
    AddOnEntry,
    AppointmentEntry,
    BranchEntry,
    CustomerEntry,
    HistoryEntry,
    ResourceEntry,
    ServiceEntry,
    StaffEntry,
)
from booking.company_file.templates import TemplateEntry
from booking.company_file.timetable import ClassTimeEntry, check_timetable, make_timetable
from tenants.company_file.document import Path
from tenants.company_file.reading import did_you_mean
from tenants.company_file.sections import Finding, Section, register_section


def register() -> None:
    """Make the room's keys known; called in ``BookingConfig.ready``."""
    sections = (
        Section(name="template", shape=TemplateEntry, apply=lambda entry, making: None),
        Section(
            name="branches",
            shape=list[BranchEntry],
            apply=make_branches,
            check=_check_branches,
            required=True,
        ),
        Section(name="resources", shape=list[ResourceEntry], apply=make_resources, check=_check_resources),
        Section(
            name="services",
            shape=list[ServiceEntry],
            apply=make_services,
            check=_check_services,
            required=True,
        ),
        Section(name="add_ons", shape=list[AddOnEntry], apply=make_add_ons, check=_check_add_ons),
        Section(name="staff", shape=list[StaffEntry], apply=make_staff, check=_check_staff, required=True),
        Section(name="customers", shape=list[CustomerEntry], apply=make_customers),
        Section(
            name="appointments",
            shape=list[AppointmentEntry],
            apply=make_appointments,
            check=_check_appointments,
        ),
        Section(name="timetable", shape=list[ClassTimeEntry], apply=make_timetable, check=check_timetable),
        Section(name="history", shape=HistoryEntry, apply=write_history),
    )
    for section in sections:
        register_section(section)


def _named_once(section: str) -> Any:
    def check(sections: Mapping[str, Any]) -> Iterator[Finding]:
        entries = sections.get(section, ())
        if section in sections and not entries:
            yield (section,), "there must be at least one"
        seen = Counter(entry.name for entry in entries)
        for place, entry in enumerate(entries):
            if seen[entry.name] > 1:
                yield (section, place, "name"), f"{entry.name} is there more than once"

    return check


def _check_branches(sections: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _named_once("branches")(sections)
    branches = _names(sections, "branches")
    for place, entry in enumerate(sections.get("branches", ())):
        for other in entry.rules.travel:
            yield from _unknown(("branches", place, "rules", "travel", other), other, branches, "branch")


def _check_resources(sections: Mapping[str, Any]) -> Iterator[Finding]:
    branches = _names(sections, "branches")
    for place, entry in enumerate(sections.get("resources", ())):
        if entry.branch:
            yield from _unknown(("resources", place, "branch"), entry.branch, branches, "branch")


def _check_services(sections: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _named_once("services")(sections)
    groups = [entry.group for entry in sections.get("resources", ())]
    for place, service in enumerate(sections.get("services", ())):
        for number, (group, _) in enumerate(service.groups()):
            yield from _unknown(("services", place, "needs", number), group, groups, "room or device")


def _check_add_ons(sections: Mapping[str, Any]) -> Iterator[Finding]:
    services = _names(sections, "services")
    for place, entry in enumerate(sections.get("add_ons", ())):
        for number, service in enumerate(entry.services):
            yield from _unknown(("add_ons", place, "services", number), service, services, "service")


def _check_staff(sections: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _named_once("staff")(sections)
    branches, services = _names(sections, "branches"), _names(sections, "services")
    for place, person in enumerate(sections.get("staff", ())):
        at: Path = ("staff", place)
        for number, branch in enumerate(person.branches):
            yield from _unknown((*at, "branches", number), branch, branches, "branch")
        for number, (service, _) in enumerate(person.skills()):
            yield from _unknown((*at, "services", number), service, services, "service")
        for number, shift in enumerate(person.shifts):
            if shift.branch:
                yield from _unknown((*at, "shifts", number, "branch"), shift.branch, branches, "branch")
        for branch in person.hours_by_branch:
            yield from _unknown((*at, "hours_by_branch", branch), branch, branches, "branch")
        if person.hours is not None and len(person.branches or branches or ()) > 1:
            yield (*at, "hours"), "works in several branches: write hours_by_branch"
        if person.hours is not None and person.hours_by_branch:
            yield (*at, "hours"), "write either hours or hours_by_branch"


def _check_appointments(sections: Mapping[str, Any]) -> Iterator[Finding]:
    names = {key: _names(sections, key) for key in ("customers", "services", "staff", "branches")}
    for place, entry in enumerate(sections.get("appointments", ())):
        at: Path = ("appointments", place)
        yield from _unknown((*at, "customer"), entry.customer, names["customers"] or [], "customer")
        yield from _unknown((*at, "service"), entry.service, names["services"], "service")
        yield from _unknown((*at, "staff"), entry.staff, names["staff"], "person")
        if entry.branch:
            yield from _unknown((*at, "branch"), entry.branch, names["branches"], "branch")


def _names(sections: Mapping[str, Any], key: str) -> list[str] | None:
    """The names of a section, or nothing to compare with when it could not be read."""
    return [entry.name for entry in sections[key]] if key in sections else None


def _unknown(path: Path, name: str, known: Iterable[str] | None, what: str) -> Iterator[Finding]:
    if known is not None and name not in known:
        yield path, f"there is no {what} {name}{did_you_mean(name, known)}"
