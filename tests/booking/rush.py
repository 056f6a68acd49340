"""Many at the same moment, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

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
