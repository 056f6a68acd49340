"""Taking over customers and appointments from a file, up to the yes: upload, mapping, preview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from booking.enums import ImportState
from booking.errors import ImportBegun, ImportUnknown
from booking.importing.headings import Field, guess
from booking.importing.lines import (
    Level,
    Problem,
    with_problems,
)
from booking.importing.tables import Table, read_table
from booking.models import Branch, IdempotencyKey, ImportRun, Service, StaffMember
from booking.queries.clashes import Wanted, clashes_among
from booking.services.customers import name_key
from booking.services.import_reading import ALIKE, Choices, Plan, Reading, matched, table_of
from tenants.work import wake

IMPORTS = "imports"


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
            key: choices.services.get(key) or matched(words, reading.services, at_least=ALIKE) or 0
            for key, words in services.items()
        },
        staff={
            key: choices.staff.get(key) or matched(words, reading.staff, at_least=ALIKE) or 0
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


def _once_each(plans: Iterable[Plan], known: set[str]) -> Iterable[Plan]:
    seen = set(known)
    for plan in plans:
        yield replace(plan, is_known=plan.key in seen) if plan.key else plan
        if plan.key:
            seen.add(plan.key)
