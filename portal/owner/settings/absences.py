"""When somebody is away: the year at a glance, adding and taking back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.enums import TimeOffKind
from booking.errors import TimeOffConflicts
from booking.models import Appointment, Branch, Outage, StaffMember, TimeOff
from booking.rules.public_holidays import public_holiday
from booking.services.absences import add_time_off, remove_time_off
from portal.access import role_required
from portal.owner.settings.staff import found_person
from portal.owner.settings.staff_forms import AbsenceForm
from portal.owner.settings.undo import offer_way_back

_PAGE: Final = "portal/settings/absences.html"
_TONES: Final = {TimeOffKind.VACATION: "vacation", TimeOffKind.SICK: "sick"}
_SHOWN: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day of the year; ``tone``: why nobody is there, ``weekend`` and ``holiday`` among them."""

    number: int
    tone: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """One month, with empty places before its first day."""

    name: str
    skipped: range
    days: tuple[Day, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsenceRow:
    """A time off in words."""

    pk: int
    what: str
    when: str
    note: str
    tone: str
    is_outage: bool


@role_required("owner", "manager")
def absences(request: HttpRequest, staff_id: int) -> HttpResponse:
    """The year (``?jahr=2027``), the list, and the form."""
    person = found_person(request, staff_id)
    branch = _home(person)
    today = timezone.localtime(timezone=branch.zone).date()
    asked = request.GET.get("jahr", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked[:5]) <= 2100 else today.year
    form = AbsenceForm(request.POST or None, zone=branch.zone, initial={"first_on": today})
    conflicts: list[Appointment] = []
    if request.method == "POST" and form.is_valid() and form.span:
        try:
            added = _add(person, form, is_agreed="agreed" in request.POST)
        except TimeOffConflicts as error:
            rows = Appointment.objects.with_names().filter(pk__in=error.appointment_ids)
            conflicts = list(rows.order_by("period")[:200])
        else:
            way_back = reverse("settings-staff-absence-remove", args=[person.pk, added.pk])
            offer_way_back(
                request, _("Eingetragen: %(what)s.") % {"what": added.get_kind_display()}, way_back
            )
            return redirect("settings-staff-absences", person.pk)
    times_off = list(_in_year(person, year, branch.zone))
    outages = set(Outage.objects.filter(time_off__in=times_off).values_list("time_off", flat=True))
    context = {
        "person": person,
        "form": form,
        "conflicts": conflicts[:_SHOWN],
        "conflict_words": _conflict_words(conflicts),
        "year": year,
        "months": list(_months(year, times_off, branch)),
        "rows": [_row(each, branch.zone, is_outage=each.pk in outages) for each in times_off],
        "vacation_days": len(_days_of(TimeOffKind.VACATION, times_off, year, branch.zone)),
        "sick_days": len(_days_of(TimeOffKind.SICK, times_off, year, branch.zone)),
    }
    return render(request, _PAGE, context, status=422 if request.method == "POST" else 200)


@role_required("owner", "manager")
@require_POST
def remove_absence(request: HttpRequest, staff_id: int, time_off_id: int) -> HttpResponse:
    """Back again."""
    person = found_person(request, staff_id)
    if not TimeOff.objects.filter(pk=time_off_id, staff=person).exists():
        raise Http404
    if Outage.objects.filter(time_off=time_off_id).exists():
        messages.error(request, _("Dazu gehört ein Ausfallplan. Nehmen Sie ihn unter „Ausfall“ zurück."))
    else:
        remove_time_off(time_off_id=time_off_id)
        messages.success(request, _("Gelöscht. %(name)s ist wieder da.") % {"name": person.name})
    return redirect("settings-staff-absences", person.pk)


def _add(person: StaffMember, form: AbsenceForm, *, is_agreed: bool) -> TimeOff:
    """:raises TimeOffConflicts: appointments lie in it, and nobody has agreed to that."""
    assert form.span is not None  # noqa: S101  asked of a valid form
    starts_at, ends_at = form.span
    return add_time_off(
        starts_at=starts_at,
        ends_at=ends_at,
        kind=TimeOffKind(form.cleaned_data["kind"]),
        staff_id=person.pk,
        label=form.cleaned_data["label"],
        despite_appointments=is_agreed,
    )


def _home(person: StaffMember) -> Branch:
    """Whose clock and holidays count: the first of the person's branches."""
    return (
        min(person.branches.all(), key=lambda branch: (branch.position, branch.pk), default=None)
        or (Branch.objects.all()[0])
    )


def _in_year(person: StaffMember, year: int, zone: ZoneInfo) -> Iterable[TimeOff]:
    span = (datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))
    return TimeOff.objects.filter(staff=person, period__overlap=span).order_by("period")


def _dates(time_off: TimeOff, zone: ZoneInfo) -> Iterator[date]:
    """The days on which the person is away, also where it is for some hours only."""
    day = time_off.period.lower.astimezone(zone).date()
    last = (time_off.period.upper - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _days_of(kind: TimeOffKind, times_off: Iterable[TimeOff], year: int, zone: ZoneInfo) -> set[date]:
    """Working days of the week on which somebody was away all day for this reason."""
    whole = (each for each in times_off if each.kind == kind and _is_whole_days(each, zone))
    days = {day for each in whole for day in _dates(each, zone)}
    return {day for day in days if day.year == year and day.weekday() < 6}


def _is_whole_days(time_off: TimeOff, zone: ZoneInfo) -> bool:
    first, last = time_off.period.lower.astimezone(zone), time_off.period.upper.astimezone(zone)
    return (first.hour, first.minute, last.hour, last.minute) == (0, 0, 0, 0)


def _months(year: int, times_off: Iterable[TimeOff], branch: Branch) -> Iterator[Month]:
    away = {day: each for each in times_off for day in _dates(each, branch.zone)}
    for number in range(1, 13):
        first = date(year, number, 1)
        following = date(year + number // 12, number % 12 + 1, 1)
        days = [first + timedelta(days=step) for step in range((following - first).days)]
        yield Month(
            name=formats.date_format(first, "F"),
            skipped=range(first.weekday()),
            days=tuple(_day(day, away.get(day), branch) for day in days),
        )


def _day(day: date, time_off: TimeOff | None, branch: Branch) -> Day:
    if time_off is not None:
        tone = _TONES.get(TimeOffKind(time_off.kind), "blocked")
        return Day(number=day.day, tone=tone, title=str(time_off))
    holiday = public_holiday(day, country=branch.country, subdivision=branch.subdivision)
    if holiday:
        return Day(number=day.day, tone="holiday", title=holiday)
    return Day(number=day.day, tone="weekend" if day.weekday() == 6 else "", title="")


def _row(time_off: TimeOff, zone: ZoneInfo, *, is_outage: bool) -> AbsenceRow:
    starts, ends = time_off.period.lower.astimezone(zone), time_off.period.upper.astimezone(zone)
    if _is_whole_days(time_off, zone):
        last = ends.date() - timedelta(days=1)
        when = formats.date_format(starts, "D, j. F Y")
        if last != starts.date():
            when = f"{formats.date_format(starts, 'D, j. F')} – {formats.date_format(last, 'D, j. F Y')}"
    else:
        until = f"{ends:%H:%M}" if ends.date() == starts.date() else formats.date_format(ends, "D, j. F, H:i")
        when = f"{formats.date_format(starts, 'D, j. F Y, H:i')} – {until}"
    return AbsenceRow(
        pk=time_off.pk,
        what=str(time_off.get_kind_display()),
        when=when,
        note=time_off.label,
        tone=_TONES.get(TimeOffKind(time_off.kind), "blocked"),
        is_outage=is_outage,
    )


def _conflict_words(conflicts: list[Appointment]) -> str:
    if not conflicts:
        return ""
    return ngettext(
        "In dieser Zeit liegt %(count)d Termin.", "In dieser Zeit liegen %(count)d Termine.", len(conflicts)
    ) % {"count": len(conflicts)}
