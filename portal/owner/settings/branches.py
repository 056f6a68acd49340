"""Branches: the list, one branch, opening and closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.errors import BookingRefused, ChangedMeanwhile, LastBranch, NameTaken
from booking.house_values import BranchValues, fingerprint
from booking.models import Appointment, Branch
from booking.queries.house import branch_values, hours_of
from booking.queries.upcoming import upcoming_appointments
from booking.services.branches import close_branch, reopen_branch, save_branch
from booking.services.changes import cancel_appointment
from booking.services.hours import save_hours
from portal.access import role_required
from portal.owner.settings.access import own_branch, whole_company
from portal.owner.settings.branch_forms import BranchForm, CloseBranchForm, NewBranchForm
from portal.owner.settings.fields import CHANGED_MEANWHILE, NAME_TAKEN
from portal.owner.settings.undo import Undoable, offer_undo, register
from portal.scope import branch_ids_of
from tenants.context import current_company

_LIST: Final = "portal/settings/branches.html"
_ONE: Final = "portal/settings/branch.html"
_CLOSE: Final = "portal/settings/branch_close.html"
_SHOWN: Final = 8
# More at once would let the page wait too long; the list of appointments cancels the rest.
MOST_CANCELLED: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchRow:
    """A branch in the list."""

    pk: int
    name: str
    address: str
    people: int
    is_active: bool


register(
    "branch",
    Undoable(
        values=BranchValues,
        save=lambda subject, values, expected: save_branch(
            values=values, branch_id=subject[0], expected=expected
        ),
        page="settings-branch",
    ),
)


@role_required("owner", "manager")
def branches(request: HttpRequest) -> HttpResponse:
    """Where the company is, and where it was."""
    mine = branch_ids_of(request)
    rows = [
        BranchRow(
            pk=branch.pk,
            name=branch.name,
            address=branch.address,
            people=branch.people,
            is_active=branch.is_active,
        )
        for branch in Branch.objects.annotate(people=Count("staff"))
        if mine is None or branch.pk in mine
    ]
    context = {
        "open": [row for row in rows if row.is_active],
        "closed": [row for row in rows if not row.is_active],
        "may_open": mine is None,
        "is_owner": request.membership.role == "owner",  # type: ignore[attr-defined]
    }
    return render(request, _LIST, context)


@role_required("owner", "manager")
@whole_company
def new_branch(request: HttpRequest) -> HttpResponse:
    """A branch with the company's rules, and the hours of another one if that is wanted."""
    company = current_company()
    values = BranchValues(name="", country=company.country, timezone=company.timezone)
    form = NewBranchForm(request.POST if request.method == "POST" else None, values=values)
    if form.is_valid():
        try:
            made = save_branch(values=form.values())
        except NameTaken:
            form.add_error("name", NAME_TAKEN)
        else:
            if pattern := form.cleaned_data["pattern"]:
                save_hours(values=hours_of(branch_id=pattern.pk), branch_id=made.pk)
            text = _("%(name)s ist angelegt. Tragen Sie ein, wann geöffnet ist und wer dort arbeitet.")
            messages.success(request, text % {"name": made.name})
            return redirect("settings-branch", made.pk)
    context = {"form": form, "branch": None}
    return render(request, _ONE, context, status=422 if request.method == "POST" else 200)


@role_required("owner", "manager")
def branch(request: HttpRequest, branch_id: int) -> HttpResponse:
    """One branch, with the doors to its hours, days and rules."""
    found = found_branch(request, branch_id)
    before = branch_values(found)
    form = BranchForm(request.POST if request.method == "POST" else None, values=before)
    effects: list[str] = []
    wish = None
    if request.method == "POST" and form.is_valid():
        wish = form.values()
        effects = list(_effects(found, before, wish))
        if not effects or request.POST.get("agreed") == fingerprint(wish):
            try:
                save_branch(values=wish, branch_id=found.pk, expected=str(request.POST.get("stand"))[:64])
            except NameTaken:
                form.add_error("name", NAME_TAKEN)
            except ChangedMeanwhile:
                form.add_error(None, CHANGED_MEANWHILE)
            else:
                subject = (found.pk,)
                offer_undo(
                    request, _("Gespeichert."), kind="branch", subject=subject, before=before, after=wish
                )
                return redirect("settings-branch", found.pk)
    context = {
        "form": form,
        "branch": found,
        "effects": effects,
        "agreed": fingerprint(wish) if wish else "",
        "stand": request.POST.get("stand") or fingerprint(before),
        "may_close": branch_ids_of(request) is None,
    }
    return render(request, _ONE, context, status=422 if request.method == "POST" else 200)


@role_required("owner", "manager")
@whole_company
def close(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Close a branch, and say what becomes of what is booked there."""
    found = found_branch(request, branch_id)
    rows = upcoming_appointments(now=timezone.now()).filter(branch=found)
    form = CloseBranchForm(request.POST if request.method == "POST" else None)
    amount = rows.count()
    if form.is_valid():
        try:
            close_branch(branch_id=found.pk)
        except LastBranch:
            form.add_error(None, _("Das ist Ihre einzige offene Filiale. Ohne sie kann niemand buchen."))
        else:
            wanted = rows[:MOST_CANCELLED] if form.cleaned_data["appointments"] == "cancel" else ()
            cancelled = _cancel(list(wanted), by=f"user:{request.user.pk}")
            messages.success(
                request, _closed_words(found, cancelled), extra_tags=_reopen_url(found, cancelled)
            )
            return redirect("settings-branches")
    context = {
        "form": form,
        "branch": found,
        "amount": amount,
        "shown": rows.select_related("customer", "staff", "branch", "service")[:_SHOWN],
        "most": MOST_CANCELLED,
    }
    return render(request, _CLOSE, context, status=422 if request.method == "POST" else 200)


@role_required("owner", "manager")
@whole_company
@require_POST
def reopen(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Offer times there again."""
    found = found_branch(request, branch_id)
    try:
        reopen_branch(branch_id=found.pk)
    except NameTaken:
        messages.error(request, NAME_TAKEN)
    else:
        messages.success(request, _("%(name)s ist wieder geöffnet.") % {"name": found.name})
    return redirect("settings-branch", found.pk)


def found_branch(request: HttpRequest, branch_id: int) -> Branch:
    """:raises Http404: no such branch, or none of this member's."""
    own_branch(request, branch_id)
    found = Branch.objects.filter(pk=branch_id).first()
    if found is None:
        raise Http404
    return found


def _effects(branch: Branch, before: BranchValues, after: BranchValues) -> Iterator[str]:
    """Another clock leaves appointments at their instants: on the wall they are at other times."""
    if before.timezone == after.timezone:
        return
    amount = upcoming_appointments(now=timezone.now()).filter(branch=branch).count()
    if amount:
        yield ngettext(
            "%(count)d gebuchter Termin behält seinen Zeitpunkt und steht dann zu einer anderen Uhrzeit da.",
            "%(count)d gebuchte Termine behalten ihren Zeitpunkt und stehen dann zu anderen Uhrzeiten da.",
            amount,
        ) % {"count": amount}


def _cancel(appointments: list[Appointment], *, by: str) -> int:
    """How many are off now; each by itself: one that cannot be cancelled keeps none of the others."""
    done = 0
    for appointment in appointments:
        try:
            cancel_appointment(
                appointment_id=appointment.pk,
                reason=_("Filiale geschlossen"),
                by=by,
                now=timezone.now(),
                is_by_team=True,
            )
        except BookingRefused:
            continue
        done += 1
    return done


def _closed_words(branch: Branch, cancelled: int) -> str:
    text = _("%(name)s ist geschlossen.") % {"name": branch.name}
    if cancelled:
        text += " " + ngettext(
            "%(count)d Termin wurde abgesagt.", "%(count)d Termine wurden abgesagt.", cancelled
        ) % {"count": cancelled}
    return text


def _reopen_url(branch: Branch, cancelled: int) -> str:
    """Taking it back makes sense only as long as nobody was told."""
    return "" if cancelled else reverse("settings-branch-reopen", args=[branch.pk])
