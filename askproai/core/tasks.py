"""Nudging the workers. A nudge may get lost: the row that it points to is the truth, ``pulse`` finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from celery import Task


def nudge(task: Task, **ids: int | str) -> None:
    """Wake a worker after commit; a broker that is down never fails the request that wrote the row."""
    transaction.on_commit(lambda: task.delay(**ids), robust=True)
