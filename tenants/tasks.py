"""Tasks of the room: one that does due work of a company, whatever its kind."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tenants.utils import get_public_schema_name

from askproai.celery import app
from askproai.core import signs
from tenants import work
from tenants.context import in_company
from tenants.errors import CompanyUnavailable
from tenants.models import Company

logger = logging.getLogger(__name__)


@app.task(acks_late=True)
def do_work(*, company_id: int, kind: str, **_: object) -> None:
    """Do all work of this kind that is due in the company; safe to run twice and at the same time."""
    try:
        with in_company(company_id):
            work.do_due_work(kind=kind, now=timezone.now())
    except CompanyUnavailable:
        logger.warning("work.company_unavailable", extra={"kind": kind, "company": company_id})


@app.task(acks_late=True)
def probe(*, company_id: int, kind: str, **_: object) -> None:
    """A worker got to it: work of this kind is being done. ``company_id`` is the platform's own."""
    signs.beat(f"worker.{work.queue_of(kind)}")


def probe_workers() -> None:
    """Ask for a sign of life of each queue that has work; one that nobody takes goes after a minute."""
    platform = Company.objects.filter(schema_name=get_public_schema_name()).values_list("pk", flat=True)
    for kind in {kind.queue: kind.name for kind in work.all_kinds()}.values():
        probe.apply_async(kwargs={"company_id": platform[0], "kind": kind}, expires=60)
