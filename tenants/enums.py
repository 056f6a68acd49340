"""Closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyState(models.TextChoices):
    """A company is served only when ready; the other states are steps of making, stopping and removing it."""

    CREATING = "creating", _("wird angelegt")
    READY = "ready", _("aktiv")
    SUSPENDED = "suspended", _("gesperrt")
    DELETING = "deleting", _("wird gelöscht")


class Role(models.TextChoices):
    """What a user may do in one company, from most to least."""

    OWNER = "owner", _("Inhaber")
    MANAGER = "manager", _("Leitung")
    STAFF = "staff", _("Mitarbeiter")


class DirectoryKind(models.TextChoices):
    """What the platform can be asked to find a company by."""

    PHONE_NUMBER = "phone_number", _("Rufnummer")
    RETELL_AGENT = "retell_agent", _("Retell-Agent")


class Industry(models.TextChoices):
    """Trade of a company: decides vocabulary, safety sentences and defaults."""

    HAIRDRESSER = "hairdresser", _("Friseur")
    DENTIST = "dentist", _("Zahnarztpraxis")
    GARAGE = "garage", _("Kfz-Werkstatt")
    OTHER = "other", _("Sonstiges")
