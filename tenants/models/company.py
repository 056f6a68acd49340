"""A company and the ways by which it is found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from tenants.enums import CompanyState, DirectoryKind, Industry

# Kept up to date by the ordinary migrations; every company is born as a replay of it.
TEMPLATE_SCHEMA = "template_company"


class Company(TenantMixin):
    """One paying business = one schema ``t_<id>`` and one key for its encrypted fields."""

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(_("Kurzname"), max_length=40, unique=True)
    state = models.CharField(
        _("Zustand"), max_length=10, choices=CompanyState.choices, default=CompanyState.CREATING
    )
    industry = models.CharField(_("Branche"), max_length=20, choices=Industry.choices, default=Industry.OTHER)
    country = models.CharField(_("Land"), max_length=2, default="DE")
    timezone = models.CharField(_("Zeitzone"), max_length=40, default="Europe/Berlin")
    # Beginning of the logo's digest, part of its address; empty without a logo. The picture lies in Branding.
    logo_key = models.CharField(max_length=16, blank=True, default="", editable=False)
    # Colour on what customers see, ``#rrggbb``; empty: ours.
    accent = models.CharField(_("Farbe"), max_length=7, blank=True, default="", db_default="")
    # Data key, sealed with the platform's master key. Without it no encrypted field can be read.
    wrapped_key = models.BinaryField(editable=False)
    # Members without a second factor are led to setting one up, and nowhere else.
    requires_second_factor = models.BooleanField(_("Zwei-Faktor-Pflicht"), default=False)
    created_at = models.DateTimeField(_("angelegt"))

    auto_create_schema = False

    class Meta:
        verbose_name = _("Betrieb")
        verbose_name_plural = _("Betriebe")
        constraints = [
            models.CheckConstraint(
                name="company_schema_name_generated",
                condition=models.Q(schema_name__regex=r"^t_[0-9]+$")
                | models.Q(schema_name__in=["public", TEMPLATE_SCHEMA]),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_served(self) -> bool:
        """Whether requests and tasks may enter this company."""
        return self.state == CompanyState.READY


class Domain(DomainMixin):
    """A host name under which a company (or the platform itself) answers."""

    class Meta:
        verbose_name = _("Adresse")
        verbose_name_plural = _("Adressen")

    def __str__(self) -> str:
        return str(self.domain)


class DirectoryEntry(models.Model):
    """From something a provider knows to the company and branch it belongs to."""

    kind = models.CharField(_("Art"), max_length=20, choices=DirectoryKind.choices)
    key = models.CharField(_("Schlüssel"), max_length=120)
    company = models.ForeignKey(Company, models.CASCADE, related_name="directory_entries")
    # The branch lives in the company's own schema, so this is a number and no foreign key.
    branch_id = models.BigIntegerField(_("Filiale"), null=True, blank=True)

    class Meta:
        verbose_name = _("Verzeichniseintrag")
        verbose_name_plural = _("Verzeichnis")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="directory_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
