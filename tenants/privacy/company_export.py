"""All of a company's data in one file, for its owner: readable by people and by machines, without secrets."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import Range

from tenants.models import Company, Membership

# Keys to the company's accounts elsewhere, and work in progress that means nothing outside of this system.
_LEFT_OUT_APPS: Final = frozenset({"connections", "inbox", "outbox"})
# What proves or finds somebody: of no use to who takes the data along, and of use to who steals the file.
_SECRET_NAMES: Final = ("secret", "digest", "token", "password", "_index", "credentials", "endpoint")
_CHUNK: Final = 1000
# One look at the whole company may take longer than a page.
_MOST_MINUTES: Final = 5

_READ_ME: Final = """Alle Daten von {company}
Stand: {when}

Jede Datei enthält eine Art von Daten, eine Zeile je Eintrag, als JSON (UTF-8).
Zeiten sind in UTC, Beträge in Cent. Zugangsdaten zu anderen Diensten sind nicht enthalten.
Diese Datei enthält Daten Ihrer Kunden. Bitte bewahren Sie sie sicher auf.

{contents}
"""


@transaction.atomic
def write_export(file: IO[bytes], *, company: Company, now: datetime) -> int:
    """Write everything the current company has as a ZIP archive; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{_MOST_MINUTES}min"])
    counts: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        counts["team"] = _write(archive, "team", _team(company))
        for model in exported_models():
            rows = (row_of(row, fields_of(model)) for row in model._meta.base_manager.iterator(_CHUNK))
            counts[name_of(model)] = _write(archive, name_of(model), rows)
        contents = "\n".join(f"{name}.jsonl: {count}" for name, count in counts.items())
        words = _READ_ME.format(company=company.name, when=f"{now:%d.%m.%Y %H:%M} UTC", contents=contents)
        archive.writestr("LIESMICH.txt", words)
    return sum(counts.values())


def exported_models() -> list[type[models.Model]]:
    """Every kind of row of a company that goes along."""
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    found = [model for model in apps.get_models() if model._meta.app_label in labels - _LEFT_OUT_APPS]
    return sorted(found, key=name_of)


def name_of(model: type[models.Model]) -> str:
    """What the file of these rows is called."""
    return f"{model._meta.app_label}-{model._meta.model_name}"


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Fields that go along: neither secrets nor what only an index is for."""
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.BinaryField) and not any(part in field.name for part in _SECRET_NAMES)
    ]


def row_of(row: models.Model, fields: list[models.Field[Any, Any]]) -> dict[str, Any]:
    """One row with values as JSON knows them."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in fields}


def _team(company: Company) -> Iterator[dict[str, Any]]:
    members = Membership.objects.filter(company=company).select_related("user").order_by("pk")
    for member in members:
        yield {
            "name": member.user.name,
            "email": member.user.email,
            "role": member.role,
            "branch_ids": member.branch_ids,
        }


def _write(archive: zipfile.ZipFile, name: str, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with archive.open(f"{name}.jsonl", "w") as part:
        for row in rows:
            part.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Range):
        return [_plain(value.lower), _plain(value.upper)]
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return str(value)
