"""The scheduler loop: nudge what is due, and once an hour search each company for wakeups that got lost."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from threading import Event

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from tenants import work
from tenants.access.sessions import remove_stale_sessions
from tenants.access.support import close_run_out
from tenants.enums import CompanyState
from tenants.models import Company
from tenants.provisioning.services import resume_company_creation
from tenants.provisioning.spares import stock_up
from tenants.tasks import do_work
from tenants.team.invitations import remove_old_invitations

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 3600
# Schemas kept ready: this many companies can sign up within an hour at once, each in milliseconds.
SPARES = 3


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
    remove_stale_sessions(now=now)
    remove_old_invitations(now=now)


def run(*, stop: Event, every_s: float = 0.5, sweep_every_s: float = SWEEP_EVERY_S) -> None:
    """Beat until told to stop; a database or broker that is away is waited for, never a reason to end."""
    next_sweep = time.monotonic() + sweep_every_s
    while not stop.is_set():
        try:
            close_old_connections()
            beat()
            if time.monotonic() >= next_sweep:
                sweep()
                tidy(now=timezone.now())
                next_sweep = time.monotonic() + sweep_every_s
        except (DatabaseError, OSError, do_work.OperationalError) as error:
            logger.warning("pulse.waiting", extra={"error": type(error).__name__})
            stop.wait(1)
        stop.wait(every_s)
