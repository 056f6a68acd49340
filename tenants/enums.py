"""Closed lists of the room."""

from typing import Final

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


class SupportLevel(models.TextChoices):
    """How far staff of the platform may go in a company that let them in."""

    READING = "reading", _("nur ansehen")
    FULL = "full", _("ansehen und ändern")


class FactorKind(models.TextChoices):
    """What somebody can have besides a password."""

    TOTP = "totp", _("Authenticator-App")
    PASSKEY = "passkey", _("Passkey")
    RECOVERY = "recovery", _("Notfallcodes")


class DirectoryKind(models.TextChoices):
    """What the platform can be asked to find a company by."""

    PHONE_NUMBER = "phone_number", _("Rufnummer")
    RETELL_AGENT = "retell_agent", _("Retell-Agent")


class Industry(models.TextChoices):
    """Trade of a company: decides vocabulary, safety sentences and defaults."""

    HAIRDRESSER = "hairdresser", _("Friseur")
    BARBER = "barber", _("Barbier")
    BEAUTY = "beauty", _("Kosmetik")
    NAILS = "nails", _("Nagelstudio")
    MASSAGE = "massage", _("Massage")
    DENTIST = "dentist", _("Zahnarztpraxis")
    DOCTOR = "doctor", _("Hausarztpraxis")
    PHYSIOTHERAPY = "physiotherapy", _("Physiotherapie")
    PODIATRY = "podiatry", _("Podologie")
    VET = "vet", _("Tierarztpraxis")
    OPTICIAN = "optician", _("Optiker")
    GARAGE = "garage", _("Kfz-Werkstatt")
    TYRES = "tyres", _("Reifenservice")
    DRIVING_SCHOOL = "driving_school", _("Fahrschule")
    TAX_ADVISER = "tax_adviser", _("Steuerberatung")
    OTHER = "other", _("Sonstiges")


# Where people are treated: what somebody comes for is nobody else's business (Art. 9 GDPR, § 203 StGB).
MEDICAL: Final = frozenset({Industry.DENTIST, Industry.DOCTOR, Industry.PHYSIOTHERAPY, Industry.PODIATRY})


class OnboardingStep(models.TextChoices):
    """The four steps between signing up and the first call; their order is the order of the list."""

    COMPANY = "company", _("Betrieb")
    CALENDAR = "calendar", _("Kalender")
    PHONE = "phone", _("Telefon")
    LIVE = "live", _("Live")


class Language(models.TextChoices):
    """Languages in which the portal speaks; each is called by its own name."""

    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"
