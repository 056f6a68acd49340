"""What a company asks of everybody who signs in to it."""

from __future__ import annotations

from django.db import transaction

from tenants.context import forget_companies
from tenants.models import Company
from tenants.privacy import audit


@transaction.atomic
def require_second_factor(*, company: Company, is_required: bool) -> None:
    """Ask every member for a second factor, or no longer. Holds in every process within ten seconds."""
    before = Company.objects.select_for_update().get(pk=company.pk).requires_second_factor
    Company.objects.filter(pk=company.pk).update(requires_second_factor=is_required)
    company.requires_second_factor = is_required
    audit.note(
        company,
        before={"requires_second_factor": before},
        after={"requires_second_factor": is_required},
    )
    transaction.on_commit(forget_companies)
