"""Looking into the log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from tenants.models import User
from tenants.privacy.models import AuditEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which entries; what is ``None`` or empty narrows nothing. ``until`` is the first instant after."""

    user_id: int | None = None
    acts: Collection[str] | None = None
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: Wanted) -> QuerySet[AuditEntry]:
    """The entries, newest first."""
    found = AuditEntry.objects.order_by("-at", "-pk")
    if wanted.user_id is not None:
        found = found.filter(user_id=wanted.user_id)
    if wanted.acts is not None:
        found = found.filter(act__in=wanted.acts)
    if wanted.subject_id is not None:
        found = found.filter(subject_id=wanted.subject_id)
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    return found


def actors() -> dict[int, str]:
    """Everybody who ever acted here, by id; who left keeps the name while the login exists."""
    ids = AuditEntry.objects.exclude(user_id=None).order_by().values_list("user_id", flat=True).distinct()
    users = User.objects.filter(pk__in=list(ids)).values_list("pk", "name", "email")
    return {pk: name or email for pk, name, email in users}


def broken_place() -> int | None:
    """Where the chain of hashes was broken first; ``None`` while every entry is what it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_broken_place()")
        place: int | None = cursor.fetchone()[0]
    return place
