"""What callers leave behind for people: a wish to be called back, and a message."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment, Customer
from telephony.enums import TicketResult, TicketState
from telephony.models.calls import Call
from tenants.fields import EncryptedTextField

# What the database writes for code of before that does not know the column.
NO_STEPS = models.Value([], output_field=models.JSONField())


class CallbackTicketQuerySet(models.QuerySet["CallbackTicket"]):
    """Filters with more than one user."""

    def concerning(self, customer_id: int) -> CallbackTicketQuerySet:
        """Those for this person: asked for in their call, for their appointment, or by the team."""
        about = Q(customer=customer_id) | Q(appointment__customer=customer_id) | Q(call__customer=customer_id)
        return self.filter(about)

    def of_branches(self, branch_ids: Iterable[int] | None) -> CallbackTicketQuerySet:
        """Those of these branches, and those that belong to none; ``None``: all."""
        if branch_ids is None:
            return self
        chosen = list(branch_ids)
        of_none = Q(call__isnull=True, appointment__isnull=True)
        return self.filter(Q(call__branch__in=chosen) | Q(appointment__branch__in=chosen) | of_none)


class CallbackTicket(models.Model):
    """Somebody is to be called by ``due_at``: as promised in a call, or because of their appointment."""

    call = models.ForeignKey(
        Call, models.CASCADE, null=True, related_name="callbacks", verbose_name=_("Anruf")
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="+", verbose_name=_("Termin")
    )
    # Set where somebody of the team asked for the call.
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, related_name="+", verbose_name=_("Kunde")
    )
    reason = EncryptedTextField(_("Anliegen"), blank=True, default="")
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Rufnummer"), blank=True, default="")
    wished = EncryptedTextField(_("gewünschte Zeit"), blank=True, default="")
    # Who owes the call; empty: whoever leads the business.
    target = models.ForeignKey(
        "telephony.TransferTarget",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zuständig"),
    )
    state = models.CharField(_("Zustand"), max_length=10, choices=TicketState, default=TicketState.OPEN)
    created_at = models.DateTimeField(_("angelegt"))
    due_at = models.DateTimeField(_("fällig"))
    done_at = models.DateTimeField(_("erledigt"), null=True, blank=True)
    # The user lives in the public schema, so this is a number and no foreign key.
    done_by_user_id = models.BigIntegerField(_("erledigt von"), null=True, blank=True)
    assigned_to_user_id = models.BigIntegerField(_("übernommen von"), null=True, blank=True)
    result = models.CharField(
        _("Ergebnis"), max_length=10, choices=TicketResult, blank=True, default="", db_default=""
    )
    tries = models.PositiveSmallIntegerField(_("Versuche"), default=0, db_default=0)
    note = EncryptedTextField(_("Notiz"), null=True, blank=True)
    # What was done with it, oldest first, and how it stood before, so that it can be taken back; no words.
    steps = models.JSONField(_("Verlauf"), default=list, db_default=NO_STEPS, blank=True)
    objects = CallbackTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rückruf")
        verbose_name_plural = _("Rückrufe")
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="callback_open"),
            models.Index(fields=["-done_at", "-id"], condition=Q(state="done"), name="callback_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(call__isnull=False) | Q(appointment__isnull=False) | Q(customer__isnull=False),
                name="callback_has_a_cause",
            ),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(state="open"), name="callback_one_open_per_appointment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class CallerMessage(models.Model):
    """Something the caller asked to have passed on."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="messages", verbose_name=_("Anruf"))
    text = EncryptedTextField(_("Nachricht"))
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Rufnummer"), blank=True, default="")
    created_at = models.DateTimeField(_("angelegt"))
    read_at = models.DateTimeField(_("gelesen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.pk)
