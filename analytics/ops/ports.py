"""Numbers that are to move here, over all companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from psycopg import sql

from analytics.ops.figures import union
from tenants.models import Company

_PORTS: Final = sql.SQL(
    """
    (SELECT {company_id}::bigint, id, number, carrier, created_at, port_on, note, error <> ''
     FROM {numbers} WHERE state = 'porting')
    """
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPort:
    """A number of a company that its old carrier has still."""

    company: Company
    number_id: int
    number: str
    carrier: str
    asked_at: datetime
    port_on: date | None
    note: str
    is_refused: bool


def open_ports(companies: Sequence[Company], *, now: datetime) -> list[OpenPort]:
    """Those of these companies, the longest waiting first."""
    by_id = {company.pk: company for company in companies}
    names = ("number_id", "number", "carrier", "asked_at", "port_on", "note", "is_refused")
    found = [
        OpenPort(company=by_id[company_id], **dict(zip(names, rest, strict=True)))
        for company_id, *rest in union(_PORTS, companies, now=now)
    ]
    return sorted(found, key=lambda port: port.asked_at)
