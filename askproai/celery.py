"""The Celery application. Tasks only nudge: what is to be done stands in rows."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askproai.settings.dev")

QUEUES = ("calls", "messages", "sync", "billing", "analytics")

app = Celery("askproai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def route(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], options: dict[str, Any], **_: object
) -> dict[str, str] | None:
    """Due work goes to the queue of its kind, so that a slow provider delays only itself."""
    if name not in {"tenants.tasks.do_work", "tenants.tasks.probe"}:
        return None
    from tenants.work import queue_of

    return {"queue": queue_of(kwargs["kind"])}
