"""Taking over customers and appointments from a file, up to the yes: upload, mapping, preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import transaction
from rapidfuzz import fuzz

from askproai.core.crypto import blind_index
from booking.enums import ImportState
from booking.errors import ImportBegun, ImportUnknown
from booking.importing.headings import Field, guess
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
from booking.importing.tables import Row, Table, read_table
from booking.models import Branch, IdempotencyKey, ImportRun, Service, StaffMember
from booking.queries.clashes import Wanted, clashes_among
from booking.services.customers import name_key
from tenants.context import current_company
from tenants.keys import company_key
from tenants.work import wake

IMPORTS = "imports"
# Names that are this alike are proposed; whoever imports looks at them before anything is written.
_ALIKE = 82
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What would happen; nothing has been written yet."""

    plans: tuple[Plan, ...]
    appointments: int
    past: int
    customers: int
    known: int
    left_out: int
    warnings: int


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
        named = matched(line.branch, self._branches.values(), at_least=_ALIKE) if line.branch else None
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


def upload_import(*, title: str, content: bytes, now: datetime) -> ImportRun:
    """Keep a file for a day, with a guess of what its columns, services and people are.

    :raises Unreadable: too large, empty, or neither CSV nor ICS.
    """
    table = read_table(content, around=now)
    rows = [[row.number, list(row.cells)] for row in table.rows]
    filled = [any(row.cells[column] for row in table.rows) for column in range(len(table.headings))]
    run = ImportRun(
        title=title[-120:].replace("\0", ""),
        table={"headings": list(table.headings), "rows": rows},
        total=len(rows),
        created_at=now,
    )
    run.choices = Choices(columns=guess(table.headings, filled=filled)).stored()
    run.choices = with_names_matched(run).stored()
    run.save()
    return run


def with_names_matched(run: ImportRun) -> Choices:
    """The choices with what their words for services and people probably are; what was decided stays."""
    reading = Reading(run)
    choices = reading.choices
    services, staff = words_in(run)
    only = reading.staff[0].pk if len(reading.staff) == 1 else None
    return replace(
        choices,
        services={
            key: choices.services.get(key) or matched(words, reading.services, at_least=_ALIKE) or 0
            for key, words in services.items()
        },
        staff={
            key: choices.staff.get(key) or matched(words, reading.staff, at_least=_ALIKE) or 0
            for key, words in staff.items()
        },
        staff_id=choices.staff_id or only,
    )


def words_in(run: ImportRun) -> tuple[dict[str, str], dict[str, str]]:
    """Their words for services and for people, by how they are compared."""
    columns = Choices.of(run).columns
    table = table_of(run)
    return _words(table, columns.get(Field.SERVICE)), _words(table, columns.get(Field.STAFF))


@transaction.atomic
def choose_import(*, run_id: int, choices: Choices) -> ImportRun:
    """Store what was decided about a file. Ids that are not of this company are ignored.

    :raises ImportUnknown: no such file.
    :raises ImportBegun: it is running already.
    """
    run = _draft(run_id)
    services = set(Service.objects.filter(is_active=True).values_list("pk", flat=True))
    staff = set(StaffMember.objects.filter(is_active=True).values_list("pk", flat=True))
    branches = set(Branch.objects.filter(is_active=True).values_list("pk", flat=True))
    width = len(run.table["headings"])
    kept = Choices(
        columns={name: column for name, column in choices.columns.items() if 0 <= column < width},
        services={key: pk if pk in services else 0 for key, pk in choices.services.items()},
        staff={key: pk if pk in staff else 0 for key, pk in choices.staff.items()},
        service_id=choices.service_id if choices.service_id in services else None,
        staff_id=choices.staff_id if choices.staff_id in staff else None,
        branch_id=choices.branch_id if choices.branch_id in branches else None,
    )
    run.choices = kept.stored()
    run.choices = _with_new_words(run, kept).stored()
    run.save(update_fields=["choices"])
    return run


def _with_new_words(run: ImportRun, kept: Choices) -> Choices:
    """Words of a column that was just chosen get a guess; a decided "leave out" stays one."""
    guessed = with_names_matched(run)
    return replace(
        guessed,
        services={**guessed.services, **kept.services},
        staff={**guessed.staff, **kept.staff},
        staff_id=kept.staff_id,
    )


def preview_import(run: ImportRun, *, now: datetime) -> Preview:
    """What running the file would do, line by line; afterwards also what could not be done."""
    reading = Reading(run)
    plans = [reading.plan(row) for row in reading.table.rows]
    for refusal in run.refusals:
        place, _, code = refusal.partition(":")
        level = Level.WARNING if code == "known_otherwise" else Level.ERROR
        plan = plans[int(place)]
        plans[int(place)] = replace(plan, line=with_problems(plan.line, (Problem(code=code, level=level),)))
    keys = {plan.key for plan in plans if plan.key}
    known = set(IdempotencyKey.objects.filter(key__in=keys).values_list("key", flat=True))
    plans = list(_once_each(plans, known))
    if run.state == ImportState.DRAFT:
        plans = _with_clashes(plans, now=now)
    booked = [plan for plan in plans if plan.service_id and not plan.is_known and not plan.line.is_wrong]
    return Preview(
        plans=tuple(plans),
        appointments=len(booked),
        past=sum(plan.line.starts_at is not None and plan.line.starts_at < now for plan in booked),
        customers=len({
            (name_key(plan.line.name), plan.line.phone or plan.line.email)
            for plan in plans
            if not plan.line.is_wrong
        }),
        known=sum(plan.is_known for plan in plans),
        left_out=sum(plan.line.is_wrong for plan in plans),
        warnings=sum(bool(plan.line.problems) and not plan.line.is_wrong for plan in plans),
    )  # fmt: skip


def _with_clashes(plans: list[Plan], *, now: datetime) -> list[Plan]:
    """The same, with an error where somebody or something is taken by what is there or by a line before."""
    wanted = [
        Wanted(place, plan.service_id, plan.staff_id, plan.branch_id, plan.line.starts_at)
        for place, plan in enumerate(plans)
        if plan.service_id and plan.staff_id and plan.branch_id and plan.line.starts_at and not plan.is_known
    ]
    for place, code in clashes_among(wanted, now=now).items():
        line = with_problems(plans[place].line, (Problem(code=code.value),))
        plans[place] = replace(plans[place], line=line)
    return plans


@transaction.atomic
def start_import(*, run_id: int, now: datetime) -> None:
    """Have the file taken over in the background. Starting twice is the same as once.

    :raises ImportUnknown: no such file.
    """
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise ImportUnknown(run_id=run_id)
    if run.state != ImportState.DRAFT:
        return
    run.state = ImportState.RUNNING
    run.save(update_fields=["state"])
    wake(kind=IMPORTS, due_at=now, now=now)


@transaction.atomic
def drop_import(*, run_id: int) -> None:
    """Forget a file that was not started, or a report.

    :raises ImportUnknown: no such file.
    :raises ImportBegun: it is running.
    """
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise ImportUnknown(run_id=run_id)
    if run.state == ImportState.RUNNING:
        raise ImportBegun(run_id=run_id)
    run.delete()


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


def _draft(run_id: int) -> ImportRun:
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise ImportUnknown(run_id=run_id)
    if run.state != ImportState.DRAFT:
        raise ImportBegun(run_id=run_id)
    return run


def _words(table: Table, column: int | None) -> dict[str, str]:
    if column is None:
        return {}
    return {name_key(row.cells[column]): row.cells[column] for row in table.rows if row.cells[column]}


def _missing(line: Line, service_id: int | None, staff_id: int | None) -> Iterable[Problem]:
    if line.fate != Fate.ON:
        yield Problem(code="called_off")
    if not service_id:
        yield Problem(code="no_service", value=line.service or line.title)
    if not staff_id:
        yield Problem(code="no_staff", value=line.staff)


def _once_each(plans: Iterable[Plan], known: set[str]) -> Iterable[Plan]:
    seen = set(known)
    for plan in plans:
        yield replace(plan, is_known=plan.key in seen) if plan.key else plan
        if plan.key:
            seen.add(plan.key)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60
