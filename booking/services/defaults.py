"""The company decides for all branches; a branch may decide otherwise unless that is locked.

Each branch's columns hold what counts, whoever decided it: searches read them and nothing else. A new
decision of the company is written into all branches that have none of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from booking.enums import PreferenceSubject
from booking.errors import ChangedMeanwhile
from booking.house_values import CompanyDefaults, fingerprint, from_json, to_json
from booking.models import Branch, Preferences
from booking.queries.defaults import RULES, company_defaults

_TOGETHER = frozenset({"fee_cents", "fee_percent"})


def decided_defaults() -> CompanyDefaults | None:
    """What the company has decided, if it has; that stays as it is until the transaction ends."""
    rows = Preferences.objects.select_for_update().filter(subject=PreferenceSubject.BRANCH_RULES)
    row = rows.first()
    return from_json(CompanyDefaults, row.values["json"]) if row else None


def _begin() -> CompanyDefaults:
    """The same; the first time, what holds in the first branch, and the others have what differs."""
    read = company_defaults()
    _row, is_new = Preferences.objects.get_or_create(
        subject=PreferenceSubject.BRANCH_RULES, defaults={"values": {"json": to_json(read)}}
    )
    if is_new:
        for branch in Branch.objects.all():
            own = own_names({name: getattr(branch, name) for name in RULES}, read)
            if own != branch.own_rules:
                Branch.objects.filter(pk=branch.pk).update(own_rules=own)
    return decided_defaults() or read


def own_names(rules: Mapping[str, Any], defaults: CompanyDefaults) -> list[str]:
    """Which of a branch's rules differ from the company's; a fee is one rule with two columns."""
    own = {name for name in RULES if rules[name] != getattr(defaults.rules, name)}
    return sorted(own | _TOGETHER if own & _TOGETHER else own)


@transaction.atomic
def save_company_defaults(*, values: CompanyDefaults, expected: str | None = None) -> None:
    """Decide for all branches; what is locked holds in each of them from now on.

    :param expected: fingerprint of what the editor had read.
    :raises ChangedMeanwhile: somebody else has decided since.
    """
    stored = _begin()
    if expected is not None and expected != fingerprint(stored):
        raise ChangedMeanwhile
    Preferences.objects.filter(subject=PreferenceSubject.BRANCH_RULES).update(
        values={"json": to_json(values)}
    )
    locked = set(values.locked) | (_TOGETHER if _TOGETHER & set(values.locked) else set())
    for branch in Branch.objects.select_for_update(no_key=True).order_by("pk"):
        followed = RULES - (set(branch.own_rules) - locked)
        changed = {
            name: getattr(values.rules, name)
            for name in followed
            if getattr(branch, name) != getattr(values.rules, name)
        }
        own = sorted(set(branch.own_rules) - locked)
        if changed or own != branch.own_rules:
            Branch.objects.filter(pk=branch.pk).update(**changed, own_rules=own)


@transaction.atomic
def follow_defaults(*, branch_id: int, names: frozenset[str]) -> None:
    """Let these rules of the branch be the company's again.

    :raises Branch.DoesNotExist: no such branch.
    """
    defaults = _begin()
    branch = Branch.objects.select_for_update(no_key=True).get(pk=branch_id)
    wanted = (names | _TOGETHER if names & _TOGETHER else names) & RULES
    values = {name: getattr(defaults.rules, name) for name in wanted}
    own = sorted(set(branch.own_rules) - wanted)
    Branch.objects.filter(pk=branch_id).update(**values, own_rules=own)
