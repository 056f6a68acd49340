"""What an owner decides about bookings: of a branch, of a service, and how many a person takes a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from booking.errors import RuleLocked
from booking.house_values import fingerprint
from booking.models import Branch, Service, StaffMember
from booking.queries.defaults import RULES
from booking.rules.questions import Question
from booking.services.defaults import decided_defaults, own_names
from booking.services.editing import refuse_stale

# Those that the company may set for all branches, and what belongs to one branch in any case.
BRANCH_RULES = frozenset({*RULES, "travel_minutes"})
WAITING_RULES = frozenset({"waitlist_parallel", "waitlist_answer_minutes", "outage_informs"})
SERVICE_RULES = frozenset({
    "min_notice", "change_notice", "first_start", "last_start", "free_until", "fee_cents", "fee_percent",
    "fee_on_moving", "max_per_day", "max_per_customer_day", "max_per_customer_week", "needs_approval",
    "deposit_kind", "deposit_cents", "deposit_percent",
})  # fmt: skip


def branch_stand(branch: Branch) -> str:
    """Fingerprint of what is decided in a branch: whoever saves shows what they had read."""
    return fingerprint(_decided(branch, BRANCH_RULES))


def service_stand(service: Service) -> str:
    """The same of a service, its questions included."""
    return fingerprint(_decided(service, SERVICE_RULES | {"questions"}))


def caps_stand(staff: Iterable[StaffMember]) -> str:
    """The same of how many appointments these people take a day."""
    return fingerprint(_caps(staff))


def waiting_stand(branch: Branch) -> str:
    """The same of how the waiting are asked."""
    return fingerprint(_decided(branch, WAITING_RULES))


@transaction.atomic
def save_waiting_rules(
    rules: Mapping[str, Any], *, branch_ids: Collection[int] | None = None, expected: str | None = None
) -> None:
    """How the waiting are asked and the customers of the sick are told, the same in all these branches.

    :param branch_ids: ``None``: in all that there are.
    :param expected: :func:`waiting_stand` of the first of them, as the editor had read it.
    :raises ChangedMeanwhile: somebody else has saved it since.
    """
    branches = Branch.objects.all() if branch_ids is None else Branch.objects.filter(pk__in=branch_ids)
    locked = list(branches.select_for_update(no_key=True))
    shown = next((each for each in locked if each.is_active), None)
    if shown is not None:
        refuse_stale(expected=expected, stored=_decided(shown, WAITING_RULES))
    branches.update(**{name: rules[name] for name in WAITING_RULES})


@transaction.atomic
def save_branch_rules(*, branch: Branch, rules: Mapping[str, Any], expected: str | None = None) -> None:
    """Write these of ``BRANCH_RULES``; they hold from the next search on.

    Once the company has decided for all branches, what differs from that is the branch's own from now on, and
    what does not follows the company.

    :param expected: :func:`branch_stand` of what the editor had read.
    :raises ChangedMeanwhile: somebody else has saved it since.
    :raises RuleLocked: the company has decided one of them for all branches.
    """
    stored = Branch.objects.select_for_update(no_key=True).get(pk=branch.pk)
    refuse_stale(expected=expected, stored=_decided(stored, BRANCH_RULES))
    defaults = decided_defaults()
    if defaults is None:
        _save(branch, rules, BRANCH_RULES)
        return
    now = {name: getattr(stored, name) for name in RULES}
    if any(now[name] != rules.get(name, now[name]) for name in defaults.locked):
        raise RuleLocked
    own = own_names({**now, **rules}, defaults)
    _save(branch, {**rules, "own_rules": own}, BRANCH_RULES | {"own_rules"})


@transaction.atomic
def save_service_rules(
    *,
    service: Service,
    rules: Mapping[str, Any],
    questions: Sequence[Question] | None = None,
    expected: str | None = None,
) -> None:
    """Write these of ``SERVICE_RULES``, and all questions of the service where they are given.

    :param expected: :func:`service_stand` of what the editor had read.
    :raises ChangedMeanwhile: somebody else has saved it since.
    """
    stored = Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    refuse_stale(expected=expected, stored=_decided(stored, SERVICE_RULES | {"questions"}))
    _save(service, rules, SERVICE_RULES)
    if questions is not None:
        service.questions = [question.to_json() for question in questions]
        service.save(update_fields=["questions"])


@transaction.atomic
def save_staff_caps(caps: Mapping[int, int | None], *, expected: str | None = None) -> None:
    """How many appointments these people take a day at most, by their ids; ``None``: as many as fit.

    :param expected: :func:`caps_stand` of what the editor had read.
    :raises ChangedMeanwhile: somebody else has saved it since.
    """
    people = list(StaffMember.objects.select_for_update(no_key=True).filter(pk__in=caps).order_by("pk"))
    refuse_stale(expected=expected, stored=_caps(people))
    for staff in people:
        if staff.max_per_day != caps[staff.pk]:
            staff.max_per_day = caps[staff.pk]
            staff.save(update_fields=["max_per_day"])


def _decided(row: Branch | Service, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in sorted(names)}


def _caps(staff: Iterable[StaffMember]) -> dict[int, int | None]:
    return {each.pk: each.max_per_day for each in sorted(staff, key=lambda each: each.pk)}


def _save(row: Branch | Service, rules: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = rules.keys() - known
    if unknown:
        raise ValueError(f"no rules: {sorted(unknown)}")
    for name, value in rules.items():
        setattr(row, name, value)
    row.save(update_fields=list(rules))
