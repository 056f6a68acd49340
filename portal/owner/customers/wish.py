"""Which customers somebody wants to see: words, one filter, a letter, an order; kept in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_lowercase
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from booking.models import Customer
from booking.queries.customers import (
    Matches,
    begins_with,
    did_not_come,
    has_birthday_in,
    is_new,
    not_seen_lately,
    page_by_name,
    page_newest,
    search,
)
from portal.owner.customers.sealed import LONGEST, sealed, unsealed
from telephony.queries.people import has_agreed, is_turned_away
from tenants.context import current_company

NEWEST: Final = "neueste"
LETTERS: Final = (*ascii_lowercase, "#")
_FLAG: Final = "merkmal-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """One way to narrow the list down."""

    label: Any
    condition: Callable[[datetime], Q]


FILTERS: Final[dict[str, Filter]] = {
    "neu": Filter(label=_("Neu"), condition=is_new),
    "lange-nicht-da": Filter(label=_("Lange nicht da"), condition=not_seen_lately),
    "nicht-erschienen": Filter(label=_("Nicht erschienen"), condition=lambda now: did_not_come()),
    "geburtstag": Filter(
        label=_("Geburtstag im %(month)s"),
        condition=lambda now: has_birthday_in(timezone.localtime(now).month),
    ),
    "einwilligung": Filter(label=_("Mit Einwilligung"), condition=lambda now: has_agreed()),
    "gesperrt": Filter(label=_("Gesperrt"), condition=lambda now: is_turned_away()),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """The state of the list. What nobody offers is taken as not chosen."""

    typed: str = ""
    chosen: str = ""
    letter: str = ""
    order: str = ""
    after_id: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Wish:
        """As the address says."""
        chosen, letter, after = query.get("filter", ""), query.get("buchstabe", ""), query.get("nach", "")
        return cls(
            typed=unsealed(query.get("s", "")),
            chosen=chosen if chosen in FILTERS or chosen.startswith(_FLAG) else "",
            letter=letter if letter in LETTERS else "",
            order=NEWEST if query.get("sortierung") == NEWEST else "",
            after_id=int(after) if after.isdecimal() and len(after) < 19 else None,
        )

    def with_typed(self, typed: str) -> Wish:
        """The same with other words: whoever types looks through all letters, from the start."""
        words = " ".join(typed.replace("\0", " ").split())[:LONGEST]
        return replace(self, typed=words, letter="", after_id=None)

    def address(self, route: str = "customers", **other: Any) -> str:
        """Where this list stands, or the list with other choices."""
        shown = replace(self, **({"after_id": None} | other))
        query = {
            "s": sealed(shown.typed) if shown.typed else "",
            "filter": shown.chosen,
            "buchstabe": shown.letter,
            "sortierung": shown.order,
            "nach": str(shown.after_id or ""),
        }
        kept = {name: value for name, value in query.items() if value}
        return reverse(route) + (f"?{urlencode(kept)}" if kept else "")

    def people(self, now: datetime) -> QuerySet[Customer]:
        """Everybody whom filter and letter leave."""
        people = Customer.objects.known().select_related("preferred_staff")
        if self.chosen.startswith(_FLAG):
            people = people.filter(flags__contains=[self.chosen.removeprefix(_FLAG)])
        elif self.chosen:
            people = people.filter(FILTERS[self.chosen].condition(now))
        return people.filter(begins_with(self.letter)) if self.letter else people

    def matches(self, now: datetime) -> Matches:
        """The page that is asked for."""
        people = self.people(now)
        if self.typed:
            return search(people, self.typed, region=current_company().country, after_id=self.after_id)
        page = page_newest if self.order == NEWEST else page_by_name
        return page(people, after_id=self.after_id)

    @property
    def is_narrow(self) -> bool:
        """Whether it shows less than everybody."""
        return bool(self.typed or self.chosen or self.letter)


def flag_filter(key: str) -> str:
    """How the address names a filter by one mark."""
    return f"{_FLAG}{key}"


def label_of(chosen: str, now: datetime) -> str:
    """The words of a filter."""
    month = formats.date_format(timezone.localtime(now), "F")
    return str(FILTERS[chosen].label) % {"month": month} if chosen in FILTERS else ""
