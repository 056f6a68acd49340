"""Blocked time and absences from the calendar: hours or days, with a way back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from booking.enums import TimeOffKind
from booking.errors import NonexistentWallTime, TimeOffConflicts
from booking.models import Appointment, Branch, StaffMember, TimeOff
from booking.services import add_time_off, remove_time_off
from booking.wall_clock import instant_at
from portal.access import role_required
from portal.owner.appointments import when_text
from portal.owner.diary.asked import branch_of
from portal.owner.diary.forms import WallTimeField
from portal.owner.diary.seen import said_here
from portal.scope import branch_ids_of

_PAGE: Final = "portal/diary/absence.html"
_LONGEST: Final = timedelta(days=400)
_KINDS: Final = (
    (TimeOffKind.BLOCKED, gettext_lazy("Zeit blocken")),
    (TimeOffKind.VACATION, gettext_lazy("Urlaub")),
)


class AbsenceForm(forms.Form):
    """Who is away, from when until when, and why."""

    staff = forms.ModelChoiceField(
        label=gettext_lazy("Wer?"),
        queryset=StaffMember.objects.none(),
        empty_label=None,
        widget=forms.Select({"class": "select"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Was?"), choices=_KINDS, initial=TimeOffKind.BLOCKED, widget=forms.RadioSelect
    )
    starts = WallTimeField(
        label=gettext_lazy("Von"), widget=forms.DateTimeInput({"type": "datetime-local", "class": "input"})
    )
    ends = WallTimeField(
        label=gettext_lazy("Bis"), widget=forms.DateTimeInput({"type": "datetime-local", "class": "input"})
    )
    whole_days = forms.BooleanField(label=gettext_lazy("Ganze Tage"), required=False)
    label = forms.CharField(
        label=gettext_lazy("Anlass"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    trotz = forms.BooleanField(required=False)

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["staff"]
        people.queryset = branch.staff.filter(is_active=True)
        for name in ("starts", "ends"):
            self.fields[name].error_messages["required"] = _("Bitte geben Sie eine Zeit an.")

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, and not in years."""
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if not (starts and ends):
            return cleaned
        if cleaned.get("whole_days"):
            starts = datetime.combine(starts.date(), time())
            ends = datetime.combine(ends.date() + timedelta(days=1), time())
        if not starts < ends <= starts + _LONGEST:
            self.add_error("ends", _("Das Ende liegt vor dem Anfang, oder zu weit danach."))
        return cleaned | {"starts": starts, "ends": ends}


@role_required("owner", "manager", "staff")
def absence(request: HttpRequest) -> HttpResponse:
    """``?filiale=1&person=3&start=2026-11-23T10:15``: the form; sent, the time is taken."""
    branch = branch_of(request)
    if request.method != "POST":
        return _show(request, AbsenceForm(branch=branch, initial=_initial(request, branch)), branch)
    form = AbsenceForm(request.POST, branch=branch)
    if not form.is_valid():
        return _show(request, form, branch, status=422)
    wish = form.cleaned_data
    try:
        time_off = add_time_off(
            staff_id=wish["staff"].pk,
            starts_at=instant_at(wish["starts"], branch.zone),
            ends_at=instant_at(wish["ends"], branch.zone),
            kind=TimeOffKind(wish["kind"]),
            label=wish["label"],
            despite_appointments=wish["trotz"],
        )
    except TimeOffConflicts as error:
        return _show(request, form, branch, status=422, in_the_way=_named(error.appointment_ids))
    except NonexistentWallTime:
        form.add_error("starts", _("Diese Uhrzeit gibt es an dem Tag nicht."))
        return _show(request, form, branch, status=422)
    return _taken(request, time_off, branch, wish["starts"].date())


@role_required("owner", "manager", "staff")
@require_POST
def remove(request: HttpRequest, time_off_id: int) -> HttpResponse:
    """Back again."""
    found = get_object_or_404(TimeOff.objects.select_related("staff"), pk=time_off_id, staff__isnull=False)
    scope = branch_ids_of(request)
    if scope is not None and not found.staff.branches.filter(pk__in=scope).exists():  # type: ignore[union-attr]
        raise Http404
    remove_time_off(time_off_id=time_off_id)
    text = _("Die Zeit ist wieder frei.")
    if request.htmx:  # type: ignore[attr-defined]
        return said_here(render_to_string("portal/components/toast.html", {"text": text}))
    messages.success(request, text)
    return redirect("calendar")


def _taken(request: HttpRequest, time_off: TimeOff, branch: Branch, day: date) -> HttpResponse:
    name = time_off.staff.name if time_off.staff else ""
    text = _("%(name)s: %(what)s ist eingetragen.") % {"name": name, "what": time_off}
    undo_url = reverse("diary-absence-remove", args=[time_off.pk])
    if request.htmx:  # type: ignore[attr-defined]
        html = render_to_string("portal/diary/parts/toast.html", {"text": text, "undo_url": undo_url})
        return said_here(html, shelf=True)
    messages.success(request, text)
    return redirect(f"{reverse('calendar')}?filiale={branch.pk}&tag={day}")


def _show(
    request: HttpRequest,
    form: AbsenceForm,
    branch: Branch,
    *,
    status: int = 200,
    in_the_way: tuple[str, ...] = (),
) -> HttpResponse:
    count = len(in_the_way)
    context = {
        "form": form,
        "branch": branch,
        "in_the_way": in_the_way,
        "conflict_text": ngettext(
            "In dieser Zeit liegt ein Termin. Er bleibt stehen und wird als Konflikt gezeigt.",
            "In dieser Zeit liegen %(count)d Termine. Sie bleiben stehen und werden als Konflikt gezeigt.",
            count,
        )
        % {"count": count},
    }
    template = f"{_PAGE}#form" if request.htmx else _PAGE  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _named(appointment_ids: tuple[int, ...]) -> tuple[str, ...]:
    found = Appointment.objects.with_names().filter(pk__in=appointment_ids).order_by("period")
    return tuple(f"{each.customer.name}, {when_text(each)}" for each in found)


def _initial(request: HttpRequest, branch: Branch) -> dict[str, Any]:
    try:
        starts = datetime.strptime(request.GET.get("start", ""), "%Y-%m-%dT%H:%M")  # noqa: DTZ007  wall clock
    except ValueError:
        starts = timezone.now().astimezone(branch.zone).replace(minute=0, tzinfo=None)
    return {
        "staff": request.GET.get("person"),
        "starts": f"{starts:%Y-%m-%dT%H:%M}",
        "ends": f"{starts + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }
