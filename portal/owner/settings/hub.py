"""The door to all settings, in groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.access import role_required
from portal.permissions import MATRIX
from portal.scope import branch_ids_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """One page of the settings."""

    route: str
    label: Promise
    note: Promise
    icon: str
    for_whole_company: bool = False

    @property
    def url(self) -> str:
        """Where it is."""
        return reverse(self.route)


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorGroup:
    """Doors under one heading."""

    label: Promise
    doors: tuple[Door, ...]


_GROUPS: Final = (
    DoorGroup(
        label=_("Ihr Betrieb"),
        doors=(
            Door(
                route="settings-company",
                label=_("Betrieb"),
                note=_("Name, Branche, Land, Logo"),
                icon="building-2",
                for_whole_company=True,
            ),
            Door(
                route="settings-services",
                label=_("Leistungen"),
                note=_("Preise, Dauer, Einwirkzeit, Varianten"),
                icon="scissors",
                for_whole_company=True,
            ),
            Door(
                route="settings-staff",
                label=_("Mitarbeiter"),
                note=_("Leistungen, Arbeitszeiten, Urlaub, Farbe"),
                icon="users",
            ),
            Door(
                route="settings-branches",
                label=_("Filialen"),
                note=_("Adresse, Öffnungszeiten, besondere Tage"),
                icon="store",
            ),
            Door(
                route="settings-things",
                label=_("Räume und Geräte"),
                note=_("Stühle, Kabinen, Hebebühnen"),
                icon="armchair",
                for_whole_company=True,
            ),
        ),
    ),
    DoorGroup(
        label=_("Buchen"),
        doors=(
            Door(
                route="rules",
                label=_("Regeln"),
                note=_("Vorlauf, Obergrenzen, Absagen, Gebühren"),
                icon="sliders-horizontal",
            ),
            Door(
                route="online-booking",
                label=_("Online-Buchung"),
                note=_("Ihre Buchungsseite und Kalender zum Abonnieren"),
                icon="globe",
            ),
        ),
    ),
    DoorGroup(
        label=_("Kunden"),
        doors=(
            Door(
                route="settings-messages",
                label=_("Nachrichten"),
                note=_("Texte für SMS und E-Mail, Erinnerung"),
                icon="message-square",
                for_whole_company=True,
            ),
            Door(
                route="customers-settings",
                label=_("Anrede und Merkmale"),
                note=_("Anrede in Nachrichten, Merkmale von Kunden"),
                icon="tag",
            ),
        ),
    ),
    DoorGroup(
        label=_("Telefon"),
        doors=(
            Door(
                route="receptionist",
                label=_("Empfang"),
                note=_("Begrüßung, Auftritt, Annahme, Weiterleiten"),
                icon="bot",
            ),
            Door(
                route="knowledge",
                label=_("Wissen"),
                note=_("Was der Empfang beantworten kann"),
                icon="book-open",
            ),
        ),
    ),
    DoorGroup(
        label=_("Verbindungen"),
        doors=(
            Door(
                route="integrations",
                label=_("Integrationen"),
                note=_("Google, Outlook, Cal.com, CalDAV"),
                icon="refresh-cw",
            ),
            Door(
                route="imports",
                label=_("Daten übernehmen"),
                note=_("Kunden und Termine aus Dateien"),
                icon="upload",
            ),
            Door(
                route="company-export",
                label=_("Daten mitnehmen"),
                note=_("Alles in einer Datei"),
                icon="download",
                for_whole_company=True,
            ),
        ),
    ),
)


@role_required("owner", "manager")
def hub(request: HttpRequest) -> HttpResponse:
    """All settings that this member may open."""
    role = request.membership.role  # type: ignore[attr-defined]
    sees_all = branch_ids_of(request) is None
    groups = []
    for group in _GROUPS:
        doors = tuple(
            door
            for door in group.doors
            if role in MATRIX[door.route] and (sees_all or not door.for_whole_company)
        )
        if doors:
            groups.append(DoorGroup(label=group.label, doors=doors))
    return render(request, "portal/settings/hub.html", {"groups": groups})
