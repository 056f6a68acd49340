"""Who belongs to a company, as the team page shows it."""

from __future__ import annotations

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Value, When

from tenants.enums import FactorKind, Role
from tenants.models import Company, Membership, SignInFactor

_SECOND = (FactorKind.TOTP, FactorKind.PASSKEY)


def members_of(company: Company) -> QuerySet[Membership]:
    """Members with their users, owners first, with ``has_second_factor`` and ``seen_at`` (here)."""
    factors = SignInFactor.objects.filter(user=OuterRef("user"), kind__in=_SECOND, confirmed_at__isnull=False)
    rank = Case(
        *(When(role=role, then=Value(place)) for place, role in enumerate(Role)),
        output_field=IntegerField(),
    )
    return (
        Membership.objects.filter(company=company)
        .select_related("user")
        .annotate(has_second_factor=Exists(factors), rank=rank)
        .annotate(seen_at=Max("user__sessions__seen_at", filter=Q(user__sessions__company=company)))
        .order_by("rank", "user__name", "pk")
    )
