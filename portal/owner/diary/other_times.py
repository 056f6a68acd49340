"""Moving an appointment by choosing another free time; of a series this one, those after it, or all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from askproai.core.errors import Busy, RuleViolated
from booking.enums import RefusalCode, SeriesScope
from booking.errors import SeriesConflicts
from booking.models import Appointment, StaffMember
from booking.services import TEAM_MAY_WAIVE, change_series, move_appointment
from booking.values import SlotSearch
from booking.wall_clock import instant_at
from portal.access import role_required
from portal.owner.appointments import when_text
from portal.owner.diary import words
from portal.owner.diary.booking_forms import OWN_TIME
from portal.owner.diary.forms import WallTimeField
from portal.owner.diary.moving import TOLD_AFTER
from portal.owner.diary.seen import seen_appointment
from portal.owner.diary.times import times_to_choose
from portal.owner.diary.words import WAIVED, obstacle_text

_PAGE: Final = "portal/diary/other_times.html"


class OtherTimeForm(forms.Form):
    """When instead, with whom, and for how much of a series."""

    staff = forms.ModelChoiceField(
        label=gettext_lazy("Bei wem?"),
        queryset=StaffMember.objects.none(),
        empty_label=None,
        widget=forms.Select({"class": "select"}),
    )
    when = forms.CharField(max_length=20, required=False)
    own_time = WallTimeField(required=False)
    scope = forms.ChoiceField(
        label=gettext_lazy("Was wird verlegt?"), choices=SeriesScope, required=False, widget=forms.RadioSelect
    )
    trotz = forms.BooleanField(required=False)
    grund = forms.CharField(
        label=gettext_lazy("Grund, für den Verlauf"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["staff"]
        people.queryset = appointment.branch.staff.filter(
            is_active=True, skills__service=appointment.service_id
        ).distinct()
        self._zone = appointment.branch.zone

    @property
    def starts(self) -> datetime | None:
        """The chosen time on the clock of the branch."""
        when = self.cleaned_data.get("when", "")
        if when in ("", OWN_TIME):
            own: datetime | None = self.cleaned_data.get("own_time")
            return own
        try:
            return WallTimeField().clean(when)
        except forms.ValidationError:
            return None

    @property
    def waived(self) -> frozenset[RefusalCode]:
        """Whoever says "anyway" means all that the team may decide."""
        return TEAM_MAY_WAIVE if self.cleaned_data.get("trotz") else frozenset()

    def clean(self) -> dict[str, Any]:
        """Some time has to be chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and self.starts is None:
            self.add_error("when", _("Bitte wählen Sie eine Zeit."))
        return cleaned


@role_required("owner", "manager", "staff")
def free(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """``?person=3&ab=2026-11-23``: free times for this appointment; sent, it is moved there."""
    appointment = seen_appointment(request, appointment_id)
    if request.method != "POST":
        asked = {
            "staff": request.GET.get("person") or request.GET.get("staff") or appointment.staff_id,
            "version": appointment.version,
        }
        return _show(request, appointment, OtherTimeForm(appointment=appointment, initial=asked))
    form = OtherTimeForm(request.POST, appointment=appointment)
    if not form.is_valid():
        return _show(request, appointment, form, status=422)
    try:
        moved = _move(appointment, form, by=f"user:{request.user.pk}")
    except SeriesConflicts as error:
        form.add_error("when", _conflicts_text(error))
        may = set(error.reasons) <= {code.value for code in TEAM_MAY_WAIVE}
        return _show(request, appointment, form, status=422, may_waive=may)
    except (RuleViolated, Busy) as error:
        form.add_error("when", words.refusal(error.code))
        may = error.code in {code.value for code in TEAM_MAY_WAIVE}
        return _show(request, appointment, form, status=422, may_waive=may)
    messages.success(request, _moved_text(moved))
    return redirect("appointment", appointment_id)


def _move(appointment: Appointment, form: OtherTimeForm, *, by: str) -> Sequence[Appointment]:
    wish, starts, now = form.cleaned_data, form.starts, timezone.now()
    assert starts is not None  # noqa: S101  the form is not valid without
    scope = SeriesScope(wish["scope"] or SeriesScope.ONE)
    staff_id = wish["staff"].pk
    if scope != SeriesScope.ONE and appointment.series_id is not None:
        return change_series(
            appointment_id=appointment.pk,
            scope=scope,
            days=(starts.date() - appointment.local_start.date()).days,
            at=starts.time(),
            staff_id=staff_id if staff_id != appointment.staff_id else None,
            now=now,
            by=by,
            waived=form.waived,
        )
    moved = move_appointment(
        appointment_id=appointment.pk,
        starts_at=instant_at(starts, appointment.branch.zone),
        staff_id=staff_id,
        expected_version=wish["version"],
        now=now,
        by=by,
        waived=form.waived,
        reason=_reason(form),
        told_after=TOLD_AFTER,
    )
    return [moved]


def _reason(form: OtherTimeForm) -> str:
    why: str = form.cleaned_data["grund"]
    return f"{WAIVED};{why}" if form.waived else why


def _moved_text(moved: Sequence[Appointment]) -> str:
    if len(moved) == 1:
        return _("Verlegt auf %(when)s.") % {"when": when_text(moved[0])}
    text = ngettext("%(count)d Termin ist verlegt.", "%(count)d Termine sind verlegt.", len(moved))
    return text % {"count": len(moved)}


def _conflicts_text(error: SeriesConflicts) -> str:
    """``23.11., 30.11.: nicht im Dienst. Es wurde nichts verlegt.``, the dates of each reason together."""
    by_reason: dict[str, list[str]] = {}
    for each, reason in zip(error.dates, error.reasons, strict=True):
        by_reason.setdefault(obstacle_text(reason), []).append(f"{date.fromisoformat(each):%d.%m.}")
    found = "; ".join(f"{', '.join(days)}: {why}" for why, days in by_reason.items())
    return _("%(found)s. Es wurde nichts verlegt.") % {"found": found}


def _show(
    request: HttpRequest,
    appointment: Appointment,
    form: OtherTimeForm,
    *,
    status: int = 200,
    may_waive: bool = False,
) -> HttpResponse:
    now, branch = timezone.now(), appointment.branch
    staff = str(form["staff"].value() or "")
    staff_id = int(staff) if staff.isascii() and staff.isdecimal() and len(staff) < 10 else None
    search = SlotSearch(
        service_ids=(appointment.service_id,),
        staff_ids=frozenset({staff_id}) if staff_id else None,
        branch_ids=frozenset({branch.pk}),
        moving_appointment_id=appointment.pk,
        ignores_horizon=True,
    )
    first_day = _first_day(request, appointment, now)
    times = times_to_choose(search=search, branch=branch, first_day=first_day, now=now)
    context = {
        "appointment": appointment,
        "form": form,
        "starts": appointment.local_start.replace(tzinfo=None),
        "times": times,
        "later_url": f"?{urlencode({'person': staff_id or '', 'ab': times.following.isoformat()})}",
        "chosen": str(form["when"].value() or ""),
        "own_time": OWN_TIME,
        "may_waive": may_waive,
        "staff_id": staff_id,
    }
    return render(request, _PAGE, context, status=status)


def _first_day(request: HttpRequest, appointment: Appointment, now: datetime) -> date:
    try:
        asked = date.fromisoformat(request.POST.get("ab") or request.GET.get("ab") or "")
    except ValueError:
        return max(appointment.local_start.date(), now.astimezone(appointment.branch.zone).date())
    return asked if 2000 <= asked.year < 2200 else appointment.local_start.date()
