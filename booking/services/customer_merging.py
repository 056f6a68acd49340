"""Two entries of one person become one, with everything that points to them; and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.models.fields.related import ForeignObjectRel

from askproai.core.db import named_violations
from askproai.core.errors import RuleViolated
from booking.errors import CustomerUnknown
from booking.models import Customer
from booking.services.acts import booking_act
from booking.services.customer_files import CustomerTwice
from booking.services.customers import email_fields, name_fields, phone_fields
from tenants.privacy.audit import note as audit_note
from tenants.privacy.persons import id_lists

# Older ones are part of the entry by now.
_REMEMBERED: Final = 10
_TEXTS: Final = ("phone", "email", "address_form", "preferred_channel")
# What comes of another field is worked out anew.
_STORED: Final = (
    "name", "phone", "email", "note", "extra_minutes", "language", "preferred_channel", "wants_reminders",
    "birthday_on", "flags", "notes", "preferred_staff_id", "address_form", "created_at",
)  # fmt: skip


class NotTwoCustomers(RuleViolated):
    """An entry cannot become part of itself."""

    code = "not_two_customers"


class MergeNotUndoable(RuleViolated):
    """Something has changed since, or there is nothing to take back."""

    code = "merge_not_undoable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """How many rows of a table would go over."""

    label: str
    count: int


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Every column in which a customer stands: found, not listed, so that none is forgotten."""
    # Also those that have no name backwards ("+").
    for relation in Customer._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            yield relation.related_model, relation.field.name


def what_moves(customer_id: int) -> tuple[Moved, ...]:
    """The rows that point to this entry, table by table; empty tables are left out."""
    counted = []
    for model, column in references():
        count = model._meta.base_manager.filter(**{column: customer_id}).count()
        if count:
            counted.append(Moved(label=str(model._meta.verbose_name_plural), count=count))
    return tuple(counted)


@booking_act
def merge_customers(*, kept_id: int, gone_id: int, by_user_id: int | None, now: datetime) -> Customer:
    """Make one entry of two: all rows go over, what the kept one does not know it takes over.

    :raises NotTwoCustomers: twice the same.
    :raises CustomerUnknown: one of them is gone.
    """
    if kept_id == gone_id:
        raise NotTwoCustomers
    kept, gone = _locked(kept_id, gone_id)
    moved = _move_rows(gone.pk, kept.pk)
    before = _stored(kept)
    _take_over(kept, gone)
    remembered = {
        "gone_id": gone.pk,
        "gone": _stored(gone),
        "gone_merges": gone.merges,
        "before": before,
        "moved": moved,
        "at": now.isoformat(),
        "by": by_user_id,
    }
    # First the row goes: name and number may stand once only.
    Customer.objects.filter(pk=gone.pk).delete()
    remembered["after"] = _stored(kept)
    marks = [each for each in kept.merges or () if "apart" in each]
    merges = [each for each in kept.merges or () if "gone_id" in each]
    kept.merges = [*marks, *[*merges, remembered][-_REMEMBERED:]]
    kept.save()
    audit_note(kept, before={"merged": None}, after={"merged": gone_id})
    return kept


def last_merge(customer: Customer) -> dict[str, Any] | None:
    """The latest merge that could be taken back if nothing has changed since."""
    merges = [each for each in customer.merges or () if "gone_id" in each]
    return merges[-1] if merges else None


@transaction.atomic
def keep_apart(*, customer_id: int, other_id: int) -> None:
    """The two are different people, whatever it looks like: they are not suggested any more.

    :raises CustomerUnknown: one of them is gone.
    """
    customer, other = _locked(customer_id, other_id)
    marked = [each for each in customer.merges or () if each.get("apart") != other.pk]
    customer.merges = [*marked, {"apart": other.pk}]
    customer.save(update_fields=["merges"])


@booking_act
def undo_merge(*, kept_id: int, now: datetime) -> Customer:
    """Two entries again, each with its rows. Whatever came since stays with the kept one.

    :raises CustomerUnknown: the kept one is gone.
    :raises MergeNotUndoable: it was changed since, or rows have gone elsewhere.
    """
    kept = Customer.objects.known().select_for_update().filter(pk=kept_id).first()
    if kept is None:
        raise CustomerUnknown
    merge = last_merge(kept)
    if merge is None or _stored(kept) != merge["after"] or not _are_still_here(kept_id, merge["moved"]):
        raise MergeNotUndoable
    gone = Customer(pk=merge["gone_id"], merges=merge["gone_merges"])
    _restore(kept, merge["before"])
    kept.merges = [each for each in kept.merges if each != merge] or None
    with named_violations(customer_once_per_number_and_name=CustomerTwice):
        kept.save()
        _restore(gone, merge["gone"])
        gone.save(force_insert=True)
    for place, ids in merge["moved"].items():
        model, column = _place(place)
        model._meta.base_manager.filter(pk__in=ids).update(**{column: gone.pk})
    return gone


def _locked(kept_id: int, gone_id: int) -> tuple[Customer, Customer]:
    rows = Customer.objects.known().select_for_update().filter(pk__in=[kept_id, gone_id]).order_by("pk")
    found = {each.pk: each for each in rows}
    if len(found) < 2:
        raise CustomerUnknown
    return found[kept_id], found[gone_id]


def _move_rows(gone_id: int, kept_id: int) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    for model, column in references():
        rows = model._meta.base_manager.filter(**{column: gone_id})
        if ids := list(rows.values_list("pk", flat=True)):
            moved[f"{model._meta.label}.{column}"] = ids
            model._meta.base_manager.filter(pk__in=ids).update(**{column: kept_id})
    for label, column in id_lists():
        model = apps.get_model(label)
        for row in model._meta.base_manager.filter(**{f"{column}__contains": [gone_id]}).only("pk", column):
            listed = [kept_id if each == gone_id else each for each in getattr(row, column)]
            model._meta.base_manager.filter(pk=row.pk).update(**{column: list(dict.fromkeys(listed))})
    return moved


def _are_still_here(kept_id: int, moved: dict[str, list[int]]) -> bool:
    for place, ids in moved.items():
        model, column = _place(place)
        if model._meta.base_manager.filter(pk__in=ids, **{column: kept_id}).count() != len(ids):
            return False
    return True


def _place(text: str) -> tuple[type[models.Model], str]:
    label, _, column = text.rpartition(".")
    return apps.get_model(label), column


def _take_over(kept: Customer, gone: Customer) -> None:
    """What the kept one has counts; what it lacks comes from the other, and nothing said is lost."""
    other_number = gone.phone if kept.phone and gone.phone and gone.phone != kept.phone else ""
    other_address = gone.email if kept.email and gone.email.casefold() != kept.email.casefold() else ""
    for name in _TEXTS:
        if not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
    for name, value in (phone_fields(kept.phone) | email_fields(kept.email)).items():
        setattr(kept, name, value)
    kept.birthday_on = kept.birthday_on or gone.birthday_on
    kept.preferred_staff_id = kept.preferred_staff_id or gone.preferred_staff_id
    kept.extra_minutes = {**gone.extra_minutes, **kept.extra_minutes}
    kept.flags = list(dict.fromkeys([*kept.flags, *gone.flags]))
    kept.wants_reminders = kept.wants_reminders and gone.wants_reminders
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.note = "\n".join(dict.fromkeys(filter(None, (kept.note, gone.note, other_number, other_address))))
    notes = [*(kept.notes or ()), *(gone.notes or ())]
    kept.notes = sorted(notes, key=lambda each: str(each["at"]), reverse=True) or None


def _stored(customer: Customer) -> dict[str, Any]:
    return {name: _written(getattr(customer, name)) for name in _STORED}


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _restore(customer: Customer, stored: dict[str, Any]) -> None:
    fields = dict(stored)
    fields["created_at"] = datetime.fromisoformat(fields["created_at"])
    fields["birthday_on"] = date.fromisoformat(fields["birthday_on"]) if fields["birthday_on"] else None
    fields |= name_fields(fields["name"]) | phone_fields(fields["phone"]) | email_fields(fields["email"])
    for name, value in fields.items():
        setattr(customer, name, value)
