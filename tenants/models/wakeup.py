"""What is due in which company, so that ten thousand idle companies cost one query a second."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wakeup(models.Model):
    """A hint that work of one kind is due in a company; written in the transaction that writes the due row.

    Append-only while work is written (a shared counter would make all bookings of a company wait for one
    another) and removed by the worker that did the work. ``pulse`` pushes ``due_at`` ahead each time it
    nudges, so a nudge that got lost is repeated.
    """

    company_id = models.BigIntegerField(_("Betrieb"))
    kind = models.CharField(_("Art"), max_length=20)
    due_at = models.DateTimeField(_("fällig"))
    nudges = models.PositiveIntegerField(_("Anstöße"), default=0)

    class Meta:
        db_table = "wakeup"
        verbose_name = _("Weckruf")
        verbose_name_plural = _("Weckrufe")
        indexes = [
            models.Index(fields=["due_at"], name="wakeup_due"),
            models.Index(fields=["company_id", "kind"], name="wakeup_company"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}@{self.company_id}"
