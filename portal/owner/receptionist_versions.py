"""Versions of the reception: publish, compare, share calls between two, go back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.owner.receptionist import publishing_of
from portal.owner.receptionist_forms import PublishForm
from portal.owner.receptionist_words import ChangeRow, change_row
from telephony.enums import VersionState
from telephony.errors import NothingToPublish, SharesInvalid, VersionNotReady, VersionUnknown
from telephony.models import Receptionist, ReceptionistVersion
from telephony.queries.versions import VersionResults, results_by_version
from telephony.services import versions as service
from telephony.services.provisioning import ask_for_check
from tenants.models import User

_PAGE: Final = "portal/owner/receptionist_versions.html"
SHOWN: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionRow:
    """One version in the list."""

    version_id: int
    number: int
    note: str
    created_at: datetime
    created_by: str
    weight: int
    is_ready: bool
    is_failed: bool
    changes: tuple[ChangeRow, ...]
    results: VersionResults


@role_required("owner", "manager")
def versions(request: HttpRequest) -> HttpResponse:
    """All versions, the newest first, with what each changed and how it does."""
    edited = service.receptionist_shown()
    rows = _rows(edited)
    context = {
        "rows": rows,
        "is_split": sum(1 for row in rows if row.weight) > 1,
        "can_split": sum(1 for row in rows if row.is_ready) > 1,
        "publishing": publishing_of(edited),
        "publish_form": PublishForm(),
    }
    return render(request, _PAGE, context)


@role_required("owner", "manager")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """What was edited becomes a version and takes the calls."""
    form = PublishForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        service.publish(note=note, by_user_id=request.user.pk, now=timezone.now())
    except NothingToPublish:
        messages.info(request, _("Es gibt nichts zu veröffentlichen."))
    else:
        messages.success(request, _("Wird veröffentlicht. Bis dahin spricht die bisherige Fassung."))
    return redirect("receptionist")


@role_required("owner", "manager")
@require_POST
def roll_back(request: HttpRequest, version_id: int) -> HttpResponse:
    """An earlier version takes all calls again."""
    get_object_or_404(ReceptionistVersion, pk=version_id)
    publication = service.roll_back(version_id=version_id, by_user_id=request.user.pk, now=timezone.now())
    messages.success(
        request, _("Fassung %(number)d wird zurückgeholt.") % {"number": publication.version.number}
    )
    return redirect("receptionist-versions")


@role_required("owner", "manager")
@require_POST
def split(request: HttpRequest) -> HttpResponse:
    """``anteil-12=50``: which version takes how many of a hundred calls."""
    try:
        service.split(shares=_shares(request), by_user_id=request.user.pk, now=timezone.now())
    except SharesInvalid:
        messages.error(request, _("Verteilen Sie genau 100 Prozent auf höchstens drei Fassungen."))
    except (VersionNotReady, VersionUnknown):
        messages.error(request, _("Eine dieser Fassungen kann noch keine Anrufe annehmen."))
    else:
        messages.success(request, _("Die Anrufe werden aufgeteilt."))
    return redirect("receptionist-versions")


@role_required("owner", "manager")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Compare with the provider now."""
    now = timezone.now()
    ask_for_check(receptionist=service.receptionist_for_editing(now=now), now=now)
    messages.success(request, _("Der Abgleich läuft. Das Ergebnis steht gleich hier."))
    return redirect("receptionist")


@role_required("owner", "manager")
@require_POST
def repair(request: HttpRequest) -> HttpResponse:
    """Put the provider's side back to what was published."""
    service.repair(by_user_id=request.user.pk, now=timezone.now())
    messages.success(request, _("Beim Anbieter wird wieder eingerichtet, was veröffentlicht ist."))
    return redirect("receptionist")


def _shares(request: HttpRequest) -> dict[int, int]:
    found = {}
    for name, sent in request.POST.items():
        value = str(sent)
        key = name.removeprefix("anteil-")
        if key != name and key.isdecimal() and len(key) < 19:
            found[int(key)] = int(value) if value.isdecimal() and len(value) < 4 else 0
    return found


def _rows(edited: Receptionist) -> tuple[VersionRow, ...]:
    found = list(ReceptionistVersion.objects.filter(receptionist_id=edited.pk)[: SHOWN + 1])
    results = results_by_version([version.pk for version in found])
    # Users live in the public schema.
    users = {version.created_by_user_id for version in found if version.created_by_user_id}
    names = {user.pk: user.name or user.email for user in User.objects.filter(pk__in=users)}
    older = [*found[1:], None]
    return tuple(
        VersionRow(
            version_id=version.pk,
            number=version.number,
            note=version.note,
            created_at=version.created_at,
            created_by=names.get(version.created_by_user_id or 0, ""),
            weight=version.weight,
            is_ready=version.state == VersionState.READY,
            is_failed=version.state == VersionState.FAILED,
            changes=tuple(change_row(each) for each in service.version_changes(before, version))
            if before
            else (),
            results=results.get(version.pk, VersionResults()),
        )
        for version, before in zip(found[:SHOWN], older, strict=False)
    )
