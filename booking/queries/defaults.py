"""What the company has decided for its branches, and where each of them stands to it."""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum
from typing import Final

from booking.enums import PreferenceSubject
from booking.house_values import CompanyDefaults, RuleValues, from_json
from booking.models import Branch, Preferences

RULES: Final = frozenset(field.name for field in fields(RuleValues))
# A fee is an amount or a share: both are one rule.
_TOGETHER: Final = ("fee_cents", "fee_percent")


class RuleState(StrEnum):
    """Where a rule of a branch comes from."""

    INHERITED = "inherited"
    OWN = "own"
    LOCKED = "locked"


def company_defaults() -> CompanyDefaults:
    """What was decided; before anybody decided anything, what holds in the first branch."""
    stored = Preferences.objects.filter(subject=PreferenceSubject.BRANCH_RULES).first()
    if stored is not None:
        return from_json(CompanyDefaults, stored.values["json"])
    first = Branch.objects.filter(is_active=True).first() or Branch.objects.first()
    return CompanyDefaults(rules=rules_of(first)) if first else CompanyDefaults()


def rules_of(branch: Branch) -> RuleValues:
    """What holds in a branch, whoever decided it."""
    return RuleValues(**{name: getattr(branch, name) for name in RULES})


def rule_states(branch: Branch, defaults: CompanyDefaults) -> dict[str, RuleState]:
    """For each rule where it comes from."""
    own = {name for name in RULES if getattr(branch, name) != getattr(defaults.rules, name)}
    if own.intersection(_TOGETHER):
        own.update(_TOGETHER)
    return {
        name: RuleState.LOCKED
        if name in defaults.locked
        else RuleState.OWN
        if name in own or name in branch.own_rules
        else RuleState.INHERITED
        for name in RULES
    }
