"""``timetable:``, the weekly times of group classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from booking.company_file.kinds import WEEKDAYS, Clock
from booking.enums import ServiceKind
from booking.models import Branch, ClassTime, Service, StaffMember
from booking.services.class_planning import plan_classes
from tenants.company_file.kinds import AnyDay, Duration, FileModel, Name
from tenants.company_file.reading import did_you_mean
from tenants.company_file.sections import Finding, Making


class ClassTimeEntry(FileModel):
    """One of ``timetable:``."""

    service: Name
    staff: Name
    branch: Name | None = None
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    at: Clock
    places: Annotated[int, Field(ge=1, le=1000)]
    min_participants: Annotated[int, Field(ge=0, le=1000)] = 0
    decided_before: Duration = timedelta(hours=24)
    first: AnyDay | None = Field(default=None, alias="from")
    last: AnyDay | None = Field(default=None, alias="until")

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.min_participants > self.places:
            raise ValueError("there are fewer places than people needed")
        return self


def make_timetable(entries: list[ClassTimeEntry], making: Making) -> None:
    """The weekly times, and the sessions of the coming weeks."""
    branches = {branch.name: branch for branch in Branch.objects.all()}
    for entry in entries:
        staff = StaffMember.objects.get(name=entry.staff)
        branch = branches[entry.branch] if entry.branch else staff.branches.all()[0]
        today = making.now.astimezone(branch.zone).date()
        ClassTime.objects.create(
            service=Service.objects.get(name=entry.service),
            staff=staff,
            branch=branch,
            weekday=WEEKDAYS.index(entry.weekday),
            starts_at=entry.at,
            places=entry.places,
            min_participants=entry.min_participants,
            decided_before=entry.decided_before,
            valid_from=entry.first.on(today) if entry.first else None,
            valid_until=entry.last.on(today) if entry.last else None,
        )
    plan_classes(now=making.now)


def check_timetable(sections: Mapping[str, Any]) -> Iterator[Finding]:
    """Each names a class, and a person who gives it."""
    classes = [service.name for service in sections.get("services", ()) if service.kind == ServiceKind.CLASS]
    staff = {person.name: person for person in sections.get("staff", ())}
    branches = [branch.name for branch in sections.get("branches", ())]
    for place, entry in enumerate(sections.get("timetable", ())):
        at = ("timetable", place)
        if "services" in sections and entry.service not in classes:
            yield (*at, "service"), f"there is no class {entry.service}{did_you_mean(entry.service, classes)}"
        if "staff" in sections and entry.staff not in staff:
            yield (*at, "staff"), f"there is no person {entry.staff}{did_you_mean(entry.staff, staff)}"
        elif entry.staff in staff and entry.service not in dict(staff[entry.staff].skills()):
            yield (*at, "staff"), f"{entry.staff} does not give {entry.service}"
        if entry.branch and "branches" in sections and entry.branch not in branches:
            yield (*at, "branch"), f"there is no branch {entry.branch}{did_you_mean(entry.branch, branches)}"
