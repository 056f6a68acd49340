"""Many at the same moment, each with a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

from askproai.core.errors import AskProError
from tenants.context import company_scope
from tenants.models import Company

T = TypeVar("T")


def rush(company: Company, acts: Sequence[Callable[[], T]]) -> list[T | AskProError]:
    """Start all acts together; what each returned or was refused with, in their order."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | AskProError:
        try:
            with company_scope(company):
                connection.ensure_connection()
                together.wait(timeout=30)
                return act()
        except AskProError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def in_the_middle_of(company: Company, first: Callable[[], object], then: Callable[[], T]) -> T | AskProError:
    """Start the second act when the first is done but not committed; what the second came to.

    The first is committed as soon as the second waits for it, or is done without having waited.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            second = pool.submit(rush, company, [then])
            while not second.done() and not _somebody_waits():
                time.sleep(0.01)
        (came_of_it,) = second.result()
    return came_of_it


def _somebody_waits() -> bool:
    """Whether a connection waits for a lock of another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
