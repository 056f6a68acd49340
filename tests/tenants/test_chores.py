"""What the scheduler does for all companies together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import Event

import pytest
import time_machine

from analytics.ops import chores
from analytics.ops.models import Incident
from askproai.core import signs
from tenants import pulse
from tenants.tasks import probe, probe_workers

MOMENT = 0.001


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    signs.forget()
    yield
    signs.forget()


def test_chore_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = Event(), list[str]()

    def fail(now: datetime) -> None:
        done.append("failed")
        raise ValueError

    def go_on(now: datetime) -> None:
        done.append("done")
        if done.count("done") == 2:
            stop.set()

    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
    monkeypatch.setattr(pulse, "_chores", [])
    pulse.register_chore(pulse.Chore(name="broken", every_s=0, run=fail))
    pulse.register_chore(pulse.Chore(name="other", every_s=0, run=go_on))

    pulse.attend(stop=stop, every_s=MOMENT)

    assert done == ["failed", "done", "failed", "done"]


def test_the_scheduler_says_that_it_lives_and_that_it_was_away(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
    with time_machine.travel("2026-11-22 08:00Z", tick=False):
        signs.beat(pulse.SIGN)
    stop = Event()
    monkeypatch.setattr(pulse, "beat", stop.set)

    with time_machine.travel("2026-11-22 08:30Z"):
        pulse.run(stop=stop, every_s=MOMENT)
        told = signs.signs()

    incident = Incident.objects.get()
    assert (incident.subject, f"{incident.opened_at:%H:%M}") == ("pulse", "08:00")
    assert told is not None
    assert f"{told['pulse'].at:%H:%M}" == "08:30"


def test_workers_are_probed_by_queue(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(kwargs: dict[str, object], expires: int) -> None:
        assert expires <= 60
        probe(**kwargs)

    monkeypatch.setattr(probe, "apply_async", take)

    probe_workers()

    told = signs.signs()
    assert told is not None
    assert {"worker.calls", "worker.messages", "worker.sync"} <= set(told)


def test_review_reads_what_processes_say(db: None) -> None:
    with time_machine.travel("2026-11-22 08:00Z", tick=False):
        signs.beat("live")

    with time_machine.travel("2026-11-22 08:05Z", tick=False) as now:
        chores.review(datetime.fromisoformat("2026-11-22T08:05:00+00:00"))
        assert now

    assert Incident.objects.get().subject == "live"
