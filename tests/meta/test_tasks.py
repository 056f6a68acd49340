"""Tasks are nudges: ids by keyword, a queue of their own kind, safe for older and newer callers."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from askproai.celery import QUEUES, app, route
from tenants import work

app.loader.import_default_modules()
TASKS = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_tasks_are_found() -> None:
    assert "tenants.tasks.do_work" in TASKS


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task_takes_ids_by_keyword_only(name: str) -> None:
    parameters = inspect.signature(TASKS[name].run).parameters.values()
    named = [each for each in parameters if each.kind is not inspect.Parameter.VAR_KEYWORD]

    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in named)
    assert all(each.name == "kind" or each.name.endswith("_id") for each in named), "ids only, never contents"
    assert {each.annotation for each in named} <= {"int", "str"}
    assert "company_id" in {each.name for each in named}
    assert len(named) < len(list(parameters)), "**_: an older worker survives a newer caller"


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task_is_routed(name: str) -> None:
    for kind in work.all_kinds():
        routed: Any = route(name, (), {"kind": kind.name}, {})
        assert routed is not None
        assert routed["queue"] in QUEUES


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task_is_acknowledged_only_after_its_work(name: str) -> None:
    assert TASKS[name].acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
