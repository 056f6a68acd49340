"""The row that says what must still happen outside."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxEntry(models.Model):
    """One effect that is owed to the outside world: what, on which row, when, and how far it got."""

    class State(models.TextChoices):
        """``sending`` is a lease: what a dead worker leaves behind is taken up again when it has run out."""

        PENDING = "pending", _("offen")
        SENDING = "sending", _("unterwegs")
        DONE = "done", _("erledigt")
        CANCELLED = "cancelled", _("hinfällig")
        DEAD = "dead", _("gescheitert")

    kind = models.CharField(_("Art"), max_length=20)
    subject_id = models.BigIntegerField(_("Gegenstand"))
    due_at = models.DateTimeField(_("fällig"))
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    leased_until = models.DateTimeField(_("vergeben bis"), null=True, blank=True)
    # By this the provider can be asked whether an earlier attempt arrived.
    client_reference = models.UUIDField(_("Referenz"), default=uuid.uuid4, unique=True, editable=False)
    # Owed once more while it was on its way: what arrives now may be outdated already.
    is_owed_again = models.BooleanField(_("danach noch einmal"), default=False)
    last_error = models.CharField(_("letzter Fehler"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    settled_at = models.DateTimeField(_("abgeschlossen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Ausgangseintrag")
        verbose_name_plural = _("Ausgang")
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="outbox_entry_once")]
        indexes = [
            models.Index(
                fields=["kind", "due_at"],
                name="outbox_open",
                condition=Q(state__in=["pending", "sending"]),
            ),
            models.Index(fields=["due_at"], name="outbox_dead", condition=Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"
