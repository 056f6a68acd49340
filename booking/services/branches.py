"""Opening, changing and closing branches."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from booking.errors import LastBranch
from booking.house_values import BranchValues, RuleValues
from booking.models import Branch
from booking.queries.defaults import company_defaults
from booking.queries.house import branch_values
from booking.services.editing import note_change, refuse_same_name, refuse_stale

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@transaction.atomic
def save_branch(*, values: BranchValues, branch_id: int | None = None, expected: str | None = None) -> Branch:
    """Open a branch with the company's rules at the end of the list, or change one.

    :param expected: fingerprint of the values that the editor had read.
    :raises Branch.DoesNotExist: no such branch.
    :raises ChangedMeanwhile: somebody else has changed it since.
    :raises NameTaken: another open branch is called that.
    """
    refuse_same_name(Branch.objects.exclude(pk=branch_id or 0), values.name)
    if branch_id is None:
        rules = company_defaults().rules if Branch.objects.exists() else RuleValues()
        branch = Branch(position=_last_position() + 1, **asdict(rules))
    else:
        branch = Branch.objects.select_for_update(no_key=True).get(pk=branch_id)
        stored = branch_values(branch)
        refuse_stale(expected=expected, stored=stored)
        note_change(branch, before=stored, after=values)
    slug = values.slug or branch.slug or _free_slug(values.name)
    for name, value in asdict(replace(values, slug=slug, spoken_names=())).items():
        setattr(branch, name, value)
    branch.spoken_names = list(values.spoken_names)
    branch.save()
    return branch


@transaction.atomic
def close_branch(*, branch_id: int) -> None:
    """Offer nothing there any more; what is booked stays booked. Twice is the same as once.

    :raises Branch.DoesNotExist: no such branch.
    :raises LastBranch: it is the only one that is open.
    """
    branches = list(Branch.objects.select_for_update(no_key=True).order_by("pk"))
    branch = next((each for each in branches if each.pk == branch_id), None)
    if branch is None:
        raise Branch.DoesNotExist
    if not any(each.is_active for each in branches if each.pk != branch_id):
        raise LastBranch
    if branch.is_active:
        branch.is_active = False
        branch.save(update_fields=["is_active"])


@transaction.atomic
def reopen_branch(*, branch_id: int) -> None:
    """Offer times there again.

    :raises Branch.DoesNotExist: no such branch.
    :raises NameTaken: meanwhile another one is called that.
    """
    branch = Branch.objects.select_for_update(no_key=True).get(pk=branch_id)
    refuse_same_name(Branch.objects.exclude(pk=branch_id), branch.name)
    branch.is_active = True
    branch.save(update_fields=["is_active"])


def _last_position() -> int:
    return Branch.objects.aggregate(last=Max("position"))["last"] or 0


def _free_slug(name: str) -> str:
    """``Köln Süd`` → ``koeln-sued``, with a number where that is taken."""
    wanted = slugify(name.lower().translate(_UMLAUTS))[:50] or "filiale"
    taken = set(Branch.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
