"""People who can be booked: the list, one person, leaving and coming back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.errors import ChangedMeanwhile, NameTaken
from booking.house_values import StaffValues, fingerprint
from booking.models import Appointment, Branch, Service, StaffMember
from booking.queries.house import staff_values
from booking.queries.upcoming import upcoming_appointments
from booking.services.staff import (
    order_staff,
    reinstate_staff_member,
    retire_staff_member,
    save_staff_member,
)
from portal.access import role_required
from portal.owner.settings.access import own_staff, whole_company
from portal.owner.settings.fields import CHANGED_MEANWHILE, NAME_TAKEN
from portal.owner.settings.staff_forms import NEW_PERSON, StaffForm
from portal.owner.settings.undo import Undoable, offer_undo, offer_way_back, register
from portal.scope import branch_ids_of

_LIST: Final = "portal/settings/staff.html"
_ONE: Final = "portal/settings/staff_member.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """A person in the list."""

    pk: int
    name: str
    hue: int
    photo: str
    notes: str
    upcoming: int


register(
    "staff",
    Undoable(
        values=StaffValues,
        save=lambda subject, values, expected: save_staff_member(
            values=values, staff_id=subject[0], expected=expected
        ),
        page="settings-staff-member",
    ),
)


@role_required("owner", "manager")
def staff(request: HttpRequest) -> HttpResponse:
    """Who can be booked, and who could."""
    mine = branch_ids_of(request)
    people = StaffMember.objects.prefetch_related("branches", "skills", "working_hours")
    if mine is not None:
        people = people.filter(branches__in=mine).distinct()
    counts = _upcoming()
    several = Branch.objects.filter(is_active=True).count() > 1
    rows = [(person, _row(person, counts, several=several)) for person in people]
    context = {
        "people": [row for person, row in rows if person.is_active],
        "former": [row for person, row in rows if not person.is_active],
    }
    return render(request, _LIST, context)


@role_required("owner", "manager")
def new_staff_member(request: HttpRequest) -> HttpResponse:
    """An empty form."""
    return _edit(request, values=NEW_PERSON, person=None)


@role_required("owner", "manager")
def staff_member(request: HttpRequest, staff_id: int) -> HttpResponse:
    """One person with where they work and what they do."""
    person = found_person(request, staff_id)
    return _edit(request, values=staff_values(person), person=person)


@role_required("owner", "manager")
@require_POST
def retire(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Book them no longer; their appointments stay until somebody moves them."""
    person = found_person(request, staff_id)
    retire_staff_member(staff_id=person.pk)
    way_back = reverse("settings-staff-reinstate", args=[person.pk])
    amount = upcoming_appointments(now=timezone.now()).filter(staff=person).count()
    text = _("%(name)s wird nicht mehr angeboten.") % {"name": person.name}
    if amount:
        text += " " + ngettext(
            "%(count)d Termin ist noch bei ihr oder ihm gebucht.",
            "%(count)d Termine sind noch bei ihr oder ihm gebucht.",
            amount,
        ) % {"count": amount}
    offer_way_back(request, text, way_back)
    return redirect("settings-staff-member", person.pk) if amount else redirect("settings-staff")


@role_required("owner", "manager")
@require_POST
def reinstate(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Book them again."""
    person = found_person(request, staff_id)
    try:
        reinstate_staff_member(staff_id=person.pk)
    except NameTaken:
        messages.error(request, NAME_TAKEN)
    else:
        messages.success(request, _("%(name)s wird wieder angeboten.") % {"name": person.name})
    return redirect("settings-staff-member", person.pk)


@role_required("owner", "manager")
@whole_company
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Put the people into the order that was sent: ``person`` several times, as they stand."""
    sent = [each for each in request.POST.getlist("person") if each.isdecimal() and len(each) < 10]
    order_staff(staff_ids=[int(each) for each in sent[:2000]])
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    messages.success(request, _("Die Reihenfolge gilt ab sofort."))
    return redirect("settings-staff")


def found_person(request: HttpRequest, staff_id: int) -> StaffMember:
    """The person with their branches.

    :raises Http404: nobody, or nobody of this member's branches.
    """
    people = StaffMember.objects.prefetch_related("branches", "skills")
    person = people.filter(pk=staff_id).first()
    if person is None:
        raise Http404
    own_staff(request, person)
    return person


def _edit(request: HttpRequest, *, values: StaffValues, person: StaffMember | None) -> HttpResponse:
    mine = branch_ids_of(request)
    branches = [each for each in Branch.objects.filter(is_active=True) if mine is None or each.pk in mine]
    services = list(Service.objects.filter(is_active=True))
    form = StaffForm(
        request.POST if request.method == "POST" else None,
        values=values,
        branches=branches,
        services=services,
    )
    effects: list[str] = []
    wish = None
    if request.method == "POST" and form.is_valid():
        wish = form.values()
        effects = list(_effects(person, before=values, after=wish, services=services, branches=branches))
        is_agreed = not effects or request.POST.get("agreed") == fingerprint(wish)
        if is_agreed and (answer := _save(request, form, values, wish, person)):
            return answer
    upcoming = upcoming_appointments(now=timezone.now()).filter(staff=person).count() if person else 0
    context = {
        "form": form,
        "person": person,
        "branches": [branch for branch in branches if person and branch.pk in values.branch_ids],
        "stand": request.POST.get("stand") or fingerprint(values),
        "effects": effects,
        "agreed": fingerprint(wish) if wish else "",
        "upcoming": upcoming,
    }
    return render(request, _ONE, context, status=422 if request.method == "POST" else 200)


def _save(
    request: HttpRequest, form: StaffForm, before: StaffValues, wish: StaffValues, person: StaffMember | None
) -> HttpResponse | None:
    """Where it goes on once it is saved; ``None``: the form says why not."""
    expected = str(request.POST.get("stand", ""))[:64] if person else None
    try:
        saved = save_staff_member(values=wish, staff_id=person.pk if person else None, expected=expected)
    except NameTaken:
        form.add_error("name", NAME_TAKEN)
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
    else:
        if person is None:
            messages.success(
                request,
                _(
                    "%(name)s ist angelegt. Solange keine eigenen Arbeitszeiten eingetragen sind, gelten die"
                    " Öffnungszeiten."
                )
                % {"name": saved.name},
            )
        elif wish != before:
            offer_undo(
                request, _("Gespeichert."), kind="staff", subject=(saved.pk,), before=before, after=wish
            )
        else:
            messages.success(request, _("Es war schon alles so gespeichert."))
        return redirect("settings-staff-member", saved.pk)
    return None


def _effects(
    person: StaffMember | None,
    *,
    before: StaffValues,
    after: StaffValues,
    services: Sequence[Service],
    branches: Sequence[Branch],
) -> Iterator[str]:
    """What becomes of appointments that are booked already, in sentences."""
    if person is None:
        return
    rows = upcoming_appointments(now=timezone.now()).order_by().filter(staff=person)
    dropped = {skill.service_id for skill in before.skills} - {skill.service_id for skill in after.skills}
    names = {service.pk: service.name for service in services}
    for service_id, amount in _counted(rows, "service", dropped):
        yield ngettext(
            "%(count)d gebuchter Termin für %(name)s bleibt bestehen, neue nimmt hier niemand mehr an.",
            "%(count)d gebuchte Termine für %(name)s bleiben bestehen, neue nimmt hier niemand mehr an.",
            amount,
        ) % {"count": amount, "name": names.get(service_id, "")}
    left = set(before.branch_ids) - set(after.branch_ids)
    places = {branch.pk: branch.name for branch in branches}
    for branch_id, amount in _counted(rows, "branch", left):
        yield ngettext(
            "%(count)d Termin in der Filiale %(name)s bleibt bestehen.",
            "%(count)d Termine in der Filiale %(name)s bleiben bestehen.",
            amount,
        ) % {"count": amount, "name": places.get(branch_id, "")}


def _counted(rows: QuerySet[Appointment], field: str, wanted: set[int]) -> list[tuple[int, int]]:
    if not wanted:
        return []
    counted = rows.filter(**{f"{field}__in": wanted}).values(field).annotate(amount=Count("pk"))
    return list(counted.values_list(field, "amount"))


def _upcoming() -> dict[int, int]:
    rows = upcoming_appointments(now=timezone.now()).order_by().values("staff").annotate(amount=Count("pk"))
    return dict(rows.values_list("staff", "amount"))


def _row(person: StaffMember, counts: dict[int, int], *, several: bool) -> PersonRow:
    notes = [branch.name for branch in person.branches.all() if branch.is_active] if several else []
    skills = len(person.skills.all())
    notes.append(
        ngettext("%(count)d Leistung", "%(count)d Leistungen", skills) % {"count": skills}
        if skills
        else _("noch keine Leistung")
    )
    notes.append(_("eigene Arbeitszeiten") if person.working_hours.all() else _("zu den Öffnungszeiten"))
    return PersonRow(
        pk=person.pk,
        name=person.name,
        hue=person.shade,
        photo=person.photo,
        notes=" · ".join(notes),
        upcoming=counts.get(person.pk, 0),
    )
