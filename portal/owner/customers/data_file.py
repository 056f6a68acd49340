"""Everything stored about a person as one file: readable for people, and by machines (Art. 15, 20 GDPR)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import Range
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from booking.models import Customer
from booking.services.customer_flags import flags_on
from booking.services.erasing import person_of
from tenants.context import current_company
from tenants.privacy.persons import Section, sections_about


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A section as the page of the file shows it: for each row its labelled values, without empty ones."""

    title: str
    keeps: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def data_file(customer: Customer, *, now: datetime) -> bytes:
    """A ZIP with ``daten.json`` and ``daten.html``."""
    sections = sections_about(person_of(customer))
    flags = [flag.label for flag in flags_on(customer)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("daten.json", _as_json(sections, flags, now))
        archive.writestr("daten.html", _as_page(customer, sections, flags, now))
    return packed.getvalue()


def _as_json(sections: Iterable[Section], flags: list[str], now: datetime) -> str:
    told: dict[str, Any] = {
        "company": current_company().name,
        "as_of": now.isoformat(),
        "flags": flags,
        "tables": {each.model: [_plain(row) for row in each.rows] for each in sections},
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _as_page(customer: Customer, sections: Iterable[Section], flags: list[str], now: datetime) -> str:
    context = {
        "company": current_company(),
        "customer": customer,
        "flags": flags,
        "now": timezone.localtime(now),
        "tables": [_table(each) for each in sections],
    }
    return render_to_string("portal/customers/data_file.html", context)


def _table(section: Section) -> Table:
    rows = []
    for row in section.rows:
        labelled = zip(section.labels, row.values(), strict=True)
        rows.append(tuple((label, said) for label, value in labelled if (said := _said(value))))
    return Table(title=section.title, keeps=section.keeps, rows=tuple(rows))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Range):
        return [_plain(value.lower), _plain(value.upper)]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _said(value: Any) -> str:
    """In words; empty for what says nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nein")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j. F Y, H:i")
    if isinstance(value, date):
        return formats.date_format(value, "j. F Y")
    if isinstance(value, Range):
        return " – ".join(_said(each) for each in (value.lower, value.upper))
    if isinstance(value, dict | list):
        return "; ".join(_texts(value))
    return str(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield f"{name}: {_said(each)}"
    else:
        for each in value:
            yield _said(each)
