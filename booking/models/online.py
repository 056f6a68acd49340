"""Booking on the web: what the company allows, and requests on their way to an appointment."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import CodeState
from booking.models.appointments import Appointment, Offer
from tenants.fields import EncryptedJSONField


class OnlineBooking(models.Model):
    """How the company's booking page behaves; without the row, as the defaults say."""

    is_on = models.BooleanField(_("Online-Buchung"), default=True)
    # Against pranks: the number is proved by a code before anything is booked under it.
    wants_code = models.BooleanField(_("Rufnummer per SMS-Code bestätigen"), default=True)
    # On which websites the page may be embedded: "https://www.example.de".
    origins = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("erlaubte Websites")
    )
    imprint_url = models.URLField(_("Impressum"), max_length=300, blank=True)
    privacy_url = models.URLField(_("Datenschutzerklärung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Online-Buchung")
        verbose_name_plural = _("Online-Buchung")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="online_booking_single_row")]

    def __str__(self) -> str:
        return "Online-Buchung"


class BookingRequest(models.Model):
    """Somebody on the booking page who has told who they are, before and after their number is proved.

    The code is derived from ``nonce`` with the company's key and stored nowhere.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    # For whom the time is held: the browser (or embedded page) that asks.
    holder = models.CharField(_("gehalten für"), max_length=120)
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, related_name="+", verbose_name=_("Vormerkung")
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="+", verbose_name=_("Termin")
    )
    details = EncryptedJSONField(_("Angaben"), default=dict)
    phone_index = models.BinaryField(_("Suchwert der Rufnummer"), max_length=16, null=True, editable=False)
    address_index = models.BinaryField(_("Suchwert der IP-Adresse"), max_length=16, editable=False)
    nonce = models.BinaryField(max_length=16)
    code_sent_at = models.DateTimeField(_("Code verschickt"), null=True)
    code_state = models.CharField(
        _("Zustellung des Codes"), max_length=10, choices=CodeState, default=CodeState.NONE
    )
    tries = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    proved_at = models.DateTimeField(_("Rufnummer bestätigt"), null=True)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Buchungsanfrage")
        verbose_name_plural = _("Buchungsanfragen")
        indexes = [
            models.Index(fields=["phone_index", "code_sent_at"], name="booking_request_by_phone"),
            models.Index(fields=["address_index", "code_sent_at"], name="booking_request_by_address"),
            models.Index(fields=["holder"], name="booking_request_by_holder"),
            models.Index(fields=["created_at"], name="booking_request_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
