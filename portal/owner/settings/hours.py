"""When a branch is open and when people work there: plans, their effects, and what is planned for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.errors import ChangedMeanwhile, HoursOverlap
from booking.house_values import HoursOfPlace, fingerprint
from booking.models import Appointment, Branch, StaffMember
from booking.queries.effects import outside_new_hours
from booking.queries.house import hours_of
from booking.rules.seasons import are_known
from booking.services.hours import save_hours
from portal.access import role_required
from portal.owner.settings.access import own_branch
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.owner.settings.places_words import school_words
from portal.owner.settings.staff import found_person
from portal.owner.settings.undo import Undoable, offer_undo, register
from portal.owner.settings.week_forms import WeekForm, form_from, form_of, mark_overlap
from portal.owner.settings.week_plan import plan_on, planned_from, with_plan, without_planned

_PAGE: Final = "portal/settings/hours.html"
_SHOWN: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Whose hours these are: of the branch, or of one person there."""

    branch: Branch
    staff: StaffMember | None
    today: date

    @property
    def stored(self) -> HoursOfPlace:
        """What lies there now."""
        return hours_of(branch_id=self.branch.pk, staff_id=self.staff.pk if self.staff else None)

    @property
    def may_differ(self) -> bool:
        """Whether the school holidays of its region are known."""
        return are_known(self.branch.country, self.branch.subdivision)

    @property
    def season_words(self) -> str:
        """What is known of them."""
        return school_words(self.branch.country, self.branch.subdivision) or _(
            "Die Ferien Ihres Bundeslandes sind bekannt."
        )

    @property
    def url(self) -> str:
        """Its page."""
        if self.staff is None:
            return reverse("settings-branch-hours", args=[self.branch.pk])
        return reverse("settings-staff-hours", args=[self.staff.pk, self.branch.pk])


for _kind, _page in (("branch-hours", "settings-branch-hours"), ("staff-hours", "settings-staff-hours")):
    register(
        _kind,
        Undoable(
            values=HoursOfPlace,
            save=lambda subject, values, expected: save_hours(
                values=values,
                branch_id=subject[-1],
                staff_id=subject[0] if len(subject) > 1 else None,
                expected=expected,
            ),
            page=_page,
        ),
    )


@role_required("owner", "manager")
def branch_hours(request: HttpRequest, branch_id: int) -> HttpResponse:
    """When a branch is open."""
    return _edit(request, _place(request, branch_id))


@role_required("owner", "manager")
def staff_hours(request: HttpRequest, staff_id: int, branch_id: int) -> HttpResponse:
    """When somebody works in a branch."""
    return _edit(request, _place(request, branch_id, staff_id))


@role_required("owner", "manager")
@require_POST
def drop_branch_plan(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Forget the hours that are planned for later."""
    return _drop_planned(request, _place(request, branch_id))


@role_required("owner", "manager")
@require_POST
def drop_staff_plan(request: HttpRequest, staff_id: int, branch_id: int) -> HttpResponse:
    """The same of a person."""
    return _drop_planned(request, _place(request, branch_id, staff_id))


@role_required("owner", "manager")
@require_POST
def follow_opening(request: HttpRequest, staff_id: int, branch_id: int) -> HttpResponse:
    """Let somebody work whenever the branch is open: no hours of their own any more."""
    place = _place(request, branch_id, staff_id)
    return _save(request, place, place.stored, HoursOfPlace()) or redirect(place.url)


def _place(request: HttpRequest, branch_id: int, staff_id: int | None = None) -> Place:
    own_branch(request, branch_id)
    branch = Branch.objects.filter(pk=branch_id).first()
    if branch is None:
        raise Http404
    person = found_person(request, staff_id) if staff_id is not None else None
    return Place(branch=branch, staff=person, today=timezone.localtime(timezone=branch.zone).date())


def _edit(request: HttpRequest, place: Place) -> HttpResponse:
    stored = place.stored
    wish, fallen = None, []
    if request.method == "POST":
        form = form_from(request.POST, request.POST.getlist, today=place.today, may_differ=place.may_differ)
        if form.plan is not None and (wish := _wish(form, place, stored)) is not None:
            fallen = _fallen_out(place, wish)
            if not fallen or request.POST.get("agreed") == fingerprint(wish):
                answer = _save(request, place, stored, wish, form)
                if answer is not None:
                    return answer
    else:
        form = form_of(plan_on(_pattern(request, place, stored), place.today))
    context = {
        "form": form,
        "place": place,
        "is_new": place.staff is not None and not stored.rows,
        "works_elsewhere": place.staff is not None and _works_elsewhere(place),
        "stand": request.POST.get("stand") or fingerprint(stored),
        "effects": effect_words(fallen),
        "fallen": fallen[:_SHOWN],
        "agreed": fingerprint(wish) if wish else "",
        "planned_from": planned_from(stored, place.today),
        "calendar_week": place.today.isocalendar().week,
        **_around(place),
    }
    return render(request, _PAGE, context, status=422 if request.method == "POST" else 200)


def _around(place: Place) -> dict[str, str]:
    if place.staff is None:
        return {
            "title": _("Öffnungszeiten"),
            "back": reverse("settings-branch", args=[place.branch.pk]),
            "back_label": place.branch.name,
            "drop_url": reverse("settings-branch-hours-drop", args=[place.branch.pk]),
        }
    keys = [place.staff.pk, place.branch.pk]
    return {
        "title": _("Arbeitszeiten"),
        "kicker": place.branch.name,
        "back": reverse("settings-staff-member", args=[place.staff.pk]),
        "back_label": place.staff.name,
        "drop_url": reverse("settings-staff-hours-drop", args=keys),
        "follow_url": reverse("settings-staff-hours-follow", args=keys),
    }


def _pattern(request: HttpRequest, place: Place, stored: HoursOfPlace) -> HoursOfPlace:
    """What the form begins with: of somebody without hours of their own, those of the branch."""
    if place.staff is not None and (not stored.rows or request.GET.get("wie") == "filiale"):
        return hours_of(branch_id=place.branch.pk)
    return stored


def _works_elsewhere(place: Place) -> bool:
    assert place.staff is not None  # noqa: S101  asked of people only
    return place.staff.working_hours.exclude(branch=place.branch).exists()


def _wish(form: WeekForm, place: Place, stored: HoursOfPlace) -> HoursOfPlace | None:
    assert form.plan is not None  # noqa: S101  asked once the form could be read
    if place.staff is not None and form.plan.is_empty and not _works_elsewhere(place):
        form.errors.append(
            _("Tragen Sie mindestens eine Zeit ein. Ohne eigene Zeiten gelten die Öffnungszeiten.")
        )
        return None
    return with_plan(stored, form.plan, starts_on=form.starts_on, today=place.today)


def _fallen_out(place: Place, wish: HoursOfPlace) -> list[Appointment]:
    return outside_new_hours(
        values=wish,
        branch_id=place.branch.pk,
        staff_id=place.staff.pk if place.staff else None,
        now=timezone.now(),
    )


def effect_words(fallen: list[Appointment]) -> list[str]:
    """What becomes of these appointments, in a sentence; nothing without any."""
    if not fallen:
        return []
    return [
        ngettext(
            "%(count)d Termin liegt dann außerhalb dieser Zeiten. Er bleibt bestehen.",
            "%(count)d Termine liegen dann außerhalb dieser Zeiten. Sie bleiben bestehen.",
            len(fallen),
        )
        % {"count": len(fallen)}
    ]


def _save(
    request: HttpRequest,
    place: Place,
    before: HoursOfPlace,
    wish: HoursOfPlace,
    form: WeekForm | None = None,
) -> HttpResponse | None:
    """Where it goes on once it is saved; ``None``: the form says why not."""
    staff_id = place.staff.pk if place.staff else None
    expected = str(request.POST.get("stand", ""))[:64]
    try:
        save_hours(values=wish, branch_id=place.branch.pk, staff_id=staff_id, expected=expected)
    except ChangedMeanwhile:
        _refuse(request, form, str(CHANGED_MEANWHILE))
        return None
    except HoursOverlap as error:
        if form is not None:
            mark_overlap(form, error.weekday)
        return None
    after = place.stored
    text = _("Gespeichert. Das gilt ab sofort.")
    if form is not None and form.starts_on and form.starts_on > place.today:
        day = formats.date_format(form.starts_on, "j. F Y")
        text = _("Gespeichert. Das gilt ab %(day)s.") % {"day": day}
    subject = (place.branch.pk,) if staff_id is None else (staff_id, place.branch.pk)
    kind = "branch-hours" if staff_id is None else "staff-hours"
    if after != before:
        offer_undo(request, text, kind=kind, subject=subject, before=before, after=after)
    else:
        messages.success(request, _("Es war schon alles so gespeichert."))
    return redirect(place.url)


def _refuse(request: HttpRequest, form: WeekForm | None, text: str) -> None:
    if form is not None:
        form.errors.append(text)
    else:
        messages.error(request, text)


def _drop_planned(request: HttpRequest, place: Place) -> HttpResponse:
    stored = place.stored
    _save(request, place, stored, without_planned(stored, place.today))
    return redirect(place.url)
