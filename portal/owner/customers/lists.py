"""The list of customers, and finding one in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.models import Customer
from booking.services.customer_flags import company_flags
from portal.access import role_required
from portal.owner.customers.rows import CustomerRow, rows_of
from portal.owner.customers.wish import FILTERS, LETTERS, NEWEST, Wish, flag_filter, label_of
from portal.permissions import MATRIX
from portal.templatetags.portal import phone

_LIST: Final = "portal/customers/list.html"
_AT_ONCE: Final = 4000
# What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A link that changes the list."""

    label: str
    url: str
    is_current: bool


@role_required("owner", "manager", "staff")
def customers(request: HttpRequest) -> HttpResponse:
    """``?filter=neu&buchstabe=m&nach=17``; ``s`` is what was searched for, sealed."""
    wish = Wish.of(request.GET)
    part = "more" if wish.after_id else "found"
    return render(request, f"{_LIST}#{part}" if request.htmx else _LIST, _context(request, wish))  # type: ignore[attr-defined]


@role_required("owner", "manager", "staff")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Search: the words come in the body, and stand in the address only sealed."""
    wish = Wish.of(request.GET).with_typed(request.POST.get("q", ""))
    address = wish.address()
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    answer = render(request, f"{_LIST}#found", _context(request, wish))
    answer["HX-Replace-Url"] = address
    return answer


@role_required("owner", "manager")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The customers of the list as a file for a spreadsheet."""
    now = timezone.now()
    wish = Wish.of(request.GET)
    people = wish.people(now).order_by("sort_key", "pk")
    # Read here and now: outside of the company nobody could decrypt a number.
    answer = HttpResponse("".join(_lines(list(people), now)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kunden-{timezone.localdate(now)}.csv"'
    return answer


def _context(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    now = timezone.now()
    found = wish.matches(now)
    return {
        "wish": wish,
        "rows": rows_of(found.rows, now=now),
        "alike": rows_of(found.alike, now=now),
        "more_url": wish.address(after_id=found.next_id) if found.next_id else "",
        "search_url": wish.address("customers-search", typed=""),
        "export_url": wish.address("customers-export", typed=""),
        "clear_url": wish.address(typed=""),
        "total": Customer.objects.known().count(),
        "filters": tuple(_filters(wish, now)),
        "letters": tuple(_letters(wish)),
        "orders": (
            Choice(label=_("Name"), url=wish.address(order=""), is_current=not wish.order),
            Choice(
                label=_("Neueste"), url=wish.address(order=NEWEST, letter=""), is_current=bool(wish.order)
            ),
        ),
        "may_lead": request.membership.role in MATRIX["customers-export"],  # type: ignore[attr-defined]
    }


def _filters(wish: Wish, now: datetime) -> Iterator[Choice]:
    yield Choice(label=_("Alle"), url=wish.address(chosen="", letter=""), is_current=not wish.chosen)
    for key in FILTERS:
        yield Choice(
            label=label_of(key, now), url=wish.address(chosen=key, letter=""), is_current=wish.chosen == key
        )
    for flag in company_flags():
        key = flag_filter(flag.key)
        yield Choice(label=flag.label, url=wish.address(chosen=key, letter=""), is_current=wish.chosen == key)


def _letters(wish: Wish) -> Iterator[Choice]:
    for letter in LETTERS:
        again = wish.letter == letter
        yield Choice(
            label=letter.upper(), url=wish.address(letter="" if again else letter, order=""), is_current=again
        )


def _lines(people: list[Customer], now: datetime) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    headings = (
        _("Name"), _("Telefon"), _("E-Mail"), _("Geburtstag"), _("Merkmale"), _("Besuche"),
        _("Nicht erschienen"), _("Letzter Besuch"), _("Nächster Termin"), _("Kunde seit"),
    )  # fmt: skip
    yield "\ufeff"  # without it Excel takes UTF-8 for something else
    yield str(writer.writerow(headings))
    for start in range(0, len(people), _AT_ONCE):
        for row in rows_of(people[start : start + _AT_ONCE], now=now):
            yield str(writer.writerow([_harmless(cell) for cell in _cells(row)]))


def _cells(row: CustomerRow) -> tuple[str, ...]:
    customer, figures = row.customer, row.figures
    return (
        customer.name,
        phone(customer.phone) if customer.phone else "",
        customer.email,
        _day(customer.birthday_on),
        ", ".join(flag.label for flag in row.flags),
        str(figures.visits),
        str(figures.no_shows),
        _day(figures.last_at),
        _day(figures.next_at),
        _day(customer.created_at),
    )


def _day(at: Any) -> str:
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return f"{local:%d.%m.%Y}" if local else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


class _Echo:
    """What a writer of lines writes to when the lines are wanted themselves."""

    def write(self, line: str) -> str:
        return line
