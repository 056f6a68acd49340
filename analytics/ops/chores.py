"""What the scheduler does for all companies together, beside nudging each."""

from __future__ import annotations

from datetime import datetime, timedelta

from analytics.ops.gathering import gather
from analytics.ops.incidents import KEPT_FOR, forget_old, note_silence, review_incidents
from analytics.ops.models import CompanyDay
from askproai.core import signs
from tenants.pulse import SIGN, Chore, register_chore, register_return_listener
from tenants.tasks import probe_workers


def register() -> None:
    """Told to the scheduler when the room is made ready."""
    register_return_listener(lambda since, now: note_silence(name=SIGN, since=since, now=now))
    register_chore(Chore(name="probe", every_s=30, run=lambda now: probe_workers()))
    register_chore(Chore(name="gather", every_s=60, run=_gather))
    register_chore(Chore(name="incidents", every_s=15, run=review))
    register_chore(Chore(name="forget", every_s=6 * 3600, run=forget))


def review(now: datetime) -> None:
    """Look at what processes, breakers and companies say."""
    review_incidents(now=now, signs=signs.signs(), breakers=signs.open_breakers())


def forget(now: datetime) -> None:
    """What is older than anybody looks back goes."""
    forget_old(now=now)
    CompanyDay.objects.filter(day__lt=(now - KEPT_FOR - timedelta(days=1)).date()).delete()


def _gather(now: datetime) -> None:
    gather(now=now)
