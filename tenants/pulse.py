"""The scheduler loop: nudge what is due, and once an hour search each company for wakeups that got lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from askproai.core import signs
from tenants import work
from tenants.access.sessions import remove_stale_sessions
from tenants.access.support import close_run_out, forget_old_support
from tenants.enums import CompanyState
from tenants.models import Company
from tenants.provisioning.services import resume_company_creation
from tenants.provisioning.spares import stock_up
from tenants.tasks import do_work
from tenants.team.invitations import remove_old_invitations

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 3600
# By what the scheduler is known, and how often it says that it is there.
SIGN = "pulse"
SIGN_EVERY_S = 10
# Schemas kept ready: this many companies can sign up within an hour at once, each in milliseconds.
SPARES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Chore:
    """Something to do for all companies together, again and again."""

    name: str
    every_s: float
    run: Callable[[datetime], None]


_chores: list[Chore] = []


def register_chore(chore: Chore) -> None:
    """Have it done by the scheduler; called in ``AppConfig.ready`` of the room whose business it is."""
    _chores[:] = [*(each for each in _chores if each.name != chore.name), chore]


# Told when the scheduler is back after a time in which none ran: since when, and now.
_return_listeners: list[Callable[[datetime, datetime], None]] = []


def register_return_listener(listener: Callable[[datetime, datetime], None]) -> None:
    """Have somebody told that the scheduler was away."""
    _return_listeners[:] = [*(each for each in _return_listeners if each != listener), listener]


def beat() -> int:
    """Nudge everything due now; returns how many (company, kind) pairs were nudged."""
    due = work.claim_due_wakeups()
    for company_id, kind in due:
        do_work.delay(company_id=company_id, kind=kind)
    return len(due)


def sweep() -> int:
    """Have every served company look for due work that no wakeup points to any more."""
    company_ids = list(Company.objects.filter(state=CompanyState.READY).values_list("pk", flat=True))
    for company_id in company_ids:
        for kind in work.all_kinds():
            do_work.delay(company_id=company_id, kind=kind.name)
    return len(company_ids)


def tidy(*, now: datetime) -> None:
    """Clear up behind companies half made or half removed, keep a few schemas ready, drop what is over."""
    resume_company_creation(now=now)
    stock_up(count=SPARES)
    close_run_out(now=now)
    forget_old_support(now=now)
    remove_stale_sessions(now=now)
    remove_old_invitations(now=now)


def run(*, stop: Event, every_s: float = 0.5, sweep_every_s: float = SWEEP_EVERY_S) -> None:
    """Beat until told to stop; a database or broker that is away is waited for, never a reason to end."""
    next_sweep = time.monotonic() + sweep_every_s
    next_sign = 0.0
    _tell_return()
    while not stop.is_set():
        try:
            close_old_connections()
            beat()
            if time.monotonic() >= next_sign:
                signs.beat(SIGN)
                next_sign = time.monotonic() + SIGN_EVERY_S
            if time.monotonic() >= next_sweep:
                sweep()
                tidy(now=timezone.now())
                next_sweep = time.monotonic() + sweep_every_s
        except (DatabaseError, OSError, do_work.OperationalError) as error:
            logger.warning("pulse.waiting", extra={"error": type(error).__name__})
            stop.wait(1)
        stop.wait(every_s)


def attend(*, stop: Event, every_s: float = 1.0) -> None:
    """Do the chores, each when its time has come: in a thread of their own, so that none delays a nudge."""
    due = dict.fromkeys((chore.name for chore in _chores), 0.0)
    while not stop.is_set():
        for chore in _chores:
            if time.monotonic() >= due.get(chore.name, 0.0) and not stop.is_set():
                _do(chore)
                due[chore.name] = time.monotonic() + chore.every_s
        stop.wait(every_s)


def _tell_return() -> None:
    before = (signs.signs() or {}).get(SIGN)
    if before is not None:
        for listener in _return_listeners:
            _do(Chore(name="return", every_s=0, run=partial(listener, before.at)))


def _do(chore: Chore) -> None:
    try:
        close_old_connections()
        chore.run(timezone.now())
    except Exception:
        # The edge of the thread: a chore that fails is tried again in its turn, and keeps no other waiting.
        logger.exception("pulse.chore_failed", extra={"chore": chore.name})
