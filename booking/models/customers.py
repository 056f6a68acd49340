"""Known persons. Several may share a phone number."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.enums import AddressForm
from booking.models.places import StaffMember
from tenants.fields import EncryptedJSONField, EncryptedTextField

# What the database writes for code of before that does not know the column.
NO_FLAGS = models.Value([], output_field=ArrayField(models.CharField(max_length=40)))


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Filters with more than one user."""

    def known(self) -> CustomerQuerySet:
        """Those who are not forgotten, and not being forgotten."""
        return self.filter(erasing_at__isnull=True)


class Customer(models.Model):
    """A person with a history. Phone and e-mail are encrypted; ``phone_index`` finds a number unseen."""

    name = models.CharField(_("Name"), max_length=160)
    # The name without case and double spaces: with the number it tells persons apart and finds them again.
    name_key = models.CharField(_("Suchname"), max_length=160, editable=False)
    phone = EncryptedTextField(_("Rufnummer"), blank=True, default="")
    phone_index = models.BinaryField(_("Suchwert der Rufnummer"), max_length=16, null=True, editable=False)
    email = EncryptedTextField(_("E-Mail-Adresse"), blank=True, default="")
    note = EncryptedTextField(_("Notiz"), blank=True, default="")
    # Minutes that a service takes longer (or shorter) with this person, by the service's id.
    extra_minutes = models.JSONField(
        _("braucht länger"),
        default=dict,
        db_default=models.Value({}, output_field=models.JSONField()),
        blank=True,
    )
    language = models.CharField(_("Sprache"), max_length=5, default="de")
    # By which way they want messages: a value of notifications' Channel; empty: by every way there is.
    preferred_channel = models.CharField(
        _("bevorzugter Weg"), max_length=10, blank=True, default="", db_default=""
    )
    wants_reminders = models.BooleanField(_("möchte Erinnerungen"), default=True, db_default=True)

    # By what the name is found (beginnings, sound, slips of the pen) and sorted. Worked out with the name;
    # NULL: written by code that does not know it, made good by the sweep.
    search_keys = ArrayField(models.TextField(), null=True, editable=False)
    sort_key = models.CharField(max_length=200, default="", db_default="", editable=False)
    email_index = models.BinaryField(_("Suchwert der E-Mail"), max_length=16, null=True, editable=False)
    birthday_on = models.DateField(_("Geburtstag"), null=True, blank=True)
    flags = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("Merkmale"),
        default=list,
        db_default=NO_FLAGS,
        blank=True,
    )
    # What the team wrote, newest first: ``[{"id", "text", "at", "by", "pinned"}]``.
    notes = EncryptedJSONField(null=True)
    preferred_staff = models.ForeignKey(
        StaffMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("am liebsten bei"),
    )
    # How German messages speak to them; empty: as the company does to everybody.
    address_form = models.CharField(
        _("Anrede"), max_length=3, choices=AddressForm, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField(_("angelegt"))

    # Entries of the same person that became part of this one, newest last, with all it takes to undo it.
    merges = EncryptedJSONField(null=True)
    # Art. 17 GDPR: from when on the person is being forgotten, since when they are, and the receipt: per step
    # how many rows went, and what stays for which reason. Who is forgotten has an empty row left.
    erasing_at = models.DateTimeField(_("wird gelöscht seit"), null=True, editable=False)
    erased_at = models.DateTimeField(_("gelöscht"), null=True, editable=False)
    erasure = models.JSONField(_("Beleg der Löschung"), null=True, editable=False)
    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kunde")
        verbose_name_plural = _("Kunden")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index", "name_key"],
                condition=Q(phone_index__isnull=False),
                name="customer_once_per_number_and_name",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            models.Index(fields=["-created_at", "-id"], name="customer_newest"),
            models.Index(
                fields=["email_index"], condition=Q(email_index__isnull=False), name="customer_by_email"
            ),
            # Without a list of what is pending: every search takes the same time.
            GinIndex(fields=["search_keys"], fastupdate=False, name="customer_search"),
            models.Index(fields=["id"], condition=Q(search_keys__isnull=True), name="customer_unsearchable"),
            models.Index(
                fields=["erasing_at"],
                condition=Q(erasing_at__isnull=False, erased_at__isnull=True),
                name="customer_being_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.name
