"""What the team can be told of."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.enums import Role


class AlertKind(models.TextChoices):
    """Each is chosen by itself. Also part of the kind of its outbox entry."""

    BOOKED = "booked", _("Neuer Termin")
    CANCELLED = "cancelled", _("Absage")
    REQUEST = "request", _("Anfrage wartet auf Ihre Zusage")
    CALLBACK = "callback", _("Rückruf gewünscht")
    CALLBACK_DUE = "callback_due", _("Rückruf ist fällig")
    MISSED = "missed", _("Anruf ohne Ergebnis")
    CONFLICT = "conflict", _("Termine überschneiden sich")
    CONNECTION = "connection", _("Verbindung unterbrochen")


# What only those who lead the business can do something about.
_LEADS_ONLY: Final = frozenset({AlertKind.CONNECTION})
_USUAL: Final = {
    Role.OWNER: frozenset(AlertKind),
    Role.MANAGER: frozenset(AlertKind),
    Role.STAFF: frozenset({AlertKind.BOOKED, AlertKind.CANCELLED}),
}


def kinds_for(role: Role) -> tuple[AlertKind, ...]:
    """What somebody of this role can be told."""
    return tuple(kind for kind in AlertKind if role != Role.STAFF or kind not in _LEADS_ONLY)


def usual_kinds(role: Role) -> frozenset[str]:
    """What somebody is told who chose nothing."""
    return frozenset(_USUAL[role])
