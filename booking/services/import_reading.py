"""A file's lines with whom and what of ours they are about, by what was decided about the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from askproai.core.crypto import blind_index
from booking.importing.headings import Field
from booking.importing.lines import (
    Fate,
    Level,
    Line,
    Problem,
    has_times,
    read_line,
    split_title,
    with_problems,
)
from booking.importing.tables import Row, Table
from booking.models import Branch, ImportRun, Service, StaffMember
from booking.services.customers import name_key
from tenants.context import current_company
from tenants.keys import company_key

# Names that are this alike are proposed; whoever imports looks at them before anything is written.
ALIKE = 82


# Part of a title ("Haarschnitt Damen Emma Wolf") that surely names the service.
_IN_TITLE = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What was decided about a file. Their words are compared without case; ``0`` stands for "leave out"."""

    columns: Mapping[Field, int] = field(default_factory=dict)
    services: Mapping[str, int] = field(default_factory=dict)
    staff: Mapping[str, int] = field(default_factory=dict)
    service_id: int | None = None
    staff_id: int | None = None
    branch_id: int | None = None

    @classmethod
    def of(cls, run: ImportRun) -> Self:
        """Those that are stored with the file."""
        stored = dict(run.choices)
        columns = {Field(name): column for name, column in stored.pop("columns", {}).items()}
        return cls(columns=columns, **stored)

    def stored(self) -> dict[str, Any]:
        """As :meth:`of` reads them."""
        return {
            "columns": {name.value: column for name, column in self.columns.items()},
            "services": dict(self.services),
            "staff": dict(self.staff),
            "service_id": self.service_id,
            "staff_id": self.staff_id,
            "branch_id": self.branch_id,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A line with whom and what of ours it is about. Without ``service_id`` it is only a customer.

    ``key`` is the same for the same appointment, whichever file it comes in.
    """

    line: Line
    row: Row
    service_id: int | None = None
    staff_id: int | None = None
    branch_id: int | None = None
    key: str = ""
    is_known: bool = False


class Reading:
    """Reads a file's rows with what is ours beside them: people, services, branches."""

    def __init__(self, run: ImportRun) -> None:
        self.table = table_of(run)
        self.choices = Choices.of(run)
        self._services = list(Service.objects.filter(is_active=True))
        self._staff = list(StaffMember.objects.filter(is_active=True).prefetch_related("branches"))
        self._branches = {each.pk: each for each in Branch.objects.filter(is_active=True)}
        self._region = current_company().country
        self._index_key = company_key(purpose="import")
        self._homes = {each.pk: [branch.pk for branch in each.branches.all()] for each in self._staff}

    @property
    def services(self) -> list[Service]:
        return self._services

    @property
    def staff(self) -> list[StaffMember]:
        return self._staff

    def plan(self, row: Row) -> Plan:
        """What the row asks for, with everything that is wrong about it."""
        branch = self._branches.get(self.choices.branch_id or 0) or next(iter(self._branches.values()), None)
        zone = branch.zone if branch else ZoneInfo(current_company().timezone)
        line = read_line(row, self.choices.columns, zone=zone, region=self._region)
        if not has_times(self.choices.columns):
            return Plan(line=line, row=row)
        line, service_id = self._named(line)
        staff_id = self._chosen(line.staff, self.choices.staff, self.choices.staff_id)
        problems = list(_missing(line, service_id, staff_id))
        if service_id and line.lasts:
            problems += self._lasts_otherwise(line, service_id)
        line = with_problems(line, problems)
        if line.is_wrong or not service_id or not staff_id:
            return Plan(line=line, row=row)
        return Plan(
            line=line,
            row=row,
            service_id=service_id,
            staff_id=staff_id,
            branch_id=self._branch_of(line, staff_id),
            key=self._key(line, service_id, staff_id),
        )

    def _named(self, line: Line) -> tuple[Line, int | None]:
        """Service and customer; a title may say both."""
        chosen = self._chosen(line.service, self.choices.services, self.choices.service_id)
        if not line.title or (line.name and line.service):
            return line, chosen
        parts = split_title(line.title)
        found = next((part for part in parts if self._service_in(part)), "")
        if found and not line.service:
            chosen = self._service_in(found)
        rest = [part for part in parts if part != found]
        name = line.name or (rest[0] if rest else "")
        problems = () if name else (Problem(code="no_name", value=line.title),)
        return with_problems(replace(line, name=name[:160]), problems), chosen

    def _service_in(self, words: str) -> int | None:
        decided = self.choices.services.get(name_key(words))
        return decided or matched(words, self._services, at_least=_IN_TITLE)

    def _chosen(self, words: str, decided: Mapping[str, int], otherwise: int | None) -> int | None:
        """By their word for it; the same for all lines where there is none."""
        return decided.get(name_key(words)) if words else otherwise

    def _lasts_otherwise(self, line: Line, service_id: int) -> Iterable[Problem]:
        ours = next((each.duration for each in self._services if each.pk == service_id), None)
        if ours and line.lasts and ours != line.lasts:
            yield Problem(
                code="lasts_otherwise",
                value=f"{_minutes(line.lasts)} → {_minutes(ours)}",
                level=Level.WARNING,
            )

    def _branch_of(self, line: Line, staff_id: int) -> int | None:
        named = matched(line.branch, self._branches.values(), at_least=ALIKE) if line.branch else None
        homes = self._homes.get(staff_id, [])
        for branch_id in (named, self.choices.branch_id):
            if branch_id in homes:
                return branch_id
        return next(iter(homes), None)

    def _key(self, line: Line, service_id: int, staff_id: int) -> str:
        if line.uid:
            said = f"uid:{line.uid}"
        else:
            said = f"{line.starts_at}:{service_id}:{staff_id}:{name_key(line.name)}:{line.phone}"
        # Keyed, because a plain hash of a phone number is guessed in minutes.
        return f"import:{blind_index(self._index_key, said).hex()}"


def table_of(run: ImportRun) -> Table:
    """The stored rows."""
    stored = run.table
    return Table(
        headings=tuple(stored["headings"]),
        rows=tuple(Row(number=number, cells=tuple(cells)) for number, cells in stored["rows"]),
    )


def matched(words: str, candidates: Iterable[Any], *, at_least: float) -> int | None:
    """Whose name, or a name that is said for it, is most alike; an equal one beats all others."""
    said = name_key(words)
    best, score = None, at_least
    for each in candidates:
        for name in (each.name, *each.spoken_names):
            alike = fuzz.token_sort_ratio(said, name_key(name))
            # "Anna" is Anna Berger, unless there are two.
            if name_key(name).split()[:1] == [said]:
                alike = max(alike, at_least)
            if alike > score or (best is None and alike >= score):
                best, score = each.pk, alike
    return best


def _missing(line: Line, service_id: int | None, staff_id: int | None) -> Iterable[Problem]:
    if line.fate != Fate.ON:
        yield Problem(code="called_off")
    if not service_id:
        yield Problem(code="no_service", value=line.service or line.title)
    if not staff_id:
        yield Problem(code="no_staff", value=line.staff)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60
