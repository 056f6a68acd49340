"""Due work of companies: which kinds exist, who does them, and how they are woken up.

A row that is due (an outbox entry, an inbound event) is written together with a
:class:`~tenants.models.Wakeup`. ``pulse`` claims due wakeups and nudges ``tenants.tasks.do_work``, which does
all due work of that kind and company and removes the wakeups it saw. Whatever gets lost on the way (broker,
worker, nudge) is nudged again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from askproai.core.db import database_now
from askproai.core.rows import insert, insert_with
from askproai.core.tasks import nudge
from tenants.context import current_company
from tenants.models import Wakeup

# How long a nudge may take to be acted on before it counts as lost.
NUDGE_PATIENCE = timedelta(seconds=30)
_WAKE_SQL = """
INSERT INTO public.wakeup (company_id, kind, due_at, nudges)
SELECT DISTINCT %s::bigint, kind, due_at, 0 FROM inserted ORDER BY kind, due_at
RETURNING kind, due_at
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of due work. ``run`` does what is due in the current company and says when the next is due."""

    name: str
    queue: str
    run: Callable[[datetime], datetime | None]


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind of work known; called in ``AppConfig.ready`` of the room that does it."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The registered kind; an unknown name is a defect of ours (KeyError)."""
    return _kinds[name]


def all_kinds() -> Iterable[Kind]:
    """Every kind of work that this code knows."""
    return _kinds.values()


def queue_of(name: str) -> str:
    """The Celery queue on which work of this kind runs."""
    return _kinds[name].queue


def wake(*, kind: str, due_at: datetime, now: datetime) -> None:
    """Have work of this kind done in the current company when it is due. Part of the caller's transaction."""
    insert([Wakeup(company_id=current_company().pk, kind=kind, due_at=due_at)])
    _nudge([(kind, due_at)], now=now)


def insert_and_wake(rows: Sequence[Model], tail: str, *, now: datetime) -> None:
    """Insert rows that are due, and have the work on those done that were not there before: one statement.

    :param tail: in SQL what about conflicts. The rows have ``kind`` and ``due_at``.
    """
    company_id = current_company().pk
    _nudge(
        insert_with(rows, f"{tail} RETURNING kind, due_at", then=_WAKE_SQL, arguments=[company_id]), now=now
    )


def _nudge(due: Collection[tuple[str, datetime]], *, now: datetime) -> None:
    from tenants.tasks import do_work

    for kind in sorted({kind for kind, due_at in due if due_at <= now}):
        nudge(do_work, company_id=current_company().pk, kind=kind)


def do_due_work(*, kind: str, now: datetime) -> None:
    """Do what is due in the current company, then arm the wakeup for what is due next."""
    company_id = current_company().pk
    mine = Wakeup.objects.filter(company_id=company_id, kind=kind)
    seen = list(mine.filter(due_at__lte=database_now()).values_list("pk", flat=True))
    seen += mine.filter(nudges__gt=0).exclude(pk__in=seen).values_list("pk", flat=True)
    next_due = kind_named(kind).run(now)
    with transaction.atomic():
        mine.filter(pk__in=seen).delete()
        if next_due and not mine.filter(due_at__lte=next_due).exists():
            Wakeup.objects.create(company_id=company_id, kind=kind, due_at=next_due)


def claim_due_wakeups(*, limit: int = 1000) -> set[tuple[int, str]]:
    """What is due by the database's clock, as (company id, kind); each is offered again unless it gets done.

    Two schedulers at once never claim the same row; a clock that goes back only delays.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE public.wakeup
            SET nudges = nudges + 1,
                due_at = clock_timestamp() + make_interval(secs => %s) * least(nudges + 1, 10)
            WHERE id IN (
                SELECT id FROM public.wakeup WHERE due_at <= clock_timestamp()
                ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED)
            RETURNING company_id, kind
            """,
            [NUDGE_PATIENCE.total_seconds(), limit],
        )
        return set(cursor.fetchall())
