"""Entries of the log in words: who, what, which row, and which fields went from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db.models import Field, Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.models import Branch
from portal.acts import Words, act_words
from tenants.enums import Role
from tenants.privacy.audit import SUPPORT, UNKNOWN_OUTCOME
from tenants.privacy.models import AuditEntry

# What addresses call the rows they name; where there is a page of it, by which route.
_SUBJECTS: Final[dict[str, tuple[Words, str]]] = {
    "appointment": (gettext_lazy("Termin"), "appointment"),
    "call": (gettext_lazy("Anruf"), "call"),
    "customer": (gettext_lazy("Kunde"), ""),
    "branch": (gettext_lazy("Filiale"), ""),
    "service": (gettext_lazy("Leistung"), ""),
    "staff": (gettext_lazy("Mitarbeiter"), ""),
    "session": (gettext_lazy("Kurstermin"), "class-session"),
    "class_time": (gettext_lazy("Kurszeit"), ""),
    "entry": (gettext_lazy("Wartender"), ""),
    "outage": (gettext_lazy("Ausfall"), "outage"),
    "move": (gettext_lazy("Umbuchung"), ""),
    "membership": (gettext_lazy("Mitglied"), ""),
    "invitation": (gettext_lazy("Einladung"), ""),
    "source": (gettext_lazy("Quelle"), ""),
    "question": (gettext_lazy("Frage"), ""),
    "version": (gettext_lazy("Fassung"), ""),
    "connection": (gettext_lazy("Verbindung"), ""),
    "conflict": (gettext_lazy("Konflikt"), ""),
    "target": (gettext_lazy("Weiterleitung"), ""),
    "suggestion": (gettext_lazy("Vorschlag"), ""),
    "run": (gettext_lazy("Datei"), ""),
    "callback": (gettext_lazy("Rückruf"), ""),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeLine:
    """One field, before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One entry as it is read."""

    pk: int
    at: datetime
    user_id: int
    who: str
    role: str
    what: str
    subject: str
    subject_url: str
    outcome: str
    is_done: bool
    device: str
    address: str
    changes: tuple[ChangeLine, ...]


def lines_of(found: Sequence[AuditEntry], names: dict[int, str]) -> list[Line]:
    """The entries in words. ``names``: who acted, by id."""
    branches = dict(Branch.objects.values_list("pk", "name")) if found else {}
    return [_line(entry, names, branches) for entry in found]


def _line(entry: AuditEntry, names: dict[int, str], branches: dict[int, str]) -> Line:
    detail: dict[str, Any] = entry.detail
    words, route = _SUBJECTS.get(entry.subject, ("", ""))
    is_named = bool(words) and entry.subject_id is not None
    return Line(
        pk=entry.pk,
        at=entry.at,
        user_id=entry.user_id or 1,
        who=_who(entry, names),
        role=_role(entry.role),
        what=act_words(entry.act),
        subject=f"{words} {entry.subject_id}" if is_named else "",
        subject_url=reverse(route, args=[entry.subject_id]) if is_named and route else "",
        outcome=_outcome(entry.outcome),
        is_done=entry.outcome is not None and UNKNOWN_OUTCOME < entry.outcome < 400,
        device=str(detail.get("device", "")),
        address=str(detail.get("address", "")),
        changes=tuple(_changes(detail.get("changes", []), branches)),
    )


def _who(entry: AuditEntry, names: dict[int, str]) -> str:
    if entry.user_id is None:
        return _("System")
    if entry.role == SUPPORT:
        # Staff of ours may have gone since: the entry itself knows who they were.
        return str(entry.detail.get("name") or "AskProAI")
    return names.get(entry.user_id) or _("Ehemaliges Mitglied")


def _role(role: str) -> str:
    if role == SUPPORT:
        return _("Unterstützung")
    return str(Role(role).label) if role in Role.values else ""


def _outcome(status: int | None) -> str:
    if status is None:
        return _("läuft noch")
    if status == UNKNOWN_OUTCOME:
        return _("Ausgang unbekannt")
    if status == 422:
        return _("Angaben unvollständig")
    return _("ausgeführt") if status < 400 else _("nicht ausgeführt")


def _changes(stored: list[dict[str, Any]], branches: dict[int, str]) -> Iterator[ChangeLine]:
    for change in stored:
        for name, after in change["after"].items():
            field = _field(change["subject"], name)
            yield ChangeLine(
                field=str(field.verbose_name) if field is not None else name,
                before=_value(name, field, change["before"].get(name, ""), branches),
                after=_value(name, field, after, branches),
            )


def _value(name: str, field: Field[Any, Any] | None, value: Any, branches: dict[int, str]) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if name == "branch_ids":
        ids = [int(each) for each in str(value).split(", ") if each.isdecimal()]
        return ", ".join(branches.get(each, str(each)) for each in ids) or _("alle")
    choices = dict(getattr(field, "flatchoices", ()) or ())
    return str(choices.get(value, value)) if value != "" else "–"


def _field(subject: str, name: str) -> Field[Any, Any] | None:
    model = _models().get(subject)
    fields = model._meta.fields if model else []
    # Values that are edited name another row by its id: ``staff_id``.
    return next((field for field in fields if name in (field.name, field.attname)), None)


@cache
def _models() -> dict[str, type[Model]]:
    return {str(model._meta.model_name): model for model in apps.get_models()}
