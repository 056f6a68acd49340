"""Who works here, for showing calls to each other."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.models import Company, Membership


@dataclass(frozen=True, kw_only=True, slots=True)
class Colleague:
    """Somebody who can sign in; without ``branch_ids`` they see all branches."""

    user_id: int
    name: str
    branch_ids: frozenset[int]

    def sees(self, branch_id: int) -> bool:
        """Whether calls of this branch are theirs to see."""
        return not self.branch_ids or branch_id in self.branch_ids


def colleagues(company: Company) -> tuple[Colleague, ...]:
    """Everybody with a login in the company, by name."""
    found = Membership.objects.filter(company=company, user__is_active=True).select_related("user")
    people = [
        Colleague(
            user_id=each.user_id,
            name=each.user.name or each.user.email,
            branch_ids=frozenset(each.branch_ids),
        )
        for each in found
    ]
    return tuple(sorted(people, key=lambda one: one.name.casefold()))
