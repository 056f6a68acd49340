"""Tasks of the room: one that does due work of a company, whatever its kind."""

from __future__ import annotations

import logging

from django.utils import timezone

from askproai.celery import app
from tenants import work
from tenants.context import in_company
from tenants.errors import CompanyUnavailable

logger = logging.getLogger(__name__)


@app.task(acks_late=True)
def do_work(*, company_id: int, kind: str, **_: object) -> None:
    """Do all work of this kind that is due in the company; safe to run twice and at the same time."""
    try:
        with in_company(company_id):
            work.do_due_work(kind=kind, now=timezone.now())
    except CompanyUnavailable:
        logger.warning("work.company_unavailable", extra={"kind": kind, "company": company_id})
