"""Which rows are about one person: each room says it once, for giving them out, erasing them, and merging.

A room registers its :class:`PersonRows` in ``AppConfig.ready``. Art. 15 and 20 GDPR read through them, Art.
17 goes through them step by step; a test fails for a personal field that none of them reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, Field, ForeignKey, QuerySet
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """By what the rows of a person are found.

    ``phone_index`` is set only where nobody else is reached under the number: what cannot be told apart from
    the others of a household is not theirs alone.
    """

    customer_id: int
    names: tuple[str, ...]
    phone: str
    phone_index: bytes | None
    email: str

    def is_named_in(self, text: str) -> bool:
        """Whether this text gives the person away: by full name, number or address."""
        said = text.casefold()
        return any(each and each.casefold() in said for each in (*self.names, self.phone, self.email))


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRows:
    """The rows of one table that are about a person.

    ``erase`` takes out what is personal and says how many rows it touched; without it nothing goes.
    ``keeps``: what stays after it, and for which reason, in the words of a receipt.
    """

    model: str
    title: Words
    find: Callable[[Person], QuerySet[Any]]
    erase: Callable[[QuerySet[Any], Person, datetime], int] | None = None
    keeps: Words = ""
    # Left out of what is given out: it says nothing to the person, or is worked out from what does.
    hides: tuple[str, ...] = ()

    def fields(self) -> tuple[Field[Any, Any], ...]:
        """The columns that are given out."""
        columns = apps.get_model(self.model)._meta.concrete_fields
        return tuple(
            each for each in columns if not isinstance(each, BinaryField) and each.name not in self.hides
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One table of what is given out: words for people and plain values for machines."""

    model: str
    title: str
    labels: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    keeps: str


_rows: dict[str, PersonRows] = {}
_id_lists: set[tuple[str, str]] = set()


def register_rows(*rows: PersonRows) -> None:
    """Make a room's tables known, in the order in which they are erased."""
    for each in rows:
        _rows[each.model] = each


def person_rows() -> tuple[PersonRows, ...]:
    """What all rooms have registered."""
    return tuple(_rows.values())


def register_id_list(model: str, field: str) -> None:
    """A column that lists customers by their numbers, where no foreign key can."""
    _id_lists.add((model, field))


def id_lists() -> tuple[tuple[str, str], ...]:
    """Columns that list customers by their numbers."""
    return tuple(sorted(_id_lists))


def sections_about(person: Person) -> tuple[Section, ...]:
    """Everything that the company stores about a person, table by table; empty tables are left out."""
    sections = (_section(each, person) for each in person_rows())
    return tuple(each for each in sections if each.rows)


def _section(rows: PersonRows, person: Person) -> Section:
    fields = rows.fields()
    # Binary columns and what is hidden are not even read.
    found = rows.find(person).order_by("pk").only(*(each.name for each in fields))
    related = [each.name for each in fields if isinstance(each, ForeignKey)]
    found = found.select_related(*related) if related else found
    return Section(
        model=rows.model,
        title=str(rows.title),
        labels=tuple(_label(each) for each in fields),
        rows=tuple({each.name: _value(row, each) for each in fields} for row in found),
        keeps=str(rows.keeps),
    )


def _label(field: Field[Any, Any]) -> str:
    return "Nr." if field.primary_key else str(field.verbose_name)


def _value(row: Any, field: Field[Any, Any]) -> Any:
    if isinstance(field, ForeignKey):
        related = getattr(row, field.name)
        return None if related is None else str(related)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return getattr(row, field.name)
